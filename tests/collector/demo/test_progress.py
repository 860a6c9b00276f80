"""Progress: plain lines where there is no terminal."""

from __future__ import annotations

import pytest

from collector.demo.progress import reporting


def test_elsewhere_than_on_a_terminal_progress_is_a_few_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with reporting("Working", 1000) as advance:
        for _ in range(1000):
            advance(1)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines() == ["Working", *(f"Working: {part} %" for part in (20, 40, 60, 80, 100))]


def test_nothing_to_do_is_no_trouble(capsys: pytest.CaptureFixture[str]) -> None:
    with reporting("Working", 0):
        pass
    assert capsys.readouterr().err == "Working\n"
