"""The demo shop is a careful host: strict policy, own resources only, links that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urlsplit

import pytest
from flask.testing import FlaskClient

from collector.attribution.classify import classify
from collector.demo.adverts import ADVERTS, Advert
from collector.demo.catalogue import PRODUCTS, vnd
from collector.demo.shop import create_shop

TAG = "http://collector.example:8000/s/DEMO.js"
PATHS = [
    "/",
    "/san-pham",
    "/san-pham?phong=phong-ngu",
    *(product.path for product in PRODUCTS),
    "/lich-hen",
    "/lich-hen/tam-tinh",
    "/quang-cao",
    "/gioi-thieu",
    "/lien-he",
    "/chinh-sach",
    "/cam-on",
]


class Page(HTMLParser):
    """Every start tag of a page with its attributes, and whether a script or style holds text of its own."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in ("script", "style") and data.strip():
            self.inline.append(data)

    def all(self, tag: str, attribute: str) -> list[str]:
        return [attrs[attribute] for name, attrs in self.tags if name == tag and attribute in attrs]

    @property
    def ids(self) -> set[str]:
        return {attrs["id"] for _, attrs in self.tags if "id" in attrs}


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    with create_shop(TAG).test_client() as client:
        yield client


def load(client: FlaskClient, path: str) -> Page:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return Page(answer.get_data(as_text=True))


