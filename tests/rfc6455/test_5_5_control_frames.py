"""RFC 6455, 5.5: pings, pongs and close frames."""

from __future__ import annotations

import pytest

from tests.rfc6455.client import (
    CLOSE,
    PING,
    PONG,
    TEXT,
    Client,
    Frame,
    close,
    frame,
    question,
)

PROTOCOL_ERROR = 1002
CONTROL = {"close": CLOSE, "ping": PING, "pong": PONG}
PAYLOADS = [b"", b"\0", b"\xff\xfe\xfd", bytes(range(125)), bytes(range(131, 256)), b"x" * 125]


@pytest.mark.parametrize("opcode", CONTROL.values(), ids=list(CONTROL))
@pytest.mark.parametrize("size", [126, 127, 65536])
def test_5_5_a_control_frame_of_more_than_125_bytes_ends_the_connection(
    client: Client, opcode: int, size: int
) -> None:
    client.open().send(frame(opcode, b"\x03\xe8".ljust(size, b"x")))
    assert client.ending() == PROTOCOL_ERROR


@pytest.mark.parametrize("opcode", CONTROL.values(), ids=list(CONTROL))
def test_5_5_a_control_frame_in_fragments_ends_the_connection(client: Client, opcode: int) -> None:
    client.open().send(frame(opcode, fin=False))
    assert client.ending() == PROTOCOL_ERROR


@pytest.mark.parametrize("code", [1000, 1001, 4321])
@pytest.mark.parametrize("reason", [b"", b"enough", "genug für heute".encode(), b"x" * 123])
def test_5_5_1_a_close_frame_is_answered_with_the_same(
    client: Client, code: int, reason: bytes
) -> None:
    client.open().send(close(code, reason))
    assert client.read_to_the_end() == [Frame(CLOSE, code.to_bytes(2, "big") + reason)]


def test_5_5_1_a_close_frame_without_a_code_is_answered_with_none(client: Client) -> None:
    client.open().send(close())
    assert client.read_to_the_end() == [Frame(CLOSE)]


@pytest.mark.parametrize("after", [frame(PING), frame(TEXT, question(1)), close(1000), b"\xff"])
def test_5_5_1_nothing_after_a_close_frame_is_answered(client: Client, after: bytes) -> None:
    client.open().send(close(1000), after)
    assert client.read_to_the_end() == [Frame(CLOSE, b"\x03\xe8")]


def test_5_5_1_and_5_5_2_after_its_close_frame_the_relay_answers_pings_alone(
    client: Client,
) -> None:
    client.open().send(frame(TEXT, b"no hello"))
    error, ended = client.read(), client.read()
    assert (error.opcode, ended.opcode) == (TEXT, CLOSE)
    client.send(frame(TEXT, question(2)), frame(PING, b"still there?"), close(1000))
    assert client.read_to_the_end() == [Frame(PONG, b"still there?")]


@pytest.mark.parametrize("payload", PAYLOADS, ids=repr)
def test_5_5_2_and_5_5_3_a_ping_is_answered_with_a_pong_of_the_same_data(
    client: Client, payload: bytes
) -> None:
    client.open().send(frame(PING, payload))
    assert client.read() == Frame(PONG, payload)


def test_5_5_3_every_ping_is_answered_in_its_order(client: Client) -> None:
    payloads = [b"%d" % number for number in range(100)]
    client.open().send(*(frame(PING, payload) for payload in payloads))
    assert client.answers() == [Frame(PONG, payload) for payload in payloads]


def test_5_5_2_a_ping_is_answered_before_the_hello_and_after_it(client: Client) -> None:
    client.open()
    assert client.answers() == []
    client.send(frame(TEXT, b'{"type":"client","message":"first connection"}'))
    assert len(client.answers()) == 1  # the welcome


@pytest.mark.parametrize("payload", PAYLOADS, ids=repr)
def test_5_5_3_a_pong_that_nobody_asked_for_is_ignored(client: Client, payload: bytes) -> None:
    client.open().send(frame(PONG, payload))
    assert client.answers() == []
