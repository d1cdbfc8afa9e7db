"""What the relay remembers of all sources. Each viewer has a place in it: a cursor per source."""

import asyncio
from collections import deque
from collections.abc import Mapping

from events import AnyEvent, condense

LENGTH = 10_000
AT_ONCE = 500

Cursor = tuple[str, int]
"""An epoch, and the last seq of it that somebody has."""


class History:
    """The newest events of every source, in order."""

    def __init__(self) -> None:
        self._sources: dict[str, deque[AnyEvent]] = {}
        self._grown = asyncio.Event()

    def have(self, source: str, epoch: str) -> int:
        """Return how far an epoch has got here; 0 if nothing is known of it."""
        events = self._sources.get(source, ())
        return max((event.seq for event in events if event.epoch == epoch), default=0)

    def add(self, event: AnyEvent) -> None:
        """Remember an event, and wake whoever waits. No viewer can hold this up."""
        self._sources.setdefault(event.source, deque(maxlen=LENGTH)).append(event)
        self._grown.set()
        self._grown = asyncio.Event()

    async def after(self, cursors: Mapping[str, Cursor]) -> list[AnyEvent]:
        """Return what comes after the cursors, merged; wait until there is something."""
        while True:
            newer: list[AnyEvent] = []
            for source in self._sources:
                newer += condense(self._newer(source, *cursors.get(source, ("", 0))))
            if newer:
                return newer[:AT_ONCE]
            await self._grown.wait()

    def _newer(self, source: str, epoch: str, seq: int) -> list[AnyEvent]:
        newer: list[AnyEvent] = []
        for event in reversed(self._sources[source]):
            if event.epoch == epoch and event.seq <= seq:
                break
            newer.append(event)
        return newer[::-1]
