"""The console shows what happens, a line each, and never holds the relay up."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest

from relay.edges import console as module
from relay.edges.console import MOST_WAITING, Console
from tests.end_to_end.processes import wait_until


@pytest.fixture
def console() -> Iterator[Console]:
    """A console for which no time passes."""
    shown = Console(lambda: 0.0)
    yield shown
    shown.close()


def test_a_line_is_printed(console: Console, capfd: pytest.CaptureFixture[str]) -> None:
    console.show("hardware has connected (desk)")
    console.close()
    assert capfd.readouterr().out == "hardware has connected (desk)\n"


def test_what_came_over_the_wire_stays_one_harmless_line(
    console: Console, capfd: pytest.CaptureFixture[str]
) -> None:
    console.show("two\nlines \x1b[31mred \u202ebackwards \ud800")
    console.close()
    assert capfd.readouterr().out == "two\\nlines \\x1b[31mred \\u202ebackwards \\ud800\n"


def test_a_flood_is_cut_short_and_counted(
    console: Console, capfd: pytest.CaptureFixture[str]
) -> None:
    for number in range(1000):
        console.show(f"line {number}")
    console.tick()
    console.tick()
    console.close()
    lines = capfd.readouterr().out.splitlines()
    assert lines == [f"line {number}" for number in range(40)] + ["… and 960 more lines like these"]


@contextmanager
def stopped_terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Print into a pipe that is full; yield where it can be read."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    try:
        while True:
            os.write(writing, bytes(4096))
    except BlockingIOError:
        os.set_blocking(writing, True)
    monkeypatch.setattr(module, "STDOUT", writing)
    try:
        yield reading
    finally:
        os.close(reading)
        os.close(writing)


def test_a_stopped_terminal_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = count()
    console = Console(lambda: float(next(seconds)))
    with stopped_terminal(monkeypatch) as reading:
        for number in range(MOST_WAITING + 11):
            console.show(f"line {number}")
            if number == 0:
                wait_until(console._lines.empty, "the first line is being printed")
        console.tick()  # there is no room to say it now
        printed = b""
        while b"line 500\n" not in printed:
            printed += os.read(reading, 4096)
        console.tick()
        while b"more lines" not in printed:
            printed += os.read(reading, 4096)
        console.close()
    lines = printed.strip(b"\0").decode().splitlines()
    assert lines[: MOST_WAITING + 1] == [f"line {n}" for n in range(MOST_WAITING + 1)]
    assert lines[-1] == "… and 10 more lines like these"


def test_a_closed_terminal_is_no_reason_to_stop(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    monkeypatch.setattr(module, "STDOUT", writing)
    console.show("nobody reads this")
    console.show("nor this")
    wait_until(console._lines.empty, "both lines are taken")
    assert console._thread.is_alive()
    console.close()
    wait_until(lambda: not console._thread.is_alive(), "nothing is written any more")
    os.close(writing)
