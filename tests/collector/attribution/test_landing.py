from unicodedata import normalize
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.attribution.landing import MAX_UTM, UTM, read, stored, tagging_names

SHOP = "https://shop.example"
GCLID = "Cj0KCQiA4NWrBhD-ARIsAFCKwWs1Yx9bQ7mLk2pRtZ0aVd8sEoN3uHf6gJc5i"


def test_all_nine_utm_values_are_read() -> None:
    query = "&".join(f"utm_{name}={name.upper()}" for name in UTM)
    assert read(f"{SHOP}/?{query}").utm == {name: name.upper() for name in UTM}


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("spa%2520quan", "spa quan"),
        ("giam%2050%25%20off", "giam 50% off"),
        ("100%2525de", "100%de"),
        ("%C3%A1", "á"),
        ("a%CC%81", "á"),
        ("  t%E1%BA%BFt%00 ", "tết"),
        ("%FF", "\ufffd"),
    ],
)
def test_a_value_is_decoded_twice_only_where_that_still_reads(raw: str, value: str) -> None:
    assert read(f"{SHOP}/?utm_campaign={raw}").utm == {"campaign": value}


@pytest.mark.parametrize(
    "raw", ["{{campaign.name}}", "{campaignid}_{adgroupid}", "__CAMPAIGN_NAME__", "__CID__|__AID__", "%20", "-", "{}"]
)
def test_a_macro_left_unfilled_is_empty(raw: str) -> None:
    assert read(f"{SHOP}/?utm_campaign={raw}").utm == {}


def test_a_value_that_only_contains_a_macro_is_kept() -> None:
    assert read(f"{SHOP}/?utm_campaign=tet-{{keyword}}").utm == {"campaign": "tet-{keyword}"}


def test_an_unfilled_macro_is_no_click_id() -> None:
    assert read(f"{SHOP}/?ttclid=__CLICKID__&gclid={{gclid}}").click_ids == {}


def test_names_are_read_without_regard_to_case_and_html_escapes() -> None:
    landing = read(f"{SHOP}/?a=1&amp;UTM_Source=zalo&amp;amp;GCLID={GCLID}&utm%5Fmedium=cpc")
    assert landing.utm == {"source": "zalo", "medium": "cpc"}
    assert landing.click_ids == {"gclid": GCLID}


def test_the_first_value_that_is_not_empty_wins() -> None:
    assert read(f"{SHOP}/?utm_source=&utm_source=one&utm_source=two").utm == {"source": "one"}


def test_a_long_value_is_cut_at_255_characters() -> None:
    assert len(read(f"{SHOP}/?utm_term={'ế' * 300}").utm["term"]) == MAX_UTM


def test_a_click_id_is_kept_byte_for_byte_or_dropped_never_cut() -> None:
    assert read(f"{SHOP}/?fbclid={'aB_-' * 128}").click_ids == {"fbclid": "aB_-" * 128}
    assert read(f"{SHOP}/?fbclid={'aB_-' * 128}x").click_ids == {}
    assert read(f"{SHOP}/?fbclid=abcdefghij%20k").click_ids == {}


def test_every_click_id_is_kept_and_the_published_order_names_the_first() -> None:
    landing = read(f"{SHOP}/?fbclid=IwY2xjawFzKq1le&gbraid=0AAAAADk3pQx8s1VbN7t&gclid={GCLID}&gad_source=1")
    assert set(landing.click_ids) == {"fbclid", "gbraid", "gclid", "gad_source"}
    assert landing.primary == ("gclid", GCLID)


def test_a_parameter_md_counts_only_beside_a_sign_of_coc_coc() -> None:
    token = "_05re50vdaa*Cr3MhoOtvxABYZwMXtu"
    assert read(f"{SHOP}/?md={token}").click_ids == {}
    assert read(f"{SHOP}/?md={token}&utm_source=coccoc").click_ids == {"md": token}


def test_a_hash_router_may_carry_the_tags_unless_the_query_does() -> None:
    assert read(f"{SHOP}/#/dat-lich?utm_source=zalo&gclid={GCLID}").click_ids == {"gclid": GCLID}
    assert read(f"{SHOP}/#utm_source=zalo").utm == {"source": "zalo"}
    assert read(f"{SHOP}/?utm_source=google#?utm_source=zalo&utm_term=x").utm == {"source": "google"}


@pytest.mark.parametrize(
    ("url", "page"),
    [
        (SHOP, "/"),
        (f"{SHOP}/d%E1%BB%8Bch-v%E1%BB%A5/?a=/b#/c", "/dịch-vụ/"),
        ("//shop.example/a", "/a"),
        ("shop.example/spa?x=1", "/spa"),
        ("shop.example:8443/spa", "/spa"),
        ("/spa", "/spa"),
        ("https://[::1]:8000/x", "/x"),
        ("about:blank", "/blank"),
        ("", None),
        (" ", None),
        (None, None),
    ],
)
def test_the_landing_page_is_the_decoded_path(url: str | None, page: str | None) -> None:
    assert read(url).page == page


def test_values_that_must_not_be_kept_are_emptied_and_the_rest_stays_raw() -> None:
    url = f"{SHOP}/A%20b?x=1&MC_EID=abc123&_gl=1*1abc&gclid={GCLID}&mc%5Feid=d#/p?_hsenc=p2AN&q=%C3%A1"
    kept = f"{SHOP}/A%20b?x=1&MC_EID=&_gl=&gclid={GCLID}&mc%5Feid=#/p?_hsenc=&q=%C3%A1"
    assert stored(url) == kept


def test_a_url_is_stored_without_what_no_database_takes() -> None:
    assert stored("https://shop.example/\x00\ud800") == "https://shop.example/?"


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_is_read_and_stored(text: str) -> None:
    landing = read(text)
    assert all(len(value) <= MAX_UTM for value in landing.utm.values())
    assert stored(stored(text)) == stored(text)
    stored(text).encode()


@given(
    st.dictionaries(st.sampled_from(UTM), st.text("zZếđ ươ.%+&=#?", min_size=1, max_size=50).map("x{}x".format)),
    st.booleans(),
)
def test_tags_survive_the_way_through_a_url(values: dict[str, str], in_fragment: bool) -> None:
    query = "&".join(f"utm_{name}={quote(value, safe='')}" for name, value in values.items())
    composed = {name: normalize("NFC", value) for name, value in values.items()}
    assert read(f"{SHOP}/{'#' if in_fragment else '?'}{query}").utm == composed


def test_hostile_repetition_ends() -> None:
    """A match that tried every way to cut this text would not end in a lifetime."""
    assert read(f"{SHOP}/?utm_term=" + "__A__" * 40 + "!" + "&" * 60_000).utm["term"].startswith("__A____A__")


def test_the_script_is_told_every_name_that_tags_a_landing() -> None:
    assert {"gclid", "fbclid", "sccid", "igsh", "zarsrc", "mc_eid"} <= set(tagging_names())
    assert not {"_gl", "gclsrc"} & set(tagging_names())
