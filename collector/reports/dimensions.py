"""What a report can be broken down by: the only SQL in the project that is put together, from these fragments alone."""

from __future__ import annotations

from dataclasses import dataclass

from collector.errors import Problem

UNASSIGNED = "Unassigned"
NOT_SET = "(not set)"
NO_CONSENT = "Unknown (no consent)"


@dataclass(frozen=True, slots=True)
class Dimension:
    """`credit`: its expression over credits c and conversions v; `traffic`: over events e and their touches t.

    None: traffic has no such property, so its figures stand beside every value.
    """

    credit: str
    traffic: str | None


DIMENSIONS = {
    "channel": Dimension("c.channel", f"coalesce(t.channel, '{UNASSIGNED}')"),
    "source": Dimension(
        "c.source", f"coalesce(t.source, case when e.visitor is null then '{NO_CONSENT}' else '{NOT_SET}' end)"
    ),
    "medium": Dimension("c.medium", f"coalesce(t.medium, '{NOT_SET}')"),
    "campaign": Dimension("c.campaign", "t.campaign"),
    "term": Dimension("c.term", "t.term"),
    "content": Dimension("c.content", "t.content"),
    "click_id_kind": Dimension("c.click_id_kind", "t.click_param"),
    "landing_page": Dimension("c.landing_page", "t.landing_page"),
    "widget": Dimension("v.widget_id", "e.widget_id"),
    "variant": Dimension("v.variant", "e.variant"),
    "device": Dimension("v.device", "e.device"),
    "day": Dimension("v.day", "e.day"),
    "goal": Dimension("v.goal", None),
    "site": Dimension("v.site_id", "e.site_id"),
}
OF_WIDGETS = {"widget", "variant"}
MOST = 3

CREDITS = """
select {columns} v.currency as currency, cast(sum(c.millionths) as {whole}) as millionths,
    cast(sum(c.value_minor) as {whole}) as value_minor, count(distinct v.visitor) as converting
from credits c
join conversions v on v.site_id = c.site_id and v.id = c.conversion_id
where c.site_id = :site_id and c.model = :model and v.retracted_at is null
    and v.day >= :from_day and v.day <= :to_day and {goals}
group by {groups} v.currency
"""

# An event without its touch yet would stand under Unassigned for a moment, so it counts when it has been followed.
TRAFFIC = """
select {columns}
    count(distinct case when {seen} then e.visitor end) as visitors,
    count(distinct case when e.name = 'pageview' then e.visit_id end) as visits,
    cast(coalesce(sum(case when e.name = 'impression' then 1 else 0 end), 0) as {whole}) as impressions,
    cast(coalesce(sum(case when e.name = 'open' then 1 else 0 end), 0) as {whole}) as opens,
    cast(coalesce(sum(case when e.name = 'submit' then 1 else 0 end), 0) as {whole}) as submits
from events e
left join touches t on t.site_id = e.site_id and t.id = e.touch_id
where e.site_id = :site_id and e.excluded is null and e.followed_at is not null
    and e.day >= :from_day and e.day <= :to_day
    and e.name in ('pageview', 'impression', 'open', 'submit')
{grouped}
"""

WHOLE = {"sqlite": "integer", "postgres": "bigint"}


def check(by: tuple[str, ...]) -> None:
    """Raise Problem 422 for unknown, repeated or too many dimensions."""
    unknown = [name for name in by if name not in DIMENSIONS]
    if unknown or len(by) > MOST or len(set(by)) != len(by):
        said = f"up to {MOST} different ones of {', '.join(DIMENSIONS)}"
        raise Problem(422, "This breakdown is not known", errors={"by": [said]})


def credits_query(by: tuple[str, ...], goals: int, engine: str) -> str:
    """Conversions and money by row; `goals` named goals (:goal0 …), all when zero."""
    expressions = [DIMENSIONS[name].credit for name in by]
    wanted = ", ".join(f":goal{place}" for place in range(goals))
    return CREDITS.format(
        columns=_columns(expressions, by),
        groups="".join(f"{expression}, " for expression in expressions),
        goals=f"v.goal in ({wanted})" if goals else "1 = 1",
        whole=WHOLE[engine],
    )


def traffic_query(by: tuple[str, ...], of_widgets: bool, engine: str) -> str:
    """Traffic by row; `of_widgets`: visitors are those with an impression, else those with a pageview."""
    known = [name for name in by if DIMENSIONS[name].traffic]
    expressions = [str(DIMENSIONS[name].traffic) for name in known]
    seen = "e.name = 'impression'" if of_widgets else "e.name = 'pageview'"
    return TRAFFIC.format(
        columns=_columns(expressions, tuple(known)),
        grouped="group by " + ", ".join(expressions) if expressions else "",
        seen=seen,
        whole=WHOLE[engine],
    )


def _columns(expressions: list[str], names: tuple[str, ...]) -> str:
    return "".join(f"{expression} as by_{name}, " for expression, name in zip(expressions, names, strict=True))
