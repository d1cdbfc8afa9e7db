"""RFC 6455, section 7: how a connection ends, and with which codes."""

from __future__ import annotations

import pytest

from protocol.close_codes import Ending
from tests.rfc6455.client import (
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    Client,
    Frame,
    close,
    frame,
)

PROTOCOL_ERROR, BAD_DATA = 1002, 1007
MAY_BE_SENT = [*range(1000, 1004), *range(1007, 1011), 1012, 1013, 1014, 3000, 3999, 4000, 4999]
MUST_NOT_BE_SENT = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535]
BAD_UTF_8 = {
    "no UTF-8": b"\xff",
    "a character cut short": "€".encode()[:2],
    "a surrogate": b"\xed\xa0\x80",
    "good at first": b"all is well \xc0\xaf",
}


def test_7_1_1_the_relay_closes_the_line_when_both_have_sent_a_close_frame(client: Client) -> None:
    client.open().send(frame(TEXT, b"no hello"))
    client.read()
    assert client.read() == Frame(CLOSE, Ending.BAD_HELLO.code.to_bytes(2, "big") + b"bad-hello")
    client.send(close(Ending.BAD_HELLO.code))
    assert client.read_to_the_end() == []


@pytest.mark.parametrize("code", MAY_BE_SENT)
def test_7_4_a_code_that_may_be_sent_is_answered_with_the_same(client: Client, code: int) -> None:
    client.open().send(close(code))
    assert client.ending() == code


@pytest.mark.parametrize("code", MUST_NOT_BE_SENT)
def test_7_4_a_code_that_must_not_be_sent_is_a_protocol_error(client: Client, code: int) -> None:
    client.open().send(close(code))
    assert client.ending() == PROTOCOL_ERROR


def test_7_1_5_half_a_code_is_a_protocol_error(client: Client) -> None:
    client.open().send(frame(CLOSE, b"\x03"))
    assert client.ending() == PROTOCOL_ERROR


@pytest.mark.parametrize("reason", BAD_UTF_8.values(), ids=list(BAD_UTF_8))
def test_7_1_6_a_reason_that_is_not_utf_8_is_bad_data(client: Client, reason: bytes) -> None:
    client.open().send(close(1000, reason))
    assert client.ending() == BAD_DATA


def test_7_1_6_a_reason_may_use_all_of_unicode(client: Client) -> None:
    reason = "\0 \u2028 \ufffe 😀".encode()
    client.open().send(close(1000, reason))
    assert client.read_to_the_end() == [Frame(CLOSE, b"\x03\xe8" + reason)]


def test_7_1_7_after_an_error_nothing_more_is_read(client: Client) -> None:
    client.open().send(frame(3), frame(PING, b"too late"))
    (ended,) = client.read_to_the_end()
    assert ended.payload[:2] == PROTOCOL_ERROR.to_bytes(2, "big")


def test_7_1_7_what_came_before_an_error_is_answered(client: Client) -> None:
    client.open().send(frame(PING, b"in time"), frame(3))
    assert client.read() == Frame(PONG, b"in time")
    assert client.ending() == PROTOCOL_ERROR


def test_7_2_1_a_line_that_breaks_in_a_frame_is_no_matter(client: Client) -> None:
    client.open().send(frame(TEXT, b"half a message")[:-7])
    client.socket.shutdown(1)
    assert client.read_to_the_end() == []


@pytest.mark.parametrize("middle", [b"", frame(CONTINUATION, fin=False)])
def test_7_1_2_a_close_frame_within_a_message_ends_the_connection(
    client: Client, middle: bytes
) -> None:
    """5.4 lets control frames stand there. The library takes a message without an end for an error
    and answers 1002 where 1000 would do: case 7.1.5 of Autobahn. It ends all the same."""
    client.open().send(frame(TEXT, b"{", fin=False), middle, close(1000))
    assert client.ending() == PROTOCOL_ERROR
