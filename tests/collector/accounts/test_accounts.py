"""People, one-time links, sessions, passwords, tokens."""

from __future__ import annotations

import pytest

from collector import clock as clocks
from collector.accounts import service as accounts
from collector.accounts.roles import ACTIONS, ROLES, Person
from collector.db import Db
from collector.errors import Problem
from collector.sites.service import Site

EMAIL = "lan@shop.example"
PASSWORD = "một câu dễ nhớ"


def signed_in(db: Db, now: int, role: str = "owner", sites: tuple[str, ...] = ()) -> tuple[Person, str]:
    """A person and the secret of a session."""
    secret = accounts.use_link(db, accounts.add_person(db, EMAIL, role, list(sites), now), "Chrome", now)
    found = accounts.person_of_session(db, secret, now)
    assert found is not None
    return found[0], secret


def test_a_sign_in_link_works_once(db: Db, now: int) -> None:
    link = accounts.add_person(db, EMAIL, "owner", [], now)
    accounts.use_link(db, link, "Chrome", now)
    with pytest.raises(Problem, match="Ask for a new one"):
        accounts.use_link(db, link, "Chrome", now)


def test_a_sign_in_link_is_for_one_day(db: Db, now: int) -> None:
    link = accounts.add_person(db, EMAIL, "owner", [], now)
    with pytest.raises(Problem):
        accounts.use_link(db, link, "Chrome", now + clocks.DAY)


def test_only_hashes_of_secrets_are_stored(db: Db, now: int, site: Site) -> None:
    link = accounts.add_person(db, EMAIL, "owner", [], now)
    session = accounts.use_link(db, link, "Chrome", now)
    token = accounts.add_token(db, "crm", site.id, "read", now)
    with db.read() as tx:
        rows = [
            str(row)
            for table in ("sign_in_links", "sessions", "tokens")
            for row in tx.connection.execute(f"select * from {table}").fetchall()
        ]
    assert len(rows) == 3
    assert not any(secret in row for row in rows for secret in (link, session, token))


def test_a_session_sleeps_after_eight_hours_and_ends_after_seven_days(db: Db, now: int) -> None:
    _, secret = signed_in(db, now)
    assert accounts.person_of_session(db, secret, now + 8 * clocks.HOUR) is None
    at = now
    while at < now + 7 * clocks.DAY - 4 * clocks.HOUR:
        at += 4 * clocks.HOUR
        assert accounts.person_of_session(db, secret, at) is not None
    assert accounts.person_of_session(db, secret, now + 7 * clocks.DAY) is None


def test_a_session_can_be_revoked_by_its_owner_alone(db: Db, now: int) -> None:
    person, secret = signed_in(db, now)
    (row,) = accounts.list_sessions(db, person, now)
    stranger = Person("p_stranger", "x@shop.example", "x", None, {})
    accounts.end_session(db, stranger, row.id)
    assert accounts.person_of_session(db, secret, now) is not None
    accounts.end_session(db, person, row.id)
    assert accounts.person_of_session(db, secret, now) is None


def test_a_new_password_ends_every_other_session(db: Db, now: int) -> None:
    person, kept = signed_in(db, now)
    other = accounts.use_link(db, accounts.add_person(db, EMAIL, "owner", [], now), "Firefox", now)
    session = accounts.person_of_session(db, kept, now)
    assert session is not None
    accounts.set_password(db, person, PASSWORD, session[1])
    assert accounts.person_of_session(db, other, now) is None
    assert accounts.person_of_session(db, kept, now) is not None
    assert accounts.sign_in(db, EMAIL.upper(), PASSWORD, "Chrome", now)


def test_unknown_people_and_wrong_passwords_are_answered_alike(db: Db, now: int) -> None:
    person, _ = signed_in(db, now)
    accounts.set_password(db, person, PASSWORD, "")
    told = []
    for email, password in (
        (EMAIL, "wrong"),
        ("nobody@shop.example", "wrong"),
        ("nobody@shop.example", "nobody has this password"),
    ):
        with pytest.raises(Problem) as error:
            accounts.sign_in(db, email, password, "Chrome", now)
        told.append(error.value.body())
    assert told[0] == told[1] == told[2]


def test_somebody_without_a_password_cannot_sign_in_by_one(db: Db, now: int) -> None:
    signed_in(db, now)
    for password in ("", "nobody has this password"):
        with pytest.raises(Problem, match="wrong"):
            accounts.sign_in(db, EMAIL, password, "Chrome", now)


def test_a_short_password_is_refused(db: Db, now: int) -> None:
    person, _ = signed_in(db, now)
    with pytest.raises(Problem, match="10 characters"):
        accounts.set_password(db, person, "ngắn", "")


@pytest.mark.parametrize("role", ROLES)
def test_a_higher_role_may_do_all_that_a_lower_one_may(role: str) -> None:
    person = Person("p", EMAIL, "Lan", None, {"s_1": role})
    allowed = {action for action in ACTIONS if person.can(action, "s_1")}
    assert allowed == {action for action, least in ACTIONS.items() if ROLES.index(least) <= ROLES.index(role)}
    assert not any(person.can(action, "s_2") for action in ACTIONS)


def test_a_role_for_the_installation_reaches_every_site() -> None:
    person = Person("p", EMAIL, "Lan", None, {"*": "viewer", "s_1": "owner"})
    assert (person.role("s_1"), person.role("s_2")) == ("owner", "viewer")


def test_people_see_their_own_sites_only(db: Db, now: int, site: Site, other_site: Site) -> None:
    person, _ = signed_in(db, now, "agent", (site.id,))
    assert [found.id for found in accounts.sites_of(db, person)] == [site.id]


def test_the_last_owner_of_the_installation_stays(db: Db, now: int) -> None:
    person, _ = signed_in(db, now)
    with pytest.raises(Problem, match="last owner"):
        accounts.remove_role(db, person.id, "*")


@pytest.mark.parametrize("email", ["nobody", "a@b@c", "a b@shop.example", ""])
def test_an_address_that_is_none_is_refused(db: Db, now: int, email: str) -> None:
    with pytest.raises(Problem) as error:
        accounts.add_person(db, email, "owner", [], now)
    assert list(error.value.errors or {}) == ["email"]


def test_a_token_is_known_by_its_secret(db: Db, now: int, site: Site) -> None:
    found = accounts.token(db, accounts.add_token(db, "crm", site.id, "read", now))
    assert found is not None
    assert (found.site_id, found.scope) == (site.id, "read")
    assert accounts.token(db, "bk_wrong") is None
