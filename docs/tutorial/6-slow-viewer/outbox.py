"""What waits for one viewer. Moves merge, presses never do."""

import asyncio
from typing import Any

Event = dict[str, Any]


class Outbox:
    """The ordered events that one viewer has still to get.

    A move takes the place of a move directly before it, and says in `n` for how many it stands. A
    press is never touched, and no move gets past it.
    """

    def __init__(self) -> None:
        self._waiting: list[Event] = []
        self._filled = asyncio.Event()

    def add(self, event: Event) -> None:
        """Put an event at the end. Waits for nobody."""
        last = self._waiting[-1] if self._waiting else None
        if last and last["event"] == event["event"] == "move":
            self._waiting[-1] = event | {"n": last["n"] + 1}
        else:
            self._waiting.append(event | {"n": 1})
        self._filled.set()

    async def take(self) -> list[Event]:
        """Wait until there is something, and remove and return all of it."""
        await self._filled.wait()
        self._filled.clear()
        taken, self._waiting = self._waiting, []
        return taken
