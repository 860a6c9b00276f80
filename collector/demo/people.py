"""Fictional people of the demo: names drawn from common parts, phones that ring nowhere.

Phones come from 0710 000 000 to 0710 999 999. 71 was Cần Thơ's area code (0710) until the renumbering of 2017 under
Circular 22/2014/TT-BTTTT moved it to 0292; the plan then gave 7x to mobile networks, of which only 70 and 76 to 79
are allotted, and 71 to 75 are not. `phonenumbers` parses such a number as possible (nine digits) and never as
valid, so no demo lead can be somebody's phone, while E.164, search and tel: links behave as usual.
"""

from __future__ import annotations

from random import Random

PHONE_PREFIX = "0710"
HOTLINE = "0710 000 068"

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
MIDDLE = ("Thị", "Văn", "Minh", "Thu", "Ngọc", "Quốc", "Thanh", "Hải", "Mai", "Gia", "Hữu", "Bảo", "Khánh")
GIVEN = (
    "An", "Bình", "Chi", "Dung", "Dũng", "Giang", "Hà", "Hạnh", "Hiếu", "Hoa", "Hùng", "Hương", "Khoa", "Lan",
    "Linh", "Long", "Mai", "Nam", "Nga", "Nhung", "Phúc", "Phương", "Quân", "Quỳnh", "Sơn", "Tâm", "Thảo", "Trang",
    "Trung", "Tú", "Tuấn", "Uyên", "Vân", "Việt", "Vy", "Yến",
)  # fmt: skip

# The spellings people type: plain, in threes, with dots, with the country code, with a stray space.
SPELLINGS = ("{0}{1}{2}", "{0} {1} {2}", "{0}.{1}.{2}", "{0}-{1}-{2}", "+84 {3} {1} {2}", "84{3}{1}{2}", " {0} {1}{2}")


def phone(random: Random) -> str:
    """A number of the range, spelled as a visitor might; two draws may meet, as one person asks twice."""
    middle, last = f"{random.randrange(100, 1000)}", f"{random.randrange(1000):03}"
    return random.choice(SPELLINGS).format(PHONE_PREFIX, middle, last, PHONE_PREFIX[1:])


def name(random: Random) -> str:
    """Two or three parts, or only the given name, or none: the field is optional."""
    kind = random.random()
    if kind < 0.18:
        return ""
    given = random.choice(GIVEN)
    if kind < 0.42:
        return given
    return f"{random.choice(FAMILY)} {random.choice(MIDDLE)} {given}"
