"""The terminals of somebody who follows the tutorial: programs run, and each line is compared."""

from __future__ import annotations

import re
import shlex
import signal
import time
from collections.abc import Mapping
from pathlib import Path

from tests.end_to_end.processes import Program, Programs, wait_until
from tests.tutorial.pages import Printed

STILL = 1.2
"""Seconds without a line, after which a terminal stands still."""

GOES_ON = 5
"""Lines that a terminal prints that goes on."""

_VARIES = re.compile(r"…|\d+(?:\.\d+)?")


class Differs(AssertionError):
    """The page promises something else than what happens."""


def pattern(line: Printed) -> re.Pattern[str]:
    """Return what a printed line has to be like; see `pages`."""
    parts, end = [], 0
    for found in _VARIES.finditer(line.text):
        parts.append(re.escape(line.text[end : found.start()]))
        parts.append(_any_like(found[0], line.numbers_differ))
        end = found.end()
    return re.compile("".join([*parts, re.escape(line.text[end:])]))


def _any_like(shown: str, numbers_differ: bool) -> str:
    if shown == "…":
        return ".*"
    if not numbers_differ or shown == "0":
        return re.escape(shown) + r"(?![\d.])" if shown == "0" else re.escape(shown)
    return r"\d+\.\d+" if "." in shown else r"(?!0\b)\d+"


class Terminal:
    """One terminal window: at most one program at a time, and how far its lines were compared."""

    def __init__(self, name: str, programs: Programs, folder: Path, env: Mapping[str, str]) -> None:
        self.name = name
        self._programs = programs
        self._folder = folder
        self._env = env
        self._program: Program | None = None
        self._compared = 0
        self._skips = False  # whether `…` was the last line
        self._is_stopped = False

    def enter(self, text: str) -> None:
        """Type a command or a key."""
        if text == "^C":
            self._running.process.send_signal(signal.SIGINT)
        elif text == "^Z":
            self._running.process.send_signal(signal.SIGSTOP)
            self._is_stopped = True
        elif text == "fg":
            self.wake()
        else:
            self.finish()
            command = f"cd {shlex.quote(str(self._folder))} && exec {text}"
            name = f"terminal {self.name}: {text}"
            self._program = self._programs.start(name, "bash", "-c", command, env=self._env)
            self._compared, self._skips = 0, False

    @property
    def _running(self) -> Program:
        assert self._program is not None, f"nothing was started in terminal {self.name}"
        return self._program

    def wake(self) -> None:
        """Continue a program that was stopped."""
        if self._is_stopped:
            self._running.process.send_signal(signal.SIGCONT)
            self._is_stopped = False

    def expect(self, line: Printed) -> None:
        """Wait for a line; raise Differs when another one comes instead of it, or none."""
        if line.text == "…":
            self._skips = True
            return
        like = pattern(line)
        what = f"terminal {self.name} shows {line.text!r}"
        wait_until(lambda: self._matches(like, line.text), what)
        self._skips = False

    def _matches(self, like: re.Pattern[str], promised: str) -> bool:
        while self._compared < len(self._running.lines):
            line = self._running.lines[self._compared]
            self._compared += 1
            if like.fullmatch(line):
                return True
            if not self._skips:
                raise Differs(f"terminal {self.name} shows {line!r} instead of {promised!r}")
        return False

    def watch(self, state: str) -> None:
        """Wait until the terminal stands still, or goes on."""
        if state == "goes on":
            goal = self.count + GOES_ON
            wait_until(lambda: self.count >= goal, f"terminal {self.name} goes on")
            return
        still = self.count, time.monotonic()

        def is_still() -> bool:
            nonlocal still
            if self.count != still[0]:
                still = self.count, time.monotonic()
            return time.monotonic() - still[1] > STILL

        wait_until(is_still, f"terminal {self.name} stands still")

    def printed(self, text: str) -> list[str]:
        """Return the lines that contain a text."""
        return [] if self._program is None else self._program.printed(text)

    @property
    def count(self) -> int:
        """Return how many lines there are."""
        return len(self._running.lines)

    def finish(self) -> None:
        """Wait until the program before has ended; it must have said no more than was promised."""
        if self._program is None:
            return
        program = self._program
        wait_until(lambda: not program.is_running, f"{program.name} ends")
        program.end()  # all that it has printed is there after this
        self.compare_the_rest()

    def compare_the_rest(self) -> None:
        """Raise Differs when there is a line of which the page knows nothing."""
        if self._program is not None and not self._skips:
            surplus = self._program.lines[self._compared :]
            if surplus:
                raise Differs(f"terminal {self.name} shows more than is promised: {surplus}")
