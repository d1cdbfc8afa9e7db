"""Floods of what is valid by itself: events, errors, connections, sources, endings."""

from __future__ import annotations

import json

import pytest

from protocol.messages import SUBPROTOCOL
from relay.allowance import PLAIN_MESSAGES
from relay.roster import MOST_SOURCES
from relay.source import MOST_HELD
from tests.end_to_end.processes import wait_until
from tests.hostile import attacks
from tests.hostile.peers import Peer, frame, hello
from tests.hostile.siege import MEBIBYTE, Attack, Siege

pytestmark = pytest.mark.end_to_end


@pytest.mark.parametrize("attack", attacks.ALL, ids=lambda attack: attack.__name__)
def test_the_pair_works_on_while_it_lasts(besieged: Siege, attack: Attack) -> None:
    with besieged.under(attack):
        for _ in range(8):
            besieged.works_on()


@pytest.mark.parametrize("phase", attacks.PHASES, ids=lambda phase: phase.__name__)
def test_a_line_may_break_in_every_phase(besieged: Siege, phase: attacks.Phase) -> None:
    for peer in besieged.crowd(30):
        phase(peer, besieged)
        peer.reset()


def test_thousands_of_sources_are_known_and_no_more_than_there_is_room_for(
    besieged: Siege,
) -> None:
    for _ in range(MOST_SOURCES + 100):
        with Peer(besieged.relay.port) as peer:
            peer.send(peer.handshake())
            peer.say(
                {
                    "type": "hardware",
                    "message": "first connection",
                    "source": besieged.new_name("many"),
                    "epoch": "e1",
                    "next": 1,
                }
            )
            peer.read_header()
            peer.hear("welcome")
    assert besieged.relay.count("sources") <= MOST_SOURCES
    late = besieged.peer()
    late.join("client")
    assert "desk" in late.hear("welcome")["sources"]


def test_many_recent_events_for_viewers_who_read_nothing_take_no_memory(besieged: Siege) -> None:
    names = [besieged.new_name("loud") for _ in range(8)]
    for name in names:
        loud = besieged.peer()
        loud.join("hardware", source=name, epoch="e1")
        for first in range(1, 301, 30):
            loud.say([{"event": "text", "text": "x" * 2000, "seq": first + n} for n in range(30)])
    wait_until(
        lambda: all(len(besieged.seen_of(name)) == 300 for name in names), "all texts are seen"
    )
    before = besieged.memory
    for viewer in besieged.crowd(40):
        viewer.join("client", recent=1000)
    besieged.works_on()
    assert besieged.memory < before + 32 * MEBIBYTE


def test_a_flood_of_presses_ends_no_viewer_and_none_of_them_is_missed(besieged: Siege) -> None:
    """More than a viewer may let wait; the healthy one wants all, and has one connection."""
    number, name = 6_000, besieged.new_name("hasty")
    hasty = besieged.peer()
    hasty.join("hardware", source=name, epoch="e1")
    hasty.hear("welcome")
    for first in range(1, number, 400):
        hasty.send(attacks.presses(first, min(400, number + 1 - first)))
    wait_until(lambda: len(besieged.seen_of(name)) == number, "all presses are seen")
    assert [event["seq"] for event in besieged.seen_of(name)] == list(range(1, number + 1))


def test_nobody_holds_more_than_a_hello_may_say(besieged: Siege) -> None:
    octopus, name = besieged.peer(), besieged.new_name("octopus")
    octopus.join("hardware", source=name, epoch="e1")
    octopus.hear("welcome")
    clicks = [
        {"event": "click", "x": 1, "y": 1, "button": f"b{seq}", "pressed": True, "seq": seq}
        for seq in range(1, 201)
    ]
    octopus.say(clicks)
    wait_until(lambda: len(besieged.seen_of(name)) == len(clicks), "all presses are seen")
    viewer = besieged.peer()
    viewer.join("client", sources=[name])
    assert len(viewer.hear("welcome")["sources"][name]["held"]) == MOST_HELD


def test_a_plain_peer_is_read_at_the_pace_that_it_may_have_and_not_ended(besieged: Siege) -> None:
    talker = besieged.peer()
    talker.join("client", None)
    number = PLAIN_MESSAGES * 3 // 2
    talker.send(frame(json.dumps({"type": "client", "message": "again"})) * number)
    talker.say({"type": "client", "message": "disconnect"})
    assert talker.ending() == 1000


def test_the_same_viewer_may_come_back_a_thousand_times(besieged: Siege) -> None:
    before = besieged.memory
    for _ in range(1_000):
        with Peer(besieged.relay.port) as peer:
            peer.send(peer.handshake(SUBPROTOCOL))
            peer.say(hello("client", sources=["desk"]))
            peer.read_header()
    assert besieged.memory < before + 8 * MEBIBYTE
