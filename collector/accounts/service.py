"""People, their roles, how they sign in, and the tokens of other programs."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from email_validator import EmailNotValidError, validate_email

from collector import clock, ids
from collector.accounts.roles import ACTIONS, INSTALLATION, ROLES, Person
from collector.db import Busy, Db, Tx, queries
from collector.errors import Problem, not_found
from collector.sites import service as sites
from collector.sites.service import Site

SQL = queries(__file__)

LINK_LIFETIME = clock.DAY
SESSION_IDLE = 8 * clock.HOUR
SESSION_LIFETIME = 7 * clock.DAY
SEEN_EVERY = clock.MINUTE
PASSWORD_LEAST = 10
SCOPES = ("read", "write")

_hasher = PasswordHasher()


@cache
def _nobody() -> str:
    """Somebody unknown costs the same time as a wrong password, so that answers do not tell who has an account.

    Made when first needed: it takes a quarter of a second, which no command that signs nobody in should wait.
    """
    return _hasher.hash("nobody has this password")


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token at work: its site (None: all sites) and whether it may write."""

    id: str
    name: str
    site_id: str | None
    scope: str


def add_person(db: Db, email: str, role: str, site_ids: list[str], now: int, name: str = "") -> str:
    """Give a role on sites (none: the installation), making the person when new; returns a one-time sign-in secret.

    Raises Problem 422 for an address or role that cannot be used, 404 for an unknown site.
    """
    address = _address(email)
    if role not in ROLES:
        raise Problem(422, "No such role", errors={"role": [f"one of {', '.join(ROLES)}"]})
    with db.write() as tx:
        for site_id in site_ids:
            sites.get(tx, site_id)
        row = SQL.get_person_by_email(tx, email=address)
        person_id = row.id if row else ids.new("p", now)
        if row is None:
            SQL.insert_person(tx, id=person_id, email=address, name=name or address.split("@")[0], now=now)
        for site_id in site_ids or [INSTALLATION]:
            SQL.upsert_membership(tx, site_id=site_id, person_id=person_id, role=role, now=now)
        return _new_link(tx, person_id, now)


def invite(db: Db, by: Person, email: str, role: str, site_id: str, now: int) -> str | None:
    """Give a role on a site; returns a one-time sign-in secret, or None for somebody who gets in elsewhere already.

    A link signs in as that person on all their sites, so nobody is handed one for a person whose other places they do
    not manage. Raises Problem 422, 404.
    """
    with db.read() as tx:
        row = SQL.get_person_by_email(tx, email=_address(email))
        held = get_person(tx, row.id).roles if row else {}
    secret = add_person(db, email, role, [site_id], now)
    return secret if all(by.can("manage_people", place) for place in held) else None