def static(client: FlaskClient, url: str) -> str:
    with client.get(url) as answer:
        assert answer.status_code == 200, url
        return answer.get_data(as_text=True)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_carries_the_tag_once_and_asynchronously(client: FlaskClient, path: str) -> None:
    tags = [attrs for name, attrs in load(client, path).tags if name == "script" and attrs["src"] == TAG]
    assert len(tags) == 1
    assert "async" in tags[0]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_allows_only_itself_and_the_collectors_host(client: FlaskClient, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'self'"
    assert directives["script-src"] == directives["connect-src"] == "'self' http://collector.example:8000"
    assert "unsafe" not in policy
    assert not {"style-src", "img-src", "font-src", "frame-src"} & set(directives)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_no_inline_code_or_style_and_no_foreign_resource(client: FlaskClient, path: str) -> None:
    page = load(client, path)
    assert page.inline == []
    for name, attrs in page.tags:
        assert name not in ("style", "iframe", "img", "base")
        assert not [key for key in attrs if key == "style" or key.startswith("on")]
    resources = page.all("script", "src") + page.all("link", "href")
    assert [url for url in resources if not url.startswith("/static/")] == [TAG]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_says_its_language_and_has_one_heading_and_one_main(client: FlaskClient, path: str) -> None:
    page = load(client, path)
    names = [name for name, _ in page.tags]
    assert page.all("html", "lang") == ["vi"]
    assert names.count("h1") == names.count("main") == 1
    drawings = [attrs for name, attrs in page.tags if name == "svg"]
    assert all("aria-label" in attrs or attrs.get("aria-hidden") == "true" for attrs in drawings)


def test_every_internal_link_leads_to_a_page_and_every_anchor_to_a_place(client: FlaskClient) -> None:
    seen: dict[str, Page] = {}
    waiting = ["/", "/cam-on"]
    while waiting:
        path = waiting.pop()
        seen[path] = load(client, path)
        for href in seen[path].all("a", "href"):
            target, fragment = urldefrag(href)
            if href.startswith("/") and target not in seen and target not in waiting:
                waiting.append(target)
            # Those of the tag open a widget.
            if fragment and href.startswith(("#", "/")) and not fragment.startswith("beckon-"):
                assert fragment in (seen.get(target or path) or load(client, target)).ids, href
    assert {product.path for product in PRODUCTS} <= set(seen)
    assert {urlsplit(path).path for path in PATHS} - {"/lich-hen/tam-tinh"} <= {urlsplit(path).path for path in seen}


def test_the_shops_files_are_served_and_name_no_other_host(client: FlaskClient) -> None:
    for url in {*load(client, "/lich-hen").all("link", "href"), "/static/shop.js", "/static/booking.js"}:
        text = static(client, url).replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|@import|url\(|@font-face", text), url


def test_every_drawing_has_its_colours_in_the_stylesheet(client: FlaskClient) -> None:
    rules = static(client, "/static/art.css")
    for path in ("/", "/san-pham", "/lien-he", "/gioi-thieu", "/cam-on", "/khong-co"):
        html = client.get(path).get_data(as_text=True)
        drawn = {word for tag in re.findall(r"<(?:path|rect|circle|ellipse)\b[^>]*>", html) for word in class_of(tag)}
        assert [name for name in drawn if f".{name} " not in rules and f".{name}," not in rules] == [], path


def class_of(tag: str) -> list[str]:
    found = re.search(r'class="([^"]+)"', tag)
    assert found, f"a shape without a class is black: {tag}"
    return found[1].split()


def test_an_unknown_page_is_a_404_that_still_carries_tag_and_policy(client: FlaskClient) -> None:
    for path in ("/khong-co", "/san-pham/khong-co", "/lich-hen/khong-co"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert TAG in answer.get_data(as_text=True)
        assert "Content-Security-Policy" in answer.headers


def test_the_policy_can_be_left_out() -> None:
    assert "Content-Security-Policy" not in create_shop(TAG, csp=False).test_client().get("/").headers


def test_a_tag_under_a_path_prefix_still_names_only_the_host_and_finds_the_admin() -> None:
    answer = create_shop("https://collector.example/beckon/s/DEMO.js").test_client().get("/quang-cao")
    assert "script-src 'self' https://collector.example;" in answer.headers["Content-Security-Policy"]
    assert 'href="https://collector.example/beckon/admin/"' in answer.get_data(as_text=True)


def test_the_room_filter_shows_that_rooms_pieces_only(client: FlaskClient) -> None:
    html = client.get("/san-pham?phong=phong-ngu").get_data(as_text=True)
    for product in PRODUCTS:
        assert (f'<a href="{product.path}">' in html) == (product.room == "phong-ngu")


def test_a_product_page_tells_its_own_script_what_it_shows(client: FlaskClient) -> None:
    main = dict(load(client, "/san-pham/ban-tra-suoi").tags)["main"]
    assert (main["data-item-id"], main["data-item-price"]) == ("ban-tra-suoi", "3450000")


def test_an_advert_link_carries_its_parameters_and_hides_the_shop_as_referrer(client: FlaskClient) -> None:
    tags = load(client, "/quang-cao").tags
    links = {attrs["href"]: attrs.get("rel") for name, attrs in tags if name == "a"}
    for advert in ADVERTS:
        assert links[advert.target()] == "noreferrer"
        assert (advert.click_id or "utm_") in advert.target()


EXPECTED = {
    "google-ban-tra": ("Paid Search", "google", "ban-tra-go-soi"),
    "google-ke-sach": ("Paid Search", "google", "ke-sach-theo-yeu-cau"),
    "google-tu-gan-the": ("Paid Search", "google", None),
    "facebook-tan-gia": ("Paid Social", "facebook", "tan-gia-cuoi-nam"),
    "facebook-bai-viet": ("Organic Social", "facebook", None),
    "zalo-ads": ("Paid Social", "zalo", "hen-do-tan-nha"),
    "zalo-oa": ("Organic Social", "zalo", "lich-giao-tet"),
    "tiktok-xuong": ("Paid Social", "tiktok", "xuong-moc-15s"),
    "coccoc-tu-khoa": ("Paid Search", "coccoc", "tu-giay-go"),
    "ban-tin": ("Email", "ban-tin", "thu-xuong-hang-thang"),
    "chatgpt": ("AI Assistant", "chatgpt.com", None),
    "google-ho-so": ("Organic Search", "google", "ho-so-doanh-nghiep"),
}


@pytest.mark.parametrize("advert", ADVERTS, ids=lambda advert: advert.id)
def test_an_advert_reads_as_the_channel_it_plays(advert: Advert) -> None:
    url = "https://mocan.example" + advert.target()
    for referrer in (advert.referrer, ""):
        facts = classify(url, referrer, ["mocan.example"])
        assert (facts.channel, facts.source, facts.campaign) == EXPECTED[advert.id]
    click_id = facts.click_id and facts.click_id.param
    assert click_id in (advert.click_id, "gclid", None)
    assert (advert.click_id is None) or advert.click_id in facts.click_ids


def test_prices_are_written_with_dots_and_the_sign() -> None:
    assert vnd(12_900_000) == "12.900.000 ₫"
