"""Frames that are too large, never end, or come without anybody reading the answers."""

from __future__ import annotations

import pytest

from protocol.close_codes import Ending
from protocol.wire import LARGEST_FRAME
from relay.session import MOST_ERRORS
from tests.hostile.peers import BINARY, CONTINUATION, PING, PONG, TEXT, Peer, frame, head
from tests.hostile.siege import MEBIBYTE, Siege

pytestmark = pytest.mark.end_to_end

PLENTY = 24 * MEBIBYTE
"""Bytes that are offered to a relay that is to stop reading long before."""


def viewer(besieged: Siege, sources: list[str] | None = None) -> Peer:
    peer = besieged.peer()
    peer.join("client", sources=sources)
    peer.hear("welcome")
    return peer


@pytest.mark.parametrize("length", [LARGEST_FRAME + 1, 2**31, 2**32, 2**62, 2**63 - 1])
def test_a_frame_that_says_it_is_too_large_is_not_waited_for(besieged: Siege, length: int) -> None:
    peer = viewer(besieged)
    peer.send(head(length))
    assert peer.ending() == 1009


def test_fragments_that_are_too_large_together_end_the_connection(besieged: Siege) -> None:
    peer = viewer(besieged)
    peer.send(frame("[" * 40_000, fin=False))
    peer.send(frame("[" * 40_000, CONTINUATION))
    assert peer.ending() == 1009


@pytest.mark.parametrize("size", [0, 1])
def test_fragments_without_end_end_the_connection(besieged: Siege, size: int) -> None:
    peer = viewer(besieged, sources=["nowhere"])  # else it falls behind: it is read slowly
    peer.send(frame(fin=False))
    peer.send(frame("x" * size, CONTINUATION, fin=False) * 10_000)
    assert peer.ending() in (1008, 1009)


def test_fragments_with_pings_between_them_are_one_message(besieged: Siege) -> None:
    peer = besieged.peer()
    peer.upgrade()
    for byte in b'{"type":"client","message":"first connectio':
        peer.send(frame(bytes([byte]), CONTINUATION if byte != ord("{") else TEXT, fin=False))
        peer.send(frame(b"", PING))
    peer.send(frame(b'n"}', CONTINUATION))
    peer.hear("welcome")


@pytest.mark.parametrize("opcode", [PING, PONG])
def test_a_flood_of_pings_by_a_peer_who_reads_nothing_takes_no_memory(
    besieged: Siege, opcode: int
) -> None:
    before = besieged.memory
    peer = viewer(besieged)
    sent = peer.pour(frame(b"x" * 125, opcode), PLENTY)
    assert opcode == PONG or sent < PLENTY
    assert besieged.memory < before + 8 * MEBIBYTE


def test_a_peer_who_sends_and_never_reads_is_not_read_from(besieged: Siege) -> None:
    before = besieged.memory
    for role, more in (("client", {}), ("hardware", {"source": "deaf", "epoch": "e1"})):
        peer = besieged.peer()
        peer.join(role, **more)
        peer.hear("welcome")
        assert peer.pour(frame(f'{{"type":"{role}","message":"ping","t":1}}'), PLENTY) < PLENTY
    assert besieged.memory < before + 8 * MEBIBYTE


def test_viewers_who_never_read_cost_the_others_nothing(besieged: Siege) -> None:
    for number, peer in enumerate(besieged.crowd(40)):
        peer.join("client", None if number % 2 else "hardware-relay.v1")
    besieged.works_on()


def test_binary_frames_are_errors_and_too_many_of_them_the_end(besieged: Siege) -> None:
    peer = viewer(besieged)
    for _ in range(MOST_ERRORS + 1):
        peer.send(frame(b'{"type":"client","message":"ping","t":1}', BINARY))
    assert peer.hear("error")["reason"] == "bad-message"
    assert peer.ending() == Ending.TOO_MANY_ERRORS.code


def test_text_that_is_not_utf_8_ends_the_connection(besieged: Siege) -> None:
    for text in (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"):
        peer = viewer(besieged)
        peer.send(frame(b'{"type":"client","message":"' + text + b'"}'))
        assert peer.ending() == 1007


def test_half_a_frame_and_then_silence_holds_nobody_up(besieged: Siege) -> None:
    for role, more in (("client", {}), ("hardware", {"source": "half", "epoch": "e1"})):
        peer = besieged.peer()
        peer.join(role, **more)
        peer.hear("welcome")
        peer.send(head(60_000) + b"[" * 59_999)


def test_a_flood_of_frames_in_one_write_holds_nobody_up(besieged: Siege) -> None:
    """Thousands of frames come in one read; they are handled a few at a time."""
    before = besieged.memory
    talkers = besieged.crowd(40)
    for peer in talkers:
        peer.join("client")
        peer.hear("welcome")
    for peer in talkers:
        peer.send(frame(b'{"type":"client","message":"x"}') * 3_000)
    besieged.works_on()
    assert besieged.memory < before + 8 * MEBIBYTE
