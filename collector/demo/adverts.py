"""The shop's fictional advertising: the landings that `/quang-cao` offers and the demo's history replays."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote, urlencode


@dataclass(frozen=True)
class Advert:
    """One place where people meet the shop. `params` keep their order; `click_id` is its parameter's name.

    `referrer` is what a browser would send from there; the try-out page cannot send it, the history does.
    """

    id: str
    network: str
    kind: str
    headline: str
    text: str
    path: str
    params: dict[str, str] = field(default_factory=dict)
    click_id: str | None = None
    referrer: str = ""

    def target(self, click_value: str | None = None) -> str:
        """Path and query of the landing, with this click's id (a fixed sample without one)."""
        params = dict(self.params)
        if self.click_id:
            params[self.click_id] = click_value or SAMPLE_CLICK_IDS[self.click_id]
        # Ad systems write blanks as %20; '*' and '.' stay, so that Coc Coc's and TikTok's ids look as they come.
        return self.path + ("?" + urlencode(params, quote_via=quote, safe="*.") if params else "")


# Invented, but of each network's own shape, so that the rules read them as they would real ones.
SAMPLE_CLICK_IDS: dict[str, str] = {
    "gclid": "Cj0KCQiA-demo-mocan-khong-co-that-0123456789abcdefghijkEALw_wcB",
    "fbclid": "IwY2xjawDEMOmocanLeHRuA2FlbQIxMAABHdemoKhongCoThat_aem_0123456789demo",
    "ttclid": "E.C.P.demo-mocan-khong-co-that-0123456789abcdef",
    "md": "_0demoMocAn*KhongCoThat.0123456789",
}


def _utm(source: str, medium: str, campaign: str, term: str = "", content: str = "") -> dict[str, str]:
    """UTM parameters in the order that ad builders write them, without the empty ones."""
    values = {"source": source, "medium": medium, "campaign": campaign, "term": term, "content": content}
    return {f"utm_{name}": value for name, value in values.items() if value}


ADVERTS: tuple[Advert, ...] = (
    Advert(
        id="google-ban-tra",
        network="Google Ads",
        kind="Tìm kiếm",
        headline="Bàn trà gỗ sồi – đóng 7 ngày",
        text="Mặt bo tròn, không góc nhọn. Giao và lắp miễn phí nội thành.",
        path="/san-pham/ban-tra-suoi",
        params=_utm("google", "cpc", "ban-tra-go-soi", "bàn trà gỗ sồi", "qc-bo-tron")
        | {"gad_source": "1", "gad_campaignid": "20000000001"},
        click_id="gclid",
        referrer="https://www.google.com/",
    ),
    Advert(
        id="google-ke-sach",
        network="Google Ads",
        kind="Tìm kiếm",
        headline="Kệ sách đóng theo tường nhà bạn",
        text="Gửi kích thước, có giá trong ngày. Óc chó, sồi, tần bì.",
        path="/san-pham/ke-sach-bac-thang",
        params=_utm("google", "cpc", "ke-sach-theo-yeu-cau", "kệ sách đóng theo yêu cầu", "qc-kich-thuoc")
        | {"gad_source": "1", "gad_campaignid": "20000000002"},
        click_id="gclid",
        referrer="https://www.google.com/",
    ),
    Advert(
        id="google-tu-gan-the",
        network="Google Ads",
        kind="Tự gắn thẻ, không UTM",
        headline="Mộc An – Đồ gỗ đóng vừa căn nhà",
        text="Chỉ có gclid: nguồn được suy ra từ mã nhấp.",
        path="/",
        params={"gad_source": "1", "gad_campaignid": "20000000003"},
        click_id="gclid",
        referrer="https://www.google.com/",
    ),
    Advert(
        id="facebook-tan-gia",
        network="Facebook",
        kind="Quảng cáo",
        headline="Tân gia mùa cuối năm",
        text="Video 20 giây trong xưởng: từ tấm sồi thô đến bàn trà.",
        path="/san-pham",
        params=_utm("facebook", "paid-social", "tan-gia-cuoi-nam", "ha-noi-28-45", "video-xuong-moc"),
        click_id="fbclid",
        referrer="https://l.facebook.com/",
    ),
    Advert(
        id="facebook-bai-viet",
        network="Facebook",
        kind="Bài viết của trang",
        headline="Cách phân biệt sồi trắng và tần bì",
        text="Chỉ có fbclid: tự nó không nói đây là quảng cáo.",
        path="/gioi-thieu",
        click_id="fbclid",
        referrer="https://l.facebook.com/",
    ),
    Advert(
        id="zalo-ads",
        network="Zalo",
        kind="Quảng cáo",
        headline="Hẹn đo tận nhà, miễn phí",
        text="Thợ đến đo, vẽ và báo giá ngay tại chỗ.",
        path="/lich-hen",
        params=_utm("zalo", "cpc", "hen-do-tan-nha", content="anh-tho-do"),
        referrer="https://zalo.me/",
    ),
    Advert(
        id="zalo-oa",
        network="Zalo",
        kind="Tin của OA",
        headline="Lịch giao hàng trước Tết",
        text="Đặt trước 15 tháng Chạp để kịp giao trước Tết.",
        path="/chinh-sach",
        params=_utm("zalo", "oa", "lich-giao-tet"),
        referrer="https://zalo.me/",
    ),
    Advert(
        id="tiktok-xuong",
        network="TikTok",
        kind="Quảng cáo",
        headline="15 giây trong xưởng mộc",
        text="Tiếng bào gỗ, vân sồi và một cái đèn tròn như mầm cây.",
        path="/san-pham/den-ban-mam",
        params=_utm("tiktok", "cpc", "xuong-moc-15s", content="tieng-bao-go"),
        click_id="ttclid",
        referrer="https://www.tiktok.com/",
    ),
    Advert(
        id="coccoc-tu-khoa",
        network="Cốc Cốc",
        kind="Tìm kiếm",
        headline="Tủ giày gỗ cửa chớp",
        text="16 đôi, thoáng, không mùi. Đóng theo bề rộng cửa.",
        path="/san-pham/tu-giay-hien",
        params=_utm("coccoc", "CPC", "tu-giay-go", "tủ giày gỗ", "1000001"),
        click_id="md",
        referrer="https://coccoc.com/",
    ),
    Advert(
        id="ban-tin",
        network="Bản tin",
        kind="Thư điện tử",
        headline="Thư xưởng: ba món quà tân gia",
        text="Gửi khách cũ, đầu mỗi tháng.",
        path="/san-pham/khay-tra-nep",
        params=_utm("ban-tin", "email", "thu-xuong-hang-thang", content="nut-xem-qua"),
    ),
    Advert(
        id="chatgpt",
        network="ChatGPT",
        kind="Trợ lý AI",
        headline="“Xưởng mộc nào đóng giường theo nệm?”",
        text="Liên kết trong câu trả lời, gắn sẵn utm_source=chatgpt.com.",
        path="/san-pham/giuong-suong",
        params={"utm_source": "chatgpt.com"},
        referrer="https://chatgpt.com/",
    ),
    Advert(
        id="google-ho-so",
        network="Google",
        kind="Hồ sơ doanh nghiệp",
        headline="Mộc An – Xưởng đồ gỗ · Đang mở cửa",
        text="Nút “Trang web” trên Google Maps.",
        path="/lien-he",
        params=_utm("google", "organic", "ho-so-doanh-nghiep"),
        referrer="https://www.google.com/",
    ),
)

BY_ID: dict[str, Advert] = {advert.id: advert for advert in ADVERTS}
