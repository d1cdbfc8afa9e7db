"""Frames become events and messages or one readable complaint, and nothing else."""

from __future__ import annotations

import json
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol import wire
from protocol.events import AnyEvent, Event, Move, Text
from protocol.messages import (
    FROM_PRODUCER,
    FROM_VIEWER,
    Envelope,
    Message,
    ProducerPing,
    RelayToProducer,
    RelayToViewer,
    Seen,
    ViewerPing,
)
from tests.protocol.roundtrip import DECODERS, Decode
from tests.protocol.strategies import by_event, by_message, events

RECEIVERS: list[tuple[Decode, set[type[Message]]]] = [
    (wire.decode_from_producer, set(FROM_PRODUCER.values())),
    (wire.decode_from_viewer, set(FROM_VIEWER.values())),
    (wire.decode_to_producer, set(get_args(RelayToProducer))),
    (wire.decode_to_viewer, set(get_args(RelayToViewer))),
]
GOOD = b'{"event":"move","seq":1,"t":1.5,"x":1,"y":2}'
EVIL = {
    "nothing": b"",
    "white space": b" \n\t",
    "NaN": b"NaN",
    "minus Infinity": b"-Infinity",
    "a number too large": b"1e999",
    "a number of 5,000 digits": b"1" * 5000,
    "a number with a leading zero": b"01",
    "a lone surrogate": b'"\\ud800"',
    "half a pair of surrogates": b'"\\udc00\\ud800"',
    "a raw line break in a string": b'"a\nb"',
    "100,000 open arrays": b"[" * 100_000,
    "100,000 nested arrays": b"[" * 100_000 + b"]" * 100_000,
    "100,000 open objects": b'{"a":' * 100_000,
    "100,000 nested objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "a cut string": b'"left',
    "a cut object": b'{"x":',
    "a trailing comma": b"[1,]",
    "two values": b"[] []",
    "a comment": b"/* hello */ 1",
    "single quotes": b"{'event':'move'}",
    "zero bytes": b"\0\0\0\0",
    "binary junk": bytes(range(256)),
    "bytes that are not UTF-8": b'"\xff\xfe"',
    "a surrogate encoded as UTF-8": b'"\xed\xa0\x80"',
    "UTF-16": '"move"'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf"left"',
    "a duplicate key": b'{"event":"move","event":"click"}',
    "a tag with a line break": b'{"event":"a\\nb\\u001b[2J","type":"relay","message":"a\\nb"}',
    "a tag of 50,000 letters": b'{"event":"%s"}' % (b"z" * 50_000),
    "null": b"null",
    "true": b"true",
    "an empty object": b"{}",
    "an empty array": b"[]",
}
FRAMES = {
    "alone": b"%s",
    "as an event": b"[%s]",
    "as the x of a move": b'[{"event":"move","x":%s,"y":1}]',
    "as a text": b'[{"event":"text","text":%s}]',
    "as the value of a reading": b'[{"event":"reading","name":"n","value":%s}]',
    "as the type of an event": b'[{"event":%s}]',
    "as an unknown field": b'[{"event":"move","x":1,"y":1,"more":%s}]',
    "as the message of a producer": b'{"type":"hardware","message":%s}',
    "as the message of a viewer": b'{"type":"client","message":%s}',
    "as the time of a producer": b'{"type":"hardware","message":"ping","t":%s}',
    "as the mark of a viewer": b'{"type":"client","message":"seen","mark":%s}',
    "as the message of a relay": b'{"type":"relay","message":%s}',
    "as the sources of a relay": b'{"type":"relay","message":"sources","sources":%s}',
    "as the detail of an error": b'{"type":"relay","message":"error","reason":"r","detail":%s}',
}


def complaints_about(decode: Decode, data: str | bytes) -> list[wire.BadInput]:
    """Decode, and return what was complained about. Any other exception is a fault."""
    try:
        decoded = decode(data)
    except wire.BadInput as complaint:
        return [complaint]
    return decoded[1] if decode is wire.decode_events else []


def assert_is_for_people(complaint: wire.BadInput) -> None:
    assert complaint.reason in {"bad-json", "bad-event", "bad-message", "unknown-message"}
    assert complaint.detail.isprintable(), "one line, with nothing that moves a cursor"
    assert complaint.detail.endswith(".")
    assert len(complaint.detail) <= 300
    complaint.detail.encode()


def in_frames(evil: bytes) -> list[bytes]:
    return [frame.replace(b"%s", evil) for frame in FRAMES.values()]


# There and back


def test_there_is_a_strategy_for_every_event_and_message() -> None:
    missing = {kind.__name__ for kind in set(get_args(AnyEvent)) - set(by_event)}
    assert not missing, f"{missing}: without a sample in tests/samples/events/"
    assert set(by_message) == set().union(*(kinds for _, kinds in RECEIVERS))


