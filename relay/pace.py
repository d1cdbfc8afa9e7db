"""Decide how soon the next flush may come, so that fan-out never takes more than a set share of the
process."""

from __future__ import annotations

SHARE = 0.4
"""The part of the process's time that flushes may take. Measured: see docs/decisions."""


class Pace:
    """Wait in proportion to what the last flush cost; idle means at once. Times are in seconds."""

    __slots__ = ("_next", "cost", "share")

    def __init__(self, share: float = SHARE) -> None:
        self.share = share
        self.cost = 0.0
        self._next = 0.0

    def flushed(self, started: float, ended: float) -> None:
        """Note what a flush has cost."""
        self.cost = max(0.0, ended - started)
        self._next = ended + self.cost * (1 - self.share) / self.share

    def wait(self, now: float) -> float:
        """Return how long the next flush has to wait, 0 when it may come at once."""
        return max(0.0, self._next - now)
