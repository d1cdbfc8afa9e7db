"""The generator's event loop: epoll, a few timers, and an account of its own delays.

One thread, no queues: what is ready is handled at once, in small batches, with a look at the timers
between any two of them.
"""

from __future__ import annotations

import math
import os
import select
import time
from collections.abc import Callable
from typing import Protocol

from bench import ticks

now = time.perf_counter
BATCH = 32
TICK = 0.001


class Ready(Protocol):
    """Something with a file descriptor that wants to know when it can be read or written."""

    def ready(self, what: int) -> None:
        """Do what can be done; `what` is epoll's mask."""


class Timer:
    """A call every `interval` seconds, given the time at which it was due."""

    def __init__(self, interval: float, call: Callable[[float], None], start: float) -> None:
        self.interval = interval
        self.call = call
        self.due = start


class Loop:
    """Run until a condition holds. Timers come at ticks, which are a millisecond apart or less."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._ready: dict[int, Ready] = {}
        self._timers: list[Timer] = []
        self._ticks = ticks.open_ticks()
        ticks.set_ticks(self._ticks, TICK, now())
        self._epoll.register(self._ticks, select.EPOLLIN)

    def watch(self, fd: int, what: int, ready: Ready) -> None:
        """Call `ready` when one of the things in the mask holds for a descriptor."""
        if fd in self._ready:
            self._epoll.modify(fd, what)
        else:
            self._epoll.register(fd, what)
        self._ready[fd] = ready

    def forget(self, fd: int) -> None:
        """Stop watching a descriptor, before it is closed."""
        if self._ready.pop(fd, None) is not None:
            self._epoll.unregister(fd)

    def every(self, interval: float, call: Callable[[float], None], start: float = 0.0) -> Timer:
        """Call something every `interval` seconds; a tick that was missed is made up for."""
        timer = Timer(interval, call, start or now())
        self._timers.append(timer)
        return timer

    def align(self, interval: float, at: float) -> None:
        """Let ticks fall together with a timer of this interval that begins at this moment."""
        ticks.set_ticks(self._ticks, interval / math.ceil(interval / TICK), at)

    def cancel(self, timer: Timer) -> None:
        """End a timer."""
        self._timers.remove(timer)

    def run(self, seconds: float, until: Callable[[], bool] | None = None) -> bool:
        """Run for so long, or until a condition holds; tell whether it does."""
        deadline = now() + seconds
        while (moment := now()) < deadline:
            for timer in self._timers:
                while timer.due <= moment:
                    due, timer.due = timer.due, timer.due + timer.interval
                    timer.call(due)
            if until is not None and until():
                return True
            self._handle()
        return until is not None and until()

    def _handle(self) -> None:
        for fd, what in self._epoll.poll(-1, BATCH):
            if fd == self._ticks:
                ticks.take(fd)
            elif (ready := self._ready.get(fd)) is not None:
                ready.ready(what)

    def close(self) -> None:
        """Give the descriptors back."""
        self._epoll.close()
        os.close(self._ticks)