def _address(email: str) -> str:
    try:
        return validate_email(email, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Problem(422, "This e-mail address cannot be used", str(error), {"email": [str(error)]}) from None


def _new_link(tx: Tx, person_id: str, now: int) -> str:
    secret = ids.secret()
    SQL.insert_link(
        tx, secret_hash=ids.secret_hash(secret), person_id=person_id, now=now, expires_at=now + LINK_LIFETIME
    )
    return secret


def use_link(db: Db, secret: str, device: str, now: int) -> str:
    """Sign in by a one-time link; returns the session's secret. Raises Problem 410 when it is used or too old."""
    with db.write() as tx:
        row = SQL.use_link(tx, secret_hash=ids.secret_hash(secret), now=now)
        if row is None:
            raise Problem(410, "This sign-in link was used already or is too old", "Ask for a new one.")
        return _new_session(tx, row.person_id, device, now)


def sign_in(db: Db, email: str, password: str, device: str, now: int) -> str:
    """Sign in by password; returns the session's secret. Raises Problem 401, alike for unknown and wrong."""
    with db.read() as tx:
        row = SQL.get_person_by_email(tx, email=email.strip().lower())
    stored = row.password_hash if row and row.password_hash else _nobody()
    if not _matches(stored, password) or stored == _nobody() or row is None:
        raise Problem(401, "E-mail address or password is wrong")
    with db.write() as tx:
        return _new_session(tx, row.id, device, now)


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _new_session(tx: Tx, person_id: str, device: str, now: int) -> str:
    secret = ids.secret()
    SQL.insert_session(
        tx,
        secret_hash=ids.secret_hash(secret),
        id=ids.new("ss", now),
        person_id=person_id,
        now=now,
        expires_at=now + SESSION_LIFETIME,
        device=device[:200],
    )
    return secret


def person_of_session(db: Db, secret: str, now: int) -> tuple[Person, str] | None:
    """Who is signed in and the session's id; None when it ended, was revoked, or slept for eight hours."""
    with db.read() as tx:
        row = SQL.get_session(tx, secret_hash=ids.secret_hash(secret), now=now, idle_since=now - SESSION_IDLE)
        if row is None:
            return None
        person = get_person(tx, row.person_id)
    if now - row.seen_at > SEEN_EVERY:
        # A full disk keeps nobody from reading.
        with suppress(Busy), db.write() as tx:
            SQL.see_session(tx, id=row.id, now=now)
    return person, row.id


def get_person(tx: Tx, person_id: str) -> Person:
    """Raises Problem 404."""
    row = SQL.get_person(tx, id=person_id)
    if row is None:
        raise not_found("person")
    roles = {held.site_id: held.role for held in SQL.list_roles(tx, person_id=person_id)}
    return Person(row.id, row.email, row.name, row.locale, roles, row.password_hash is not None, bool(row.sound))


def find_person(tx: Tx, email: str) -> Person | None:
    """The person of an address. Raises Problem 422 for what is none."""
    row = SQL.get_person_by_email(tx, email=_address(email))
    return get_person(tx, row.id) if row else None


def who_can(tx: Tx, action: str, site_id: str) -> frozenset[str]:
    """The people who may do something on a site, by id: one question, however many they are."""
    least = ROLES.index(ACTIONS[action])
    rows = SQL.list_members(tx, site_id=site_id)
    return frozenset(row.person_id for row in rows if ROLES.index(row.role) >= least)


def set_password(db: Db, person: Person, password: str, session_id: str) -> None:
    """Set the password and end every other session. Raises Problem 422 for one that is too short."""
    if len(password) < PASSWORD_LEAST:
        detail = f"at least {PASSWORD_LEAST} characters"
        raise Problem(422, "This password is too short", detail, {"password": [detail]})
    hashed = _hasher.hash(password)
    with db.write() as tx:
        SQL.set_password(tx, id=person.id, password_hash=hashed)
        SQL.end_other_sessions(tx, person_id=person.id, id=session_id)


def set_profile(db: Db, person: Person, name: str, locale: str | None) -> None:
    """How the person is called and in which language they read."""
    with db.write() as tx:
        SQL.set_profile(tx, id=person.id, name=name[:120] or person.name, locale=locale)


def set_sound(db: Db, person: Person, sound: bool) -> None:
    """Whether open pages ring for this person when a lead comes in."""
    with db.write() as tx:
        SQL.set_sound(tx, id=person.id, sound=int(sound))


def list_sessions(db: Db, person: Person, now: int) -> list[Any]:
    """Live sessions of a person, the newest first: id, created_at, seen_at, device."""
    with db.read() as tx:
        return list(SQL.list_sessions(tx, person_id=person.id, now=now, idle_since=now - SESSION_IDLE))


def end_session(db: Db, person: Person, session_id: str) -> None:
    """Sign one session out; somebody else's is left alone."""
    with db.write() as tx:
        SQL.end_session(tx, person_id=person.id, id=session_id)


def sites_of(db: Db, person: Person) -> list[Site]:
    """The sites that a person may see, by name."""
    return [site for site in sites.everything(db) if person.can("see", site.id)]


def list_people(db: Db, person: Person) -> list[Any]:
    """Roles on the sites whose people this person manages: id, email, name, site_id, role."""
    with db.read() as tx:
        rows = list(SQL.list_people(tx))
    everywhere = person.can("manage_people", INSTALLATION)
    return [r for r in rows if everywhere or (r.site_id != INSTALLATION and person.can("manage_people", r.site_id))]


def remove_role(db: Db, person_id: str, site_id: str) -> None:
    """Take a role away; the last owner of the installation stays. Raises Problem 409."""
    with db.write() as tx:
        if site_id == INSTALLATION and SQL.count_owners(tx).owners <= 1:
            held = get_person(tx, person_id).roles.get(INSTALLATION)
            if held == "owner":
                raise Problem(409, "The last owner of the installation cannot be removed")
        SQL.delete_membership(tx, site_id=site_id, person_id=person_id)


def add_token(db: Db, name: str, site_id: str | None, scope: str, now: int) -> str:
    """Make a bearer token; shown once, stored as a hash."""
    if scope not in SCOPES:
        raise Problem(422, "No such scope", errors={"scope": ["read or write"]})
    secret = "bk_" + ids.secret()
    with db.write() as tx:
        if site_id is not None:
            sites.get(tx, site_id)
        SQL.insert_token(
            tx,
            id=ids.new("t", now),
            secret_hash=ids.secret_hash(secret),
            name=name[:120],
            site_id=site_id,
            scope=scope,
            now=now,
        )
    return secret


def token(db: Db, secret: str) -> Token | None:
    """The live token of a secret."""
    with db.read() as tx:
        row = SQL.get_token(tx, secret_hash=ids.secret_hash(secret))
    return Token(row.id, row.name, row.site_id, row.scope) if row else None
