"""`beckon serve`: granian in front of the application, the background worker beside it."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from collector import clock, logs
from collector import settings as settings_table
from collector.app import Collector, create_app
from collector.backup import WORKER_LOCK
from collector.db import Db, open_database
from collector.db.migrate import migrate
from collector.embed import build
from collector.jobs import Context, Runner
from collector.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

BLOCKING_THREADS = 32
BACKPRESSURE = 256
DRAIN_SECONDS = 10


def open_all(settings: Settings) -> Db:
    """Open the database and bring it up to date."""
    settings.data.mkdir(parents=True, exist_ok=True)
    db = open_database(settings.database_url, settings.data)
    migrate(db, clock.now_ms())
    return db


def migrate_all(settings: Settings) -> list[str]:
    """Bring the database up to date; returns what was applied."""
    settings.data.mkdir(parents=True, exist_ok=True)
    db = open_database(settings.database_url, settings.data)
    try:
        return migrate(db, clock.now_ms())
    finally:
        db.close()


def build_wsgi() -> WSGIApplication:
    """Called by granian in each worker process."""
    settings = settings_table.load(os.environ)
    logs.configure(settings.log_level)
    db = open_all(settings)
    build.remember(db, clock.now_ms())
    return Collector(create_app(settings, db))


def work(settings: Settings, db: Db) -> None:
    """The background worker alone, until TERM or INT."""
    runner = Runner(Context(db, settings, clock.now_ms), alone=db.engine == "sqlite")
    ending = threading.Event()

    def end(*_: object) -> None:
        ending.set()
        runner.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    # Not in this thread, which runs the handler: setting an event that it is waiting on would wait for itself.
    turn = threading.Thread(target=_take_turn, args=(settings, db, runner, ending), name="beckon-worker")
    turn.start()
    turn.join()


def _take_turn(settings: Settings, db: Db, runner: Runner, ending: threading.Event) -> None:
    """On SQLite beside a server it waits: one worker at a time."""
    if db.engine == "sqlite":
        _work_when_alone(settings, runner, ending)
    else:
        runner.run()


@contextmanager
def _working_beside() -> Iterator[None]:
    """Background work in the process that only watches over the serving ones, so that it takes no time from them."""
    settings = settings_table.load(os.environ)
    logs.configure(settings.log_level)
    db = open_all(settings)
    runner = Runner(Context(db, settings, clock.now_ms), alone=db.engine == "sqlite")
    ending = threading.Event()
    turn = threading.Thread(target=_work_when_alone, args=(settings, runner, ending), name="beckon-worker", daemon=True)
    turn.start()
    try:
        yield
    finally:
        ending.set()
        runner.stop()
        turn.join(timeout=DRAIN_SECONDS)
        db.close()


def _work_when_alone(settings: Settings, runner: Runner, ending: threading.Event) -> None:
    """Of several servers on one machine, the one that gets the lock does the background work."""
    with (settings.data / WORKER_LOCK).open("a", encoding="ascii") as lock:
        while not ending.is_set():
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                ending.wait(1)
            else:
                runner.run()
                return


def _check_free(host: str, port: int) -> None:
    """The server itself would tell of a taken address with pages of its insides."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OSError(f"cannot listen on {host} port {port} ({reason}); choose another with --host, --port") from None


def serve(host: str, port: int, workers: int) -> None:
    """Run until TERM or INT; requests under way are finished first. Raises OSError when the address is taken."""
    _check_free(host, port)
    # Forked, a serving process would carry this one's open database with it, which SQLite forbids.
    multiprocessing.set_start_method("spawn", force=True)
    with _working_beside():
        Granian(
            "collector.server:build_wsgi",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            factory=True,
            workers=workers,
            blocking_threads=BLOCKING_THREADS,
            backpressure=BACKPRESSURE,
            workers_kill_timeout=DRAIN_SECONDS,
            log_access=False,
            log_level=LogLevels(settings_table.load(os.environ).log_level),
            log_dictconfig=logs.OF_THE_SERVER,
            websockets=False,
        ).serve()
