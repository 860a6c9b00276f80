"""Errors as pages for people; the API keeps its problem details."""

from __future__ import annotations

from flask import Response

from admin import here
from admin.messages import translate
from collector.errors import Problem


def draw(problem: Problem) -> Response:
    """The problem as a page, or as a notice where htmx would put a fragment."""
    title, detail = translate(problem.title), translate(problem.detail)
    template = "_problem.html" if here.wants_fragment() else "problem.html"
    response = here.whole(template, problem.status, number=problem.status, title=title, detail=detail)
    response.headers.extend(problem.headers)
    return response
