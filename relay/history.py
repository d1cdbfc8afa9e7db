"""The recent events of one epoch of a source, for viewers that come back.

Bounded by count here and by bytes through `forget`, which the owner calls for whichever source it
chooses. Events are kept as they were accepted; old stretches are also remembered merged, so that a
thousand viewers that come back at once cost little more than one. A history does not know viewers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from math import inf

from protocol.events import AnyEvent
from protocol.outbox import Outbox

LONGEST = 65_536
"""Events of one epoch: a minute of a 1 kHz pointer."""

CHUNK = 64
_BYTES_BESIDE = 160  # what an event costs in memory beside its encoded size, about


@dataclass(slots=True)
class _Chunk:
    events: list[AnyEvent] = field(default_factory=list)
    size: int = 0
    merged: list[list[AnyEvent]] | None = None

    def condensed(self) -> list[list[AnyEvent]]:
        if self.merged is None:
            outbox = Outbox()
            outbox.extend(self.events)
            self.merged = list(iter(outbox.take, []))  # type: ignore[arg-type]  # no notices
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

    def put_into(self, outbox: Outbox, seq: int, wants: Callable[[AnyEvent], bool] | None) -> None:
        """Put the events after `seq` into an outbox, as far as they are wanted (None: all are).

        Old stretches are merged already. Of them the outbox takes over what is between the first
        segment and the last as it is: nothing before or after can merge with that.
        """
        at = bisect_right(self._chunks, seq, key=lambda chunk: chunk.events[-1].seq)
        for chunk in self._chunks[at:]:
            if chunk is self._chunks[-1] or chunk.events[0].seq <= seq:
                _put(outbox, (event for event in chunk.events if event.seq > seq), wants)
                continue
            first, *between = chunk.condensed()
            last = between.pop() if between else []
            _put(outbox, first, wants)
            if wants is None and between:
                newest = between[-1][-1]
                outbox.append_segments(newest.source, between, newest.seq)
            else:
                _put(outbox, chain.from_iterable(between), wants)
            _put(outbox, last, wants)

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


def _put(
    outbox: Outbox, events: Iterable[AnyEvent], wants: Callable[[AnyEvent], bool] | None
) -> None:
    for event in events:
        if wants is None or wants(event):
            outbox.add(event)
        else:
            outbox.leave_out(event)
