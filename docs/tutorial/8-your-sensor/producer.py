"""What a sensor program sees: a name, and `send`. Everything else runs in a thread of its own."""

import asyncio
import threading
from contextlib import suppress
from typing import Self

from events import AnyEvent
from link import Link

PATIENCE = 2.0
"""Seconds at the end for what has not arrived yet."""


class Producer:
    """Send events under a name, from any thread."""

    def __init__(self, source: str) -> None:
        self._link = Link(source)
        self._loop = asyncio.new_event_loop()

    def send(self, event: AnyEvent) -> None:
        """Return at once, connected or not."""
        self._loop.call_soon_threadsafe(self._link.capture, event)

    def __enter__(self) -> Self:
        """Begin to connect."""
        work = (self._link.run(),)
        threading.Thread(target=self._loop.run_until_complete, args=work, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Wait a little for what has not arrived yet."""
        settled = asyncio.run_coroutine_threadsafe(self._link.settled(), self._loop)
        with suppress(TimeoutError):
            settled.result(PATIENCE)
