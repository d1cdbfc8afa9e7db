"""Frames have the lengths of RFC 6455, 5.2."""

from __future__ import annotations

import pytest
from websockets.frames import Opcode
from websockets.protocol import CLIENT, OPEN, Protocol

from relay.frame import text_frame
from tests.relay.line import unframed


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_a_frame_is_read_as_it_was_meant(size: int) -> None:
    protocol = Protocol(CLIENT, state=OPEN, max_size=None)
    protocol.receive_data(text_frame(b"x" * size))
    (frame,) = protocol.events_received()
    assert (frame.opcode, frame.fin, frame.data) == (Opcode.TEXT, True, b"x" * size)  # type: ignore[union-attr]


def test_frames_can_follow_each_other() -> None:
    payloads = [b"a" * size for size in (3, 126, 65_536)]
    assert unframed(b"".join(map(text_frame, payloads)) + b"\x81") == (payloads, b"\x81")
