"""One landing, classified: the published steps from a URL and a referrer to source, medium and channel. Pure.

1 tags in the address win; 2 else a click ID that only ads carry; 3 else the referrer; 4 else a sign that is no proof
of an ad (fbclid, Zalo's share tag, a newsletter's parameter); 5 else the application whose browser shows the page;
6 else direct. tests/collector/attribution/landing_urls.json holds 152 worked cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from collector.attribution.channels import channel_of
from collector.attribution.landing import PARAMETERS, PRIORITY, ClickId, Landing, Parameter, read, stored
from collector.attribution.referrer import (
    ASSISTANT,
    ASSISTANTS,
    DIRECT,
    OWN,
    Origin,
    host_and_kind,
    in_app,
    reason_to_ignore,
    registrable,
    resolve,
)

NOT_SET = "(not set)"
MAX_USER_AGENT = 512

# The steps, as the first half of a rule's name ("click_id/paid-search").
TAGS, CLICK_ID, REFERRER, SIGN, IN_APP, NOTHING = "tags", "click_id", "referrer", "sign", "in_app", "nothing"
_OPENING = {TAGS, CLICK_ID, REFERRER, SIGN}


@dataclass(frozen=True, slots=True)
class Facts:
    """What one landing says, whoever saw it.

    `rule` is step/channel, for instance `tags/paid-social`. `ignored` says why the referrer was passed over
    (`own_page`, `ignored_host`). `utm` holds all nine values. `url` and `referrer` are as we store them: raw, without
    values that must not be kept.
    """

    url: str
    referrer: str
    landing_page: str | None
    channel: str
    source: str
    medium: str
    campaign: str | None
    term: str | None
    content: str | None
    click_id: ClickId | None
    click_ids: dict[str, str]
    utm: dict[str, str]
    rule: str
    ignored: str | None

    @property
    def opens(self) -> bool:
        """Whether, within a visit, this landing may make another touch."""
        return self.rule.partition("/")[0] in _OPENING

    @property
    def tagged(self) -> bool:
        """Whether the address itself names the source (UTM values or an ad's click ID)."""
        return self.rule.startswith((TAGS, CLICK_ID))

    @property
    def tags(self) -> tuple[str | None, ...]:
        """What tells two arrivals of one visitor apart, click IDs aside."""
        return (self.source, self.medium, self.campaign, self.term, self.content)


def classify(
    url: str | None,
    referrer: str | None,
    own_domains: Sequence[str] = (),
    ignored: Sequence[str] = (),
    user_agent: str | None = None,
) -> Facts:
    """Classify one landing. Never raises; `ignored` are hosts beside the published ones that never take credit."""
    url, referrer = stored(url), stored(referrer)
    landing = read(url)
    host, is_app = host_and_kind(referrer)
    reason = None if is_app or not host else _ignored(host, landing.host, tuple(own_domains), tuple(ignored))
    step, origin = _origin(landing, host, is_app, reason, user_agent)
    campaign = landing.utm.get("campaign")
    channel = channel_of(origin.source, origin.medium, campaign or "", origin.host)
    return Facts(
        url=url,
        referrer=referrer,
        landing_page=landing.page,
        channel=channel,
        source=origin.source,
        medium=origin.medium,
        campaign=campaign,
        term=landing.utm.get("term"),
        content=landing.utm.get("content"),
        click_id=landing.primary,
        click_ids=landing.click_ids,
        utm=landing.utm,
        rule=f"{step}/{channel.lower().replace(' ', '-')}",
        ignored=reason if step == NOTHING else None,
    )


@lru_cache(maxsize=4096)
def _ignored(host: str, landing_host: str, own_domains: tuple[str, ...], ignored: tuple[str, ...]) -> str | None:
    """The page's own host counts as own, whatever the site's settings list."""
    if landing_host and registrable(host) == registrable(landing_host):
        return OWN
    return reason_to_ignore(host, own_domains, ignored)


def _origin(
    landing: Landing, host: str, is_app: bool, reason: str | None, user_agent: str | None
) -> tuple[str, Origin]:
    paid = _paid(landing)
    if any(name in landing.utm for name in ("source", "medium", "campaign")):
        return TAGS, _tagged(landing.utm, paid)
    if paid is not None:
        return CLICK_ID, Origin(_network(paid, landing), paid.medium or NOT_SET, "")
    if reason is not None:
        return NOTHING, Origin(*DIRECT, "")
    if host:
        return REFERRER, resolve(host, is_app)
    sign = _sign(landing)
    if sign is not None:
        return SIGN, Origin(sign.source or NOT_SET, _sign_medium(sign), "")
    app = in_app(user_agent[:MAX_USER_AGENT]) if user_agent else None
    return (IN_APP, Origin(app, "referral", "")) if app else (NOTHING, Origin(*DIRECT, ""))


def _tagged(utm: dict[str, str], paid: Parameter | None) -> Origin:
    """Tags win; a paid click ID fills what they leave open, and assistants that tag only a source get their medium."""
    source = utm.get("source", "").lower() or (paid.source if paid else None) or NOT_SET
    medium = utm.get("medium", "").lower() or (paid.medium if paid else None)
    return Origin(source, medium or (ASSISTANT if source in ASSISTANTS else NOT_SET), "")


def _paid(landing: Landing) -> Parameter | None:
    """The click ID that proves an ad, if any. `zclid` is unconfirmed and Google's 3p.ds click is another engine's."""
    if not landing.click_ids:
        return None
    foreign = landing.click_ids.get("gclsrc") == "3p.ds"
    for name in PAID:
        if name in landing.click_ids and not (foreign and PARAMETERS[name].network == "google_ads"):
            return PARAMETERS[name]
    return None


def _network(paid: Parameter, landing: Landing) -> str:
    # Yahoo Japan Ads uses Yandex's parameter name with prefixes of its own.
    if paid.name == "yclid" and landing.click_ids["yclid"].startswith(("YSS.", "YJAD.", "YJD.")):
        return "yahoo"
    return paid.source or NOT_SET


def _sign(landing: Landing) -> Parameter | None:
    seen = landing.marks.union(landing.click_ids)
    return next((PARAMETERS[name] for name in SIGNS if name in seen), None) if seen else None


def _sign_medium(sign: Parameter) -> str:
    return "organic" if sign.kind.startswith("organic_") else sign.medium or "referral"


PAID = [
    name
    for name in dict.fromkeys((*PRIORITY, *PARAMETERS))
    if PARAMETERS[name].paid and PARAMETERS[name].medium and name != "zclid"
]
# fbclid last: it survives copying a link, while the others are added where the link was opened.
SIGNS = sorted(
    (name for name, row in PARAMETERS.items() if not row.paid and row.source), key=lambda name: name == "fbclid"
)
