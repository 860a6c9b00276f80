"""A throw-away PostgreSQL for the tests: own cluster in a temporary folder, reached by its socket, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HINT = "PostgreSQL is missing: apt-get install -y --no-install-recommends postgresql-15"


def binaries() -> Path:
    """The folder of initdb and pg_ctl; Debian keeps it off the PATH."""
    found = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), *map(Path, os.get_exec_path())]
    for folder in found:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise RuntimeError(HINT)


@contextmanager
def cluster() -> Iterator[str]:
    """Yield the connection string of a running server (`postgresql://postgres@/postgres?host=…`)."""
    folder = Path(tempfile.mkdtemp(prefix="beckon-pg-"))
    asroot = os.geteuid() == 0
    if asroot:
        shutil.chown(folder, "postgres")
    become = ["runuser", "-u", "postgres", "--"] if asroot else []
    data = str(folder / "data")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    control = [*become, str(binaries() / "pg_ctl"), "-s", "-w", "-D", data]
    make = [*become, str(binaries() / "initdb"), "-D", data, "-A", "trust", "-N", "-U", "postgres", "-E", "UTF8"]
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run([*make, "--no-instructions", "--locale=C.UTF-8"], **quiet)
    subprocess.run([*control, "-l", str(folder / "log"), "-o", options, "start"], **quiet)
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(folder, ignore_errors=True)
