"""Printing never waits, neither for a terminal that is stopped nor for one that is gone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO

import pytest

from producer.console import MOST_WAITING, Console
from tests.producer.scripted_relay import PATIENCE


class Terminal:
    """A console that prints into a pipe, and the pipe's other end."""

    def __init__(self) -> None:
        reading, self._writing = os.pipe()
        self.screen: BinaryIO = os.fdopen(reading, "rb", buffering=0)
        self.console = Console(self._writing)

    def read_lines(self, count: int) -> list[str]:
        data = b""
        while data.count(b"\n") < count:
            data += self.screen.read(65536)
        return data.decode().splitlines()

    def close(self) -> None:
        """Let nobody read any more, so that all is done; else the console's thread would go on and
        print into whatever is opened next."""
        self.screen.close()
        self.console.drain(PATIENCE)
        assert self.console._lines.unfinished_tasks == 0
        os.close(self._writing)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    opened = Terminal()
    yield opened
    opened.close()


def test_lines_are_printed_in_order(terminal: Terminal) -> None:
    console = terminal.console
    for n in range(3):
        console.say(f"line {n}")
    console.drain(PATIENCE)
    assert terminal.read_lines(3) == ["line 0", "line 1", "line 2"]


def test_what_a_terminal_could_not_show_is_escaped(terminal: Terminal) -> None:
    terminal.console.say("21.5 \N{DEGREE SIGN}C")
    assert terminal.read_lines(1) == ["21.5 \\xb0C"]


def test_nobody_waits_for_a_terminal_that_is_stopped_and_what_is_left_out_is_counted(
    terminal: Terminal,
) -> None:
    console = terminal.console
    long = "x" * 100_000  # more than a pipe holds
    for _ in range(MOST_WAITING + 50):
        console.say(long)
    console.drain(0.01)
    lines = terminal.read_lines(2)
    left_out = int(lines[1].split()[0].lstrip("("))
    assert 48 <= left_out <= 50


def test_when_nobody_reads_any_more_the_program_goes_on(terminal: Terminal) -> None:
    console = terminal.console
    terminal.screen.close()
    for _ in range(10):
        console.say("anybody?")
    console.drain(PATIENCE)
    assert console._lines.unfinished_tasks == 0
