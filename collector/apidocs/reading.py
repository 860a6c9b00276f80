"""What the page shows of an OpenAPI description: routes by subject, and each shape once."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
METHODS = ("get", "post", "patch", "put", "delete")
WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
}
FORMATS = {"date": "a day such as 2026-11-21"}


def subjects(spec: Json) -> list[Json]:
    """`[{"name", "about", "routes"}]` in the description's order."""
    return [
        {
            "name": tag["name"],
            "about": tag.get("description", ""),
            "routes": [route for route in routes(spec) if route["subject"] == tag["name"]],
        }
        for tag in spec["tags"]
    ]


def routes(spec: Json) -> list[Json]:
    """Each operation with its parameters and the shapes of its body and answer."""
    return [
        _route(path, method, operations[method], operations.get("parameters", []))
        for path, operations in spec["paths"].items()
        for method in METHODS
        if method in operations
    ]


def _route(path: str, method: str, operation: Json, shared: list[Json]) -> Json:
    status, answer = next((s, a) for s, a in operation["responses"].items() if s.startswith("2"))
    return {
        "id": f"{method}-{path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}",
        "subject": operation["tags"][0],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "parameters": [_parameter(one) for one in [*shared, *operation.get("parameters", [])]],
        "body": _shape(operation.get("requestBody", {})),
        "status": status,
        "answer": _shape(answer),
    }


def _parameter(one: Json) -> Json:
    # A parameter that is left out is null; nobody can send one that is.
    return {
        "name": one["name"],
        "place": one["in"],
        "required": one.get("required", False),
        "about": one.get("description", ""),
        **_kind(one["schema"]),
        "null": False,
    }


def _shape(holder: Json) -> str:
    """The name of the shape of a body or an answer; empty for none."""
    return _name(holder.get("content", {}).get("application/json", {}).get("schema", {}))


def _name(schema: Json) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def shapes(spec: Json) -> list[Json]:
    """`[{"name", "fields"}]` of every shape."""
    return [
        {"name": name, "fields": [_field(shape, field) for field in shape.get("properties", {})]}
        for name, shape in spec["components"]["schemas"].items()
    ]


def _field(shape: Json, name: str) -> Json:
    schema = shape["properties"][name]
    about = schema.get("description", "")
    return {"name": name, "required": name in shape.get("required", []), "about": about, **_kind(schema)}


def _kind(schema: Json) -> Json:
    """How a value is told: `words`, the `shape` it has, the only `values` it takes, `limits`, `default`, `null`."""
    kinds = schema.get("type", [])
    several = kinds if isinstance(kinds, list) else [kinds]
    inner = schema.get("items", {}) if "array" in several else schema.get("additionalProperties") or {}
    shape = _name(schema) or _name(inner) or next((_name(one) for one in schema.get("anyOf", []) if _name(one)), "")
    told = [WORDS[kind] for kind in several if kind in WORDS]
    return {
        "words": "list of" if "array" in several else FORMATS.get(schema.get("format", ""), " or ".join(told)),
        "inner": WORDS.get(str(inner.get("type", "")), "") if "array" in several else "",
        "shape": shape,
        "values": [value for value in schema.get("enum", []) if value is not None],
        "limits": _limits(schema),
        "default": schema.get("default"),
        "null": "null" in several or any(one.get("type") == "null" for one in schema.get("anyOf", [])),
    }


def _limits(schema: Json) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        return f"{least:,} to {most:,}"
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength")
    if longest:
        return f"{shortest} to {longest:,} characters" if shortest else f"up to {longest:,} characters"
    return f"up to {schema['maxItems']:,}" if "maxItems" in schema else ""
