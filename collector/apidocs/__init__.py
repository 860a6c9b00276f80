"""The server API for people: one page from the OpenAPI description, without a script."""

from __future__ import annotations

import secrets
from typing import Any, cast

from flask import Blueprint, Response, current_app, render_template, request

blueprint = Blueprint("apidocs", __name__, template_folder="templates", url_prefix="/docs")


@blueprint.get("")
def show() -> Response:
    spec = _spec()
    nonce = secrets.token_urlsafe(16)
    shown = {"spec": spec, "routes": routes(spec), "base": request.host_url.rstrip("/"), "nonce": nonce}
    response = Response(render_template("apidocs.html", **shown))
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _spec() -> dict[str, Any]:
    return cast(dict[str, Any], current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict())


def routes(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Each operation with its parameters and the fields of its body and answer, in the description's order."""
    found = []
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            if method in ("get", "post", "patch", "delete", "put"):
                found.append(_route(spec, path, method, operation, operations.get("parameters", [])))
    return found


def _route(
    spec: dict[str, Any], path: str, method: str, operation: dict[str, Any], shared: list[Any]
) -> dict[str, Any]:
    answers = [(status, answer) for status, answer in operation["responses"].items() if status.startswith("2")]
    return {
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "parameters": [
            one | {"type": _type(spec, one["schema"])} for one in [*shared, *operation.get("parameters", [])]
        ],
        "body": _fields(spec, operation.get("requestBody", {})),
        "status": answers[0][0] if answers else "",
        "answer": _fields(spec, answers[0][1]) if answers else [],
    }


def _fields(spec: dict[str, Any], holder: dict[str, Any]) -> list[dict[str, Any]]:
    schema = holder.get("content", {}).get("application/json", {}).get("schema", {})
    shape = _resolve(spec, schema)
    required = shape.get("required", [])
    return [
        {"name": name, "type": _type(spec, inner), "required": name in required, "about": inner.get("description", "")}
        for name, inner in shape.get("properties", {}).items()
    ]


def _resolve(spec: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref", "")
    return cast(dict[str, Any], spec["components"]["schemas"][reference.rsplit("/", 1)[1]]) if reference else schema


def _type(spec: dict[str, Any], schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[1]
    if schema.get("type") == "array":
        return f"list of {_type(spec, schema.get('items', {}))}"
    kind = schema.get("type", "any")
    words = kind if isinstance(kind, str) else " or ".join(kind)
    return f"{words}: {', '.join(map(str, schema['enum']))}" if "enum" in schema else words
