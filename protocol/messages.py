"""The control messages, which travel as JSON objects beside the events.

A message is told by its `type` (who speaks) and its `message` (what about). The tables at the end
list what each side may send. This module says how messages look; what follows from one is decided
by the relay and the producer.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from protocol.events import (
    FARTHEST_PIXEL,
    AnyEvent,
    Count,
    Label,
    Milliseconds,
    Pixels,
    Positive,
)

SUBPROTOCOL = "hardware-relay.v1"
FIRST_CONNECTION = "first connection"
DISCONNECT = "disconnect"

Epoch = Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{1,64}\Z")]
Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")]
Token = Annotated[str, Meta(max_length=256)]
Size = (
    Annotated[int, Meta(ge=0, le=FARTHEST_PIXEL)] | Annotated[float, Meta(ge=0, le=FARTHEST_PIXEL)]
)
Offset = Annotated[float, Meta(ge=-1e13, le=1e13)]
Held = Annotated[list[Label], Meta(max_length=32)]
Latest = Annotated[list[AnyEvent], Meta(max_length=1000)]


class Message(Struct, frozen=True, tag_field="message", kw_only=True):
    """A control message; `message` says which."""


class FromProducer(Message, frozen=True, kw_only=True):
    """A message of a producer to the relay."""

    type: Literal["hardware"] = "hardware"


class FromViewer(Message, frozen=True, kw_only=True):
    """A message of a viewer to the relay."""

    type: Literal["client"] = "client"


class FromRelay(Message, frozen=True, kw_only=True):
    """A message of the relay to a producer or a viewer."""

    type: Literal["relay"] = "relay"


class Screen(Struct, frozen=True):
    """One monitor: its place in the space of the pointer's coordinates, in pixels."""

    x: Pixels
    y: Pixels
    width: Size
    height: Size


