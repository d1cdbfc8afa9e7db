"""Items become bytes in their order, in v1 and in the plain form."""

from __future__ import annotations

import json
from typing import Any

from msgspec.structs import replace

from protocol.events import AnyEvent, Click, Move, Reading, Text
from protocol.messages import SourceEntry
from protocol.outbox import Notice
from protocol.wire import encode
from relay.stream import LARGEST_BATCH, batch, plain_bytes, readable, v1_bytes
from tests.relay.line import unframed

ENTRY = SourceEntry(epoch="e1", seq=1, online=True)


def said(data: bytes) -> list[Any]:
    payloads, rest = unframed(data)
    assert rest == b""
    return [json.loads(payload) for payload in payloads]


def test_events_travel_as_arrays_and_notices_at_their_place_between() -> None:
    one, two = Text("a", seq=1, source="desk"), Text("b", seq=2, source="desk")
    messages = said(v1_bytes([one, two, Notice("desk", ENTRY), one, Notice("desk", None)]))
    kinds: list[Any] = [m if isinstance(m, list) else m["sources"]["desk"] for m in messages]
    assert [event["seq"] for event in kinds[0]] == [1, 2]
    assert [event["seq"] for event in kinds[2]] == [1]
    assert kinds[1]["epoch"] == "e1"
    assert kinds[3] is None


def test_nothing_is_no_frame() -> None:
    assert v1_bytes([]) == b""
    assert plain_bytes([Notice("desk", None)]) == b""


def test_a_large_batch_is_split_into_frames_that_libraries_accept() -> None:
    events: list[AnyEvent] = [Text("x" * 2000, seq=seq) for seq in range(1, 400)]
    for data in (batch([encode(event) for event in events]), v1_bytes(events)):
        payloads = unframed(data)[0]
        assert len(payloads) > 1
        assert max(map(len, payloads)) <= LARGEST_BATCH
        assert [e["seq"] for p in payloads for e in json.loads(p)] == list(range(1, 400))


def test_a_batch_of_encoded_events_is_the_same_as_encoding_them_again() -> None:
    events: list[AnyEvent] = [Move(1, 2, seq=1), Text("ä", seq=2)]
    assert batch([encode(event) for event in events]) == v1_bytes(events)


def test_a_plain_viewer_gets_an_object_per_event_that_reads_like_the_article() -> None:
    press = Click(800, 879, "left", True, seq=7, source="desk")
    (message,) = said(plain_bytes([press]))
    assert list(message)[:2] == ["type", "message"]
    assert message == {
        "type": "hardware",
        "message": "Pressed at (800, 879)",
        "event": "click",
        "seq": 7,
        "source": "desk",
        "x": 800,
        "y": 879,
        "button": "left",
        "pressed": True,
    }


def test_every_event_has_words() -> None:
    assert readable(Click(1, 2, "left", False)) == "Released at (1, 2)"
    assert readable(Text("hello")) == "hello"
    assert readable(Reading("heat", 3)) == "reading"


def test_a_state_that_took_the_place_of_a_beginning_begins_there() -> None:
    (message,) = said(v1_bytes([Notice("desk", replace(ENTRY, seq=9), begins=4)]))
    assert message["sources"]["desk"]["seq"] == 4
