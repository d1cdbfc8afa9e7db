"""How fast one peer is read: so much in a second, and a second's worth at once.

Whoever sends more is not ended but read later, and TCP slows it down. An allowance knows no clock
and does not wait: it says how long to wait.
"""

from __future__ import annotations

V1_BYTES = 4 * 1024 * 1024
"""Bytes a second of a v1 peer: more than 40,000 moves."""

SMALLEST = 128
"""Bytes that every message of a v1 peer counts for, at least: it costs work, however short."""

PLAIN_MESSAGES = 1_000
"""Messages a second of a plain peer: each becomes an event of which none may be left out."""


class Allowance:
    """What one peer may still send now. Times are in seconds."""

    __slots__ = ("_as_of", "_left", "per_second")

    def __init__(self, per_second: float, now: float) -> None:
        self.per_second = per_second
        self._left = per_second
        self._as_of = now

    def spend(self, cost: float, now: float) -> float:
        """Take what a message costs; return for how long nothing more may be read."""
        grown = (now - self._as_of) * self.per_second
        self._left = min(self.per_second, self._left + grown) - cost
        self._as_of = now
        return max(0.0, -self._left / self.per_second)