@pytest.mark.parametrize("kind", by_event, ids=lambda kind: kind.__name__)
@settings(deadline=None)
@given(data=st.data())
def test_an_event_comes_back_as_it_was(kind: type[Event], data: st.DataObject) -> None:
    event = data.draw(by_event[kind])
    frame = wire.array([wire.encode(event)])
    (back,), complaints = wire.decode_events(frame)
    assert (back, complaints) == (event, [])
    assert wire.encode(back) == wire.encode(event)
    assert wire.decode_events(frame.decode()) == ([event], [])


@pytest.mark.parametrize("kind", by_message, ids=lambda kind: kind.__name__)
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_a_message_comes_back_as_it_was_at_whoever_may_get_it(
    kind: type[Message], data: st.DataObject
) -> None:
    message = data.draw(by_message[kind])
    encoded = wire.encode(message)
    decoders = [decode for decode, kinds in RECEIVERS if kind in kinds]
    assert decoders
    for decode in decoders:
        assert decode(encoded) == decode(encoded.decode()) == message
    assert not wire.is_events(encoded)


@given(st.lists(events, max_size=5))
def test_many_events_come_back_in_their_order(given: list[AnyEvent]) -> None:
    frame = wire.array([wire.encode(event) for event in given])
    assert wire.is_events(frame)
    assert wire.decode_events(frame) == (given, [])


def test_a_frame_is_json_that_others_read() -> None:
    event = Text('a "b"\n\u2028é😀', seq=1, t=1.5)
    expected = {"event": "text", "text": event.text, "seq": 1, "t": 1.5}
    assert json.loads(wire.array([wire.encode(event)])) == [expected]


@pytest.mark.parametrize("data", ["[]", " \r\n\t[1]", "["])
def test_an_array_is_events(data: str) -> None:
    assert wire.is_events(data)
    assert wire.is_events(data.encode())


@pytest.mark.parametrize("data", ["", "{}", ' {"a":[]}', '"["', "null", "\ufeff[]"])
def test_anything_else_is_not(data: str) -> None:
    assert not wire.is_events(data)
    assert not wire.is_events(data.encode())


# Bad input


@pytest.mark.parametrize("decode", DECODERS.values(), ids=DECODERS)
@pytest.mark.parametrize("evil", EVIL.values(), ids=EVIL)
def test_evil_input_is_answered_with_one_sentence(decode: Decode, evil: bytes) -> None:
    for frame in in_frames(evil):
        for complaint in complaints_about(decode, frame):
            assert_is_for_people(complaint)


@pytest.mark.parametrize("decode", DECODERS.values(), ids=DECODERS)
@pytest.mark.parametrize(
    "text", ["\ud800", '["\ud800"]', '{"type":"\udfff"}', "\ufeff[]", "\xa0[]"]
)
def test_text_that_no_frame_can_hold_is_refused(decode: Decode, text: str) -> None:
    complaints = complaints_about(decode, text)
    assert complaints
    for complaint in complaints:
        assert_is_for_people(complaint)


@pytest.mark.parametrize("decode", DECODERS.values(), ids=DECODERS)
@settings(deadline=None)
@given(data=st.binary(max_size=60) | st.text(alphabet='[]{}",:\\u019eEna- \n', max_size=60))
def test_random_input_is_never_anything_but_bad_input(decode: Decode, data: str | bytes) -> None:
    for complaint in complaints_about(decode, data):
        assert_is_for_people(complaint)


@pytest.mark.parametrize(
    "name", sorted(EVIL.keys() - {"a duplicate key", "null", "true", "an empty array"})
)
def test_no_evil_value_becomes_a_coordinate_or_a_mark(name: str) -> None:
    evil = EVIL[name]
    frame = FRAMES["as the x of a move"].replace(b"%s", evil)
    assert complaints_about(wire.decode_events, frame)
    frame = FRAMES["as the mark of a viewer"].replace(b"%s", evil)
    assert complaints_about(wire.decode_from_viewer, frame)


@pytest.mark.parametrize("evil", [b"1e999", b"1" * 5000, b"1e400", b"9007199254740992", b"null"])
def test_a_number_that_no_browser_keeps_is_no_reading(evil: bytes) -> None:
    frame = FRAMES["as the value of a reading"].replace(b"%s", evil)
    decoded, (complaint,) = wire.decode_events(frame)
    assert decoded == []
    assert complaint.reason == "bad-event"


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize(
    "bad",
    [
        b"1",
        b"null",
        b"[]",
        b"{}",
        b'{"event":"jump"}',
        b'{"event":"move","x":1}',
        b'{"event":"move","x":1e999,"y":1}',
        b'{"event":"move","x":"1","y":1}',
        b'{"event":"text","text":"%s"}' % (b"a" * 3000),
    ],
    ids=lambda bad: repr(bad[:32]),
)
def test_a_bad_event_leaves_the_others(bad: bytes, at: int) -> None:
    encoded = [wire.encode(Move(1, 2, seq=1)), wire.encode(Move(3, 4, seq=2))]
    encoded.insert(at, bad)
    decoded, complaints = wire.decode_events(wire.array(encoded))
    assert [event.seq for event in decoded] == [1, 2]
    assert [complaint.reason for complaint in complaints] == ["bad-event"]


