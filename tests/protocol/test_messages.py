"""The control messages: the tables that list them, the forms the design shows, their limits."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest

from protocol import messages, wire
from protocol.messages import (
    FROM_PRODUCER,
    FROM_VIEWER,
    FromProducer,
    FromRelay,
    FromViewer,
    Message,
    ProducerHello,
    RelayToProducer,
    RelayToViewer,
    ViewerHello,
)

PRODUCER_HELLO: dict[str, Any] = {
    "type": "hardware",
    "message": "first connection",
    "source": "desk",
    "epoch": "9f2c",
    "next": 18,
}
VIEWER_HELLO: dict[str, Any] = {"type": "client", "message": "first connection"}


def tag(kind: type[Message]) -> object:
    return msgspec.inspect.type_info(kind).tag  # type: ignore[attr-defined]


def test_every_message_is_in_the_table_of_who_may_send_it() -> None:
    assert set(FROM_PRODUCER.values()) == set(FromProducer.__subclasses__())
    assert set(FROM_VIEWER.values()) == set(FromViewer.__subclasses__())
    to_either = {*get_args(RelayToProducer), *get_args(RelayToViewer)}
    assert to_either == set(FromRelay.__subclasses__())


def test_the_tables_name_each_message_by_its_tag() -> None:
    for table in (FROM_PRODUCER, FROM_VIEWER):
        for name, kind in table.items():
            assert tag(kind) == name


def test_a_producer_needs_to_say_only_who_it_is_and_where_it_stands() -> None:
    hello = wire.decode_from_producer(msgspec.json.encode(PRODUCER_HELLO))
    assert hello == ProducerHello(source="desk", epoch="9f2c", next=18)
    assert isinstance(hello, ProducerHello)
    assert (hello.first, hello.offset, hello.held, hello.latest) == (1, 0.0, [], [])
    assert hello.about == messages.About(capture="", health="ok", screens=[])
    assert hello.token is msgspec.UNSET


def test_a_viewer_needs_to_say_only_that_it_is_there() -> None:
    assert wire.decode_from_viewer(msgspec.json.encode(VIEWER_HELLO)) == ViewerHello(
        cursors={}, sources=None, events=None, rate=None, thin=False, recent=0
    )


def test_a_snapshot_holds_typed_events() -> None:
    hello = wire.decode_from_producer(
        msgspec.json.encode(PRODUCER_HELLO | {"latest": [{"event": "move", "x": 1, "y": 2}]})
    )
    assert isinstance(hello, ProducerHello)
    assert [type(event).__name__ for event in hello.latest] == ["Move"]


@pytest.mark.parametrize("name", ["source", "epoch", "next"])
def test_a_producer_that_leaves_out_who_it_is_is_refused(name: str) -> None:
    hello = {key: value for key, value in PRODUCER_HELLO.items() if key != name}
    with pytest.raises(wire.BadInput, match=name):
        wire.decode_from_producer(msgspec.json.encode(hello))


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("source", ""),
        ("source", "a" * 65),
        ("source", "../etc"),
        ("source", "desk\n"),
        ("epoch", ""),
        ("epoch", "x" * 65),
        ("epoch", "9f2c\n"),
        ("next", 0),
        ("first", 0),
        ("next", 2**53),
        ("offset", 1e14),
        ("held", ["left"] * 33),
        ("held", [""]),
        ("latest", [{"event": "move", "x": 1, "y": 2}] * 1001),
        ("latest", [{"event": "jump"}]),
        ("about", {"health": "x" * 513}),
        ("about", {"screens": [{"x": 0, "y": 0, "width": 1, "height": 1}] * 17}),
        ("token", "t" * 257),
        ("token", None),
    ],
)
def test_a_producer_hello_out_of_bounds_is_refused(field: str, bad: object) -> None:
    with pytest.raises(wire.BadInput, match=field) as refusal:
        wire.decode_from_producer(msgspec.json.encode(PRODUCER_HELLO | {field: bad}))
    assert refusal.value.reason == "bad-message"


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("cursors", {"desk": {"epoch": "9f2c", "seq": -1}}),
        ("cursors", {"desk": {"epoch": "9f2c"}}),
        ("cursors", {"a b": {"epoch": "9f2c", "seq": 1}}),
        ("sources", ["a b"]),
        ("sources", ["desk"] * 257),
        ("events", ["click"] * 65),
        ("rate", 25),
        ("thin", 1),
        ("recent", 1001),
        ("recent", -1),
        ("token", "t" * 257),
    ],
)
def test_a_viewer_hello_out_of_bounds_is_refused(field: str, bad: object) -> None:
    with pytest.raises(wire.BadInput, match=field) as refusal:
        wire.decode_from_viewer(msgspec.json.encode(VIEWER_HELLO | {field: bad}))
    assert refusal.value.reason == "bad-message"


def test_what_is_unset_stays_off_the_wire_and_null_does_not() -> None:
    entry = messages.SourceEntry(epoch="9f2c", seq=815, online=False, lost=None)
    told = msgspec.to_builtins(messages.Sources(sources={"desk": entry, "attic": None}))
    assert told["type"] == "relay"
    assert told["message"] == "sources"
    assert told["sources"]["attic"] is None
    assert told["sources"]["desk"]["lost"] is None
    assert "recent" not in told["sources"]["desk"]
    status = messages.Status(time=1.0, viewers=1, sources={})
    assert "mark" not in msgspec.to_builtins(status)
