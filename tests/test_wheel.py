"""The wheel in an empty environment, without Node: what `pip install` gives somebody is the whole product."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.command import Beckon, Server
from tests.make import ORIGIN

ROOT = Path(__file__).parent.parent
# Made by `make setup`, not tracked; the build hook would otherwise need Node.
BUILT = ("collector/static", "admin/static/vendor")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of what is tracked, with the scripts already built."""
    copy = tmp_path_factory.mktemp("copy")
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in tracked.split("\0"):
        if name and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    for folder in BUILT:
        shutil.copytree(ROOT / folder, copy / folder)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(copy / "out"), str(copy)]
    subprocess.run(command, check=True, capture_output=True)
    (made,) = (copy / "out").glob("*.whl")
    return made


@pytest.fixture(scope="module")
def beckon(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Beckon:
    """The command of the new environment, with nothing else on the PATH."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder / "venv", with_pip=True)
    programs = folder / "venv/bin"
    quiet = ["--quiet", "--disable-pip-version-check", "--no-compile"]
    subprocess.run([str(programs / "pip"), "install", *quiet, str(wheel)], check=True, cwd=folder)
    return Beckon(folder, program=(str(programs / "beckon"),), settings={"PATH": str(programs), "PYTHONPATH": ""})


def test_the_wheel_holds_the_scripts_the_words_and_nothing_of_the_workshop(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"collector/static/build.json", "collector/static/loader.js", "admin/static/vendor/htmx.js"} <= names
    assert "collector/locales/vi/LC_MESSAGES/messages.mo" in names
    assert {name.split("/")[0] for name in names} == {"admin", "collector", wheel.name.split("-py3")[0] + ".dist-info"}
    assert [name for name in names if name.endswith((".pyc", ".test.mjs", ".map"))] == []


def served_parts(script: str) -> list[str]:
    """The parts that the loader's configuration names."""
    found = re.findall(r'"kind":"(\w+)","part":"(\w+)', script)
    return [f"{kind}.{hashed}.js" for kind, hashed in found]


def look_at_the_tag(server: Server, key: str) -> None:
    script = server.ask("GET", f"/s/{key}.js")
    assert script.status == 200
    assert script.headers["content-type"].startswith("text/javascript")
    parts = served_parts(script.body.decode())
    assert len(parts) == 2
    for name in parts:
        part = server.ask("GET", f"/w/{name}")
        assert (part.status, "immutable" in part.headers["cache-control"]) == (200, True)


def look_at_the_admin(server: Server) -> None:
    page = server.ask("GET", "/admin/", accept_language="vi")
    assert (page.status, page.headers["content-type"]) == (401, "text/html; charset=utf-8")
    text = page.body.decode()
    assert "Đăng nhập" in text
    files = re.findall(r'(?:href|src)="(/admin/static/[^"]+)"', text)
    assert any("vendor/" in name for name in files)
    for name in files:
        assert server.ask("GET", name).status == 200, name


def test_it_serves_the_tag_its_parts_and_the_admin_without_node(beckon: Beckon) -> None:
    assert shutil.which("node", path=beckon.settings["PATH"]) is None
    site = beckon.json("site", "add", "Mộc An", "--origin", ORIGIN)
    for kind in ("contact", "callback"):
        beckon.json("widget", "publish", beckon.json("widget", "add", site["key"], kind)["id"])
    with beckon.serving() as server:
        look_at_the_tag(server, site["key"])
        look_at_the_admin(server)
        described = json.loads(server.ask("GET", "/openapi.json").body)
        assert "/api/v1/leads" in described["paths"]
        assert server.stop() == 0


def test_its_version_is_the_newest_of_the_changelog(beckon: Beckon) -> None:
    newest = re.search(r"^## (\d\S*)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert beckon("--version").out == f"beckon, version {newest[1]}\n"
