"""widgets/six.json, which the build weighs the loader with, is what the collector would put into the tag."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from collector.embed import service
from collector.sites.service import Site
from collector.widgets import compact
from collector.widgets.config import WidgetConfig
from collector.widgets.contact import ContactConfig
from collector.widgets.push import PushConfig

SIX = json.loads((Path(__file__).parents[3] / "widgets/six.json").read_text(encoding="utf-8"))
CHECKOUT = {"what": "path", "is": "glob", "value": "/thanh-toan*", "not": True}
# One widget of each kind, as a shop would set them.
CONFIGS: dict[str, dict[str, Any]] = {
    "contact": {},
    "callback": {"triggers": [{"on": "load"}, {"on": "click", "selector": ".goi-lai"}]},
    "voucher": {
        "triggers": [{"on": "exit"}, {"on": "delay", "seconds": 25, "devices": ["phone"]}],
        "rules": {"all": [{"what": "lead", "is": "is", "value": "none"}, CHECKOUT]},
        "schedule": {"from": "2026-12-01", "to": "2026-12-24"},
        "frequency": {"after_closed": {"days": 3}, "most": 5, "priority": 10},
        "holdout": 10,
    },
    "quote": {
        "triggers": [{"on": "load"}, {"on": "scroll", "percent": 60}],
        "rules": {"what": "path", "is": "glob", "value": "/san-pham/*"},
        "frequency": {"after_closed": {"days": 7}},
    },
    "banner": {
        "rules": {
            "any": [
                {"what": "utm", "name": "source", "is": "is", "value": "zalo"},
                {"what": "visitor", "is": "is", "value": "new"},
            ]
        },
        "schedule": {"hours": "site"},
        "variants": [{"name": "a"}, {"name": "b"}],
    },
    "push": {
        "triggers": [{"on": "pages", "count": 3}],
        "rules": {"what": "app", "is": "exists", "not": True},
        "frequency": {"after_closed": {"days": 30}, "most": 3},
    },
}


class Flat(WidgetConfig):
    """A banner: no dialog, and nothing of it rests on the page."""

    modal = False
    rests = False


@pytest.mark.parametrize("entry", SIX["widgets"], ids=lambda entry: entry["kind"])
def test_each_widget_is_weighed_as_it_would_be_published(entry: dict[str, Any]) -> None:
    kind = entry["kind"]
    shape = {"contact": ContactConfig, "banner": Flat, "push": PushConfig}.get(kind, WidgetConfig)
    names = {key: entry[key] for key in ("id", "kind", "part", "content", "opens") if key in entry}
    assert entry == names | compact.deciding(shape, shape().load(CONFIGS[kind]))
    assert list(entry)[:4] == ["id", "kind", "part", "content"]


def test_the_site_around_them_has_what_every_tag_has(site: Site) -> None:
    assert set(SIX) == {*service.site_json(site, [], "https://beckon.example.com"), "decide"}
    assert SIX["v"] == service.VERSION
