"""Give viewers who are to be served their turn: a few in each turn of the event loop.

So a crowd of slow ones, or of answers that come at once, holds up nobody for longer than that.
"""

from __future__ import annotations

from collections.abc import Callable

from relay.viewer import Viewer

SERVED_PER_TURN = 4
"""Viewers served in a turn of the event loop: about 50 µs each."""


class Turns:
    """Who is to be served next, in the order of their coming."""

    def __init__(
        self,
        serve: Callable[[Viewer], None],
        schedule: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._serve = serve
        self._schedule = schedule
        self._waiting: dict[Viewer, None] = {}
        self._served = 0  # in this turn

    def add(self, viewer: Viewer) -> None:
        """Serve a viewer now, if only a few have been in this turn, or in one of the next."""
        if self._served < SERVED_PER_TURN and not self._waiting:
            self._serve_now(viewer)
        else:
            self._waiting[viewer] = None

    def _serve_now(self, viewer: Viewer) -> None:
        if not self._served:
            self._schedule(0.0, self._begin)
        self._served += 1
        self._serve(viewer)

    def _begin(self) -> None:
        self._served = 0
        while self._waiting and self._served < SERVED_PER_TURN:
            viewer = next(iter(self._waiting))
            del self._waiting[viewer]
            self._serve_now(viewer)
