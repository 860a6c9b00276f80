"""What seals the links."""

from __future__ import annotations

import pytest
from flask import Flask

from collector.sealing import Box


@pytest.fixture
def box(app: Flask) -> Box:
    found: Box = app.extensions["beckon"].box
    return found
