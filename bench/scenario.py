"""What is asked of a server: who watches, how they read, what is captured. Plain data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.reading import Allowance


@dataclass(frozen=True)
class Group:
    """Viewers of one kind. Without `reading` they read as fast as they can.

    `receive_buffer` sets SO_RCVBUF (bytes); None leaves it to the kernel, which grows it. `segment`
    sets TCP_MAXSEG: loopback's segments of 64 KiB let the sender's kernel hold megabytes, those of
    1,460 bytes what it would hold for a viewer on a network.
    """

    name: str
    count: int
    reading: Callable[[], Allowance] | None = None
    receive_buffer: int | None = None
    segment: int | None = None


@dataclass(frozen=True)
class Scenario:
    """`rate` events a second of all sources together, every `press_every`th a press or release.

    `preload` events are captured as fast as the server takes them before anything is measured.
    Times are in seconds: `settle` passes between the last connection and the first event,
    `warm_up` between that and the measured time; `drain` bounds how long the viewers have to get
    what is left.
    """

    groups: tuple[Group, ...]
    rate: float
    press_every: int = 20
    sources: int = 1
    preload: int = 0
    settle: float = 1.0
    warm_up: float = 1.0
    seconds: float = 5.0
    drain: float = 10.0

    @property
    def viewers(self) -> int:
        """Count all viewers."""
        return sum(group.count for group in self.groups)
