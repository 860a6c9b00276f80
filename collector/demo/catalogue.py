"""What the fictional shop "Mộc An" sells: plain data, read by its pages and by the demo's history."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Product:
    """One piece of furniture; `price` in whole đồng, `tint` the colour of its stage (1 to 4)."""

    slug: str
    name: str
    room: str
    price: int
    wood: str
    size: str
    days: int
    tint: int
    line: str
    story: str
    points: tuple[str, ...]

    @property
    def path(self) -> str:
        return f"/san-pham/{self.slug}"


ROOMS: dict[str, str] = {
    "phong-khach": "Phòng khách",
    "phong-an": "Phòng ăn",
    "phong-ngu": "Phòng ngủ",
    "loi-vao": "Lối vào",
}

PRODUCTS: tuple[Product, ...] = (
    Product(
        slug="ban-tra-suoi",
        name="Bàn trà Suối",
        room="phong-khach",
        price=3_450_000,
        wood="Sồi trắng",
        size="110 × 60 × 38 cm",
        days=7,
        tint=1,
        line="Mặt bàn bo tròn như hòn cuội, không góc nhọn cho nhà có trẻ nhỏ.",
        story="Mặt bàn ghép từ ba tấm sồi cùng thân cây, vân chạy liền như một dòng nước. "
        "Ngăn dưới vừa một chồng sách và cái điều khiển hay thất lạc.",
        points=("Chân mộng âm, không đinh vít", "Dầu lau gốc thực vật, không mùi", "Chịu tải 60 kg"),
    ),
    Product(
        slug="ghe-an-lam",
        name="Ghế ăn Lam",
        room="phong-an",
        price=1_290_000,
        wood="Tần bì",
        size="46 × 50 × 78 cm",
        days=5,
        tint=2,
        line="Lưng uốn hơi nước, ngồi hết bữa cơm dài vẫn êm.",
        story="Lưng ghế uốn bằng hơi nước theo dáng lưng người Việt, thấp hơn ghế nhập 3 cm "
        "để chân chạm đất. Đặt từ bốn chiếc, thợ khắc số thứ tự dưới mặt ngồi.",
        points=("Mặt ngồi rộng 46 cm", "Xếp chồng được 3 chiếc", "Thay nệm vải theo mùa"),
    ),
    Product(
        slug="ke-sach-bac-thang",
        name="Kệ sách Bậc Thang",
        room="phong-khach",
        price=4_900_000,
        wood="Óc chó",
        size="90 × 32 × 180 cm",
        days=12,
        tint=3,
        line="Năm tầng so le, chỗ cho cả sách khổ lớn lẫn chậu cây.",
        story="Các ngăn so le như bậc thang nhà sàn, nên sách tranh, đĩa than và chậu trầu bà đều "
        "có chỗ. Có thể đóng cao sát trần hoặc vừa góc cầu thang.",
        points=("Neo tường chống đổ kèm sẵn", "Mỗi tầng chịu 25 kg", "Đóng theo kích thước tường"),
    ),
    Product(
        slug="den-ban-mam",
        name="Đèn bàn Mầm",
        room="phong-khach",
        price=890_000,
        wood="Tần bì và vải lanh",
        size="28 × 28 × 46 cm",
        days=3,
        tint=4,
        line="Thân tiện một khối, chụp vải lanh lọc sáng dịu.",
        story="Thân đèn tiện từ mẩu tần bì dư của ghế Lam. Chụp vải lanh mộc cho ánh sáng vàng ấm, "
        "đủ đọc sách mà không chói người nằm cạnh.",
        points=("Bóng E27, kèm bóng 6 W ánh sáng ấm", "Dây vải 1,8 m, công tắc chạm", "Chụp tháo giặt được"),
    ),
    Product(
        slug="giuong-suong",
        name="Giường Sương",
        room="phong-ngu",
        price=12_900_000,
        wood="Sồi trắng",
        size="160 × 200 × 92 cm",
        days=15,
        tint=3,
        line="Đầu giường nan thưa thoáng khí, khung không một tiếng kêu.",
        story="Khung giường khóa bằng nêm gỗ nên càng nằm càng chặt. Đầu giường nan thưa cho gió đi qua, "
        "vạt giường tháo từng thanh để lau.",
        points=("Vừa nệm 160 × 200 hoặc đóng theo nệm", "Gầm cao 30 cm cho rô-bốt hút bụi", "Lắp tại nhà"),
    ),
    Product(
        slug="tu-giay-hien",
        name="Tủ giày Hiên",
        room="loi-vao",
        price=3_950_000,
        wood="Tràm bông vàng",
        size="100 × 35 × 95 cm",
        days=9,
        tint=4,
        line="Cửa nan chớp thông gió, mặt trên là chỗ ngồi xỏ giày.",
        story="Cửa chớp như cửa nhà phố cũ: thông gió, không giữ mùi. Mười sáu đôi giày người lớn, "
        "một ngăn dép khách và một ngăn kéo cho chìa khóa.",
        points=("16 đôi và một ngăn kéo", "Chân nhôm chống ẩm cao 8 cm", "Đóng theo bề rộng cửa"),
    ),
    Product(
        slug="guong-trang",
        name="Gương Trăng",
        room="phong-ngu",
        price=1_150_000,
        wood="Óc chó",
        size="60 × 60 × 4 cm",
        days=4,
        tint=1,
        line="Vành gỗ khuyết một cung nhỏ, như trăng mười bốn.",
        story="Vành óc chó tiện lệch tâm: một bên dày, một bên mảnh như trăng sắp tròn. "
        "Móc treo cân bằng sẵn, một người treo được.",
        points=("Gương bạc 5 mm, mài cạnh", "Treo dọc hoặc tựa kệ", "Kèm móc và thước thủy nhỏ"),
    ),
    Product(
        slug="khay-tra-nep",
        name="Khay trà Nếp",
        room="phong-an",
        price=380_000,
        wood="Tràm bông vàng",
        size="38 × 24 × 4 cm",
        days=2,
        tint=2,
        line="Khoét từ một tấm gỗ, hai tay cầm giấu trong nếp cong.",
        story="Khay khoét từ một tấm, không mối ghép nên không sợ nước. Hai tay cầm nằm trong nếp cong "
        "của thành khay. Khắc tên miễn phí khi đặt làm quà.",
        points=("Dầu an toàn thực phẩm", "Khắc tên tối đa 20 chữ", "Gói giấy dó, dây đay"),
    ),
)

BY_SLUG: dict[str, Product] = {product.slug: product for product in PRODUCTS}


def vnd(amount: int) -> str:
    """Whole đồng as people write it: 3450000 -> '3.450.000 ₫'."""
    return f"{amount:,} ₫".replace(",", ".")
