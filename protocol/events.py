"""What can happen: one class for each type of event, with its policy.

Read this file first. It is the one place on the Python side where an event type is added: write the
class, then list it in `AnyEvent`. How events travel is in `wire.py`, who merges them and when is in
`outbox.py`.

The policy of a type is stated here and nowhere else:

* A type that defines `absorb` is *mergeable*: for a receiver that is behind, a newer event may
  stand for an older one with the same `key`. Every other type is *reliable*: each of its events is
  delivered.
* `keep_each` marks a mergeable type whose events add up. Only an outbox merges those; whoever
  merely forgets old events keeps each of them.
* `grip` tells what an event takes hold of or lets go.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from msgspec import Meta, Struct
from msgspec.structs import replace

MAX_INTEGER = 2**53 - 1
"""The largest whole number that a browser keeps exactly (ECMA-262, Number.MAX_SAFE_INTEGER)."""

FARTHEST_PIXEL = 2**31
LONGEST_TEXT = 2048

Count = Annotated[int, Meta(ge=0, le=MAX_INTEGER)]
Positive = Annotated[int, Meta(ge=1, le=MAX_INTEGER)]
Milliseconds = Annotated[float, Meta(ge=0, le=MAX_INTEGER)]
Number = Annotated[int, Meta(ge=-MAX_INTEGER, le=MAX_INTEGER)] | float
Pixels = (
    Annotated[int, Meta(ge=-FARTHEST_PIXEL, le=FARTHEST_PIXEL)]
    | Annotated[float, Meta(ge=-FARTHEST_PIXEL, le=FARTHEST_PIXEL)]
)
Label = Annotated[str, Meta(min_length=1, max_length=64)]
SourceName = Annotated[str, Meta(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?\Z")]


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", gc=False):
    """Something that happened at a source.

    `seq` numbers the events of one epoch from 1; 0 means not numbered yet. `t` is the time of
    capture in ms since 1970. `n` says how far the event advances its source in the stream that it
    is part of. `source` is filled in by the relay.
    """

    seq: Count = 0
    t: Milliseconds = 0.0
    n: Positive = 1
    source: SourceName = ""

    mergeable: ClassVar[bool] = False
    keep_each: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        """Read the policy off the type."""
        super().__init_subclass__()
        cls.mergeable = cls.absorb is not Event.absorb

    @property
    def key(self) -> tuple[str, ...]:
        """Say what the event is about: it can only absorb an event with the same key."""
        return (self.source, type(self).__name__)

    @property
    def grip(self) -> tuple[str, bool] | None:
        """Name what the event takes hold of (True) or lets go (False), if anything."""
        return None

    def absorb(self, older: Self) -> Self:
        """Return this event so that it stands for `older` too. `n` is not its concern."""
        raise TypeError(f"{type(self).__name__} is reliable: none of its events is ever merged")


class Click(Event, tag="click", frozen=True, kw_only=False):
    """A mouse button went down or came up at (x, y), in pixels of the source's screens."""

    x: Pixels
    y: Pixels
    button: Label
    pressed: bool

    @property
    def grip(self) -> tuple[str, bool]:
        """Name the button, and whether it is held now."""
        return (self.button, self.pressed)


class Move(Event, tag="move", frozen=True, kw_only=False):
    """The pointer is at (x, y), in pixels. The newest position is what counts."""

    x: Pixels
    y: Pixels

    def absorb(self, older: Self) -> Self:
        """Stand for the older one as it is: where the pointer was does not matter any more."""
        return self


class Scroll(Event, tag="scroll", frozen=True, kw_only=False):
    """The wheel turned by (dx, dy) notches with the pointer at (x, y). The notches add up."""

    x: Pixels
    y: Pixels
    dx: Pixels
    dy: Pixels

    keep_each: ClassVar[bool] = True

    def absorb(self, older: Self) -> Self:
        """Add up the notches."""
        return replace(self, dx=self.dx + older.dx, dy=self.dy + older.dy)


class Reading(Event, tag="reading", frozen=True, kw_only=False):
    """A sensor measured `value` in `unit`.

    `low` and `high` are the extremes since the reading before, where this one stands for several.
    """

    name: Label
    value: Number
    unit: Annotated[str, Meta(max_length=32)] = ""
    low: Number | None = None
    high: Number | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """Tell what is measured: temperature absorbs no humidity."""
        return (self.source, "Reading", self.name)

    def absorb(self, older: Self) -> Self:
        """Remember the extremes."""
        known = [self.value, self.low, self.high, older.value, older.low, older.high]
        values = [value for value in known if value is not None]
        return replace(self, low=min(values), high=max(values))


class Text(Event, tag="text", frozen=True, kw_only=False):
    """Something to read, from a person or a program."""

    text: Annotated[str, Meta(max_length=LONGEST_TEXT)]


AnyEvent = Click | Move | Scroll | Reading | Text
