"""What the demo's quote form offers: the catalogue, with what each piece may be had with, and work to measure."""

from __future__ import annotations

from typing import Any

from collector.demo.catalogue import PRODUCTS, Product

Ware = dict[str, Any]


def _extra(name: str, vi: str, en: str, price: int | None) -> Ware:
    return {"id": name, "label": {"vi": vi, "en": en}, "price_minor": price}


EXTRAS: dict[str, list[Ware]] = {
    "ban-tra-suoi": [
        _extra("bo_goc", "Bo góc cho nhà có trẻ nhỏ", "Rounded for small children", 150_000),
        _extra("mat_kinh", "Mặt kính cường lực", "Tempered glass top", 480_000),
    ],
    "ghe-an-lam": [_extra("nem", "Nệm vải lanh", "Linen cushion", 190_000)],
    "ke-sach-bac-thang": [_extra("canh", "Cánh che hai tầng dưới", "Doors for the two lowest shelves", 950_000)],
    "giuong-suong": [
        _extra("ngan_keo", "Hai ngăn kéo gầm giường", "Two drawers below", 1_800_000),
        _extra("theo_nem", "Đóng theo nệm của bạn", "To the size of your mattress", None),
    ],
    "khay-tra-nep": [_extra("khac_ten", "Khắc tên", "Your name carved", 0)],
}


def _ware(product: Product) -> Ware:
    return {
        "id": product.slug.replace("-", "_"),
        "label": {"vi": product.name},
        "detail": {"vi": f"{product.wood}, {product.size}"},
        "unit": {"vi": "chiếc", "en": "piece"} if product.slug == "ghe-an-lam" else {},
        "price_minor": product.price,
        "extras": EXTRAS.get(product.slug, []),
    }


WARES: list[Ware] = [
    *map(_ware, PRODUCTS),
    {
        "id": "mat_ban",
        "label": {"vi": "Mặt bàn đóng theo kích thước", "en": "Table top to measure"},
        "unit": {"vi": "m²", "en": "m²"},
        "step": "0.1",
        "price_minor": 2_890_000,
    },
    {"id": "theo_mau", "label": {"vi": "Đóng theo mẫu riêng", "en": "Made to your design"}},
]
