"""Printing never waits, neither for a terminal that is stopped nor for one that is gone."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from producer.console import MOST_WAITING, Console

PIPE = tuple[int, int]


@pytest.fixture
def pipe() -> Iterator[PIPE]:
    ends = os.pipe()
    yield ends
    for end in ends:
        try:
            os.close(end)
        except OSError:
            assert end in ends  # the test has closed it


def read_lines(pipe: PIPE, count: int) -> list[str]:
    data = b""
    while data.count(b"\n") < count:
        data += os.read(pipe[0], 65536)
    return data.decode().splitlines()


def test_lines_are_printed_in_order(pipe: PIPE) -> None:
    console = Console(pipe[1])
    for n in range(3):
        console.say(f"line {n}")
    console.drain(20.0)
    assert read_lines(pipe, 3) == ["line 0", "line 1", "line 2"]


def test_what_a_terminal_could_not_show_is_escaped(pipe: PIPE) -> None:
    Console(pipe[1]).say("21.5 \N{DEGREE SIGN}C")
    assert read_lines(pipe, 1) == ["21.5 \\xb0C"]


def test_nobody_waits_for_a_terminal_that_is_stopped_and_what_is_left_out_is_counted(
    pipe: PIPE,
) -> None:
    console = Console(pipe[1])
    long = "x" * 100_000  # more than a pipe holds
    for _ in range(MOST_WAITING + 50):
        console.say(long)
    console.drain(0.01)
    lines = read_lines(pipe, 2)
    left_out = int(lines[1].split()[0].lstrip("("))
    assert 48 <= left_out <= 50


def test_when_nobody_reads_any_more_the_program_goes_on(pipe: PIPE) -> None:
    console = Console(pipe[1])
    os.close(pipe[0])
    for _ in range(10):
        console.say("anybody?")
    console.drain(20.0)
    assert console._lines.unfinished_tasks == 0
