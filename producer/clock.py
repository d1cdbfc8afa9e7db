"""The clock that events are stamped with, and how far it is from the relay's.

Pure: whoever calls reads the clocks. Times of events and of the relay are in ms since 1970.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

WINDOW = 16
"""How many of the latest samples an estimate is chosen from; there is one a second."""

SLACK = 1.0
"""ms by which clocks may drift apart within the window without having jumped."""


@dataclass(frozen=True, slots=True)
class CaptureClock:
    """A clock that never jumps: read from the wall once, from then on driven by a monotonic one.

    `anchor` is the time in ms since 1970 at which the monotonic clock showed `started` seconds.
    """

    anchor: float
    started: float

    def at(self, monotonic: float) -> float:
        """Return the time in ms when the monotonic clock shows so many seconds."""
        return self.anchor + (monotonic - self.started) * 1000


@dataclass(frozen=True, slots=True)
class _Sample:
    offset: float
    error: float  # the true offset is no farther than this from `offset`

    def contradicts(self, other: _Sample) -> bool:
        return abs(self.offset - other.offset) > self.error + other.error + SLACK


class OffsetEstimate:
    """What to add to our clock to get the relay's, from questions that the relay answered.

    The quickest of the latest answers is the most exact one (as in NTP, RFC 5905, section 10).
    """

    def __init__(self) -> None:
        self._samples: deque[_Sample] = deque(maxlen=WINDOW)

    def add(self, asked: float, answered: float, relay: float) -> None:
        """Take note that the relay's clock showed `relay` somewhere between two times of ours."""
        half = (answered - asked) / 2
        if half < 0:
            return
        sample = _Sample(offset=relay - asked - half, error=half)
        # What the new sample contradicts is out of date: a clock has jumped, or slept.
        credible = [older for older in self._samples if not sample.contradicts(older)]
        self._samples = deque([*credible, sample], maxlen=WINDOW)

    @property
    def offset(self) -> float:
        """Return the estimate in ms; 0 as long as nothing is known."""
        if not self._samples:
            return 0.0
        return min(self._samples, key=lambda sample: sample.error).offset
