"""One direction of a line: what is put in comes out in its order, not before it is time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

PIECE_SECONDS = 0.01
"""What passes at once on a slow line: a modem's worth of bytes, not a frame."""


class Way:
    """Bytes on their way, and what is to happen behind them. `speed` is in bytes per second; 0: at
    once."""

    def __init__(self, loop: asyncio.AbstractEventLoop, deliver: Callable[[bytes], None]) -> None:
        self._loop = loop
        self._deliver = deliver
        self._speed = 0
        self._waiting: deque[bytes | Callable[[], None]] = deque()
        self._size = 0
        self._free_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._is_passing = False  # what comes out may itself be what changes the way

    def __len__(self) -> int:
        """Return how many bytes are on the way."""
        return self._size

    @property
    def speed(self) -> int:
        """Return the bytes per second; 0: as fast as it goes."""
        return self._speed

    @speed.setter
    def speed(self, speed: int) -> None:
        self._speed = speed
        self._go_on()

    def stall(self, seconds: float) -> None:
        """Let nothing come out for a while."""
        self._free_at = max(self._free_at, self._loop.time() + seconds)
        self.pause()
        self._go_on()

    def put(self, data: bytes) -> None:
        """Put bytes in."""
        self._waiting.append(data)
        self._size += len(data)
        self._go_on()

    def then(self, action: Callable[[], None]) -> None:
        """Do something when all that is on the way has come out."""
        self._waiting.append(action)
        self._go_on()

    def pause(self) -> None:
        """Let nothing come out until something is put in or changed."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _go_on(self) -> None:
        if self._timer is None and self._waiting and not self._is_passing:
            self._pass()

    def _pass(self) -> None:
        """Let out what it is time for, and come back for the rest."""
        self._timer = None
        self._is_passing = True
        try:
            self._pass_on()
        finally:
            self._is_passing = False

    def _pass_on(self) -> None:
        while self._waiting:
            now = self._loop.time()
            if now < self._free_at:
                self._timer = self._loop.call_at(self._free_at, self._pass)
                return
            first = self._waiting.popleft()
            if isinstance(first, bytes):
                self._let_out(first, now)
            else:
                first()

    def _let_out(self, data: bytes, now: float) -> None:
        size = max(1, round(self._speed * PIECE_SECONDS)) if self._speed else len(data)
        piece, rest = data[:size], data[size:]
        if rest:
            self._waiting.appendleft(rest)
        self._size -= len(piece)
        if self._speed:
            self._free_at = max(self._free_at, now - PIECE_SECONDS) + len(piece) / self._speed
        self._deliver(piece)
