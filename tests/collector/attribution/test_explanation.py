import json
import re
from importlib.resources import files
from typing import Any

import pytest

from collector.attribution.channels import CHANNELS
from collector.attribution.classify import classify
from collector.attribution.explanation import channel_name, explain
from collector.attribution.touches import Touch, as_touch
from collector.clock import DAY
from collector.conversions.crediting import MODELS, Step, shares

START = 1_795_227_300_000  # 21/11/2026 09:15 in Hồ Chí Minh City
SHOP = "https://shop.example/"
GCLID = "Cj0KCQiA4NWrBhD-ARIsAFCKwWs1Yx9bQ7mLk2pRtZ0aVd8sEoN3uHf6gJc5i"
AD = SHOP + "?utm_source=google&utm_medium=cpc&utm_campaign=spa-hcm&gclid=" + GCLID


def journey(*landings: tuple[str, str]) -> list[Touch]:
    return [
        as_touch(f"e{day}", START + day * DAY, classify(url, referrer, ("shop.example",)))
        for day, (url, referrer) in enumerate(landings)
    ]


def told(touches: list[Touch], model: str = "last_non_direct", locale: str = "en", **more: Any) -> list[str]:
    steps = [Step(touch["channel"], touches[-1]["at"] - touch["at"]) for touch in touches]
    credits_ = {
        name: [(touches[share.index]["id"], share.millionths) for share in shares(name, steps)]
        for name in MODELS
        if touches
    }
    return explain(touches, credits_, model=model, locale=locale, timezone="Asia/Ho_Chi_Minh", **more)


def test_an_ad_keeps_the_credit_over_a_later_direct_visit_and_the_reason_is_given() -> None:
    sentences = told(journey((AD, "https://www.google.com/"), (SHOP, "")))
    assert sentences == [
        "Credit goes to the visit of 21/11/2026 09:15: Paid Search, google / cpc, campaign “spa-hcm”.",
        "The link itself says so: its address carries the tags"
        " utm_source=google, utm_medium=cpc, utm_campaign=spa-hcm.",
        "The click ID gclid is kept unchanged, so that the conversion can be reported back to Google Ads.",
        "Channel Paid Search: google is a search engine and the medium cpc means a paid click.",
        "Rule in use: “last non-direct”, the last visit whose source is known takes all.",
        "The direct visit of 22/11/2026 09:15 was not counted because an earlier ad click is known:"
        " “last non-direct” skips direct visits.",
        "Other rules differ: “last click” would credit the visit of 22/11/2026 09:15: Direct;"
        " “linear”, “time decay”, “position” would share the credit among 2 visits.",
        "Times are Vietnam time (Asia/Ho_Chi_Minh).",
    ]


def test_the_same_story_is_told_in_vietnamese() -> None:
    sentences = told(journey((AD, ""), (SHOP, "")), locale="vi-VN")
    assert (
        "Lượt truy cập trực tiếp lúc 09:15 ngày 22/11/2026 không được tính vì trước đó đã có lượt bấm quảng cáo:"
        " quy tắc “lượt cuối không trực tiếp” bỏ qua các lượt trực tiếp." in sentences
    )
    assert sentences[-1] == "Thời gian ghi theo giờ Việt Nam (Asia/Ho_Chi_Minh)."


def test_a_payment_page_in_between_is_named() -> None:
    story = " ".join(told(journey((SHOP, "https://zalo.me/"), (SHOP, "https://pay.vnpay.vn/x"))))
    assert "came back by way of pay.vnpay.vn. Payment and sign-in pages never take credit" in story
    assert "an earlier visit with a known source is there" in story


def test_tags_that_contradict_a_click_id_are_told() -> None:
    story = " ".join(told(journey((SHOP + f"?utm_source=facebook&utm_medium=social&gclid={GCLID}", ""))))
    assert "also carries gclid of Google Ads. The tags win" in story
    assert "It is the only visit known." in story


def test_an_fbclid_is_told_to_be_no_proof_of_an_ad() -> None:
    alone = " ".join(told(journey((SHOP + "?fbclid=IwY2xjawFzKq", ""))))
    beside = " ".join(told(journey((SHOP + "?fbclid=IwY2xjawFzKq", "https://l.facebook.com/"))))
    assert "carries fbclid, a mark that shows the link was opened from facebook; it is no proof of an ad" in alone
    assert "also carries fbclid; that mark is on unpaid links too" in beside


def test_a_lead_without_touches_says_which_of_the_two_reasons_it_has() -> None:
    assert "did not agree" in told([], consent=False)[0]
    assert "entered by hand" in told([])[0]


def test_all_direct_visits_credit_the_last_and_say_so() -> None:
    sentences = told(journey((SHOP, ""), (SHOP, SHOP)))
    assert sentences[0].startswith("Credit goes to the visit of 22/11/2026")
    assert "Every visit known was direct, so the last of them is credited." in sentences


def test_many_direct_visits_are_summed_up() -> None:
    story = " ".join(told(journey((AD, ""), *[(SHOP, "")] * 5)))
    assert story.count("was not counted") == 3
    assert "2 more direct visits were skipped for the same reason." in story


def test_a_model_that_shares_tells_the_shares() -> None:
    first = told(journey((AD, ""), (SHOP, "https://zalo.me/"), (SHOP, "")), model="position")[0]
    assert first.startswith("Credit is shared among 3 visits: 40% to the visit of 21/11/2026 09:15: Paid Search")


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("model", list(MODELS))
@pytest.mark.parametrize(
    ("url", "referrer", "user_agent"),
    [
        (AD, "", ""),
        (SHOP + "?gclid=" + GCLID, "", ""),
        (SHOP + "?mc_eid=x", "", ""),
        (SHOP, "android-app://com.zing.zalo/", ""),
        (SHOP, "", "x Zalo android"),
        (SHOP, SHOP, ""),
        (SHOP, "https://chatgpt.com/", ""),
        (SHOP + "?utm_source=x&utm_medium={braces}{0}{source!r}y", "", ""),
    ],
)
def test_every_step_has_its_sentence(url: str, referrer: str, user_agent: str, model: str, locale: str) -> None:
    touch = as_touch("x", START - DAY, classify(url, referrer, ("shop.example",), (), user_agent))
    later = touch.copy()
    later["at"] = START + DAY
    for touches in ([touch], [touch, *journey((SHOP, ""))], [*journey((AD, "")), later]):
        sentences = told(touches, model, locale)
        assert all(sentence.endswith(".") for sentence in sentences)
        assert sentences


def tables() -> list[dict[str, Any]]:
    folder = files("collector.attribution") / "data"
    return [json.loads((folder / f"sentences_{language}.json").read_text("utf-8")) for language in ("vi", "en")]


def flat(table: dict[str, Any], prefix: str = "") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[prefix + name] = sorted(re.findall(r"\{(\w+)\}", value))
    return found


def test_both_languages_have_the_same_sentences_with_the_same_blanks() -> None:
    vietnamese, english = map(flat, tables())
    assert vietnamese.keys() == english.keys()
    differing = {name for name in english if vietnamese[name] != english[name] and not name.startswith("channels.")}
    assert differing == set()


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_has_a_name_and_a_reason(channel: str) -> None:
    assert channel_name(channel, "en") == channel
    assert channel_name(channel, "vi")
