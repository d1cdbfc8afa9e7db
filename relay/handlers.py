"""Functions of a person's own that the relay calls: when somebody comes or goes, for an event, for
a message.

A handler that fails is told about once in a line of its own, and disturbs nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from protocol.events import AnyEvent, Event

_Handler = TypeVar("_Handler", bound=Callable[..., None])


class Handlers:
    """What `server.py` hooks into. Each method is a decorator."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        """`complain` shows one line to the person at the console."""
        self._complain = complain
        self._came: list[Callable[..., None]] = []
        self._went: list[Callable[..., None]] = []
        self._said: list[Callable[..., None]] = []
        self._events: dict[type[Event], list[Callable[..., None]]] = {}
        self._failed: set[Callable[..., None]] = set()

    def on_connect(self, handler: _Handler) -> _Handler:
        """Call `handler(role, name)` when a producer or viewer has said hello."""
        self._came.append(handler)
        return handler

    def on_disconnect(self, handler: _Handler) -> _Handler:
        """Call `handler(role, name)` when a producer or viewer has gone."""
        self._went.append(handler)
        return handler

    def on_message(self, handler: _Handler) -> _Handler:
        """Call `handler(text)` when a viewer says something to the relay."""
        self._said.append(handler)
        return handler

    def on_event(self, kind: type[Event]) -> Callable[[_Handler], _Handler]:
        """Call `handler(event)` for every event of this type, after it has been passed on."""

        def register(handler: _Handler) -> _Handler:
            self._events.setdefault(kind, []).append(handler)
            return handler

        return register

    def came(self, role: str, name: str) -> None:
        """Tell that somebody has said hello."""
        self._call(self._came, role, name)

    def went(self, role: str, name: str) -> None:
        """Tell that somebody has gone."""
        self._call(self._went, role, name)

    def said(self, text: str) -> None:
        """Tell what a viewer said."""
        self._call(self._said, text)

    def happened(self, event: AnyEvent) -> None:
        """Tell of an event that the relay has accepted."""
        handlers = self._events.get(type(event))
        if handlers:
            self._call(handlers, event)

    def _call(self, handlers: list[Callable[..., None]], *arguments: object) -> None:
        for handler in handlers:
            try:
                handler(*arguments)
            except Exception as error:  # a person's own code: whatever it raises stays here
                if handler not in self._failed:
                    self._failed.add(handler)
                    name = getattr(handler, "__name__", repr(handler))
                    self._complain(f"The handler {name} failed: {error!r}")
