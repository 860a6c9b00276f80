from hypothesis import given
from hypothesis import strategies as st

from collector.attribution.channels import CHANNELS
from collector.attribution.classify import classify

SHOP = "https://www.shop.example/"
OWN = ("shop.example",)
GCLID = "Cj0KCQiA4NWrBhD-ARIsAFCKwWs1Yx9bQ7mLk2pRtZ0aVd8sEoN3uHf6gJc5i"

fragments = st.sampled_from(
    ["utm_source", "utm_medium=cpc", "gclid=" + GCLID, "fbclid=IwY2xjawFz", "mc_eid=abc", "_gl=1*x", "=", "&", "?"]
)
urls = st.one_of(
    st.text(alphabet=st.characters(), max_size=200),
    st.lists(st.one_of(fragments, st.text(max_size=8)), max_size=12).map(lambda parts: SHOP + "?" + "&".join(parts)),
)
referrers = st.one_of(st.none(), st.text(max_size=100), st.text(max_size=40).map("https://{}/".format))


@given(urls, referrers, st.one_of(st.none(), st.text(max_size=100)))
def test_no_input_makes_it_raise(url: str, referrer: str | None, user_agent: str | None) -> None:
    facts = classify(url, referrer, OWN, ("bank.example",), user_agent)
    assert facts.channel in CHANNELS
    assert facts.source
    assert facts.medium


@given(urls, referrers)
def test_the_stored_url_is_classified_like_the_one_that_came(url: str, referrer: str | None) -> None:
    first = classify(url, referrer, OWN)
    again = classify(first.url, first.referrer, OWN)
    assert (again.tags, again.click_ids, again.rule) == (first.tags, first.click_ids, first.rule)


def test_the_rule_names_the_step_and_the_channel() -> None:
    rules = {
        SHOP + "?utm_source=facebook&utm_medium=paid": "tags/paid-social",
        SHOP + "?gclid=" + GCLID: "click_id/paid-search",
        SHOP + "?fbclid=IwY2xjawFzKq": "sign/organic-social",
        SHOP: "nothing/direct",
    }
    assert {url: classify(url, "").rule for url in rules} == rules
    assert classify(SHOP, "https://zalo.me/").rule == "referrer/organic-social"
    assert classify(SHOP, "", user_agent="x Zalo android/24").rule == "in_app/organic-social"


def test_a_payment_page_is_ignored_with_its_reason_and_opens_nothing() -> None:
    facts = classify(SHOP, "https://pay.vnpay.vn/", OWN)
    assert (facts.channel, facts.ignored, facts.opens) == ("Direct", "ignored_host", False)


def test_the_pages_own_host_is_own_even_when_the_site_does_not_list_it() -> None:
    assert classify("https://a.shop.example/", "https://b.shop.example/").ignored == "own_page"


def test_tags_win_over_an_own_referrer() -> None:
    facts = classify(SHOP + "?utm_source=zalo&utm_medium=oa", SHOP, OWN)
    assert (facts.source, facts.ignored, facts.opens) == ("zalo", None, True)


def test_a_newsletter_is_known_by_a_parameter_whose_value_is_not_kept() -> None:
    facts = classify(SHOP + "?mc_eid=reader7", "", OWN)
    assert (facts.channel, facts.source, facts.click_ids) == ("Email", "mailchimp", {})
    assert "reader7" not in facts.url


def test_a_google_click_of_another_engine_does_not_become_google_ads() -> None:
    facts = classify(SHOP + f"?gclid={GCLID}&gclsrc=3p.ds", "https://www.bing.com/", OWN)
    assert (facts.source, facts.medium, facts.click_ids["gclid"]) == ("bing", "organic", GCLID)


def test_yahoo_japans_ads_are_told_from_yandex() -> None:
    assert classify(SHOP + "?yclid=YSS.1000.EAIa", "").source == "yahoo"
    assert classify(SHOP + "?yclid=1234567890", "").source == "yandex"


def test_an_unconfirmed_click_id_is_kept_but_proves_nothing() -> None:
    facts = classify(SHOP + "?zclid=abcdef", "", OWN)
    assert (facts.channel, facts.click_ids, facts.click_id) == ("Direct", {"zclid": "abcdef"}, None)
