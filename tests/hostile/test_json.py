"""JSON of every evil kind, before and after the hello, of both roles."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from protocol.close_codes import Ending
from protocol.events import LONGEST_TEXT, MAX_INTEGER
from protocol.wire import LARGEST_EVENT
from tests.hostile.peers import Peer
from tests.hostile.siege import Siege

pytestmark = pytest.mark.end_to_end

NUMBERS = {
    "NaN": "NaN",
    "Infinity": "Infinity",
    "minus Infinity": "-Infinity",
    "beyond all floats": "1e999",
    "below all floats": "-1e999",
    "an endless number": "9" * 50_000,
    "an endless fraction": "0." + "9" * 50_000 + "e",
    "an endless exponent": "1e" + "9" * 50_000,
    "hexadecimal": "0x10",
    "octal": "010",
    "a plus": "+1",
    "a point without digits": "1.",
    "a lone minus": "-",
    "a text": '"1"',
    "null": "null",
    "an array": "[[1]]",
    "beyond what a browser counts": str(2**53),
}

TEXTS = {
    "a lone surrogate": '"\\ud800"',
    "surrogates the wrong way round": '"\\udc00\\ud800"',
    "a control character": '"\x01"',
    "a line break": '"\n"',
    "an escape that there is not": '"\\x41"',
    "half an escape": '"\\u12"',
    "no end": '"abc',
    "a very long text": '"' + "x" * (LONGEST_TEXT + 1) + '"',
    "a text of 60 kB": '"' + "x" * 60_000 + '"',
    "a number": "1",
    "null": "null",
}

FRAMES = {
    "nothing": "",
    "white space": " \t\r\n",
    "half an array": '[{"event":"text"',
    "half an object": '{"type":',
    "deep arrays": "[" * 60_000,
    "deep arrays that end": "[" * 30_000 + "]" * 30_000,
    "deep objects": '{"a":' * 10_000,
    "deep objects that end": '{"a":' * 9_000 + "1" + "}" * 9_000,
    "many things that are no events": "[" + ",".join(["1"] * 30_000) + "]",
    "a comma at the end": '[{"event":"text","text":"a","seq":1},]',
    "two documents": '{"type":"client","message":"a"} {}',
    "a comment": '/* */ {"type":"client","message":"a"}',
    "single quotes": "{'type':'client'}",
    "a byte order mark": '\ufeff{"type":"client","message":"a"}',
    "a zero": '{"type":"client","message":"a"}\x00',
    "not JSON": "hello",
    "true": "true",
    "a JSON text": '"{}"',
    "an object in an array in an array": '[[{"event":"text"}]]',
    "an event of no kind": '[{"event":"__class__","seq":1}]',
    "an event of two kinds": '[{"event":"click","event":"move","x":1,"y":1,"seq":1}]',
    "an event without a kind": '[{"seq":1}]',
    "a key of 60 kB": '{"' + "k" * 60_000 + '":1}',
    "a prototype": '{"__proto__":{"type":"client"},"constructor":1}',
}

SHOWN = {
    "control characters": "\x07\x08\x1b]0;owned\x07\x1b[2J\x1b[31mred",
    "C1 controls": "\x9b2J\x85\x90",
    "bidi overrides": "\u202egnp.exe\u202c\u2066\u2069",
    "line breaks": "one\ntwo\rthree\u2028four\u2029five\x0bsix",
    "what cannot be seen": "\u200b\u200d\ufeff\u00ad\U000e0041",
    "what is no character": "\ue000\uffff\U0010ffff",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "formats": "%s%n%x {0} {self} $(reboot) `reboot`",
}


def evil_frames() -> Iterator[tuple[str, str]]:
    """Return what a producer may send, none of which is an event."""
    for name, number in NUMBERS.items():
        yield name, f'[{{"event":"move","seq":1,"x":{number},"y":1}}]'
        yield name, f'[{{"event":"reading","seq":1,"name":"n","value":1,"low":0,"t":{number}}}]'
    for name, text in TEXTS.items():
        yield name, f'[{{"event":"text","seq":1,"text":{text}}}]'
        yield name, f'[{{"event":"click","seq":1,"x":1,"y":1,"pressed":true,"button":{text}}}]'
    yield from FRAMES.items()


def producer(besieged: Siege, name: str = "") -> Peer:
    peer = besieged.peer()
    peer.join("hardware", source=name or besieged.new_name("evil"), epoch="e1")
    peer.hear("welcome")
    return peer


def test_no_evil_frame_of_a_producer_is_taken_for_events(besieged: Siege) -> None:
    sources = []
    for name, evil in evil_frames():
        sources.append(besieged.new_name("evil"))
        peer = producer(besieged, sources[-1])
        peer.say(evil)
        error = peer.hear("error")
        assert error["detail"].isprintable(), name
        assert len(error["detail"]) < 300, name
        peer.say([{"event": "text", "text": "good", "seq": 1}])
    besieged.wait_for_events(sources)
    for source in sources:
        assert [event["text"] for event in besieged.seen_of(source)] == ["good"]


@pytest.mark.parametrize("subprotocol", ["hardware-relay.v1", None])
def test_no_evil_frame_says_anything_for_a_viewer(besieged: Siege, subprotocol: str | None) -> None:
    for name, evil in evil_frames():
        peer = besieged.peer()
        peer.join("client", subprotocol)
        peer.say(evil)
        assert peer.hear("error")["detail"].isprintable(), name
        peer.reset()


def test_no_evil_frame_is_a_hello(besieged: Siege) -> None:
    for name, evil in evil_frames():
        peer = besieged.peer()
        peer.upgrade()
        peer.say(evil)
        assert peer.ending() == Ending.BAD_HELLO.code, name


def test_the_last_of_two_keys_decides_what_a_message_is_and_nothing_falls(besieged: Siege) -> None:
    for doubled in (
        '{"type":"client","message":"first connection","message":"ping","t":1}',
        '{"type":"client","message":"ping","message":"first connection"}',
        '{"type":"hardware","type":"client","message":"first connection","message":"seen"}',
        '{"type":"client","message":"seen","type":"hardware","message":"first connection"}',
    ):
        peer = besieged.peer()
        peer.upgrade()
        peer.say(doubled)
        assert peer.ending() == Ending.BAD_HELLO.code, doubled


def test_an_event_that_is_too_large_is_dropped_and_the_next_one_taken(besieged: Siege) -> None:
    peer = producer(besieged)
    wide = {"event": "text", "text": "\u0001" * LONGEST_TEXT, "seq": 1}
    assert len(json.dumps(wide)) > LARGEST_EVENT
    peer.say([wide, {"event": "text", "text": "narrow", "seq": 2}])
    assert peer.hear("error")["reason"] == "bad-event"
    assert peer.hear("ack")["seq"] == 2


def test_numbers_at_the_edge_are_events_like_others(besieged: Siege) -> None:
    peer, far = producer(besieged), 2**31
    peer.say(
        [
            {"event": "move", "x": -far, "y": far, "seq": 5, "t": MAX_INTEGER},
            {"event": "scroll", "x": 0.1, "y": 1e-308, "dx": -far, "dy": far, "seq": 6, "n": 1},
            {"event": "reading", "name": "n", "value": 1.7e308, "low": -1.7e308, "seq": 7, "t": 0},
            {"event": "move", "x": 0, "y": 0, "seq": MAX_INTEGER, "n": MAX_INTEGER},
            {"event": "move", "x": 0, "y": 0, "seq": 1},
        ]
    )
    assert peer.hear("ack")["seq"] == MAX_INTEGER


@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN)
def test_what_is_shown_on_the_console_is_one_harmless_line(besieged: Siege, text: str) -> None:
    """What must not be printed is looked for after every case; this one makes it likely."""
    name = besieged.new_name("loud")
    viewer = besieged.peer()
    viewer.join("client")
    viewer.say({"type": "client", "message": text})
    plain = besieged.peer()
    plain.join("hardware", None)
    plain.say({"type": "hardware", "message": text})
    v1 = producer(besieged, name)
    v1.say([{"event": "text", "text": text, "seq": 1}])
    besieged.wait_for_events([name])
    assert [event["text"] for event in besieged.seen_of(name)] == [text]
