"""Spend in the server API: the last word counts, all rows or none."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from collector.db import Db
from collector.sites.service import Site
from tests.make import make_token

ROW = {"day": "2026-11-01", "source": "google", "campaign": "tet", "cost_minor": 150_000}


def tell(client: FlaskClient, headers: dict[str, str], *rows: dict[str, Any]) -> Any:
    return client.post("/api/v1/spend", json={"rows": list(rows)}, headers=headers)


def kept(client: FlaskClient, headers: dict[str, str], query: str = "") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get(f"/api/v1/spend?{query}", headers=headers).json["items"]
    return items


def test_what_is_told_again_replaces_what_was_there(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    headers = make_token(db, now, site)
    assert tell(client, headers, ROW | {"clicks": 9, "campaign_id": "77"}).json == {"kept": 1}
    assert tell(client, headers, ROW | {"cost_minor": 90_000}).status_code == 201
    (row,) = kept(client, headers)
    assert (row["cost_minor"], row["clicks"], row["campaign_id"]) == (90_000, None, "77")
    assert (row["currency"], row["told_by"], row["site"]) == (site.currency, "api", site.key)


def test_rows_of_one_campaign_and_day_in_one_telling_are_added_up(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    headers = make_token(db, now, site)
    assert tell(client, headers, ROW | {"clicks": 2}, ROW | {"clicks": None}, ROW | {"clicks": 3}).json == {"kept": 1}
    (row,) = kept(client, headers)
    assert (row["cost_minor"], row["clicks"]) == (450_000, 5)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day": "2026-11-31"}, "rows.1.day"),
        ({"day": "20261101"}, "rows.1.day"),
        ({"cost_minor": -1}, "rows.1.cost_minor"),
        ({"cost_minor": 1.5}, "rows.1.cost_minor"),
        ({"currency": "DONG"}, "rows.1.currency"),
        ({"source": "\x00"}, "rows.1.source"),
        ({"colour": "red"}, "rows.1.colour"),
    ],
)
def test_a_fault_names_its_row_and_nothing_is_kept(
    client: FlaskClient, db: Db, site: Site, now: int, change: dict[str, Any], field: str
) -> None:
    headers = make_token(db, now, site)
    answer = tell(client, headers, ROW, ROW | change)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])
    assert kept(client, headers) == []


def test_pages_follow_each_other_by_day_without_a_gap(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    headers = make_token(db, now, site)
    told = [ROW | {"day": f"2026-11-{day:02}", "campaign": name} for day in range(1, 8) for name in ("", "tet", "noel")]
    tell(client, headers, *told)
    found, cursor = [], ""
    while cursor is not None:
        page = client.get("/api/v1/spend", query_string={"limit": 4, "cursor": cursor}, headers=headers).json
        found += page["items"]
        cursor = page["next"]
    keys = [(row["day"], row["source"], row["campaign"]) for row in found]
    assert keys == sorted((row["day"], row["source"], row["campaign"]) for row in told)
    assert len(kept(client, headers, "from=2026-11-02&to=2026-11-03")) == 6


def test_a_token_of_another_site_and_one_that_only_reads_tell_nothing(
    client: FlaskClient, db: Db, site: Site, other_site: Site, now: int
) -> None:
    assert tell(client, make_token(db, now, site, "read"), ROW).status_code == 403
    tell(client, make_token(db, now, other_site), ROW)
    assert kept(client, make_token(db, now, site)) == []
