"""Functions of a person's own that the relay calls: when somebody comes or goes, for an event, for
a message.

This module knows which functions there are. How one is called, and what becomes of one that fails
or takes long, is in `handler.py`; where the calls run is decided by whoever passes `run`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar, get_args

from protocol.events import AnyEvent, Event
from relay.handler import Clock, Handler, Work

Run = Callable[[Work], None]
"""Do a piece of work, now or later, and await what it may return."""

YIELDS = 0x20 | 0x200
"""What marks the code of a function with `yield` (`inspect.CO_GENERATOR`, `CO_ASYNC_GENERATOR`)."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


def at_once(work: Work) -> None:
    """Do it here and now, where nothing can be awaited."""
    work()


class Handlers:
    """What `server.py` hooks into. Each `on_…` is a decorator, for `def` and `async def`."""

    def __init__(
        self, complain: Callable[[str], None], run: Run = at_once, clock: Clock = lambda: 0.0
    ) -> None:
        """`complain` shows one line to the person at the console; `clock` is monotonic, in s."""
        self._complain = complain
        self._run = run
        self._clock = clock
        self._all: list[Handler] = []
        self._came: list[Handler] = []
        self._went: list[Handler] = []
        self._said: list[Handler] = []
        self._events: dict[type[Event], list[Handler]] = {}

    def on_connect(self, function: _Function) -> _Function:
        """Call `function(role, name)` when a producer or viewer has said hello."""
        return self._add(self._came, function)

    def on_disconnect(self, function: _Function) -> _Function:
        """Call `function(role, name)` when a producer or viewer has gone."""
        return self._add(self._went, function)

    def on_message(self, function: _Function) -> _Function:
        """Call `function(text)` when a viewer says something to the relay."""
        return self._add(self._said, function)

    def on_event(self, kind: type[Event]) -> Callable[[_Function], _Function]:
        """Call `function(event)` for every event of this type, after it has been passed on.

        Raises TypeError with a sentence for what is no type of event.
        """
        if kind not in get_args(AnyEvent):
            raise TypeError(
                f"Name a type of AnyEvent, as in @on.on_event(Click), not {kind!r:.80}."
            )
        return partial(self._add, self._events.setdefault(kind, []))

    def _add(self, handlers: list[Handler], function: _Function) -> _Function:
        flags: int = getattr(getattr(function, "__code__", None), "co_flags", 0)
        if not callable(function) or flags & YIELDS:
            raise TypeError(f"A handler is a function without yield, not {function!r:.80}.")
        handlers.append(Handler(function, self._complain, self._clock))
        self._all.append(handlers[-1])
        return function

    @property
    def left_out(self) -> dict[str, int]:
        """Return, by the name of the handler, how many calls it was too slow for."""
        counts: dict[str, int] = {}
        for handler in self._all:
            counts[handler.name] = counts.get(handler.name, 0) + handler.left_out
        return counts

    def tick(self) -> None:
        """Tell of a handler that does not come back."""
        for handler in self._all:
            handler.look()

    def came(self, role: str, name: str) -> None:
        """Tell that somebody has said hello."""
        self._tell(self._came, role, name)

    def went(self, role: str, name: str) -> None:
        """Tell that somebody has gone."""
        self._tell(self._went, role, name)

    def said(self, text: str) -> None:
        """Tell what a viewer said."""
        self._tell(self._said, text)

    def happened(self, event: AnyEvent) -> None:
        """Tell of an event that the relay has accepted."""
        handlers = self._events.get(type(event))
        if handlers:
            self._tell(handlers, event)

    def _tell(self, handlers: list[Handler], *arguments: object) -> None:
        for handler in handlers:
            self._run(partial(handler.call, *arguments))