class About(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a producer says of itself.

    `capture` names the kind of capture, `health` is "ok" or one sentence with what is wrong and the
    cure. Where the producer limits what leaves its machine, only what happens inside `region` does,
    at places that are multiples of `grid` pixels or on the region's edge.
    """

    capture: Annotated[str, Meta(max_length=64)] = ""
    health: Annotated[str, Meta(max_length=512)] = "ok"
    screens: Annotated[list[Screen], Meta(max_length=16)] = []
    region: Screen | None = None
    grid: Annotated[int, Meta(ge=1, le=10_000)] = 1


class Cursor(Struct, frozen=True):
    """How far somebody has got with a source."""

    epoch: Epoch
    seq: Count


class SourceEntry(Struct, frozen=True, kw_only=True):
    """What a viewer is told about a source, true at `seq`.

    `lost` counts the events after the viewer's cursor that are no longer there; None where that is
    not known. `silent` means that nothing has come from the producer for some seconds. `recent`
    comes in a welcome only.
    """

    epoch: Epoch
    seq: Count
    online: bool
    silent: bool = False
    lost: Count | None = 0
    about: About = About()
    held: list[str] = []
    latest: list[AnyEvent] = []
    recent: list[AnyEvent] | UnsetType = UNSET


class SourceStatus(Struct, frozen=True):
    """Where a source has got to; `lag` is capture to relay, median and 99th percentile, in ms."""

    seq: Count
    lag: tuple[float, float]


# From a producer


class ProducerHello(FromProducer, frozen=True, kw_only=True, tag=FIRST_CONNECTION):
    """A producer introduces itself.

    `first` is the lowest seq that it can still account for, `next` the one that its next event will
    have. `offset` is what to add to its clock to get the relay's, in ms. `held` and `latest` are
    its snapshot.
    """

    source: Name
    epoch: Epoch
    next: Positive
    first: Positive = 1
    offset: Offset = 0.0
    held: Held = []
    latest: Latest = []
    about: About = About()
    token: Token | UnsetType = UNSET


class AboutChanged(FromProducer, frozen=True, kw_only=True, tag="about"):
    """The producer's health or screens changed."""

    about: About


class ProducerPing(FromProducer, frozen=True, kw_only=True, tag="ping"):
    """A sign of life, with the producer's clock (ms) and what it takes its offset to be (ms)."""

    t: Milliseconds
    offset: Offset = 0.0


# From a viewer


class ViewerHello(FromViewer, frozen=True, kw_only=True, tag=FIRST_CONNECTION):
    """A viewer introduces itself and says where it was and what it wants.

    Without `sources` or `events` it wants all of them. `rate` caps flushes per second, `thin` asks
    for merged events always, `recent` for that many past events of each source in the welcome.
    """

    cursors: dict[Name, Cursor] = {}
    sources: Annotated[list[Name], Meta(max_length=256)] | None = None
    events: Annotated[list[Label], Meta(max_length=64)] | None = None
    rate: Literal[10, 30, 60, 120] | None = None
    thin: bool = False
    recent: Annotated[int, Meta(ge=0, le=1000)] = 0
    token: Token | UnsetType = UNSET


class Seen(FromViewer, frozen=True, kw_only=True, tag="seen"):
    """The viewer has handled everything that came before the mark."""

    mark: Count


class ViewerPing(FromViewer, frozen=True, kw_only=True, tag="ping"):
    """A viewer asks for the relay's time; `t` is its own clock in ms."""

    t: Milliseconds


class LabCommand(FromViewer, frozen=True, kw_only=True, tag="lab"):
    """A viewer asks a fault lab for something; any other relay answers with an error.

    `value` is a time in s for `stall` and `produce`, bytes per second for `speed`, and 1 or 0 (no
    longer) for `watch`.
    """

    do: Literal["watch", "speed", "stall", "reset", "produce", "end"]
    value: Annotated[float, Meta(ge=0, le=1e9)] = 0.0


# From the relay


class ProducerWelcome(FromRelay, frozen=True, kw_only=True, tag="welcome"):
    """The relay has everything up to `have`; `time` is its clock in ms since 1970."""

    have: Count
    time: Milliseconds
    viewers: Count


class Ack(FromRelay, frozen=True, kw_only=True, tag="ack"):
    """The relay has accepted everything up to `seq`."""

    seq: Count


class Viewers(FromRelay, frozen=True, kw_only=True, tag="viewers"):
    """So many viewers are watching now."""

    viewers: Count


class Pong(FromRelay, frozen=True, kw_only=True, tag="pong"):
    """The answer to a ping: its `t`, and the relay's `time` in ms since 1970."""

    t: Milliseconds
    time: Milliseconds


class Welcome(FromRelay, frozen=True, kw_only=True, tag="welcome"):
    """What is true now, told to a viewer that has joined; `lab` by a relay that is a fault lab."""

    time: Milliseconds
    viewers: Count
    sources: dict[str, SourceEntry]
    lab: bool | UnsetType = UNSET


class Sources(FromRelay, frozen=True, kw_only=True, tag="sources"):
    """Sources that came, went or changed, as they are at this place of the stream; None:
    forgotten."""

    sources: dict[str, SourceEntry | None]


class Status(FromRelay, frozen=True, kw_only=True, tag="status"):
    """The sign of life of each second, with the sources that advanced."""

    time: Milliseconds
    viewers: Count
    sources: dict[str, SourceStatus]
    mark: Count | UnsetType = UNSET


class Mark(FromRelay, frozen=True, kw_only=True, tag="mark"):
    """A question: answer `seen` when everything before this has been handled."""

    mark: Count


LabSample = tuple[Milliseconds, bool, Count, Count, Milliseconds, Milliseconds, Count]


class LabState(FromRelay, frozen=True, kw_only=True, tag="lab"):
    """How the relay has seen a viewer of a fault lab, told to whoever asked to `watch`.

    A sample says when it was taken (ms since 1970), whether the viewer is behind, the bytes that it
    has not seen yet and may not have seen, for how long its oldest mark waits and may wait (ms),
    and the events in its outbox. `speed` is that of its line in bytes per second, 0 where it is not
    slowed; `producing` for how many seconds the simulated producer goes on.
    """

    speed: Count
    producing: Count
    samples: list[LabSample]


class Error(FromRelay, frozen=True, kw_only=True, tag="error"):
    """Something that the peer sent could not be used: why (a word), and what to do (a sentence)."""

    reason: str
    detail: str


class Envelope(Struct):
    """Just enough of any message to tell which it is."""

    type: str = ""
    message: str = ""


FROM_PRODUCER: dict[str, type[FromProducer]] = {
    FIRST_CONNECTION: ProducerHello,
    "about": AboutChanged,
    "ping": ProducerPing,
}
FROM_VIEWER: dict[str, type[FromViewer]] = {
    FIRST_CONNECTION: ViewerHello,
    "seen": Seen,
    "ping": ViewerPing,
    "lab": LabCommand,
}

RelayToProducer = ProducerWelcome | Ack | Viewers | Pong | Error
RelayToViewer = Welcome | Sources | Status | Mark | Pong | LabState | Error
