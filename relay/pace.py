"""Decide how soon the next flush may come, so that fan-out never takes more than a set share.

A short flush is followed by a short rest, for the sake of latency; a long one by twice its own
length, so that batches grow and a delivery gets cheaper. Idle means at once.
"""

from __future__ import annotations

LEAST_REST = 0.5
"""How long a short flush is rested from, as a multiple of its cost: it takes up to two thirds."""

MOST_REST = 2.0
"""The same of a long flush: it takes up to one third of the process's time."""

LONG = 0.006
"""Seconds that a long flush takes."""


class Pace:
    """Wait in proportion to what the last flush cost. Times are in seconds."""

    __slots__ = ("_next", "cost")

    def __init__(self) -> None:
        self.cost = 0.0
        self._next = 0.0

    def flushed(self, cost: float, ended: float) -> None:
        """Note what a flush has cost of the process's time, and when it ended."""
        self.cost = cost
        self._next = ended + cost * rest(cost)

    def wait(self, now: float) -> float:
        """Return how long the next flush has to wait, 0 when it may come at once."""
        return max(0.0, self._next - now)


def rest(cost: float) -> float:
    """Return for how many times its cost a flush is rested from."""
    return min(MOST_REST, LEAST_REST + (MOST_REST - LEAST_REST) * cost / LONG)
