"""Decide how soon the next flush may come, so that a long fan-out never takes more than its share.

After a short flush the event loop has one turn, in which everybody is read: what they bring goes
out together. A long one is followed by up to twice its own length, so that batches grow and a
delivery gets cheaper. Idle means at once.
"""

from __future__ import annotations

MOST_REST = 2.0
"""How long a long flush is rested from, as a multiple of its cost: it takes up to one third of the
process's time."""

SHORT, LONG = 0.001, 0.006
"""Seconds that a short flush takes, and a long one."""

SHORTEST_REST = 0.0005
"""Seconds below which a rest is one turn of the event loop: a timer would take longer."""


def rest(cost: float) -> float:
    """Return for how many seconds a flush is rested from that has cost so many."""
    seconds = cost * MOST_REST * min(1.0, max(0.0, (cost - SHORT) / (LONG - SHORT)))
    return seconds if seconds >= SHORTEST_REST else 0.0
