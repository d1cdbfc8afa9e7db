"""What is true now at a producer: what is held, and the newest event of each mergeable key.

Pure. It tells the state; it keeps no history and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from protocol.events import AnyEvent, Click, Move
from protocol.wire import encode

MOST_HELD = 32
MOST_KEYS = 1000
"""The bounds of `held` and `latest` in a hello (protocol/messages.py)."""


class Snapshot:
    """Follow the events of a producer and tell where they have led."""

    def __init__(self) -> None:
        self._held: dict[str, AnyEvent] = {}
        self._latest: dict[tuple[str, ...], AnyEvent] = {}

    def add(self, event: AnyEvent) -> None:
        """Take the next event."""
        if event.grip is not None:
            name, taken = event.grip
            self._held.pop(name, None)
            if taken:
                self._held[name] = event
        if event.mergeable:
            self._latest.pop(event.key, None)
            self._latest[event.key] = event
            if len(self._latest) > MOST_KEYS:
                del self._latest[next(iter(self._latest))]

    @property
    def held(self) -> list[str]:
        """Return what is held, in the order in which it was taken."""
        return list(self._held)[:MOST_HELD]

    def latest(self, most_bytes: int) -> list[AnyEvent]:
        """Return the newest events that together take at most so many bytes, oldest first."""
        chosen: list[AnyEvent] = []
        for event in reversed(self._latest.values()):
            most_bytes -= len(encode(event)) + 1
            if most_bytes < 0:
                break
            chosen.append(event)
        return chosen[::-1]

    def releases(self) -> Iterator[Click]:
        """Return an event for each held button that lets it go, where the pointer is now."""
        for press in list(self._held.values()):
            if isinstance(press, Click):
                place = self._pointer() or press
                yield Click(place.x, place.y, press.button, pressed=False)

    def _pointer(self) -> Move | None:
        moves = (event for event in self._latest.values() if isinstance(event, Move))
        return next(moves, None)
