"""Senders: one file a kind of delivery, found by being here. Each has `kind(at)`, which makes it from what it needs."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass

from collector import clock
from collector.db import Db
from collector.outbound import Outbound
from collector.outbox.sending import Kind
from collector.sealing import Box
from collector.settings import Settings


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What senders work with."""

    db: Db
    settings: Settings
    clock: clock.Clock
    outbound: Outbound
    box: Box


def kinds(at: Surroundings) -> dict[str, Kind]:
    """All kinds of delivery, by name."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    made = [module.kind(at) for module in modules]
    return {kind.name: kind for kind in made}
