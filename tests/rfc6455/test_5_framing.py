"""RFC 6455, 5.1 to 5.6: masks, headers, lengths, fragments and data frames."""

from __future__ import annotations

import json

import pytest

from protocol.wire import LARGEST_FRAME
from tests.rfc6455.client import (
    BINARY,
    CLOSE,
    CONTINUATION,
    MASK,
    PING,
    PONG,
    TEXT,
    Client,
    Frame,
    fragments,
    frame,
    question,
)

PROTOCOL_ERROR, TOO_BIG = 1002, 1009
DATA = {"text": TEXT, "binary": BINARY, "ping": PING, "pong": PONG, "close": CLOSE}


# 5.1 and 5.3: masks


@pytest.mark.parametrize("opcode", DATA.values(), ids=list(DATA))
def test_5_1_a_frame_without_a_mask_ends_the_connection(client: Client, opcode: int) -> None:
    client.open().send(frame(opcode, mask=None))
    assert client.ending() == PROTOCOL_ERROR


@pytest.mark.parametrize("mask", [bytes(4), b"\xff" * 4, b"\0\0\0\1", b"\x80\0\0\0", b"{}[]"])
def test_5_3_every_mask_is_taken_off(client: Client, mask: bytes) -> None:
    client.join().send(frame(TEXT, question(1), mask=mask))
    client.answer_to(1)


@pytest.mark.parametrize("length", range(9))
def test_5_3_a_mask_is_taken_off_a_payload_of_any_length(client: Client, length: int) -> None:
    client.open().send(frame(PING, b"12345678"[:length]))
    assert client.read() == Frame(PONG, b"12345678"[:length])


# 5.2: the header


@pytest.mark.parametrize("reserved", range(1, 8))
@pytest.mark.parametrize("opcode", DATA.values(), ids=list(DATA))
def test_5_2_a_reserved_bit_ends_the_connection(client: Client, opcode: int, reserved: int) -> None:
    client.open().send(frame(opcode, reserved=reserved))
    assert client.ending() == PROTOCOL_ERROR


@pytest.mark.parametrize("opcode", [3, 4, 5, 6, 7, 11, 12, 13, 14, 15])
@pytest.mark.parametrize("payload", [b"", b"payload"], ids=["empty", "with a payload"])
def test_5_2_a_reserved_opcode_ends_the_connection(
    client: Client, opcode: int, payload: bytes
) -> None:
    client.open().send(frame(opcode, payload))
    assert client.ending() == PROTOCOL_ERROR


@pytest.mark.parametrize("size", [125, 126, 127, 65534, 65535, LARGEST_FRAME])
def test_5_2_a_length_is_read_in_each_of_its_three_forms(client: Client, size: int) -> None:
    message = question(2, size=size)
    assert len(message) == size
    client.join().send(frame(TEXT, message))
    client.answer_to(2)


@pytest.mark.parametrize("length_bytes", [2, 8])
def test_5_2_a_length_that_is_longer_than_need_be_is_read_all_the_same(
    client: Client, length_bytes: int
) -> None:
    """The rule that the shortest form must be used binds who sends. No harm is in reading it."""
    client.open().send(frame(PING, b"long", length_bytes=length_bytes))
    assert client.read() == Frame(PONG, b"long")


@pytest.mark.parametrize("length", [LARGEST_FRAME + 1, 1 << 31, 1 << 62, 1 << 63, (1 << 64) - 1])
def test_5_2_and_7_4_1_a_length_beyond_the_limit_ends_the_connection_before_it_is_read(
    client: Client, length: int
) -> None:
    client.open().send(bytes([0x80 | TEXT, 0x80 | 127]) + length.to_bytes(8, "big") + MASK)
    assert client.ending() == TOO_BIG


# 5.4: fragments


@pytest.mark.parametrize("size", [1, 2, 7, 30])
def test_5_4_a_message_in_fragments_is_one_message(client: Client, size: int) -> None:
    whole = question(3)
    client.join().send(
        fragments(whole[start : start + size] for start in range(0, len(whole), size))
    )
    client.answer_to(3)


def test_5_4_fragments_may_be_empty(client: Client) -> None:
    client.join().send(fragments([b"", question(4), b"", b""]))
    client.answer_to(4)


def test_5_4_control_frames_in_the_middle_of_a_message_are_answered_before_it_ends(
    client: Client,
) -> None:
    whole = question(5)
    between = frame(PING, b"between") + frame(PONG, b"unasked")
    client.join().send(fragments([whole[:9], whole[9:20], whole[20:]], between=between))
    answers = [frame for frame in client.answers() if b"status" not in frame.payload]
    assert answers[:2] == [Frame(PONG, b"between")] * 2
    assert json.loads(answers[2].payload)["t"] == 5
    assert len(answers) == 3


def test_5_4_a_fragmented_message_has_the_type_of_its_first_frame(client: Client) -> None:
    client.join().send(fragments([question(6)[:5], question(6)[5:]], opcode=BINARY))
    client.send(frame(TEXT, question(7)))
    error, *_ = [json.loads(frame.payload) for frame in client.answers()]
    assert (error["message"], error["reason"]) == ("error", "bad-message")


WITHOUT_A_BEGINNING = {
    "last": frame(CONTINUATION, b"x"),
    "not the last": frame(CONTINUATION, b"x", fin=False),
    "empty": frame(CONTINUATION),
    "after a whole message": frame(TEXT, question(8)) + frame(CONTINUATION, b"x"),
    "after a message in fragments": fragments([b"{", b"}"]) + frame(CONTINUATION, b"x"),
}


@pytest.mark.parametrize("data", WITHOUT_A_BEGINNING.values(), ids=list(WITHOUT_A_BEGINNING))
def test_5_4_a_continuation_of_nothing_ends_the_connection(client: Client, data: bytes) -> None:
    client.join().send(data)
    assert client.ending() == PROTOCOL_ERROR


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
@pytest.mark.parametrize("fin", [True, False])
def test_5_4_a_message_within_a_message_ends_the_connection(
    client: Client, opcode: int, fin: bool
) -> None:
    client.open().send(frame(TEXT, b"{", fin=False), frame(opcode, b"}", fin=fin))
    assert client.ending() == PROTOCOL_ERROR


def test_5_4_and_7_4_1_fragments_are_bounded_together(client: Client) -> None:
    half = b" " * (LARGEST_FRAME // 2)
    client.open().send(fragments([half, half, b" "]))
    assert client.ending() == TOO_BIG


def test_5_4_and_7_4_1_the_number_of_fragments_is_bounded(client: Client) -> None:
    client.join().send(frame(TEXT, fin=False), frame(CONTINUATION, fin=False) * 5000)
    assert client.ending() == TOO_BIG


# 5.6: data frames


def test_5_6_a_binary_message_is_an_error_that_the_connection_survives(client: Client) -> None:
    client.join().send(frame(BINARY, b"\x00\xff"), frame(TEXT, question(9)))
    assert json.loads(client.read().payload)["reason"] == "bad-message"
    client.answer_to(9)


def test_5_6_an_empty_text_is_an_error_that_the_connection_survives(client: Client) -> None:
    client.join().send(frame(TEXT), frame(TEXT, question(10)))
    assert json.loads(client.read().payload)["reason"] == "bad-json"
    client.answer_to(10)
