"""Settings: one table, strict, documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from collector.settings import SETTINGS, BadSetting, load, secret_key


def test_an_empty_environment_gives_working_defaults() -> None:
    found = load({})
    assert found.database_url == f"sqlite:///{found.data}/beckon.db"
    assert (found.public_url, found.prefix, found.trusted_proxies) == ("", "", ())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BECKON_DATABASE_URL", "mysql://x"),
        ("BECKON_PUBLIC_URL", "beckon.example.com"),
        ("BECKON_SECRET_KEY", "short"),
        ("BECKON_PREFIX", "/a b"),
        ("BECKON_TRUSTED_PROXIES", "10.0.0.0/99"),
        ("BECKON_SMTP_PORT", "0"),
        ("BECKON_SMTP_PORT", "٢٥"),
        ("BECKON_SMTP_SECURITY", "ssl"),
        ("BECKON_SMTP_HOST", "smtp://x"),
        ("BECKON_MAIL_FROM", "nobody"),
        ("BECKON_MAIL_RETURN", "nobody"),
        ("BECKON_MAIL_RETURN", "Beckon <bounces@shop.example>"),
        ("BECKON_OUTBOUND_NETWORKS", "localhost"),
        ("BECKON_OUTBOUND_HOSTS", "https://hooks.shop.example"),
        ("BECKON_OUTBOUND_HOSTS", "hooks.*.example"),
        ("BECKON_OUTBOUND_HOSTS", "hooks.shop.example:443"),
        ("BECKON_OUTBOUND_HOSTS", "móc.example"),
        ("BECKON_LOG_LEVEL", "loud"),
        ("BECKON_PORT", "80"),
        ("BECKON_SECRET_KEY_FILE", "/nonexistent"),
    ],
)
def test_a_bad_value_stops_the_start_and_names_the_variable(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as error:
        load({name: value})
    assert str(error.value).startswith(f"{name}:")
    assert "\n" not in str(error.value)


def test_mail_that_comes_back_goes_to_its_sender_unless_said_otherwise() -> None:
    sender = {"BECKON_MAIL_FROM": "Mộc An <beckon@shop.example>"}
    assert load(sender).mail_return == "beckon@shop.example"
    assert load(sender | {"BECKON_MAIL_RETURN": "bounces@shop.example"}).mail_return == "bounces@shop.example"


def test_the_hosts_that_may_be_reached_are_a_list() -> None:
    found = load({"BECKON_OUTBOUND_HOSTS": " Hooks.Shop.example, *.slack.com ,10.0.0.1,2001:db8::1"})
    assert found.outbound_hosts == ("hooks.shop.example", "*.slack.com", "10.0.0.1", "2001:db8::1")
    assert load({}).outbound_hosts == ()


def test_a_secret_never_appears_in_the_message() -> None:
    with pytest.raises(BadSetting) as error:
        load({"BECKON_SECRET_KEY": "canary"})
    assert "canary" not in str(error.value)


def test_a_secret_may_come_from_a_file_and_only_from_one_place(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k" * 40 + "\n")
    assert load({"BECKON_SECRET_KEY_FILE": str(tmp_path / "key")}).secret_key == "k" * 40
    with pytest.raises(BadSetting, match="given twice"):
        load({"BECKON_SECRET_KEY_FILE": str(tmp_path / "key"), "BECKON_SECRET_KEY": "k" * 40})


def test_the_secret_key_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    settings = load({"BECKON_DATA": str(tmp_path / "data")})
    made = secret_key(settings)
    assert len(made) >= 60
    assert secret_key(settings) == made
    assert (tmp_path / "data/secret-key").stat().st_mode & 0o077 == 0


def test_every_setting_says_why_it_is_there() -> None:
    assert all(len(setting.reason) > 15 for setting in SETTINGS)
