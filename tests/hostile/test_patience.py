"""Whoever takes his time is not waited for longer than the limits say, however many there are.

The relay's patience is seconds, so all of them are tried on it at once.
"""

from __future__ import annotations

import pytest

from protocol.close_codes import Ending
from relay.edges.sockets.connection import MOST_BEFORE_HELLO
from relay.strangers import MOST_STRANGERS
from tests.hostile.peers import PING, Peer, frame, head
from tests.hostile.siege import Siege

pytestmark = pytest.mark.end_to_end


def says_nothing(peer: Peer) -> None:
    pass


def says_zeros(peer: Peer) -> None:
    peer.send(bytes(64))


def says_hello_in_tls(peer: Peer) -> None:
    peer.send(bytes.fromhex("160301006a010000660303") + bytes(96))


def stops_in_the_request(peer: Peer) -> None:
    peer.send(peer.handshake()[:-7])


def is_silent_after_the_upgrade(peer: Peer) -> None:
    peer.upgrade()


def is_silent_in_plain(peer: Peer) -> None:
    peer.upgrade(None)


def stops_in_the_header_of_a_frame(peer: Peer) -> None:
    peer.upgrade()
    peer.send(head(1000)[:3])


def stops_in_the_middle_of_a_frame(peer: Peer) -> None:
    peer.upgrade()
    peer.send(head(60_000) + b"[" * 30_000)


def stops_between_fragments(peer: Peer) -> None:
    peer.upgrade()
    peer.send(frame("[", fin=False))


def pings_instead_of_saying_hello(peer: Peer) -> None:
    peer.upgrade()
    peer.send(frame(b"x", PING) * 100)


SILENT_BEFORE_THE_UPGRADE = (
    says_nothing,
    says_zeros,
    says_hello_in_tls,
    stops_in_the_request,
)
SILENT_AFTER_IT = (
    is_silent_after_the_upgrade,
    is_silent_in_plain,
    stops_in_the_header_of_a_frame,
    stops_in_the_middle_of_a_frame,
    stops_between_fragments,
    pings_instead_of_saying_hello,
)


def test_nobody_is_waited_for_who_does_not_say_hello(besieged: Siege) -> None:
    peers: list[tuple[Peer, int | None]] = []
    for behaviours, ending in (
        (SILENT_BEFORE_THE_UPGRADE, None),
        (SILENT_AFTER_IT, Ending.NO_HELLO.code),
    ):
        for behave in behaviours * 3:
            peer = besieged.peer()
            behave(peer)
            peers.append((peer, ending))
    drips = besieged.crowd(3)
    let_drip(drips)
    assert [peer.ending() for peer, _ in peers] == [ending for _, ending in peers]


def let_drip(drips: list[Peer]) -> None:
    """Send a request byte by byte until the relay has had enough."""
    waiting = set(drips)
    for byte in drips[0].handshake():
        for drip in list(waiting):
            drip.send(bytes([byte]))
            if drip.is_hung_up(within=0.05):
                waiting.discard(drip)
    assert not waiting, "a request was read byte by byte to its end"


def test_who_says_much_and_no_hello_is_ended_before_his_time(besieged: Siege) -> None:
    v1, plain = besieged.crowd(2)
    v1.upgrade()
    plain.upgrade(None)
    for peer in (v1, plain):
        assert peer.pour(frame(b"x" * 100, PING), 64 << 20) < MOST_BEFORE_HELLO + (8 << 20)


def test_a_crowd_that_only_knocks_keeps_nobody_out(besieged: Siege) -> None:
    """The oldest of them have to go; who says hello stays, whatever comes after him."""
    early = besieged.peer()
    early.join("client")
    early.hear("welcome")
    first = besieged.peer()
    first.upgrade()
    besieged.crowd(MOST_STRANGERS + 8)
    assert first.ending() is None, "it is told nothing; who was waited for in vain is"
    late = besieged.peer()
    late.join("client")
    late.hear("welcome")
    early.say({"type": "client", "message": "ping", "t": 1})
    early.hear("pong")
