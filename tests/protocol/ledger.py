"""A second opinion on the outbox: what a receiver has to get, worked out from sets and sums.

The ledger knows nothing of segments or of how an event absorbs another. It keeps all that it is
given and compares it with what came out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from msgspec.structs import replace

from protocol.chain import Chain
from protocol.events import AnyEvent, Click, Event, Move, Reading, Scroll, Text
from protocol.outbox import Notice

Slots = dict[tuple[object, ...], list[AnyEvent]]


@dataclass
class Ledger:
    """Everything that went into an outbox, in order, and everything that came out."""

    accepted: list[AnyEvent | Notice] = field(default_factory=list)
    emitted: list[AnyEvent | Notice] = field(default_factory=list)
    covered: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    cursors: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    repeated: int = 0

    def give(self, event: AnyEvent) -> None:
        if self.pass_by(event):
            self.accepted.append(event)
        else:
            self.repeated += 1

    def pass_by(self, event: AnyEvent) -> bool:
        """Cover an event, be it given or left out; tell whether it is new."""
        cursor = self.cursors[event.source]
        if event.seq <= cursor:
            return False
        span = range(event.seq - event.n + 1, event.seq + 1)
        self.covered[event.source] |= {seq for seq in span if seq > cursor}
        self.cursors[event.source] = event.seq
        return True

    def note(self, notice: Notice) -> None:
        last = self.accepted[-1] if self.accepted else None
        replaced = isinstance(last, Notice) and last.source == notice.source
        if replaced and last not in self.emitted:
            self.accepted.pop()
        self.accepted.append(notice)

    def check(self) -> None:
        """Compare everything, when nothing waits any more."""
        assert anchors(self.emitted) == anchors(self.accepted)
        self._check_merges()
        for source in self.cursors:
            self._check_chain(source)

    def check_wheels_so_far(self) -> None:
        """Check that what was merged arrived whole: a receiver that is cut here has exact sums."""
        for source in self.cursors:
            got = of_source(self.emitted, source)
            reached = got[-1].seq if got else 0
            due = [event for event in of_source(self.accepted, source) if event.seq <= reached]
            assert notches(got) == notches(due)

    def _check_chain(self, source: str) -> None:
        """Before each event exactly the holes are lost that are there, and nothing comes twice."""
        chain = Chain()
        for event in of_source(self.emitted, source):
            stretch = set(range(chain.seq + 1, event.seq + 1))
            lost = chain.lost + len(stretch - self.covered[source])
            assert chain.advance(event.seq, event.n) == event.n
            assert chain.lost == lost
        assert chain.seq == chain.received + chain.merged + chain.lost
        assert chain.seq == max((e.seq for e in of_source(self.accepted, source)), default=0)

    def _check_merges(self) -> None:
        """Each event that came out stands for those of its kind, between the same two anchors."""
        given, got = slots(self.accepted), slots(self.emitted)
        assert given.keys() == got.keys()
        for slot, events in got.items():
            edges = [0, *(event.seq for event in events)]
            assert given[slot][-1].seq == edges[-1]
            for (after, upto), event in zip(pairwise(edges), events, strict=True):
                absorbed = [one for one in given[slot] if after < one.seq <= upto]
                assert replace(event, n=1) == stand_in(absorbed)


def anchors(items: list[AnyEvent | Notice]) -> list[AnyEvent | Notice]:
    """Return what never moves: notices and reliable events, as they are but for `n`."""
    return [
        replace(item, n=1) if isinstance(item, Event) else item
        for item in items
        if isinstance(item, (Notice, Click, Text))
    ]


def slots(items: list[AnyEvent | Notice]) -> Slots:
    """Group mergeable events by the anchors before them, their source and what they are about."""
    found: Slots = defaultdict(list)
    before = 0
    for item in items:
        if isinstance(item, (Move, Scroll, Reading)):
            about = item.name if isinstance(item, Reading) else ""
            found[before, item.source, type(item), about].append(item)
        else:
            before += 1
    return found


def stand_in(events: list[AnyEvent]) -> AnyEvent:
    """Merge events of one slot by arithmetic."""
    newest = replace(events[-1], n=1)
    if isinstance(newest, Scroll):
        dx, dy = notches(events)
        return replace(newest, dx=dx, dy=dy)
    if isinstance(newest, Reading) and len(events) > 1:
        readings = [event for event in events if isinstance(event, Reading)]
        values = {value for one in readings for value in (one.value, one.low, one.high)} - {None}
        return replace(newest, low=min(values), high=max(values))  # type: ignore[type-var]
    return newest


def of_source(items: list[AnyEvent | Notice], source: str) -> list[AnyEvent]:
    return [item for item in items if isinstance(item, Event) and item.source == source]


def notches(events: list[AnyEvent]) -> tuple[float, float]:
    wheel = [event for event in events if isinstance(event, Scroll)]
    return sum(event.dx for event in wheel), sum(event.dy for event in wheel)
