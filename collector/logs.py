"""Logs: JSON lines on stderr. They name routes, never paths, bodies, addresses or names of people."""

from __future__ import annotations

import json
import logging
import sys
import time

import structlog
from flask import Flask, Response, g, request

from collector import clock

log = structlog.get_logger()


class Lines(logging.Formatter):
    """What granian says of itself, in the shape of our own lines."""

    def format(self, record: logging.LogRecord) -> str:
        at = clock.rfc3339(int(record.created * 1000))
        line = {"event": record.getMessage(), "level": record.levelname.lower(), "timestamp": at}
        return json.dumps(line)


class NoAdvice(logging.Filter):
    """Its warning of many threads is not for us: they wait for commits, not for the processor."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.getMessage().startswith("Configuration allows spawning")


OF_THE_SERVER = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": Lines}},
    "filters": {"advice": {"()": NoAdvice}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stderr",
            "formatter": "lines",
            "filters": ["advice"],
        }
    },
    "loggers": {"_granian": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}


def configure(level: str) -> None:
    """Set up structlog once a process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def register(app: Flask) -> None:
    """One line a request: method, route, status, milliseconds."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        took = (time.perf_counter() - g.began) * 1000 if "began" in g else 0
        rule = request.url_rule.rule if request.url_rule else "-"
        log.info("request", method=request.method, route=rule, status=response.status_code, ms=round(took, 1))
        return response
