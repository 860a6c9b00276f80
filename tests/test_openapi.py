"""The server API answers what /openapi.json says, errors included."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from collector.apidocs import reading
from collector.db import Db
from collector.sites.service import Site
from tests.collector.vouchers.cast import claim, offer
from tests.make import AD, lead_body, make_token, post_lead


@pytest.fixture
def spec(client: FlaskClient) -> Any:
    return client.get("/openapi.json").json


@pytest.fixture
def headers(db: Db, now: int, site: Site) -> dict[str, str]:
    return make_token(db, now, site)


def faults(spec: Any, shape: str, value: Any) -> list[str]:
    """What of the value the description does not allow."""
    schema = {"$ref": f"#/components/schemas/{shape}", "components": spec["components"]}
    return [f"{list(error.path)}: {error.message}" for error in Draft202012Validator(schema).iter_errors(value)]


def test_every_route_answers_the_shape_that_is_described(
    client: FlaskClient, spec: Any, headers: dict[str, str], db: Db, site: Site, now: int
) -> None:
    assert post_lead(client, lead_body(site, now)).status_code == 201
    made = client.post("/api/v1/leads", json={"phone": "0900 000 002", "url": AD, "value_minor": 5}, headers=headers)
    path = f"/api/v1/leads/{made.json['id']}"  # type: ignore[index]
    days = "from=2026-11-01&to=2026-11-30&by=channel,day"
    answers = {
        "GET /api/v1/leads": client.get("/api/v1/leads?limit=1", headers=headers),
        "POST /api/v1/leads": made,
        "GET /api/v1/leads/{lead_id}": client.get(path, headers=headers),
        "PATCH /api/v1/leads/{lead_id}": client.patch(path, json={"status": "won"}, headers=headers),
        "GET /api/v1/reports/conversions": client.get(f"/api/v1/reports/conversions?{days}", headers=headers),
        **outgoing(client, headers),
        **given(client, headers, db, site, now),
        **offered(client, headers),
        **spent(client, headers),
        **configured(client, headers, make_token(db, now)),
        **kept(client, headers, site),
    }
    described = {f"{route['method']} {route['path']}": route for route in reading.routes(spec)}
    assert set(answers) == set(described)
    for name, answer in answers.items():
        assert str(answer.status_code) == described[name]["status"], name
        if not described[name]["answer"]:
            assert answer.data == b"", name
            continue
        assert answer.content_type == "application/json"
        assert faults(spec, described[name]["answer"], answer.json) == [], name


def given(client: FlaskClient, headers: dict[str, str], db: Db, site: Site, now: int) -> dict[str, Any]:
    """The answers of vouchers: a code that is redeemed, and the list of them."""
    voucher = claim(db, site, offer(db, site, now), "key-00001", now)
    assert voucher
    told = {"order_id": "DH-1", "amount_minor": 5, "phone": "0900 000 002"}
    path = f"/api/v1/vouchers/{voucher['code']}/redemptions"
    return {
        "POST /api/v1/vouchers/{code}/redemptions": client.post(path, json=told, headers=headers),
        "GET /api/v1/vouchers": client.get("/api/v1/vouchers", headers=headers),
    }


def offered(client: FlaskClient, headers: dict[str, str]) -> dict[str, Any]:
    """The answers of quotes."""
    root = "/api/v1/quotes"
    made = client.post(root, json={"lines": [{"text": "Bàn tròn", "unit_minor": 5}]}, headers=headers)
    path = f"{root}/{made.json['id']}"  # type: ignore[index]
    return {
        "GET /api/v1/quotes": client.get(root, headers=headers),
        "POST /api/v1/quotes": made,
        "GET /api/v1/quotes/{quote_id}": client.get(path, headers=headers),
        "PATCH /api/v1/quotes/{quote_id}": client.patch(path, json={"tax_percent": "8"}, headers=headers),
        "POST /api/v1/quotes/{quote_id}/send": client.post(f"{path}/send", headers=headers),
        "POST /api/v1/quotes/{quote_id}/withdraw": client.post(f"{path}/withdraw", headers=headers),
    }


def spent(client: FlaskClient, headers: dict[str, str]) -> dict[str, Any]:
    """The answers of spend."""
    row = {"day": "2026-11-01", "source": "google", "cost_minor": 5}
    span = "from=2026-11-01&to=2026-11-30"
    return {
        "POST /api/v1/spend": client.post("/api/v1/spend", json={"rows": [row]}, headers=headers),
        "GET /api/v1/spend": client.get("/api/v1/spend", headers=headers),
        "GET /api/v1/reports/spend": client.get(f"/api/v1/reports/spend?{span}", headers=headers),
    }


def configured(client: FlaskClient, headers: dict[str, str], for_all: dict[str, str]) -> dict[str, Any]:
    """The answers of sites."""
    root = "/api/v1/sites"
    made = client.post(root, json={"name": "Chi nhánh", "origins": ["https://two.example"]}, headers=for_all)
    path = f"{root}/{made.json['key']}"  # type: ignore[index]
    return {
        "POST /api/v1/sites": made,
        "GET /api/v1/sites": client.get(root, headers=headers),
        "GET /api/v1/sites/{key}": client.get(path, headers=for_all),
        "PATCH /api/v1/sites/{key}": client.patch(path, json={"gap_seconds": 60}, headers=for_all),
    }


def kept(client: FlaskClient, headers: dict[str, str], site: Site) -> dict[str, Any]:
    """The answers of widgets."""
    root = "/api/v1/widgets"
    made = client.post(root, json={"kind": "callback"}, headers=headers)
    path = f"{root}/{made.json['id']}"  # type: ignore[index]
    one = "/api/v1/widgets/{widget_id}"
    published = client.post(f"{path}/publish", headers=headers)
    version = f"{path}/versions/{published.json['published']}"  # type: ignore[index]
    return {
        f"POST {root}": made,
        f"GET {root}": client.get(f"{root}?site={site.key}", headers=headers),
        f"GET {one}": client.get(path, headers=headers),
        f"PATCH {one}": client.patch(path, json={"name": "Gọi lại"}, headers=headers),
        f"POST {one}/publish": published,
        f"POST {one}/pause": client.post(f"{path}/pause", headers=headers),
        f"POST {one}/resume": client.post(f"{path}/resume", headers=headers),
        f"POST {one}/copies": client.post(f"{path}/copies", json={}, headers=headers),
        f"GET {one}/versions": client.get(f"{path}/versions", headers=headers),
        f"GET {one}/versions/{{version}}": client.get(version, headers=headers),
        f"POST {one}/versions/{{version}}/restore": client.post(f"{version}/restore", headers=headers),
        f"GET {one}/numbers": client.get(f"{path}/numbers?by=variant", headers=headers),
        f"DELETE {one}": client.delete(path, headers=headers),
    }


def outgoing(client: FlaskClient, headers: dict[str, str]) -> dict[str, Any]:
    """The answers of webhooks and deliveries. The address is a number, so that no name server is asked."""
    root, sent = "/api/v1/webhooks", "/api/v1/deliveries"
    made = client.post(root, json={"url": "https://93.184.215.14/in"}, headers=headers)
    path = f"{root}/{made.json['id']}"  # type: ignore[index]
    tested = client.post(f"{path}/test", headers=headers)
    delivery = f"{sent}/{tested.json['delivery']}"  # type: ignore[index]
    return {
        "POST /api/v1/webhooks": made,
        "GET /api/v1/webhooks": client.get(root, headers=headers),
        "GET /api/v1/webhooks/{webhook_id}": client.get(path, headers=headers),
        "PATCH /api/v1/webhooks/{webhook_id}": client.patch(path, json={"name": "CRM"}, headers=headers),
        "POST /api/v1/webhooks/{webhook_id}/secret": client.post(f"{path}/secret", headers=headers),
        "POST /api/v1/webhooks/{webhook_id}/test": tested,
        "GET /api/v1/deliveries": client.get(f"{sent}?state=waiting", headers=headers),
        "GET /api/v1/deliveries/{delivery_id}": client.get(delivery, headers=headers),
        "POST /api/v1/deliveries/{delivery_id}/cancellation": client.post(f"{delivery}/cancellation", headers=headers),
        "POST /api/v1/deliveries/{delivery_id}/redelivery": client.post(f"{delivery}/redelivery", headers=headers),
        "DELETE /api/v1/webhooks/{webhook_id}": client.delete(path, headers=headers),
    }


def test_every_error_is_a_problem_as_described(
    client: FlaskClient, spec: Any, headers: dict[str, str], db: Db, now: int, site: Site
) -> None:
    reading_only = make_token(db, now, site, "read")
    answers = [
        client.get("/api/v1/leads"),
        client.post("/api/v1/leads", json={"phone": "1"}, headers=reading_only),
        client.get("/api/v1/leads/l_none", headers=headers),
        client.post("/api/v1/leads", json={}, headers=headers),
        client.get("/api/v1/leads?limit=0", headers=headers),
        client.get("/api/v1/reports/conversions?from=1&to=2", headers=headers),
        client.post("/api/v1/webhooks", json={"url": "https://127.0.0.1/"}, headers=headers),
        client.get("/api/v1/webhooks/wh_none", headers=headers),
        client.post("/api/v1/deliveries/d_none/redelivery", headers=headers),
        client.post("/api/v1/vouchers/NONE-1/redemptions", json={}, headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [401, 403, 404, 422, 422, 422, 422, 404, 404, 404]
    for answer in answers:
        assert answer.content_type == "application/problem+json"
        assert faults(spec, "Problem", answer.json) == []
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    assert [answer["content"] for answer in spec["components"]["responses"].values()] == [problem, problem]


def test_a_body_is_taken_by_the_description_exactly_when_it_is_taken_by_the_route(
    client: FlaskClient, spec: Any, headers: dict[str, str]
) -> None:
    bodies: list[tuple[dict[str, Any], bool]] = [
        ({"phone": "0900 000 003", "touches": [{"at": "2026-11-18T10:00:00Z", "url": AD}]}, True),
        ({"phone": "0900 000 004", "kind": "Big Letters"}, False),
        ({"phone": "0900 000 005", "value_minor": "much"}, False),
        ({"phone": "0900 000 006", "key": "short"}, False),
        ({"phone": "0900 000 007", "touches": [{"at": "2026-11-18T10:00:00Z"}]}, False),
        ({"phone": "0900 000 008", "colour": "red"}, False),
    ]
    for body, taken in bodies:
        assert (faults(spec, "NewLead", body) == []) is taken, body
        assert (client.post("/api/v1/leads", json=body, headers=headers).status_code == 201) is taken, body


def test_the_description_says_that_a_token_is_needed(spec: Any) -> None:
    assert spec["security"] == [{"token": []}]
    assert spec["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_every_query_parameter_says_what_it_does(spec: Any) -> None:
    mute = [
        f"{route['path']}: {one['name']}"
        for route in reading.routes(spec)
        for one in route["parameters"]
        if one["place"] == "query" and not (one["about"] or one["values"] or one["limits"])
    ]
    assert mute == []
