"""A bot of the site, on the strict stand-in; see tests/collector/telegram."""

from tests.collector.telegram.conftest import context as telegram_context
from tests.collector.telegram.conftest import desk, server

__all__ = ["desk", "server", "telegram_context"]
