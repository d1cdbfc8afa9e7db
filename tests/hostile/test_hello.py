"""Hellos that are missing, wrong, huge or said twice, and messages of another role."""

from __future__ import annotations

from typing import Any

import pytest

from protocol.close_codes import Ending
from protocol.events import MAX_INTEGER
from relay.session import MOST_ERRORS
from tests.hostile.peers import Json, Peer, hello
from tests.hostile.siege import Siege

pytestmark = pytest.mark.end_to_end

BEYOND = [MAX_INTEGER + 1, 2**63, 2**64, 10**400, -1, 0.5, "1", None, True, [], {}]

SCREEN = {"x": 0, "y": 0, "width": 1, "height": 1}


def producer_hello(**fields: object) -> Json:
    return hello("hardware", **({"source": "stranger", "epoch": "e1"} | fields))


BAD_V1: dict[str, Any] = {
    "nothing": "",
    "a number": 1,
    "events": [{"event": "text", "text": "hello", "seq": 1}],
    "no type": {"message": "first connection"},
    "no message": {"type": "client"},
    "another message": {"type": "client", "message": "seen", "mark": 1},
    "an unknown role": hello("nobody"),
    "the role of the relay": hello("relay"),
    "a type that is no text": {"type": ["client"], "message": "first connection"},
    "no source": hello("hardware", epoch="e1"),
    "no epoch": hello("hardware", source="stranger"),
    "an empty source": producer_hello(source=""),
    "a source with a line break": producer_hello(source="desk\n"),
    "a source with an escape sequence": producer_hello(source="\x1b[2J"),
    "a source that is too long": producer_hello(source="x" * 65),
    "a source that is a path": producer_hello(source="../../etc/passwd"),
    "a source in another script": producer_hello(source="dеsk"),
    "an epoch that is a number": producer_hello(epoch=1),
    "a long epoch": producer_hello(epoch="e" * 65),
    "much held": producer_hello(held=["left"] * 33),
    "a long thing held": producer_hello(held=["x" * 65]),
    "an unknown event as the latest": producer_hello(latest=[{"event": "boom"}]),
    "an offset beyond all clocks": producer_hello(offset=1e14),
    "a long health": producer_hello(about={"health": "x" * 513}),
    "many screens": producer_hello(about={"screens": [SCREEN] * 17}),
    "a screen too far away": producer_hello(about={"screens": [SCREEN | {"x": 2**40}]}),
    "cursors that are a list": hello("client", cursors=[]),
    "a cursor of no source": hello("client", cursors={"": {"epoch": "e", "seq": 1}}),
    "a cursor without epoch": hello("client", cursors={"desk": {"seq": 1}}),
    "too many sources": hello("client", sources=["desk"] * 257),
    "too many kinds of events": hello("client", events=["click"] * 65),
    "a rate that is not offered": hello("client", rate=1_000_000),
    "too many recent events": hello("client", recent=1001),
    "a token that is too long": hello("client", token="x" * 257),
}
for number in BEYOND:
    BAD_V1[f"next {number!r:.30}"] = producer_hello(next=number)
    BAD_V1[f"first {number!r:.30}"] = producer_hello(first=number)
    BAD_V1[f"cursor {number!r:.30}"] = hello(
        "client", cursors={"desk": {"epoch": "e", "seq": number}}
    )

CHANGED_ROLES = {
    "client": [
        hello("client"),
        producer_hello(),
        {"type": "hardware", "message": "ping", "t": 1},
        {"type": "hardware", "message": "about", "about": {}},
        {"type": "relay", "message": "mark", "mark": 1},
        {"type": "client", "message": "seen", "mark": MAX_INTEGER},
        {"type": "client", "message": "seen", "mark": -1},
        {"type": "client", "message": ""},
        [{"event": "click", "seq": 1, "x": 1, "y": 1, "button": "left", "pressed": True}],
    ],
    "hardware": [
        producer_hello(),
        hello("client"),
        {"type": "client", "message": "seen", "mark": 1},
        {"type": "client", "message": "disconnect"},
        {"type": "hardware", "message": "first connection"},
        {"type": "hardware", "message": "ping", "t": -1},
        {"type": "hardware", "message": "ping", "t": 1, "offset": 1e300},
        {"type": "relay", "message": "ack", "seq": 1},
        [{"event": "click", "x": 1, "y": 1, "button": "left", "pressed": True}],
    ],
}


def joined(besieged: Siege, role: str) -> Peer:
    peer = besieged.peer()
    more = {"source": "stranger", "epoch": "e1"} if role == "hardware" else {}
    peer.join(role, **more)
    peer.hear("welcome")
    return peer


def test_a_hello_that_is_not_understood_ends_a_v1_connection(besieged: Siege) -> None:
    for name, bad in BAD_V1.items():
        peer = besieged.peer()
        peer.upgrade()
        peer.say(bad)
        error = peer.hear("error")
        assert error["detail"].isprintable(), name
        assert len(error["detail"]) < 300, name
        assert peer.ending() == Ending.BAD_HELLO.code, name


def test_a_plain_peer_may_try_its_hello_again_but_not_for_ever(besieged: Siege) -> None:
    peer = besieged.peer()
    peer.upgrade(None)
    for _ in range(MOST_ERRORS + 1):
        peer.say({"type": "client", "message": "not yet"})
    assert peer.ending() == Ending.TOO_MANY_ERRORS.code


@pytest.mark.parametrize("role", CHANGED_ROLES)
def test_what_another_role_may_say_is_an_error_and_the_connection_lives(
    besieged: Siege, role: str
) -> None:
    peer = joined(besieged, role)
    for message in CHANGED_ROLES[role]:
        peer.say(message)
        assert peer.hear("error")["detail"], message
    peer.say({"type": role, "message": "ping", "t": 1})
    assert peer.hear("pong")["t"] == 1


def test_who_goes_on_with_the_messages_of_another_role_is_ended(besieged: Siege) -> None:
    for role, messages in CHANGED_ROLES.items():
        peer = joined(besieged, role)
        for message in messages * 3:
            peer.say(message)
        assert peer.ending() == Ending.TOO_MANY_ERRORS.code


def test_the_largest_hellos_are_taken(besieged: Siege) -> None:
    names = [f"s{number:063}" for number in range(250)]
    viewer = besieged.peer()
    viewer.join(
        "client",
        cursors={name: {"epoch": "e" * 64, "seq": MAX_INTEGER} for name in names},
        sources=[*names, "desk"],
        recent=1000,
    )
    assert list(viewer.hear("welcome")["sources"]) == ["desk"]
    producer = besieged.peer()
    readings = [{"event": "reading", "name": f"r{n}", "value": n} for n in range(1000)]
    producer.join("hardware", source="large", epoch="e1", latest=readings, next=MAX_INTEGER)
    producer.hear("welcome")


def test_a_cursor_ahead_of_everything_is_kept_and_waits(besieged: Siege) -> None:
    peer = besieged.peer()
    peer.join("client", cursors={"desk": {"epoch": "other", "seq": MAX_INTEGER}})
    entry = peer.hear("welcome")["sources"]["desk"]
    assert entry["online"]


def test_the_pairs_own_name_is_not_given_away(besieged: Siege) -> None:
    """Its holder is asked for a sign of life, and asked once, however many want its name."""
    for _ in range(200):
        peer = besieged.peer()
        peer.join("hardware", source="desk", epoch="robber")
        assert peer.ending() == Ending.NAME_IN_USE.code
    besieged.works_on()
