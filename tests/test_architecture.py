"""Who may import whom (docs/architecture.md), and how large things may grow."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOOR = {
    "settings",
    "errors",
    "http",
    "clock",
    "ids",
    "money",
    "db",
    "sentences",
    "export",
    "tables",
    "sealing",
    "errorhandlers",
    "logs",
    "proxies",
    "outbound",
    "smtp",
}
ORDER = [
    "sites",
    "accounts",
    "widgets",
    "outbox",
    "webhooks",
    "notices",
    "chats",
    "telegram",
    "quarantine",
    "events",
    "attribution",
    "conversions",
    "vouchers",
    "quotes",
    "leads",
    "callbacks",
    "push",
    "spend",
    "senders",
]
TOP = {"app", "cli", "jobs", "server", "backup", "health", "demo", "__main__"}
# Reading sides: they see every service below, and no service sees them.
READERS = {"embed", "reports"}
# What can open a connection. One client does, so that its rules hold for everything that leaves.
REACHING = {
    *("socket", "ssl", "socketserver", "asyncio", "http.client", "urllib.request", "xmlrpc.client"),
    *("smtplib", "ftplib", "poplib", "imaplib", "nntplib", "telnetlib"),
    *("urllib3", "requests", "httpx", "aiohttp", "httplib2", "pycurl", "pywebpush", "websockets", "websocket"),
    *("trio", "anyio", "grpc", "paramiko", "boto3", "aiosmtplib", "aiosmtpd"),
}
# Who else imports such a module, and why it may.
ALSO_REACHING = {
    "collector/server.py": ({"socket"}, "asks whether its own port is free"),
    "collector/demo/command.py": ({"socket"}, "asks whether its own ports are free"),
    "collector/smtp/__init__.py": ({"smtplib", "ssl"}, "mail goes to the one server of the settings, not by HTTP"),
    "collector/smtp/session.py": ({"smtplib", "ssl", "socket"}, "the connection to that server"),
    "collector/smtp/reasons.py": ({"smtplib", "ssl", "socket"}, "the names of what goes wrong with it"),
}
# The floor knows no domain; http and errorhandlers alone of it may know Flask.
WITH_FLASK = {"http", "errorhandlers", "logs", "proxies"}


def sources(package: str) -> list[Path]:
    return sorted(path for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def domain(path: Path) -> str:
    return path.relative_to(ROOT / "collector").parts[0].removesuffix(".py")


def collector_imports(path: Path) -> set[tuple[str, str]]:
    """Pairs (domain or floor module, rest of the name)."""
    names = [name.split(".") for name in imports(path) if name.startswith("collector.")]
    return {(parts[1], ".".join(parts[2:])) for parts in names}


def test_the_floor_imports_no_domain() -> None:
    wrong = [
        (path.name, other)
        for path in sources("collector")
        if domain(path) in FLOOR
        for other, _ in collector_imports(path)
        if other not in FLOOR
    ]
    assert wrong == []


def test_only_http_errorhandlers_and_logs_of_the_floor_know_flask() -> None:
    wrong = [
        path.name
        for path in sources("collector")
        if domain(path) in FLOOR - WITH_FLASK and any(name.split(".")[0] == "flask" for name in imports(path))
    ]
    assert wrong == []


def test_services_import_only_what_lies_below_them() -> None:
    wrong = []
    for path in sources("collector"):
        own = domain(path)
        if own not in ORDER or "routes" in path.stem or path.stem == "bearer":
            continue
        below = FLOOR | set(ORDER[: ORDER.index(own) + 1])
        wrong += [(str(path.relative_to(ROOT)), other) for other, _ in collector_imports(path) if other not in below]
    assert wrong == []


def test_services_know_no_flask() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in sources("collector")
        if domain(path) in {*ORDER, *READERS} and "routes" not in path.stem and path.stem != "bearer"
        if any(name.split(".")[0].startswith("flask") for name in imports(path))
    ]
    assert wrong == []


def test_routes_import_no_sql_and_nobody_imports_routes_but_the_composition_root() -> None:
    wrong = []
    for path in sources("collector"):
        for other, rest in collector_imports(path):
            if "routes" in rest and domain(path) != "app":
                wrong.append((str(path.relative_to(ROOT)), f"{other}.{rest}"))
            if "routes" in path.stem and other == "db":
                wrong.append((str(path.relative_to(ROOT)), "db"))
    assert wrong == []


def test_nothing_imports_the_top() -> None:
    wrong = [
        (str(path.relative_to(ROOT)), other)
        for path in sources("collector")
        if domain(path) not in TOP
        for other, _ in collector_imports(path)
        if other in TOP
    ]
    assert wrong == []


def test_the_admin_imports_services_never_the_database_and_never_routes() -> None:
    wrong = [
        (str(path.relative_to(ROOT)), other, rest)
        for path in sources("admin")
        for other, rest in collector_imports(path)
        if other == "db" or "routes" in rest or other in TOP
    ]
    assert wrong == []


def test_only_the_database_layer_imports_a_database_driver() -> None:
    drivers = ("sqlite3", "pysqlite3", "psycopg", "sqlite_utils")
    wrong = [
        str(path.relative_to(ROOT))
        for package in ("collector", "admin")
        for path in sources(package)
        if any(name.split(".")[0] in drivers for name in imports(path))
    ]
    assert [name for name in wrong if not name.startswith("collector/db/")] == ["collector/backup.py"]


def test_only_clock_reads_the_time() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for package in ("collector", "admin")
        for path in sources(package)
        if path.name != "clock.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.time", "datetime.now", "datetime.utcnow")
    ]
    assert wrong == []


def test_nothing_but_the_outbound_client_opens_connections_save_for_a_stated_reason() -> None:
    found: dict[str, set[str]] = {}
    for path in (path for package in ("collector", "admin") for path in sources(package)):
        names = {one for name in imports(path) for one in REACHING if name == one or name.startswith(one + ".")}
        if names and ROOT / "collector/outbound" not in path.parents:
            found[str(path.relative_to(ROOT))] = names
    assert found == {name: modules for name, (modules, _) in ALSO_REACHING.items()}
    assert all(reason for _, reason in ALSO_REACHING.values())


def functions(package: str) -> list[tuple[str, int]]:
    found = []
    for path in sources(package):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append((f"{path.relative_to(ROOT)}:{node.name}", lines))
    return found


@pytest.mark.parametrize("package", ["collector", "admin"])
def test_functions_and_files_stay_small(package: str) -> None:
    sizes = [lines for _, lines in functions(package)]
    lengths = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in sources(package)}
    assert [found for found in functions(package) if found[1] > 60] == []
    assert statistics.median(sizes) <= 10
    assert statistics.quantiles(sizes, n=10)[8] <= 35
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}
    assert statistics.median(lengths.values()) <= 100
