"""How fast one peer is read: so much in a second, and a second's worth at once.

Whoever sends more is not ended but read later, and TCP slows it down. Of what many peers send
together, each has a part for sure; what they send beyond that they share. An allowance knows no
clock and does not wait: it says how long to wait.
"""

from __future__ import annotations

V1_BYTES = 4 * 1024 * 1024
"""Bytes a second of a v1 peer, and of all of them beyond what each is sure of: more than 40,000
moves."""

SURE_BYTES = 128 * 1024
"""Bytes a second that a v1 peer may send whatever the others do: a pointer at 1 kHz."""

SMALLEST = 128
"""Bytes that every message of a v1 peer counts for, at least: it costs work, however short."""

RELIABLE = 320
"""Bytes that a reliable event counts for beside its own: none of them may be left out, so that a
viewer who is behind for a moment has to be able to keep them all."""

PLAIN_MESSAGES = 1_000
"""Messages a second of a plain peer: each becomes an event of which none may be left out."""

PIECES = 500
"""Frames a second that are no whole message: pings, pongs and fragments. They cost work as well,
and nobody else counts them."""


class Allowance:
    """What may still be sent now. Times are in seconds."""

    __slots__ = ("_as_of", "_left", "_rate")

    def __init__(self, per_second: float, now: float) -> None:
        self._rate = per_second
        self._left = per_second
        self._as_of = now

    def spend(self, cost: float, now: float) -> float:
        """Take what a message costs; return for how long nothing more may be read."""
        self._grow(now)
        self._left -= cost
        return max(0.0, -self._left / self._rate)

    def spend_up_to(self, cost: float, now: float) -> float:
        """Take no more than what is left; return how much of the cost that does not cover."""
        self._grow(now)
        covered = min(cost, max(0.0, self._left))
        self._left -= covered
        return cost - covered

    def _grow(self, now: float) -> None:
        grown = (now - self._as_of) * self._rate
        self._left = min(self._rate, self._left + grown)
        self._as_of = now


class SharedAllowance:
    """An allowance of one peer's own, and its part in one that it shares."""

    __slots__ = ("_own", "_shared", "_sure")

    def __init__(self, shared: Allowance, now: float) -> None:
        self._own = Allowance(V1_BYTES, now)
        self._sure = Allowance(SURE_BYTES, now)
        self._shared = shared

    def spend(self, cost: float, now: float) -> float:
        """Take what a message costs; return for how long nothing more may be read."""
        rest = self._own.spend(cost, now)
        beyond = self._sure.spend_up_to(cost, now)
        return max(rest, self._shared.spend(beyond, now)) if beyond else rest
