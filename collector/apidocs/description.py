"""The OpenAPI description: flask-smorest's, with the errors that this program really answers and how to sign in."""

from __future__ import annotations

from flask import Flask
from flask_smorest import Api
from marshmallow import Schema, fields

PROBLEM = "application/problem+json"


class ProblemSchema(Schema):
    """Any answer of 400 and above (RFC 9457)."""

    type = fields.String(metadata={"description": "about:blank: the status says it all"})
    title = fields.String(metadata={"description": "what went wrong, for people"})
    status = fields.Integer()
    detail = fields.String(metadata={"description": "what to do about it, where there is something to say"})
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "the fields that are to blame, each with its messages"},
    )


class Description(Api):
    """`/openapi.json` of the blueprints that are registered with it."""

    ERROR_SCHEMA = ProblemSchema

    def __init__(self, app: Flask) -> None:
        super().__init__(app, spec_kwargs={"security": [{"token": []}]})
        scheme = {"type": "http", "scheme": "bearer", "description": "a token that `beckon token add` has printed"}
        self.spec.components.security_scheme("token", scheme)

    def _register_responses(self) -> None:
        # The library would describe errors by the content type of other answers.
        usual: str = Api.DEFAULT_RESPONSE_CONTENT_TYPE
        self.DEFAULT_RESPONSE_CONTENT_TYPE = PROBLEM
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = usual

    def _register_pagination_header(self) -> None:
        """Lists say in their body how they go on."""
