"""The libraries of the admin are the pinned ones, unchanged, with their licences."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "admin/static/vendor"


@pytest.fixture(scope="module")
def manifest() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((VENDOR / "vendor.json").read_text(encoding="utf-8"))
    return found


def test_each_file_is_what_the_pinned_version_ships(manifest: dict[str, dict[str, str]]) -> None:
    pinned = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert set(manifest) == {"htmx.js", "pico.css", "chart.js"}
    for name, entry in manifest.items():
        assert pinned[entry["library"]] == entry["version"]
        body = (VENDOR / name).read_bytes()
        assert base64.b64encode(hashlib.sha384(body).digest()).decode() == entry["sha384"]
        assert (VENDOR / f"{name}.LICENSE").stat().st_size > 500


def test_htmx_stays_at_2_where_attributes_are_inherited(manifest: dict[str, dict[str, str]]) -> None:
    assert manifest["htmx.js"]["version"].startswith("2.")


def test_the_style_sheet_asks_for_the_version_that_is_there(manifest: dict[str, dict[str, str]]) -> None:
    base = (ROOT / "admin/static/base.css").read_text(encoding="utf-8")
    assert f'vendor/pico.css?v={manifest["pico.css"]["version"]}"' in base
