"""How slow viewers read: an allowance of bytes that grows with time. Pure."""

from __future__ import annotations

from typing import Protocol

EVERYTHING = 1 << 20


class Allowance(Protocol):
    """How much may be read by now."""

    def at(self, moment: float) -> int:
        """Return how many bytes may be read at this moment (seconds, monotonic)."""

    def spend(self, size: int) -> None:
        """Note that so many bytes were read."""


class Trickle:
    """Read `rate` bytes a second, and save up at most 50 ms of it, as a thin line would."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._saved = 0.0
        self._moment = 0.0

    def at(self, moment: float) -> int:
        """Return what has been saved up."""
        grown = self._saved + self._rate * (moment - self._moment)
        self._saved = min(grown, self._rate * 0.05)
        self._moment = moment
        return int(self._saved)

    def spend(self, size: int) -> None:
        """Take what was read off what was saved."""
        self._saved -= size


class Never:
    """Read nothing at all."""

    def at(self, moment: float) -> int:
        """Return nothing."""
        return 0

    def spend(self, size: int) -> None:
        """Nothing is ever read."""


class StopAndGo:
    """Read everything for `go` seconds, then nothing for `stop` seconds, and so on."""

    def __init__(self, go: float, stop: float) -> None:
        self._go = go
        self._round = go + stop

    def at(self, moment: float) -> int:
        """Return everything or nothing."""
        return EVERYTHING if moment % self._round < self._go else 0

    def spend(self, size: int) -> None:
        """What was read makes no difference to what may be read."""
