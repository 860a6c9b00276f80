"""Why this source? A journey and its credits, told in plain sentences for the shop's owner.

The words are tables, one a language: `data/sentences_vi.json` and `data/sentences_en.json`. This module only decides
which sentence is due, in an order that answers first: who won, how we know, what was passed over and why.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from collector.attribution import classify
from collector.attribution.landing import PARAMETERS, read
from collector.attribution.referrer import PASSED_THROUGH, host_and_kind
from collector.attribution.touches import Touch
from collector.clock import local

Credits = Mapping[str, Sequence[tuple[str, int]]]

LOCALES = ("vi", "en")
DIRECT = "Direct"
LISTED = 3  # longer enumerations are summed up: the timeline beside the sentences shows every touch

_NETWORKS = {
    "google_cm360": "Google Display & Video 360",
    "tiktok_ads": "TikTok Ads",
    "linkedin_ads": "LinkedIn Ads",
    "openai_ads": "ChatGPT Ads",
    "coccoc_ads": "Cốc Cốc Ads",
    "meta": "Meta",
    "awin_zanox": "Awin",
    "cj": "CJ",
    "line_ads": "LINE Ads",
    "accesstrade_vn": "AccessTrade",
    "shareasale": "ShareASale",
}


def explain(
    touches: Sequence[Touch],
    credited: Credits,
    *,
    model: str,
    locale: str,
    timezone: str,
    consent: bool = True,
) -> list[str]:
    """Sentences, each complete in itself. `touches` oldest first; `credited`: model -> [(touch id, millionths)].

    Languages other than Vietnamese are answered in English. Without touches, `consent` tells the two reasons apart.
    """
    texts = _texts(locale)
    if not touches:
        return [texts["no_touch" if consent else "no_consent"]]
    story = _Story(texts, list(touches), credited, model, timezone)
    return [
        *story.winner(),
        *story.passed_over(),
        *story.other_models(),
        story.zone(),
    ]


def channel_name(channel: str, locale: str) -> str:
    """A channel as people of this language know it; the stored name stays English."""
    return str(_texts(locale)["channels"][_slug(channel)]["name"])


@cache
def _table(language: str) -> dict[str, Any]:
    text = (files("collector.attribution") / "data" / f"sentences_{language}.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


def _texts(locale: str) -> dict[str, Any]:
    return _table("vi" if locale.lower().startswith("vi") else "en")


def _slug(channel: str) -> str:
    return channel.lower().replace(" ", "-")


def _network(param: str) -> str:
    network = PARAMETERS[param].network
    return _NETWORKS.get(network, network.replace("_", " ").title())


@dataclass(frozen=True, slots=True)
class _Story:
    texts: dict[str, Any]
    touches: list[Touch]
    credited: Credits
    model: str
    timezone: str

    def say(self, key: str, **values: object) -> str:
        return str(self.texts[key]).format(**values)

    def winner(self) -> list[str]:
        """Who takes the credit, how its source is known, and by which rule."""
        shares = self.credited[self.model]
        named = self.texts["models"][self.model]
        rule = self.say("model", name=named["name"], meaning=named["meaning"])
        if len(shares) > 1:
            return [self.say("shared", count=len(shares), parts=self._parts(shares)), rule]
        touch = self._touch(shares[0][0])
        sentences = [self.say("won", time=self._time(touch), label=self._label(touch)), *self._source(touch), rule]
        if len(self.touches) == 1:
            return [*sentences, self.texts["only"]]
        only_direct = self.model == "last_non_direct" and touch["channel"] == DIRECT
        return [*sentences, self.texts["all_direct"]] if only_direct else sentences

    def passed_over(self) -> list[str]:
        """What took no credit: direct visits after the winner, pages passed through, other visits."""
        winners = {touch_id for touch_id, _ in self.credited[self.model]}
        if len(winners) > 1:
            return []
        place = next(index for index, touch in enumerate(self.touches) if touch["id"] in winners)
        before, after = self.touches[:place], self.touches[place + 1 :]
        if self.model == "last_non_direct":
            sentences = self._skipped(self.touches[place], after)
            return sentences + self._listed("no_share_earlier", before)
        return self._listed("no_share_earlier", before) + self._listed("no_share_later", after)

    def other_models(self) -> list[str]:
        """In one sentence, what the other models would say where they differ."""
        if len(self.touches) == 1:
            return []
        mine = [touch_id for touch_id, _ in self.credited[self.model]]
        groups: dict[tuple[str, ...], list[str]] = {}
        for model, shares in self.credited.items():
            # Models that share are one group: by how much each visit differs is the table's to show.
            outcome = (shares[0][0],) if len(shares) == 1 else ("", str(len(shares)))
            if model != self.model and [touch_id for touch_id, _ in shares] != mine:
                groups.setdefault(outcome, []).append(self.texts["models"][model]["name"])
        parts = [self._other(outcome, names) for outcome, names in groups.items()]
        return [self.say("others", others="; ".join(parts))] if parts else [self.texts["others_agree"]]

    def zone(self) -> str:
        name = self.texts["zones"].get(self.timezone)
        return self.say("zone", zone=self.say("zone_named", name=name, id=self.timezone) if name else self.timezone)

    def _other(self, outcome: tuple[str, ...], names: list[str]) -> str:
        quoted = ", ".join(self.say("quoted", name=name) for name in names)
        if len(outcome) > 1:
            return self.say("other_shared", names=quoted, count=outcome[1])
        touch = self._touch(outcome[0])
        return self.say("other_one", names=quoted, time=self._time(touch), label=self._label(touch))

    def _source(self, touch: Touch) -> list[str]:
        step = touch["rule"].partition("/")[0]
        values = {"medium": touch["medium"], "source": touch["source"]}
        reason = str(self.texts["channels"][_slug(touch["channel"])]["why"]).format(**values)
        name = self.texts["channels"][_slug(touch["channel"])]["name"]
        known = [self._step(step, touch), *self._beside(step, touch)]
        return known if touch["channel"] == DIRECT else [*known, self.say("channel", channel=name, why=reason)]

    def _step(self, step: str, touch: Touch) -> str:
        host, is_app = host_and_kind(touch["referrer"])
        param = self._param(step, touch)
        key = f"step_{step}" + ("_app" if step == classify.REFERRER and is_app else "")
        if step == classify.NOTHING and touch["ignored"]:
            key += "_" + touch["ignored"]
        return self.say(
            key,
            tags=", ".join(f"utm_{name}={value}" for name, value in _tags(touch).items()),
            param=param,
            network=_network(param) if param else "",
            host=host,
            source=touch["source"],
        )

    def _param(self, step: str, touch: Touch) -> str:
        """The parameter that named the source, when one did."""
        if step == classify.CLICK_ID:
            return next((name for name in classify.PAID if name in touch["click_ids"]), "")
        if step == classify.SIGN:
            seen = {*touch["click_ids"], *read(touch["url"]).marks}
            return next((name for name in classify.SIGNS if name in seen), "")
        return ""

    def _beside(self, step: str, touch: Touch) -> list[str]:
        """A click ID that the address carried besides what named the source."""
        click = touch["click_id"]
        if click is None or step == classify.SIGN:
            return []
        row, network = PARAMETERS[click["param"]], _network(click["param"])
        if not row.paid:
            return [self.say("not_proof", param=row.name)] if step == classify.REFERRER else []
        conflict = step == classify.TAGS and row.source is not None and row.source not in touch["source"]
        return [self.say("conflict" if conflict else "kept", param=row.name, network=network)]

    def _skipped(self, winner: Touch, after: list[Touch]) -> list[str]:
        key = "skipped_after_ad" if _is_ad(winner) else "skipped"
        name = self.texts["models"][self.model]["name"]
        sentences: list[str] = []
        for touch in after[:LISTED]:
            if touch["ignored"] == PASSED_THROUGH:
                host = host_and_kind(touch["referrer"])[0]
                sentences.append(self.say("passed_through", time=self._time(touch), host=host))
            sentences.append(self.say(key, time=self._time(touch), model=name))
        more = len(after) - LISTED
        return [*sentences, self.say("skipped_more", count=more)] if more > 0 else sentences

    def _listed(self, key: str, touches: list[Touch]) -> list[str]:
        if not touches:
            return []
        shown = [self.say("listed", time=self._time(touch), label=self._label(touch)) for touch in touches[:LISTED]]
        if len(touches) > LISTED:
            shown.append(self.say("and_more", count=len(touches) - LISTED))
        return [self.say(key, visits="; ".join(shown))]

    def _parts(self, shares: Sequence[tuple[str, int]]) -> str:
        parts = []
        for touch_id, millionths in shares:
            touch = self._touch(touch_id)
            share = f"{millionths / 10_000:.0f}%"
            parts.append(self.say("part", share=share, time=self._time(touch), label=self._label(touch)))
        return "; ".join(parts)

    def _touch(self, touch_id: str) -> Touch:
        return next(touch for touch in self.touches if touch["id"] == touch_id)

    def _label(self, touch: Touch) -> str:
        name = self.texts["channels"][_slug(touch["channel"])]["name"]
        if touch["channel"] == DIRECT:
            return str(name)
        key = "label_campaign" if touch["campaign"] else "label"
        values = {"source": touch["source"], "medium": touch["medium"], "campaign": touch["campaign"]}
        return self.say(key, channel=name, **values)

    def _time(self, touch: Touch) -> str:
        moment = local(touch["at"], self.timezone)
        fields = {"day": "%d", "month": "%m", "year": "%Y", "hour": "%H", "minute": "%M"}
        return self.say("time", **{name: moment.strftime(code) for name, code in fields.items()})


def _tags(touch: Touch) -> dict[str, str]:
    utm = read(touch["url"]).utm
    return {name: utm[name] for name in ("source", "medium", "campaign") if name in utm}


def _is_ad(touch: Touch) -> bool:
    return touch["channel"].startswith(("Paid", "Display", "Cross-network"))
