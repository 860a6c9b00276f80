"""The one way out over HTTP: everything that leaves, mail aside, goes through `Outbound`."""

from collector.outbound.client import Answer, Outbound
from collector.outbound.targets import Forbidden, Unreachable

__all__ = ["Answer", "Forbidden", "Outbound", "Unreachable"]
