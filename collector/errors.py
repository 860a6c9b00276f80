"""Errors are raised as Problems; collector/errorhandlers.py renders them in one shape (RFC 9457). No Flask here."""

from __future__ import annotations

from typing import Any

RETRY_AFTER_SECONDS = 2


class Problem(Exception):
    """An answer other than success. `errors` is {field: [message]}; `title` and `detail` are for people."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        errors: dict[str, list[str]] | None = None,
        headers: dict[str, str] | None = None,
        kind: str = "about:blank",
    ) -> None:
        super().__init__(detail or title)
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}
        self.kind = kind

    def body(self) -> dict[str, Any]:
        """The problem details object."""
        shape: dict[str, Any] = {"type": self.kind, "title": self.title, "status": self.status}
        if self.detail:
            shape["detail"] = self.detail
        if self.errors:
            shape["errors"] = self.errors
        return shape


def not_found(what: str) -> Problem:
    """One answer for what does not exist and for what another site owns."""
    return Problem(404, f"No such {what}")


def busy() -> Problem:
    """Nothing was stored; the caller keeps its copy."""
    detail = "Nothing was stored. Keep your copy and send it again."
    return Problem(503, "Cannot store just now", detail, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


def flatten(messages: Any, path: str = "") -> dict[str, list[str]]:
    """marshmallow's nested messages as {dotted field: [message]}."""
    if isinstance(messages, dict):
        found: dict[str, list[str]] = {}
        for name, inner in messages.items():
            found.update(flatten(inner, f"{path}.{name}" if path else str(name)))
        return found
    return {path or "body": [str(message) for message in messages]}
