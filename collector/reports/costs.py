"""What advertising cost beside what it earned: cost per lead, per qualified, per won, and the return on it.

Spend stands by the campaign that it was told for. A cost without a visit or conversion of its campaign is named as such
and never spread over others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from collector.conversions import crediting
from collector.db import Db, Tx, queries
from collector.errors import Problem
from collector.reports import service
from collector.sites.service import Site

SQL = queries(__file__)
BREAKDOWNS = {"campaign": ("source", "campaign"), "source": ("source",), "day": ("day",)}
GOALS = {"lead": "leads", "qualified": "qualified", "won": "won"}
# Names under which one advertiser's traffic arrives.
NETWORKS = {
    "google": ("google", "adwords", "googleads", "google-ads", "google_ads", "google ads", "youtube"),
    "facebook": ("facebook", "fb", "meta", "instagram", "ig", "messenger", "threads", "facebook.com", "instagram.com"),
    "tiktok": ("tiktok", "tiktok.com", "tiktok-ads", "tiktok_ads"),
    "zalo": ("zalo", "zalo.me", "zaloads", "zalo-ads", "zalo_ads"),
    "bing": ("bing", "microsoft", "msn", "bing.com"),
    "coccoc": ("coccoc", "coccoc.com", "coc-coc"),
}
_NETWORK = {name: network for network, names in NETWORKS.items() for name in names}
Key = tuple[str, ...]


@dataclass(slots=True)
class Row:
    """`shown`: the names as people read them. Money in minor units, conversions in millionths."""

    shown: tuple[str | None, ...] = ()
    costs: dict[str, int] = field(default_factory=dict)
    clicks: int = 0
    visits: int = 0
    millionths: dict[str, int] = field(default_factory=lambda: dict.fromkeys(GOALS.values(), 0))
    value_minor: int = 0
    others: dict[str, int] = field(default_factory=dict)


def costs(db: Db, site: Site, from_: str, to: str, by: str, model: str) -> dict[str, Any]:
    """{rows, totals, unmatched, from, to, by, model, currency, timezone}; Raises Problem 422.

    A row has its names, cost_minor, other_costs, clicks, visits, leads, qualified, won, value_minor (of what was won),
    cost_per_lead_minor, …_qualified_…, …_won_… (null at 0) and roas (value by cost, null without a cost).
    """
    if by not in BREAKDOWNS:
        raise Problem(422, "This breakdown is not known", errors={"by": [f"one of {', '.join(BREAKDOWNS)}"]})
    names = BREAKDOWNS[by]
    question = service.ask(from_, to, names, model, None)
    with db.read() as tx:
        spent = list(SQL.spend_of_span(tx, site_id=site.id, from_day=question.from_day, to_day=question.to_day))
        rows = _spent(spent, names)
        _earned(tx, site, question, rows, _numbers(spent))
    total = Row()
    for row in rows.values():
        _add(total, row)
    ordered = [row for _, row in sorted(rows.items(), key=lambda pair: _order(by, pair[0], pair[1], site.currency))]

    def named(row: Row) -> dict[str, Any]:
        return dict(zip(names, row.shown, strict=True))

    return {
        "rows": [named(row) | _figures(row, site.currency) for row in ordered],
        "totals": _figures(total, site.currency),
        "unmatched": [named(row) | {"costs": row.costs} for row in ordered if by != "day" and _brought_nobody(row)],
        "from": from_,
        "to": to,
        "by": by,
        "model": model,
        "timezone": site.timezone,
        "currency": site.currency,
    }


def network(source: str | None) -> str:
    """One name for an advertiser's spellings."""
    plain = (source or "").strip().casefold().removeprefix("www.").removeprefix("m.").removeprefix("l.")
    return _NETWORK.get(plain, plain)


def _key(names: tuple[str, ...], values: tuple[str | None, ...]) -> Key:
    spelled = zip(names, values, strict=True)
    return tuple(network(value) if name == "source" else (value or "").strip().casefold() for name, value in spelled)


def _spent(found: list[Any], names: tuple[str, ...]) -> dict[Key, Row]:
    rows: dict[Key, Row] = {}
    for one in found:
        values = tuple(getattr(one, name) or None for name in names)
        row = rows.setdefault(_key(names, values), Row(values))
        row.costs[one.currency] = row.costs.get(one.currency, 0) + one.cost_minor
        row.clicks += one.clicks or 0
    return rows


def _numbers(found: list[Any]) -> dict[tuple[str, str], str]:
    """Campaigns by the numbers that platforms give them: many tag with {{campaign.id}}."""
    return {(network(one.source), one.campaign_id): one.campaign for one in found if one.campaign_id}


def _earned(
    tx: Tx, site: Site, question: service.Question, rows: dict[Key, Row], numbers: dict[tuple[str, str], str]
) -> None:
    names = question.by

    def row_of(values: tuple[str | None, ...]) -> Row:
        if "campaign" in names:
            source, campaign = values
            values = (source, numbers.get((network(source), campaign or ""), campaign))
        return rows.setdefault(_key(names, values), Row(values))

    for goal, name in GOALS.items():
        for values, row in service.figures(tx, site, question, (goal,)):
            found = row_of(values)
            found.millionths[name] += row.millionths
            found.visits += row.visits if goal == "lead" else 0
            if goal == "won":
                found.value_minor += row.money.pop(site.currency, 0)
                for currency, amount in row.money.items():
                    found.others[currency] = found.others.get(currency, 0) + amount


def _add(total: Row, row: Row) -> None:
    for currency, cost in row.costs.items():
        total.costs[currency] = total.costs.get(currency, 0) + cost
    for currency, amount in row.others.items():
        total.others[currency] = total.others.get(currency, 0) + amount
    for name, count in row.millionths.items():
        total.millionths[name] += count
    total.clicks += row.clicks
    total.visits += row.visits
    total.value_minor += row.value_minor


def _figures(row: Row, currency: str) -> dict[str, Any]:
    cost = row.costs.get(currency, 0)
    counts = {name: service.in_units(count) for name, count in row.millionths.items()}
    per = {
        f"cost_per_{goal}_minor": round(Fraction(cost * crediting.WHOLE, row.millionths[name]))
        if cost and row.millionths[name]
        else None
        for goal, name in GOALS.items()
    }
    return {
        "cost_minor": cost,
        "other_costs": {name: amount for name, amount in sorted(row.costs.items()) if name != currency and amount},
        "clicks": row.clicks,
        "visits": row.visits,
        **counts,
        "value_minor": row.value_minor,
        "other_values": {name: amount for name, amount in sorted(row.others.items()) if amount},
        **per,
        "roas": round(row.value_minor / cost, 4) if cost else None,
    }


def _order(by: str, key: Key, row: Row, currency: str) -> tuple[Any, ...]:
    """Days as they come; else what cost most first, then what earned most."""
    return key if by == "day" else (-row.costs.get(currency, 0), -row.value_minor, -row.millionths["leads"], key)


def _brought_nobody(row: Row) -> bool:
    """It cost something: mostly a campaign whose links are not tagged with its name."""
    return any(row.costs.values()) and not row.visits and not any(row.millionths.values())
