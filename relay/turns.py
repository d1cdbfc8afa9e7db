"""Give those who have to wait their turn: only so many in each turn of the event loop.

So a crowd of slow viewers, of answers that come at once, or of peers who send without end holds up
nobody for longer than that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

_One = TypeVar("_One")


class Turns(Generic[_One]):
    """Who is next, in the order of their coming."""

    def __init__(
        self,
        serve: Callable[[_One], None],
        schedule: Callable[[float, Callable[[], None]], object],
        per_turn: int,
    ) -> None:
        self._serve = serve
        self._schedule = schedule
        self._per_turn = per_turn
        self._waiting: dict[_One, None] = {}
        self._served = 0  # in this turn
        self._is_scheduled = False

    def add(self, one: _One) -> None:
        """Serve one now, if only a few have been in this turn, or in one of the next."""
        if self._served < self._per_turn and not self._waiting:
            self._serve_now(one)
        else:
            self._waiting[one] = None

    def add_to_next(self, one: _One) -> None:
        """Serve one in one of the next turns."""
        self._waiting[one] = None
        self._come_back()

    def _serve_now(self, one: _One) -> None:
        self._come_back()
        self._served += 1
        self._serve(one)

    def _come_back(self) -> None:
        if not self._is_scheduled:
            self._is_scheduled = True
            self._schedule(0.0, self._begin)

    def _begin(self) -> None:
        self._is_scheduled = False
        self._served = 0
        while self._waiting and self._served < self._per_turn:
            one = next(iter(self._waiting))
            del self._waiting[one]
            self._serve_now(one)
