"""What the relay remembers of one source. Viewers keep a place in it, the cursor."""

import asyncio
from collections import deque
from typing import Any

Event = dict[str, Any]
Cursor = tuple[str, int]
"""An epoch, and the last seq of it that somebody has."""


class History:
    """The newest events of a source, in order."""

    def __init__(self, length: int = 10_000) -> None:
        self._events: deque[Event] = deque(maxlen=length)
        self._grown = asyncio.Event()

    def have(self, epoch: str) -> int:
        """Return how far an epoch has got here; 0 if nothing is known of it."""
        return max((e["seq"] for e in self._events if e["epoch"] == epoch), default=0)

    def add(self, event: Event) -> None:
        """Remember an event, and wake whoever waits for one."""
        self._events.append(event)
        self._grown.set()
        self._grown = asyncio.Event()

    async def after(self, cursor: Cursor) -> list[Event]:
        """Return what comes after a cursor, at most 500 events; wait until there is something."""
        while not (newer := self._newer(*cursor)):
            await self._grown.wait()
        return newer[:500]

    def _newer(self, epoch: str, seq: int) -> list[Event]:
        newer: list[Event] = []
        for event in reversed(self._events):
            if event["epoch"] == epoch and event["seq"] <= seq:
                break
            newer.append(event)
        return newer[::-1]
