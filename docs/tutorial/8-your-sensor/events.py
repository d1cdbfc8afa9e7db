"""The kinds of events, and the policy of each. A new kind is one more class here."""

from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace


class Event(Struct, kw_only=True, omit_defaults=True, frozen=True, tag_field="event"):
    """Something that happened at a source: the `seq`th thing of its epoch, standing for `n`."""

    source: str = ""
    epoch: str = ""
    seq: int = 0
    n: int = 1

    @property
    def key(self) -> str | None:
        """Say what the event is about, if a newer one about the same may stand for it."""
        return None


class Press(Event, tag="press", frozen=True):
    """A button was pressed. Every one of them counts."""

    x: int
    y: int


class Move(Event, tag="move", frozen=True):
    """The pointer is somewhere else. The newest place counts."""

    x: int
    y: int

    @property
    def key(self) -> str:
        return "pointer"


class Reading(Event, tag="reading", frozen=True):
    """A sensor has measured something. The newest value of each name counts."""

    name: str
    value: float
    unit: str = ""

    @property
    def key(self) -> str:
        return self.name


AnyEvent = Press | Move | Reading


def condense(events: list[AnyEvent]) -> list[AnyEvent]:
    """Merge the events of one source, in order, for somebody who is behind by all of them."""
    return [e for _, run in groupby(events, lambda e: e.epoch) for e in _merged(list(run))]


def _merged(events: list[AnyEvent]) -> list[AnyEvent]:
    kept: list[AnyEvent] = []
    n = 0
    for event, stays in zip(events, reversed(_stay(events)), strict=True):
        n += 1
        if stays:
            kept.append(replace(event, n=n))
            n = 0
    return kept


def _stay(events: list[AnyEvent]) -> list[bool]:
    """Tell which events stay, the newest first: merging ends at an event without a key."""
    newer: set[str | None] = set()
    stay: list[bool] = []
    for event in reversed(events):
        if event.key is None:
            newer.clear()
        stay.append(event.key not in newer)
        newer |= {event.key} - {None}
    return stay
