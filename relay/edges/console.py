"""Show lines to the person at the relay's console: escaped, and not more than they can follow.

A terminal that is stopped (Ctrl-S), and a pipe that nobody reads, block whoever prints. So a thread
of its own prints, and the relay never waits for it.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from relay.lines import LineLimit, one_line

STDOUT = 1
MOST_WAITING = 500
"""Lines that may wait to be printed; those that come while it is full are counted instead."""

LAST_WORDS = 0.3
"""Seconds that the last lines get at the end, if somebody has stopped the terminal."""


class Console:
    """Standard output, one line per thing that happened."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Take a monotonic clock in s."""
        self._clock = clock
        self._limit = LineLimit()
        self._lock = threading.Lock()
        self._held_back = 0
        self._lines: queue.Queue[str | None] = queue.Queue(MOST_WAITING)
        self._thread = threading.Thread(target=self._print, name="console", daemon=True)
        self._thread.start()

    def show(self, line: str) -> None:
        """Print a line in which parts may have come over the wire; hold it back where there are too
        many. Never waits for the terminal; any thread may call."""
        with self._lock:
            admitted = self._limit.admit(self._clock())
        if admitted:  # the others are counted by the limit
            self._put(one_line(line))

    def tell(self, lines: Iterable[str]) -> None:
        """Print lines of the relay's own, as they are."""
        for line in lines:
            self._put(line)

    def _put(self, line: str) -> None:
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self._held_back += 1

    def tick(self) -> None:
        """Say how many lines were held back, if any."""
        with self._lock:
            self._held_back += self._limit.take_held_back()
        if self._held_back and not self._lines.full():
            held_back, self._held_back = self._held_back, 0
            self._put(f"… and {held_back} more lines like these")

    def close(self) -> None:
        """Print what waits, unless nobody reads it."""
        with suppress(queue.Full):
            self._lines.put_nowait(None)
        self._thread.join(LAST_WORDS)

    def _print(self) -> None:
        encoding = sys.stdout.encoding
        while (line := self._lines.get()) is not None:
            data = f"{line}\n".encode(encoding, "backslashreplace")
            try:
                while data:
                    data = data[os.write(STDOUT, data) :]
            except OSError:
                continue  # nobody reads any more; that is no reason to stop relaying
