"""Every route answers every failure in one shape."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.db import Busy, Db
from collector.sites.service import Site
from tests.make import lead_body, make_token, post_lead


def is_problem(answer: object) -> bool:
    body = answer.get_json(force=True)  # type: ignore[attr-defined]
    kind = answer.content_type == "application/problem+json"  # type: ignore[attr-defined]
    return kind and {"type", "title", "status"} <= set(body) and body["status"] == answer.status_code  # type: ignore[attr-defined]


def api_rules(app: Flask) -> list[str]:
    rules = {rule.rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/admin")}
    return sorted(rule.replace("<lead_id>", "l_x").replace("<", "").replace(">", "") for rule in rules)


def test_an_unknown_method_is_a_problem_on_every_route(app: Flask, client: FlaskClient) -> None:
    rules = api_rules(app)
    assert "/api/v1/leads" in rules
    assert "/v1/leads" in rules
    for rule in rules:
        answer = client.open(rule, method="PROPFIND")
        assert (rule, answer.status_code) == (rule, 405)
        assert is_problem(answer), rule
        assert answer.headers["Allow"]


def test_an_unknown_path_is_a_problem(client: FlaskClient) -> None:
    answer = client.get("/nothing/here")
    assert answer.status_code == 404
    assert is_problem(answer)


def test_a_busy_database_is_503_with_retry_after_on_every_writing_route(
    client: FlaskClient, db: Db, site: Site, now: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = make_token(db, now, site)

    def locked() -> None:
        raise Busy("locked")

    monkeypatch.setattr(db.database, "write", locked)
    answers = [
        post_lead(client, lead_body(site, now)),
        client.post("/api/v1/leads", json={"phone": "0900000001"}, headers=headers),
        client.get("/readyz"),
    ]
    for answer in answers:
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert is_problem(answer)


def test_a_crash_tells_nothing_of_what_was_sent(
    client: FlaskClient, db: Db, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def crash() -> None:
        raise RuntimeError("canary 0900000001")

    monkeypatch.setattr(db.database, "read", crash)
    answer = client.get("/s/canary-key.js")
    assert answer.status_code == 500
    assert is_problem(answer)
    printed = capsys.readouterr()
    assert "canary" not in answer.text + printed.out + printed.err


def test_the_collector_is_alive_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "alive"}
    assert client.get("/readyz").json == {"status": "ready"}
