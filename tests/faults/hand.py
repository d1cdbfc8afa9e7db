"""A mouse in a random hand: the same seed makes the same events. It knows no clock and no relay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from protocol.events import AnyEvent, Click, Move, Scroll

WIDTH, HEIGHT = 1920, 1080
BUTTONS = ("left", "middle", "right", "x1")


@dataclass(frozen=True)
class Pace:
    """How many events of each kind come in a second, on average."""

    clicks: float
    moves: float
    scrolls: float

    @property
    def total(self) -> float:
        return self.clicks + self.moves + self.scrolls


AT_REST = Pace(0, 0, 0)


class Hand:
    """Move, click and scroll at random times. Times are in seconds, by any clock that ascends."""

    def __init__(self, seed: int, now: float) -> None:
        self._random = Random(seed)
        self._held: set[str] = set()
        self._stuck: set[str] = set()
        self._pace = AT_REST
        self._next_at = now

    def go(self, pace: Pace, now: float) -> None:
        """Go on at another pace."""
        self._pace = pace
        self._next_at = now

    def rest_until(self, now: float) -> None:
        """Let the time since the last event pass unused."""
        self._next_at = now

    def until(self, now: float) -> Iterator[AnyEvent]:
        """Yield what happens up to now."""
        while self._pace.total and self._next_at <= now:
            self._next_at += self._random.expovariate(self._pace.total)
            yield self._something()

    def press(self, button: str) -> Iterator[AnyEvent]:
        """Press a button, and keep it down for ever."""
        if button in self._held:
            yield self._click(button)
        self._stuck.add(button)
        yield self._click(button)

    def _something(self) -> AnyEvent:
        pace = self._pace
        weights = (pace.clicks, pace.moves, pace.scrolls)
        (kind,) = self._random.choices((Click, Move, Scroll), weights)
        if kind is Move:
            return Move(*self._place())
        if kind is Scroll:
            x, y = self._place()
            return Scroll(x, y, self._random.randint(-1, 1), self._random.choice((-3, -1, 1, 2)))
        return self._click(self._random.choice([b for b in BUTTONS if b not in self._stuck]))

    def _click(self, button: str) -> Click:
        self._held ^= {button}
        x, y = self._place()
        return Click(x, y, button, button in self._held)

    def _place(self) -> tuple[int, int]:
        return self._random.randrange(WIDTH), self._random.randrange(HEIGHT)
