"""Hatch build hook: the wheel carries the built scripts and compiled catalogues, so an installation needs no Node."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildScripts(BuildHookInterface[Any]):
    """Builds what is missing; reuses what an sdist or an earlier `make build` already holds."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        if not (root / "collector/static/build.json").exists():
            subprocess.run(["npm", "install", "--no-save"], cwd=root, check=True)
            subprocess.run(["npm", "run", "build"], cwd=root, check=True)
        if not (root / "admin/static/vendor").exists():
            subprocess.run(["npm", "run", "vendor"], cwd=root, check=True)
        compile_catalogues(root / "collector/locales")


def compile_catalogues(folder: Path) -> None:
    """Write a .mo beside every .po."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in folder.rglob("*.po"):
        with source.open("rb") as reading, source.with_suffix(".mo").open("wb") as writing:
            write_mo(writing, read_po(reading))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent / "collector/locales")
