"""Every error of every route as problem details (RFC 9457)."""

from __future__ import annotations

import json

import structlog
from flask import Flask, Response, g, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from collector.db import Busy
from collector.errors import Problem, busy, flatten

log = structlog.get_logger()


def render(problem: Problem) -> Response:
    """The problem as a response."""
    response = Response(json.dumps(problem.body(), ensure_ascii=False), problem.status)
    response.headers["Content-Type"] = "application/problem+json"
    response.headers.extend(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def register(app: Flask) -> None:
    """Render every error of the app in the one shape; `g.render_problem` lets the admin draw a page instead."""

    def answer(problem: Problem) -> Response:
        draw = getattr(g, "render_problem", None)
        return draw(problem) if draw else render(problem)

    @app.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        return answer(error)

    @app.errorhandler(Busy)
    def no_room(error: Busy) -> Response:
        log.warning("busy", reason=str(error), endpoint=request.endpoint)
        return answer(busy())

    @app.errorhandler(ValidationError)
    def invalid(error: ValidationError) -> Response:
        return answer(Problem(422, "Some values cannot be used", errors=flatten(error.messages)))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        if status < 400 and error.response:
            return error.response  # type: ignore[return-value]
        data = getattr(error, "data", None) or {}
        # webargs sorts messages by where the value stood (json, query), which the field's name need not repeat.
        places = data.get("messages", {}).values()
        errors = {name: found for place in places for name, found in flatten(place).items()} or None
        headers = dict(data.get("headers") or {})
        if status == 405 and getattr(error, "valid_methods", None):
            headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
        return answer(Problem(status, error.name, error.description or "", errors, headers))

    @app.errorhandler(Exception)
    def crash(error: Exception) -> Response:
        # The message may hold what a visitor typed, so the log names only the class and the place.
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
        log.error("crash", error=error.__class__.__name__, where=where, endpoint=request.endpoint)
        return answer(Problem(500, "Something went wrong here", "It was logged. Please try again."))
