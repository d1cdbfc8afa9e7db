"""When a feed asks its viewers in step for an answer, and how much may be out to them meanwhile.

An answer costs the relay as much as many deliveries, so the more viewers there are the less often
each is asked. And they are asked in turns, some with each flush: answers that came all at once
would hold up everything else. What is sent between two marks is on its way unasked; the feed's
*need* allows for that. When a stream begins or grows, all are asked at once.
"""

from __future__ import annotations

from math import ceil

ANSWERS_PER_SECOND = 100
"""How many answers the relay wants in a second, as far as the longest interval allows."""

SHORTEST_INTERVAL = 0.025
LONGEST_INTERVAL = 1.0
LEAST_NEED = 4 * 1024
GROWS = 16 * 1024
"""Bytes per second; a stream that is faster by this and twice as fast as before has grown."""

FORGETTING = 0.95
SIGN_OF_LIFE = 10.0
"""Seconds after which viewers are asked although nothing was sent to them."""


class Asking:
    """The marks of one feed. Times are in seconds, sizes in bytes."""

    __slots__ = ("_asked_at", "_bytes_per_second", "_unasked", "need")

    def __init__(self) -> None:
        self.need = float(LEAST_NEED)
        self._unasked = 0
        self._asked_at = 0.0
        self._bytes_per_second = 0.0

    def whom(self, size: int, viewers: int, now: float) -> int:
        """Return how many of the viewers should be asked with what is sent now."""
        took = now - self._asked_at
        if took < SHORTEST_INTERVAL:
            return 0
        if (self._unasked + size) / took > 2 * self._bytes_per_second + GROWS:
            return viewers
        return min(viewers, ceil(viewers * took / interval(viewers)))

    def needs_sign_of_life(self, now: float) -> bool:
        """Tell whether nobody was asked for so long that all should be, with this second's
        status."""
        return now - self._asked_at >= SIGN_OF_LIFE

    def sent(self, size: int) -> None:
        """Note what was sent to every viewer in step."""
        self._unasked += size

    def asked(self, viewers: int, now: float) -> None:
        """Note that some were asked; find how much is out to a viewer who is asked this seldom."""
        took = max(now - self._asked_at, SHORTEST_INTERVAL)
        self._bytes_per_second = max(self._unasked / took, self._bytes_per_second * FORGETTING)
        self.need = LEAST_NEED + 2 * self._bytes_per_second * interval(viewers)
        self._unasked = 0
        self._asked_at = now


def interval(viewers: int) -> float:
    """Return after how many seconds each of so many viewers is asked again."""
    return min(LONGEST_INTERVAL, max(SHORTEST_INTERVAL, viewers / ANSWERS_PER_SECOND))
