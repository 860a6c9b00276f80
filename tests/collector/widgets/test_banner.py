"""What a banner may be set to, and what becomes of the HTML that an owner writes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from collector.errors import flatten
from collector.widgets import markup, schema
from collector.widgets.colours import contrast, rgb

TEXT = {"vi": "Miễn phí giao hàng", "en": "Free delivery"}


def content(**changed: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = schema.load("banner", {"content": changed})["content"]
    return loaded


def message(**changed: Any) -> dict[str, Any]:
    found: dict[str, Any] = content(messages=[{"text": TEXT, **changed}])["messages"][0]
    return found


def button(**does: Any) -> dict[str, Any]:
    found: dict[str, Any] = message(button={"label": {"vi": "Xem"}, **does})["button"]
    return found


def refused(raw: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        schema.load("banner", raw)
    return sorted(flatten(caught.value.messages))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Giảm <b>20%</b>", ["Giảm ", ["20%", "b"]]),
        ("<strong>a<em>b</em></strong>", [["a", "b"], ["b", "bi"]]),
        ('<a href="/sale?a=1&amp;b=2" onclick="x()">xem</a>', [["xem", "", "/sale?a=1&b=2"]]),
        ("dòng 1<br>dòng 2", ["dòng 1\ndòng 2"]),
        ("5 < 6 & 7", ["5 < 6 & 7"]),
        ("  a \n\n b  ", ["a b"]),
        ('<p style="x">a</p><iframe src="//evil.example"></iframe>', ["a"]),
    ],
)
def test_a_little_html_becomes_words_with_marks(typed: str, shown: list[Any]) -> None:
    assert message(text={"vi": typed})["text"] == {"vi": shown, "en": shown}


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>a",
        "a<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">a</a>',
        '<a href=" java\tscript:alert(1)">a</a>',
        '<a href="data:text/html,x">a</a>',
        '<a href="//evil.example">a</a>',
        '<a href="/\\evil.example">a</a>',
        '<a href="http://plain.example">a</a>',
        "<svg><a xlink:href='javascript:alert(1)'>a</a></svg>a",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>a",
        "<<b>a</b>",
        '<b onmouseover="alert(1)">a</b>',
    ],
)
def test_of_hostile_html_only_words_are_left(hostile: str) -> None:
    for run in message(text={"vi": hostile})["text"]["vi"]:
        assert isinstance(run, str) or run[1:] in (["b"], [""])


@given(st.text(max_size=200))
def test_no_text_can_bring_an_address_that_is_not_allowed(typed: str) -> None:
    for run in markup.runs(f'<a href="{typed}">x</a>{typed}'):
        if isinstance(run, list) and len(run) == 3:
            assert markup.address(run[2])


@given(st.text(max_size=100))
def test_what_was_published_reads_the_same_again(typed: str) -> None:
    found = markup.runs(f"<b>{typed}</b> và <i>{typed}</i>")
    assert markup.runs(markup.html_of(found) or "") == found


def test_a_text_that_shows_nothing_or_too_much_is_refused() -> None:
    for text in ("", "<script>x</script>", "<br>", "a" * 301):
        assert refused({"content": {"messages": [{"text": {"vi": text}}]}}) == ["content.messages.0.text.vi"]
    assert message(text={"vi": "<b>" + "a" * 300 + "</b>"})


@pytest.mark.parametrize(
    ("does", "href"),
    [
        ({"url": "https://shop.example/a?b=c#d"}, "https://shop.example/a?b=c#d"),
        ({"url": "/khuyen-mai"}, "/khuyen-mai"),
        ({"url": "#beckon-callback"}, "#beckon-callback"),
        ({"url": "tel:+84900000012"}, "tel:+84900000012"),
        ({"kind": "channel", "channel": "zalo", "value": "0900 000 012"}, "https://zalo.me/84900000012"),
        ({"kind": "channel", "channel": "phone", "value": "0900 000 012"}, "tel:+84900000012"),
        (
            {"kind": "channel", "channel": "messenger", "value": "https://m.me/shop.example"},
            "https://m.me/shop.example",
        ),
        ({"kind": "widget", "widget": "callback"}, ""),
    ],
)
def test_a_button_leads_where_its_kind_says(does: dict[str, Any], href: str) -> None:
    assert button(**does)["href"] == href


@pytest.mark.parametrize(
    ("does", "at"),
    [
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "//evil.example"}, "url"),
        ({"url": ""}, "url"),
        ({"kind": "widget"}, "widget"),
        ({"kind": "channel", "channel": "phone", "value": "12"}, "value"),
        ({"url": "/a", "label": {}}, "label"),
    ],
)
def test_a_button_that_leads_nowhere_is_refused_with_the_field_named(does: dict[str, Any], at: str) -> None:
    raw = {"content": {"messages": [{"text": TEXT, "button": {"label": {"vi": "Xem"}, **does}}]}}
    assert refused(raw) == [f"content.messages.0.button.{at}"]


def test_an_address_of_a_button_cannot_be_set_beside_what_leads_to_it() -> None:
    assert button(url="/a", href="javascript:alert(1)")["href"] == "/a"


def test_a_language_that_is_left_out_says_what_the_other_does() -> None:
    assert button(url="/a")["label"] == {"vi": "Xem", "en": "Xem"}


@pytest.mark.parametrize("src", ["http://shop.example/a.jpg", "data:image/png;base64,AA", "", "//shop.example/a.jpg"])
def test_a_picture_that_is_not_https_is_refused(src: str) -> None:
    image = {"src": src, "width": 10, "height": 10}
    assert refused({"content": {"messages": [{"text": TEXT, "image": image}]}}) == ["content.messages.0.image.src"]


def test_a_picture_without_its_size_is_refused_since_it_would_move_the_banner() -> None:
    image = {"src": "https://shop.example/a.jpg"}
    found = refused({"content": {"messages": [{"text": TEXT, "image": image}]}})
    assert found == ["content.messages.0.image.height", "content.messages.0.image.width"]


@pytest.mark.parametrize(
    ("changed", "at"),
    [
        ({"paint": {"ground": "#ffffff", "text": "#999999"}}, "paint.text"),
        ({"paint": {"text": "#000000"}}, "paint.ground"),
        ({"place": "bottom", "push": True}, "push"),
        ({"place": "corner", "sticky": False}, "sticky"),
        ({"messages": []}, "messages"),
        ({"messages": [{"text": TEXT}] * 11}, "messages"),
        ({"messages": [{"text": TEXT, "id": "m2"}, {"text": TEXT}]}, "messages"),
        ({"countdown": {"at": "2026-02-30T10:00"}}, "countdown.at"),
        ({"countdown": {"at": "mai"}}, "countdown.at"),
        ({"countdown": {"kind": "visitor", "at_end": "text"}}, "countdown.end_text"),
    ],
)
def test_what_cannot_work_is_refused_with_the_field_named(changed: dict[str, Any], at: str) -> None:
    assert refused({"content": changed}) == [f"content.{at}"]


def test_colours_that_can_be_read_are_taken() -> None:
    assert content(paint={"ground": "#ffffff", "text": "#767676"})["paint"]["text"] == "#767676"
    assert content(paint={"ground": "#ffd400"})["paint"] | {"veil": 0} == {
        "ground": "#ffd400",
        "text": "#000000",
        "rgb": "255,212,0",
        "veil": 0,
    }


@pytest.mark.parametrize("ground", ["#0f766e", "#ffd400", "#777777", "#000000", "#ffffff", "#d92d20"])
@pytest.mark.parametrize("spot", [0, 128, 255])
def test_words_over_a_picture_can_be_read_on_every_spot_of_it(ground: str, spot: int) -> None:
    paint = content(background="https://shop.example/a.jpg", paint={"ground": ground})["paint"]
    mixed = tuple(part * paint["veil"] + spot * (1 - paint["veil"]) for part in rgb(ground))
    assert contrast(tuple(map(round, mixed)), rgb(paint["text"])) >= 4.45  # on the page colours are rounded as well


def test_a_picture_without_a_ground_gets_a_dark_one() -> None:
    assert content(background="https://shop.example/a.jpg")["paint"]["ground"] == "#14171f"


def test_it_shows_by_itself_and_a_visitor_who_closed_it_is_left_alone_for_a_day() -> None:
    deciding, _ = schema.split("banner", schema.load("banner", {}))
    assert deciding["triggers"] == [["delay"]]
    assert deciding["frequency"]["closed"] == 86_400
    assert "modal" not in deciding


def test_a_variant_may_say_something_else_and_is_cleaned_as_well() -> None:
    said = {"messages": [{"text": {"vi": "<u>b</u><script>x</script>"}}]}
    config = schema.load("banner", {"variants": [{"name": "b", "content": said}]})
    _, shown = schema.split("banner", config)
    assert shown["patches"]["b"]["content"]["messages"][0]["text"]["vi"] == ["b"]
