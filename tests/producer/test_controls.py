"""A capture is paused by a key in the console that it was started in, and by a signal."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.producer.scripted_relay import PATIENCE

ROOT = Path(__file__).parents[2]
PROGRAM = """
import os, select, sys
from producer.controls import Controls
controls = Controls(lambda: os.write(1, b"toggled\\n"))
controls.start()
os.write(1, " or ".join(controls.ways).encode() + b"\\n")
leash = [int(sys.argv[1])]
while not select.select(leash, [], [], 0.05)[0]:  # a signal alone may not wake it
    pass
"""


class Controlled:
    """A program that tells when it is asked to pause, with or without a terminal of its own."""

    def __init__(self, stdin: int, *prefix: str) -> None:
        reading, self._leash = os.pipe()
        self.process = subprocess.Popen(
            [*prefix, sys.executable, "-c", PROGRAM, str(reading)],
            cwd=ROOT,
            stdin=stdin,
            stdout=subprocess.PIPE,
            pass_fds=[reading],
        )
        os.close(reading)
        self.ways = self.line()

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().decode().strip()

    def close(self) -> list[str]:
        """End it, and return what it has still said."""
        os.close(self._leash)
        said, _ = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0
        return said.decode().splitlines()


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    ends = pty.openpty()
    yield ends
    for end in ends:
        os.close(end)


def in_terminal(terminal: tuple[int, int]) -> Controlled:
    return Controlled(terminal[1], "setsid", "--ctty")


def test_p_and_enter_in_the_console_toggle(terminal: tuple[int, int]) -> None:
    program = in_terminal(terminal)
    assert program.ways == f"p and Enter or kill -USR1 {program.process.pid}"
    os.write(terminal[0], b"p\n")
    assert program.line() == "toggled"
    os.write(terminal[0], b" P \n")
    assert program.line() == "toggled"
    assert program.close() == []


def test_other_lines_do_nothing(terminal: tuple[int, int]) -> None:
    program = in_terminal(terminal)
    os.write(terminal[0], b"\nstop\npp\np\n")
    assert program.line() == "toggled"
    assert program.close() == []


def test_the_end_of_the_input_is_not_the_end_of_the_program(terminal: tuple[int, int]) -> None:
    program = in_terminal(terminal)
    os.write(terminal[0], b"\x04")
    program.process.send_signal(signal.SIGUSR1)
    assert program.line() == "toggled"
    assert program.close() == []


def test_the_signal_toggles_as_often_as_it_comes() -> None:
    program = Controlled(subprocess.DEVNULL)
    assert program.ways == f"kill -USR1 {program.process.pid}"
    for _ in range(5):
        program.process.send_signal(signal.SIGUSR1)
        assert program.line() == "toggled"
    assert program.close() == []


def test_a_terminal_of_somebody_else_is_left_alone(terminal: tuple[int, int]) -> None:
    """As under honcho, whose programs get the terminal and a session of their own."""
    program = Controlled(terminal[1], "setsid")
    assert program.ways == f"kill -USR1 {program.process.pid}"
    os.write(terminal[0], b"p\n")
    assert program.close() == []
