"""How long to wait before the next attempt to connect.

Exponential with full jitter: any delay between nothing and a ceiling that doubles, so that many
producers do not come back in step. Pure: the time and the random number are passed in.
"""

from __future__ import annotations

from collections.abc import Callable

FIRST = 0.1
"""Seconds: the ceiling of the first delay."""

SHORT = 2.0
"""Seconds: the highest ceiling while the relay may be back at any moment."""

LONG = 30.0
"""Seconds: the highest ceiling after a refusal, or when the relay has been away for minutes."""

AWAY = 120.0
"""Seconds of absence after which nobody expects the relay back at once."""

STEADY = 5.0
"""Seconds for which a connection has to last for the next delay to be short again."""


class Backoff:
    """Say how long to wait; `random` returns a number from 0 to 1. Times are in seconds."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self._ceiling = FIRST
        self._connected_at: float | None = None
        self._away_since: float | None = None

    def connected(self, now: float) -> None:
        """Take note that the relay has welcomed us."""
        self._connected_at = now
        self._away_since = None

    def delay(self, now: float, *, refused: bool) -> float:
        """Return the seconds to wait, now that an attempt has failed or a connection has ended."""
        if self._connected_at is not None and now - self._connected_at >= STEADY:
            self._ceiling = FIRST
        self._connected_at = None
        if self._away_since is None:
            self._away_since = now
        highest = LONG if refused or now - self._away_since >= AWAY else SHORT
        ceiling = min(self._ceiling, highest)
        self._ceiling = min(self._ceiling * 2, LONG)
        return self._random() * ceiling
