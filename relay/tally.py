"""What the relay has counted since it started. How the numbers are shown is an edge's concern."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from protocol.outbox import Notice
from relay.stream import Item


@dataclass(slots=True)
class Tally:
    """Counters of the whole relay; they only ever grow."""

    events_in: int = 0
    repeated_in: int = 0
    lost_in: int = 0
    events_out: int = 0
    merged_out: int = 0
    frames_out: int = 0
    bytes_out: int = 0
    flushes: int = 0
    flush_seconds: float = 0.0
    marks: int = 0
    answers: int = 0
    fell_behind: int = 0
    caught_up: int = 0
    resumes: int = 0
    endings: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)

    def flushed(self, cost: float) -> None:
        """Count a flush and the seconds that it took."""
        self.flushes += 1
        self.flush_seconds += cost

    def served(self, items: Iterable[Item]) -> None:
        """Count events that left for one viewer out of its outbox."""
        for item in items:
            if not isinstance(item, Notice):
                self.events_out += 1
                self.merged_out += item.n - 1

    def sent(self, size: int, times: int = 1) -> None:
        """Count bytes that were written to one viewer, or to several."""
        self.frames_out += times
        self.bytes_out += size * times