@given(st.lists(st.booleans(), max_size=12))
def test_of_many_bad_events_each_has_its_complaint(good: list[bool]) -> None:
    encoded = [GOOD if each else b'{"event":"jump"}' for each in good]
    decoded, complaints = wire.decode_events(wire.array(encoded))
    assert (len(decoded), len(complaints)) == (sum(good), len(good) - sum(good))


def test_a_flood_of_bad_events_is_not_read_to_its_end() -> None:
    """Each complaint costs more than an event, and a frame has room for 30,000 of them."""
    _, complaints = wire.decode_events(b"[" + b"1," * 30_000 + b"1]")
    assert 1 <= len(complaints) <= 100


@pytest.mark.parametrize("data", [b"{}", b"null", b'"a"', b"1"])
def test_a_frame_of_events_is_an_array(data: bytes) -> None:
    with pytest.raises(wire.BadInput, match="array"):
        wire.decode_events(data)


def test_a_frame_that_is_not_json_is_refused_as_a_whole() -> None:
    with pytest.raises(wire.BadInput) as refusal:
        wire.decode_events(b"[" + GOOD + b",NaN]")
    assert refusal.value.reason == "bad-json"


def test_bad_input_says_why_for_programs_and_for_people() -> None:
    complaint = wire.BadInput("bad-event", "The x is missing.")
    assert (complaint.reason, complaint.detail) == ("bad-event", "The x is missing.")
    assert str(complaint) == "bad-event: The x is missing."


# Who says what


def test_an_envelope_tells_who_speaks_and_what_about() -> None:
    data = b'{"more":[1],"message":"Pressed at (800, 879)","type":"hardware"}'
    assert wire.decode_envelope(data) == Envelope("hardware", "Pressed at (800, 879)")


@pytest.mark.parametrize(
    "data",
    [
        b'{"type":"client","message":"ping","t":1}',
        b'{"type":"hardware","message":"seen","mark":1}',
        b'{"type":"hardware"}',
        b'{"message":"ping","t":1}',
        b"{}",
    ],
)
def test_a_producer_says_only_what_a_producer_may(data: bytes) -> None:
    with pytest.raises(wire.BadInput, match="first connection") as refusal:
        wire.decode_from_producer(data)
    assert refusal.value.reason == "unknown-message"


def test_the_same_word_means_what_its_speaker_means() -> None:
    ping = b'{"type":"%s","message":"ping","t":1}'
    assert wire.decode_from_producer(ping.replace(b"%s", b"hardware")) == ProducerPing(t=1.0)
    assert wire.decode_from_viewer(ping.replace(b"%s", b"client")) == ViewerPing(t=1.0)


def test_what_a_viewer_says_to_the_relay_is_text() -> None:
    data = b'{"type":"client","message":"this is from client"}'
    assert wire.decode_from_viewer(data) == "this is from client"


def test_a_viewer_that_speaks_for_others_is_refused() -> None:
    with pytest.raises(wire.BadInput) as refusal:
        wire.decode_from_viewer(b'{"type":"hardware","message":"ping","t":1}')
    assert refusal.value.reason == "unknown-message"


def test_a_viewer_that_says_nothing_is_refused() -> None:
    with pytest.raises(wire.BadInput):
        wire.decode_from_viewer(b'{"type":"client"}')


def test_what_is_unknown_in_a_message_is_passed_over() -> None:
    data = b'{"type":"client","message":"seen","mark":7,"later":{"a":[1]}}'
    assert wire.decode_from_viewer(data) == Seen(mark=7)


def test_a_producer_does_not_take_what_is_meant_for_a_viewer() -> None:
    with pytest.raises(wire.BadInput):
        wire.decode_to_producer(b'{"type":"relay","message":"mark","mark":7}')


# Frames


encoded_events = st.lists(st.binary(min_size=1, max_size=12).map(lambda raw: b"9" * len(raw)))


@given(encoded_events, st.integers(3, 40))
def test_packing_keeps_order_and_limit_in_as_few_frames_as_can_be(
    encoded: list[bytes], largest: int
) -> None:
    frames = list(wire.pack(encoded, largest))
    contents = [frame[1:-1].split(b",") for frame in frames]
    assert [event for content in contents for event in content] == encoded
    for frame, content in zip(frames, contents, strict=True):
        assert frame == wire.array(content)
        assert len(frame) <= largest or len(content) == 1
    for frame, following in zip(frames, contents[1:], strict=False):
        assert len(frame) + 1 + len(following[0]) > largest


def test_packing_nothing_gives_no_frame() -> None:
    assert list(wire.pack([])) == []


def test_frames_are_as_large_as_the_relay_receives() -> None:
    frames = list(wire.pack([GOOD] * 5000))
    assert max(map(len, frames)) <= wire.LARGEST_FRAME == 64 * 1024
    assert sum(len(msgspec.json.decode(frame)) for frame in frames) == 5000
