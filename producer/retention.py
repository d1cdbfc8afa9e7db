"""The events that the relay has acknowledged, kept for a relay that will know nothing of them.

Moves and readings are condensed: between two events that are kept each, the newest of a key stands
for the older ones, and `n` says so. Pure: the time is passed in, in seconds. What the relay has not
acknowledged yet is not kept here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from protocol.events import AnyEvent

LONGEST = 600.0
"""Seconds for which an event is kept, unless it is the newest of its key."""

MOST = 10_000
"""How many events are kept."""

MOST_KEYS = 1000
"""How many keys are condensed beside each other."""


class Retention:
    """Keep acknowledged events, oldest first; the chain breaks only where events were lost."""

    def __init__(self) -> None:
        self._kept: deque[tuple[float, AnyEvent]] = deque()
        self._newest: dict[tuple[str, ...], AnyEvent] = {}  # of each key, since the last one kept
        self._base = 0  # the seq before `_newest`
        self._end = 0

    def add(self, event: AnyEvent, now: float) -> None:
        """Keep an event that follows on all others."""
        base = event.seq - event.n
        if self._newest and base != self._end:
            self._close(now)  # condensing across a hole would hide it
        if not self._newest:
            self._base = base
        self._end = event.seq
        if event.mergeable and not event.keep_each:
            older = self._newest.pop(event.key, None)
            self._newest[event.key] = event if older is None else event.absorb(older)  # type: ignore[arg-type]  # one key, one type
            if len(self._newest) > MOST_KEYS:
                self._close(now)
        else:
            self._newest[("",)] = event
            self._close(now)

    def _close(self, now: float) -> None:
        self._kept.extend((now, event) for event in restate(self._newest.values(), self._base))
        self._newest.clear()
        while len(self._kept) > MOST:
            self._kept.popleft()

    def forget(self, now: float) -> None:
        """Give up what has been kept for long enough."""
        while self._kept and now - self._kept[0][0] > LONGEST:
            self._kept.popleft()

    def __len__(self) -> int:
        """Return how many events are kept."""
        return len(self._kept) + len(self._newest)

    def __iter__(self) -> Iterator[AnyEvent]:
        """Return the events, oldest first."""
        yield from (event for _, event in self._kept)
        yield from restate(self._newest.values(), self._base)

    @property
    def first(self) -> int | None:
        """Return the lowest seq that the kept events account for; None when there are none."""
        if not self._kept:
            return self._base + 1 if self._newest else None
        oldest = self._kept[0][1]
        return oldest.seq - oldest.n + 1


def restate(events: Iterable[AnyEvent], base: int) -> Iterator[AnyEvent]:
    """State `n` anew, so that the chain holds from `base` over the events that are left."""
    for event in events:
        n = event.seq - base
        base = event.seq
        yield event if event.n == n else replace(event, n=n)
