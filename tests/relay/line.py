"""A clock moved by hand, a scheduler run by hand, and connections that exist in memory only."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from protocol.close_codes import Ending

STARTED = 1_764_230_400_000.0
"""Ms since 1970 at which the clock shows 0."""


class Clock:
    """The time in s, and what is to happen later."""

    def __init__(self) -> None:
        self.now = 0.0
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._number = 0

    def __call__(self) -> float:
        return self.now

    def schedule(self, seconds: float, call: Callable[[], None]) -> None:
        self._number += 1
        heapq.heappush(self._timers, (self.now + seconds, self._number, call))

    def advance(self, seconds: float) -> None:
        """Let time pass, and call what is due on the way."""
        until = self.now + seconds
        for _ in range(10_000):
            if not self._timers or self._timers[0][0] > until:
                self.now = max(self.now, until)
                return
            at, _, call = heapq.heappop(self._timers)
            self.now = max(self.now, at)
            call()
        raise AssertionError("the timers never come to rest")

    @property
    def timers(self) -> int:
        return len(self._timers)

    def forget_timers(self) -> None:
        """Take note that the process that had set them is gone."""
        self._timers.clear()


@dataclass
class Line:
    """The relay's end of a connection: what was written, and how much of it has arrived."""

    clock: Clock
    stuck: bool = False
    capacity: int = 400
    """Bytes that the line holds while its far end does not read."""

    write_cost: float = 0.0
    """Seconds that a write takes the relay."""

    written: bytearray = field(default_factory=bytearray)
    arrived: int = 0
    endings: list[Ending | None] = field(default_factory=list)
    probes: int = 0
    on_write: Callable[[bytes], None] = lambda data: None

    @property
    def congested(self) -> bool:
        return self.stuck and len(self.written) - self.arrived > self.capacity

    def write(self, data: bytes) -> None:
        if not self.endings:
            self.written += data
            self.clock.now += self.write_cost
            self.on_write(data)

    def end(self, ending: Ending | None) -> None:
        self.endings.append(ending)

    def probe(self) -> None:
        self.probes += 1

    def take(self, most: int | None = None) -> bytes:
        """Let bytes arrive: all that were written, or some of them."""
        upto = len(self.written) if most is None else min(len(self.written), self.arrived + most)
        data = bytes(self.written[self.arrived : upto])
        self.arrived = upto
        return data

    @property
    def texts(self) -> list[bytes]:
        """Return the payload of every frame that was written."""
        return unframed(bytes(self.written))[0]


def unframed(data: bytes) -> tuple[list[bytes], bytes]:
    """Take whole frames apart by RFC 6455, 5.2; return their payloads and what is left over."""
    payloads = []
    while len(data) >= 2:
        assert data[0] == 0x81, "every frame is a whole text"
        assert data[1] < 128, "a server does not mask"
        length, start = data[1], 2
        if length >= 126:
            start = 4 if length == 126 else 10
            if len(data) < start:
                break
            length = int.from_bytes(data[2:start], "big")
            assert length > (125 if start == 4 else 65535), "the shortest form of a length is used"
        if len(data) < start + length:
            break
        payloads.append(data[start : start + length])
        data = data[start + length :]
    return payloads, data
