"""What of a mouse may leave this machine: which part of the screen, and how exactly.

Pure, and applied before an event is numbered, so that what does not leave leaves no gap either.
Whether anything is captured at all is not decided here.
"""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from protocol.events import Click, Move, Scroll
from protocol.messages import Screen

COARSEST = 10_000
"""The bound of `about.grid` (protocol/messages.py), in pixels."""

MouseEvent = Click | Move | Scroll

_Event = TypeVar("_Event", Click, Move, Scroll)


class Limits:
    """Let through what happens inside `region`, at places rounded to `grid` pixels.

    Nothing outside leaves, with one exception: a button that was pressed inside is released for
    viewers wherever it is released, at the nearest place inside. A release whose press has not left
    does not leave either.
    """

    def __init__(self, region: Screen | None = None, grid: int = 1) -> None:
        self.region = region
        self.grid = grid
        self._held: set[str] = set()  # what viewers see as pressed
        self._last_move: Move | None = None

    def admit(self, event: MouseEvent) -> MouseEvent | None:
        """Return what of an event may leave; None: nothing."""
        match event:
            case Click():
                return self._placed(event) if self._may_click(event) else None
            case Move():
                return self._moved(event)
            case Scroll():
                return self._placed(event) if self._is_inside(event) else None

    def let_go(self) -> None:
        """Take note that everything held has been released for viewers."""
        self._held.clear()

    def _may_click(self, click: Click) -> bool:
        if click.pressed:
            if self._is_inside(click):
                self._held.add(click.button)
                return True
        elif click.button in self._held:
            self._held.remove(click.button)
            return True
        return False

    def _moved(self, move: Move) -> Move | None:
        if not self._is_inside(move):
            return None
        placed = self._placed(move)
        if self.grid > 1 and placed == self._last_move:
            return None
        self._last_move = placed
        return placed

    def _is_inside(self, event: MouseEvent) -> bool:
        region = self.region
        return region is None or (
            0 <= event.x - region.x < region.width and 0 <= event.y - region.y < region.height
        )

    def _placed(self, event: _Event) -> _Event:
        """Round to the upper left corner of the grid's cell, and bring that into the region."""
        x, y, region = event.x, event.y, self.region
        if self.grid > 1:
            x, y = (int(at // self.grid) * self.grid for at in (x, y))
        if region is not None:
            x = min(max(x, region.x), region.x + region.width - 1)
            y = min(max(y, region.y), region.y + region.height - 1)
        return replace(event, x=x, y=y)
