"""Settings: one table. Environment variables `BECKON_…`; a secret may come from the file that `…_FILE` names.

docs/settings.md lists the same table; a test compares them.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class BadSetting(Exception):
    """A value that stops the start; the message names the variable and says what it takes."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table: `parse` raises ValueError with what is expected."""

    name: str
    type: str
    default: str
    parse: Callable[[str], Any]
    reason: str
    secret: bool = False


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _database(text: str) -> str:
    if text and not text.startswith(("sqlite:///", "postgresql://")):
        raise ValueError("sqlite:///path or postgresql://…")
    return text


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
        raise ValueError("a URL such as https://beckon.example.com")
    return text.rstrip("/")


def _prefix(text: str) -> str:
    if text and not all(part.replace("-", "").replace("_", "").isalnum() for part in text.strip("/").split("/")):
        raise ValueError("a path such as /b")
    return "/" + text.strip("/") if text.strip("/") else ""


def _whole(text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise ValueError(f"a whole number from {least} to {most}")
    return int(text)


def _port(text: str) -> int:
    return _whole(text, 1, 65535)


def _address(text: str) -> str:
    if parseaddr(text)[1].count("@") != 1 or "\n" in text or "\r" in text:
        raise ValueError("an e-mail address such as Beckon <beckon@shop.example>")
    return text


def _bare_address(text: str) -> str:
    if text and (parseaddr(text)[1] != text or text.count("@") != 1 or not text.isascii()):
        raise ValueError("an e-mail address such as bounces@shop.example, without a name")
    return text


def _host(text: str) -> str:
    if any(letter.isspace() or letter in "/@" for letter in text):
        raise ValueError("a host name such as smtp.shop.example, or nothing")
    return text


def _choice(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(" or ".join(words))
        return text

    return parse


def _secret_key(text: str) -> str:
    if text and len(text.encode()) < 32:
        raise ValueError("at least 32 bytes (or nothing: one is made in the data folder)")
    return text


def _networks(text: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    try:
        return tuple(ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())
    except ValueError:
        raise ValueError("addresses or networks such as 10.0.0.1, 172.16.0.0/12") from None


def _hosts(text: str) -> tuple[str, ...]:
    found = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    if not all(re.fullmatch(r"(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*|[0-9a-f:]*:[0-9a-f:.]*", one) for one in found):
        raise ValueError("hosts such as hooks.shop.example, *.slack.com, without https:// and port")
    return found


# Debian's Chromium hands out the second.
PUSH_HOSTS = ", ".join(
    (
        "fcm.googleapis.com",
        "jmt17.google.com",
        "android.googleapis.com",
        "*.push.services.mozilla.com",
        "*.notify.windows.com",
        "*.push.apple.com",
    )
)

SETTINGS = (
    Setting("BECKON_DATA", "folder", "beckon-data", _folder, "holds the default database, its locks and the keys"),
    Setting(
        "BECKON_DATABASE_URL",
        "sqlite:///… or postgresql://…",
        "",
        _database,
        "SQLite in the data folder serves one machine well; PostgreSQL serves several",
        secret=True,
    ),
    Setting(
        "BECKON_PUBLIC_URL",
        "URL",
        "",
        _public_url,
        "what the tag and the links in messages point to; without it, the address that serve listens on",
    ),
    Setting(
        "BECKON_SECRET_KEY",
        "text, 32 bytes or more",
        "",
        _secret_key,
        "signs sign-in state; made on the first start, so that no default secret exists",
        secret=True,
    ),
    Setting("BECKON_PREFIX", "path", "", _prefix, "for a collector below a path of the shop's own server"),
    Setting(
        "BECKON_TRUSTED_PROXIES",
        "networks",
        "",
        _networks,
        "forwarded addresses are believed only from these peers; nobody by default",
    ),
    Setting(
        "BECKON_SMTP_HOST", "host", "", _host, "the mail server for notifications; without it they wait in the outbox"
    ),
    Setting("BECKON_SMTP_PORT", "number", "587", _port, "587 is the port for submission (RFC 6409)"),
    Setting(
        "BECKON_SMTP_SECURITY",
        "starttls, tls or none",
        "starttls",
        _choice("starttls", "tls", "none"),
        "encrypted unless the server is on this machine",
    ),
    Setting("BECKON_SMTP_USER", "text", "", str, "when the mail server wants a name"),
    Setting("BECKON_SMTP_PASSWORD", "text", "", str, "and its password", secret=True),
    Setting(
        "BECKON_MAIL_FROM", "address", "Beckon <beckon@localhost.localdomain>", _address, "the sender of notifications"
    ),
    Setting(
        "BECKON_MAIL_RETURN",
        "address",
        "",
        _bare_address,
        "where undeliverable mail comes back to, for `beckon bounce`; by default the address of BECKON_MAIL_FROM",
    ),
    Setting(
        "BECKON_OUTBOUND_NETWORKS",
        "networks",
        "",
        _networks,
        "private networks that webhooks and bots may reach, by plain http and on any port too; none by default",
    ),
    Setting(
        "BECKON_OUTBOUND_HOSTS",
        "hosts",
        "",
        _hosts,
        "when given, nothing else is reached (mail aside); `*.shop.example` stands for every name below it",
    ),
    Setting(
        "BECKON_TELEGRAM_URL",
        "URL",
        "https://api.telegram.org",
        _public_url,
        "where bots are reached; another address for a Bot API server of one's own",
    ),
    Setting(
        "BECKON_PUSH_HOSTS",
        "hosts",
        PUSH_HOSTS,
        _hosts,
        "push services of today's browsers; subscriptions that name another host are kept in quarantine",
    ),
    Setting(
        "BECKON_METRICS_TOKEN",
        "text",
        "",
        str,
        "whoever asks /metrics shows it as a bearer token; without it there are no metrics",
        secret=True,
    ),
    Setting(
        "BECKON_LOG_LEVEL",
        "debug, info, warning or error",
        "info",
        _choice("debug", "info", "warning", "error"),
        "logs are JSON lines without personal data",
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The parsed table, one attribute a row, lower-cased without the prefix."""

    data: Path
    database_url: str
    public_url: str
    secret_key: str
    prefix: str
    trusted_proxies: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]
    smtp_host: str
    smtp_port: int
    smtp_security: str
    smtp_user: str
    smtp_password: str
    mail_from: str
    mail_return: str
    outbound_networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]
    outbound_hosts: tuple[str, ...]
    telegram_url: str
    push_hosts: tuple[str, ...]
    metrics_token: str
    log_level: str


def load(environment: Mapping[str, str]) -> Settings:
    """Parse the environment. Raises BadSetting, also for a `BECKON_…` name that is not in the table."""
    names = {setting.name for setting in SETTINGS} | {s.name + "_FILE" for s in SETTINGS if s.secret}
    for name in environment:
        if name.startswith("BECKON_") and name not in names:
            raise BadSetting(f"{name}: there is no such setting; docs/settings.md lists them")
    values = {s.name.removeprefix("BECKON_").lower(): _value(s, environment) for s in SETTINGS}
    return _with_defaults(values)


def _value(setting: Setting, environment: Mapping[str, str]) -> Any:
    text = environment.get(setting.name, "")
    path = environment.get(setting.name + "_FILE", "") if setting.secret else ""
    if path:
        if text:
            raise BadSetting(f"{setting.name}: given twice, also as {setting.name}_FILE")
        text = _read(setting.name + "_FILE", path)
    try:
        return setting.parse(text or setting.default)
    except ValueError as error:
        shown = "" if setting.secret else f", not {text!r}"
        raise BadSetting(f"{setting.name}: takes {error}{shown}") from None


def _read(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"{name}: cannot read {path}: {error.__class__.__name__}") from None


def _with_defaults(values: dict[str, Any]) -> Settings:
    if not values["database_url"]:
        values["database_url"] = f"sqlite:///{values['data']}/beckon.db"
    values["mail_return"] = values["mail_return"] or parseaddr(values["mail_from"])[1]
    return Settings(**values)


def secret_key(settings: Settings) -> str:
    """The key that signs, made into the data folder on first use with access for the owner alone."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.data / "secret-key"
    settings.data.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="ascii") as handle:
            path.chmod(0o600)
            handle.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
