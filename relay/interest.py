"""What a viewer wants to be sent. Viewers with the same interest share a feed."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.events import AnyEvent, Click, Text
from protocol.messages import ViewerHello


@dataclass(frozen=True, slots=True)
class Interest:
    """A choice of sources and event types (None: all), flushes per second, and the form of the
    wire."""

    sources: frozenset[str] | None = None
    events: frozenset[str] | None = None
    rate: int | None = None
    thin: bool = False
    plain: bool = False

    @property
    def is_usual(self) -> bool:
        """Tell whether this is what most ask for: everything, in whatever form and at whatever
        rate."""
        return self.sources is None and self.events is None

    def wants_source(self, name: str) -> bool:
        """Tell whether anything of this source is wanted."""
        return self.sources is None or name in self.sources

    def wants(self, event: AnyEvent) -> bool:
        """Tell whether an event of a wanted source is wanted."""
        if self.plain:
            return isinstance(event, Text) or (isinstance(event, Click) and event.pressed)
        return self.events is None or event.__struct_config__.tag in self.events


def of_hello(hello: ViewerHello) -> Interest:
    """Return the interest that a v1 viewer states in its hello."""
    return Interest(
        sources=None if hello.sources is None else frozenset(hello.sources),
        events=None if hello.events is None else frozenset(hello.events),
        rate=hello.rate,
        thin=hello.thin,
    )


PLAIN = Interest(plain=True)
"""What every plain viewer gets: presses and texts of all sources."""
