"""The ordered events that wait for one receiver that is behind, with exact accounting.

An outbox is a list of segments. A reliable event closes a segment; a mergeable one absorbs only
within the last. So a move never crosses a press, and what was merged leaves whole or not at all. A
producer keeps one while the relay is away, the relay one for each viewer that is behind.

An outbox checks the chain of what it is given and states `n` for what it gives. Where the chain has
a hole it closes the segment, so that the hole stays visible. It knows no receiver, no bytes and no
clock; how large it may grow is decided by its owner, who asks `len` and either gives up the
receiver or calls `drop_oldest`.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from msgspec.structs import replace

from protocol.events import AnyEvent, Event


@dataclass(frozen=True, slots=True)
class Notice:
    """A change of a source's state that has its place between the events.

    `body` is for whoever sends it. `begins` is the seq after which the source's stream goes on,
    where that is told anew: the source is announced, or another epoch begins.
    """

    source: str
    body: object
    begins: int | None = None


Segment = list[AnyEvent | Notice]


class Outbox:
    """Keep what one receiver has still to get, merging what may be merged.

    `absorbed` counts the events that were merged into newer ones, `repeated` those that came again
    and were left out, `dropped` the captured events that `drop_oldest` gave up.
    """

    __slots__ = (
        "_bases",
        "_closed",
        "_cursors",
        "_left_out",
        "_merged",
        "_open",
        "_waiting",
        "absorbed",
        "dropped",
        "repeated",
    )

    def __init__(self) -> None:
        self._closed: deque[Segment] = deque()
        self._open: dict[tuple[str, ...], AnyEvent] = {}
        self._bases: dict[str, int] = {}  # by source: the seq before the open segment
        self._merged = False  # whether anything was absorbed in the open segment
        self._cursors: dict[str, int] = {}
        self._left_out: dict[str, int] = {}
        self._waiting = 0
        self.absorbed = 0
        self.repeated = 0
        self.dropped = 0

    def __len__(self) -> int:
        """Return how many events and notices wait."""
        return self._waiting + len(self._open)

    @property
    def is_new(self) -> bool:
        """Tell whether nothing was ever put into it or expected of it."""
        return not self._cursors and not self._waiting

    @property
    def positions(self) -> dict[str, int]:
        """Return, for each source, the seq that the next event's `seq - n` has to be."""
        return {name: seq - self._left_out.get(name, 0) for name, seq in self._cursors.items()}

    def expect(self, source: str, seq: int) -> None:
        """Say that the receiver has everything of a source up to `seq`: what comes next follows on
        it."""
        self.close()
        self._cursors[source] = seq
        self._left_out.pop(source, None)

    def add(self, event: AnyEvent) -> None:
        """Put an event at the end; leave it away if the receiver has it already."""
        source = event.source
        n = self._advance(event)
        if not n:
            self.repeated += 1
            return
        n += self._left_out.pop(source, 0)
        if n != event.n:
            event = replace(event, n=n)
        if not self._open and not event.mergeable:  # a segment of its own, as most are in a history
            self._closed.append([event])
            self._waiting += 1
            return
        self._bases.setdefault(source, event.seq - n)
        if event.mergeable:
            self._absorb_into(event)
        else:
            self._open[(source, "", str(event.seq))] = event
            self.close()

    def leave_out(self, event: AnyEvent) -> None:
        """Go past an event that the receiver does not want: the next of its source says so in
        `n`."""
        n = self._advance(event)
        if n:
            self._left_out[event.source] = self._left_out.get(event.source, 0) + n

    def _advance(self, event: AnyEvent) -> int:
        """Check the chain; return how many captured events are new with this one."""
        cursor = self._cursors.get(event.source)
        if cursor is None:
            self._cursors[event.source] = event.seq
            return event.n
        if event.seq <= cursor:
            return 0
        self._cursors[event.source] = event.seq
        gap = event.seq - event.n - cursor
        if gap > 0:
            self.close()
        return event.n if gap >= 0 else event.seq - cursor

    def extend(self, items: Iterable[AnyEvent | Notice]) -> None:
        """Put events and notices at the end, in their order."""
        for item in items:
            if isinstance(item, Notice):
                self.note(item)
            else:
                self.add(item)

    def append(self, other: Outbox) -> None:
        """Put what waits in another outbox at the end, as what comes next of its sources;
        the two share it, so that appending costs next to nothing."""
        other.close()
        for source, seq in other._cursors.items():
            self.expect(source, seq)
        self._left_out |= other._left_out
        self._closed += other._closed
        self._waiting += other._waiting
        self.absorbed += other.absorbed

    def append_segments(self, source: str, segments: list[list[AnyEvent]], seq: int) -> None:
        """Put whole segments of one source at the end, the next of its chain up to `seq`; they are
        shared, so that it costs next to nothing."""
        self.close()
        self._closed += cast("list[Segment]", segments)
        self._waiting += sum(map(len, segments))
        self._cursors[source] = seq

    def _absorb_into(self, event: AnyEvent) -> None:
        key = event.key
        older = self._open.pop(key, None)
        if older is not None:
            event = event.absorb(older)  # type: ignore[arg-type]  # one key, one type
            self._merged = True
            self.absorbed += 1
        self._open[key] = event

    def note(self, notice: Notice) -> None:
        """Put a notice at the end; it replaces one of the same source that is directly before
        it."""
        self.close()
        if notice.begins is not None:
            self.expect(notice.source, notice.begins)
        last = self._closed[-1][-1] if self._closed else None
        if isinstance(last, Notice) and last.source == notice.source:
            if notice.begins is None:
                notice = dataclasses.replace(notice, begins=last.begins)
            self._closed[-1] = [notice]
            return
        self._closed.append([notice])
        self._waiting += 1

    def close(self) -> None:
        """End the open segment: what comes next does not merge with what is there."""
        if not self._open:
            return
        segment: Segment = list(self._open.values())
        if self._merged:
            segment = list(_restate(self._open.values(), self._bases))
        self._closed.append(segment)
        self._waiting += len(segment)
        self._open.clear()
        self._bases.clear()
        self._merged = False

    def take(self) -> Segment:
        """Remove and return the oldest whole segment; nothing waiting, an empty one."""
        if not self._closed:
            self.close()
        if not self._closed:
            return []
        segment = self._closed.popleft()
        self._waiting -= len(segment)
        return segment

    def take_all(self) -> Segment:
        """Remove and return everything that waits, in order."""
        items: Segment = []
        while segment := self.take():
            items += segment
        return items

    def drop_oldest(self) -> int:
        """Give up the oldest segment; return how many captured events are lost with it."""
        lost = sum(item.n for item in self.take() if isinstance(item, Event))
        self.dropped += lost
        return lost


def _restate(events: Iterable[AnyEvent], bases: dict[str, int]) -> Iterator[AnyEvent]:
    """State `n` anew so that the chain holds from each source's base over the events that are
    left."""
    before = dict(bases)
    for event in events:
        n = event.seq - before[event.source]
        before[event.source] = event.seq
        yield event if event.n == n else replace(event, n=n)
