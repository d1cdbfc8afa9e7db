"""The recent events of one epoch of a source, for viewers that come back.

Bounded by count here and by bytes through `forget`, which the owner calls for whichever source it
chooses. Events are kept as they were accepted; old stretches are also remembered merged, so that a
thousand viewers that come back at once cost little more than one. A history does not know viewers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from math import inf

from protocol.events import AnyEvent
from protocol.outbox import condense

LONGEST = 65_536
"""Events of one epoch: a minute of a 1 kHz pointer."""

CHUNK = 256
_BYTES_BESIDE = 160  # what an event costs in memory beside its encoded size, about


@dataclass(slots=True)
class _Chunk:
    events: list[AnyEvent] = field(default_factory=list)
    size: int = 0
    merged: list[AnyEvent] | None = None

    def condensed(self) -> list[AnyEvent]:
        if self.merged is None:
            self.merged = condense(self.events)
        return self.merged


class History:
    """The newest events of one epoch, oldest first. `size` is about what they take, in bytes."""

    __slots__ = ("_chunks", "_length", "size")

    def __init__(self) -> None:
        self._chunks: list[_Chunk] = []  # so few that a deque, 600 bytes when empty, is no gain
        self._length = 0
        self.size = 0

    def __len__(self) -> int:
        """Return how many events are kept."""
        return self._length

    def append(self, event: AnyEvent, encoded_size: int) -> None:
        """Keep a new event; forget the oldest ones where there are too many."""
        if not self._chunks or len(self._chunks[-1].events) >= CHUNK:
            self._chunks.append(_Chunk())
        chunk = self._chunks[-1]
        chunk.events.append(event)
        size = encoded_size + _BYTES_BESIDE
        chunk.size += size
        self.size += size
        self._length += 1
        if self._length > LONGEST:
            self.forget()

    def forget(self) -> None:
        """Give up the oldest stretch of events."""
        if self._chunks:
            chunk = self._chunks.pop(0)
            self._length -= len(chunk.events)
            self.size -= chunk.size

    @property
    def start(self) -> int | None:
        """Return the seq after which nothing is missing at the beginning; None when there is
        nothing."""
        if not self._chunks:
            return None
        first = self._chunks[0].events[0]
        return first.seq - first.n

    def after(self, seq: int) -> Iterator[AnyEvent]:
        """Return the events after `seq` as they were accepted, oldest first."""
        for chunk in self._chunks:
            if chunk.events[-1].seq > seq:
                yield from (event for event in chunk.events if event.seq > seq)

    def condensed_after(self, seq: int) -> Iterator[AnyEvent]:
        """Return the events after `seq`, with old stretches merged: for an outbox, which merges
        anyway."""
        last = self._chunks[-1] if self._chunks else None
        for chunk in self._chunks:
            if chunk.events[-1].seq <= seq:
                continue
            if chunk is last or chunk.events[0].seq <= seq:
                yield from (event for event in chunk.events if event.seq > seq)
            else:
                yield from chunk.condensed()

    def newest(self, count: int, largest: float = inf) -> list[AnyEvent]:
        """Return the newest `count` events, oldest first; fewer where they are larger than
        `largest` together, about."""
        wanted: deque[AnyEvent] = deque()
        for chunk in reversed(self._chunks):
            each = chunk.size / len(chunk.events)
            missing = int(min(count - len(wanted), largest / each))
            if missing <= 0:
                break
            wanted.extendleft(islice(reversed(chunk.events), missing))
            largest -= each * missing
        return list(wanted)
