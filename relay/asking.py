"""When a feed asks its viewers in step for an answer, and how much may be out to them meanwhile.

An answer costs the relay about as much as a delivery costs unshared, so the more viewers there are
the less often they are asked: seldom enough that answers take a few per cent of the process. What
is sent between two marks is on its way unasked; the feed's *need* allows for that. When more is
sent than was expected, the feed asks at once.
"""

from __future__ import annotations

ANSWERS_PER_SECOND = 100
"""How many answers the relay wants in a second. They come all at once, and what happens meanwhile
waits for them; few enough of them do not show in the 99th percentile of the latency."""

SHORTEST_INTERVAL = 0.025
LONGEST_INTERVAL = 1.0
LEAST_NEED = 4 * 1024
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

    def is_time(self, size: int, viewers: int, now: float) -> bool:
        """Tell whether what is sent now should carry a mark."""
        too_long = now - self._asked_at >= interval(viewers)
        return too_long or self._unasked + size >= self.need / 2

    def is_time_in_status(self, viewers: int, now: float) -> bool:
        """Tell whether the status of this second should carry a mark: not while nothing is sent."""
        quiet = now - self._asked_at
        return quiet >= SIGN_OF_LIFE or (self._unasked > 0 and quiet >= interval(viewers))

    def sent(self, size: int) -> None:
        """Note what was sent to every viewer in step."""
        self._unasked += size

    def asked(self, viewers: int, now: float) -> None:
        """Note that a mark was sent; find how much is out to a viewer who is asked this seldom."""
        took = max(now - self._asked_at, SHORTEST_INTERVAL)
        self._bytes_per_second = max(self._unasked / took, self._bytes_per_second * 0.8)
        self.need = LEAST_NEED + 2 * self._bytes_per_second * interval(viewers)
        self._unasked = 0
        self._asked_at = now


def interval(viewers: int) -> float:
    """Return after how many seconds so many viewers are asked again."""
    return min(LONGEST_INTERVAL, max(SHORTEST_INTERVAL, viewers / ANSWERS_PER_SECOND))
