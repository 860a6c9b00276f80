import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.attribution.referrer import (
    OWN,
    PASSED_THROUGH,
    host_and_kind,
    in_app,
    reason_to_ignore,
    registrable,
    resolve,
)


@pytest.mark.parametrize(
    ("referrer", "host"),
    [
        ("https://user:secret@WWW.Zalo.ME.:443/a?b#c", "www.zalo.me"),
        ("http://m.facebook.com", "m.facebook.com"),
        ("https://[2001:db8::1]:8080/", "[2001:db8::1]"),
        ("facebook.com/page", "facebook.com"),
        ("https://", ""),
        ("about:blank", ""),
        ("file:///tmp/x", ""),
        ("just words", ""),
        ("https://bad host/", ""),
        ("https://" + "a" * 300, ""),
        (None, ""),
    ],
)
def test_the_host_is_found_in_any_spelling(referrer: str | None, host: str) -> None:
    assert host_and_kind(referrer)[0] == host


def test_own_hosts_are_compared_by_what_one_owner_registered() -> None:
    assert reason_to_ignore("m.shop.com.vn", ("shop.com.vn",), ()) == OWN
    assert reason_to_ignore("other.com.vn", ("shop.com.vn",), ()) is None
    assert reason_to_ignore("b.github.io", ("a.github.io",), ()) is None
    assert reason_to_ignore("shop.vn", ("https://www.shop.vn:8443",), ()) == OWN


def test_an_address_is_own_only_as_a_whole() -> None:
    assert reason_to_ignore("10.0.0.1", ("10.0.0.1",), ()) == OWN
    assert reason_to_ignore("10.9.0.1", ("10.0.0.1",), ()) is None
    assert registrable("127.0.0.1") == "127.0.0.1"


def test_a_sites_own_list_adds_to_the_payment_pages() -> None:
    assert reason_to_ignore("gateway.zalopay.vn", (), ()) == PASSED_THROUGH
    assert reason_to_ignore("pay.bank.example", (), ("bank.example",)) == PASSED_THROUGH
    assert reason_to_ignore("notbank.example", (), ("bank.example",)) is None


@pytest.mark.parametrize(
    ("host", "source", "medium"),
    [
        ("www.google.com.vn", "google", "organic"),
        ("gemini.google.com", "gemini.google.com", "ai-assistant"),
        ("oa.zalo.me", "zalo", "referral"),
        ("www.vnexpress.net", "vnexpress.net", "referral"),
        ("google.com.phish.vn", "google.com.phish.vn", "referral"),
    ],
)
def test_a_host_becomes_source_and_medium(host: str, source: str, medium: str) -> None:
    origin = resolve(host, False)
    assert (origin.source, origin.medium) == (source, medium)


def test_an_unknown_android_app_is_a_referral_by_its_package() -> None:
    assert resolve("com.example.app", True).source == "com.example.app"
    assert resolve("com.zing.zalo", True).source == "zalo"


def test_messenger_is_told_from_facebook_by_its_user_agent() -> None:
    assert in_app("x [FB_IAB/Orca-Android;FBAV/466.0;]") == "messenger"
    assert in_app("x [FBAN/FBIOS;FBAV/468.0]") == "facebook"
    assert in_app("Mozilla/5.0 Firefox/145.0") is None


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_can_be_a_referrer(text: str) -> None:
    host, is_app = host_and_kind(text)
    if host:
        assert resolve(host, is_app).source
        assert reason_to_ignore(host, ("shop.example", text), (text,)) in (None, OWN, PASSED_THROUGH)
