"""RFC 6455, 8.1: what is said to be text is UTF-8."""

from __future__ import annotations

import json

import pytest

from tests.rfc6455.client import (
    CONTINUATION,
    TEXT,
    Client,
    fragments,
    frame,
    question,
)

BAD_DATA = 1007
GOOD = {
    "Greek": "κόσμε",
    "the ends of each length": "\x7f\x80\u07ff\u0800\uffff\U00010000\U0010ffff",
    "around the surrogates": "\ud7ff\ue000",
    "noncharacters": "\ufdd0\ufffe\uffff\U0001fffe",
    "the replacement character": "\ufffd",
    "a byte order mark": "\ufeff",
    "joined emoji": "👩\u200d🚀🏽",
}
BAD = {
    "a byte that is never used": b"\xfe",
    "another": b"\xff",
    "a continuation alone": b"\x80",
    "two of them": b"\x80\xbf",
    "a beginning alone": b"\xc3(",
    "three of four bytes": b"\xf0\x9f\x98",
    "too many": "é".encode() + b"\xa9",
    "too long a form of a slash": b"\xc0\xaf",
    "too long a form of the last of two bytes": b"\xe0\x9f\xbf",
    "too long a form of the last of three bytes": b"\xf0\x8f\xbf\xbf",
    "the first surrogate": b"\xed\xa0\x80",
    "the last surrogate": b"\xed\xbf\xbf",
    "a pair of surrogates": b"\xed\xa0\xbd\xed\xb8\x80",
    "beyond Unicode": b"\xf4\x90\x80\x80",
    "five bytes": b"\xf8\x88\x80\x80\x80",
    "six bytes": b"\xfc\x84\x80\x80\x80\x80",
    "Latin-1": b"Gr\xfc\xdfe",
    "good at first": "κόσμε".encode() + b"\xed\xa0\x80 and more",
}


@pytest.mark.parametrize("more", GOOD.values(), ids=list(GOOD))
def test_8_1_text_in_utf_8_is_read(client: Client, more: str) -> None:
    client.join().send(frame(TEXT, question(1, more)))
    client.answer_to(1)


@pytest.mark.parametrize("more", ["κόσμε", "😀", "\U0010ffff"])
def test_8_1_a_character_may_be_split_between_fragments(client: Client, more: str) -> None:
    whole = question(2, more)
    client.join().send(fragments(bytes([byte]) for byte in whole))
    client.answer_to(2)


@pytest.mark.parametrize("bad", BAD.values(), ids=list(BAD))
def test_8_1_text_that_is_not_utf_8_ends_the_connection(client: Client, bad: bytes) -> None:
    client.join().send(frame(TEXT, bad))
    assert client.ending() == BAD_DATA


@pytest.mark.parametrize("bad", BAD.values(), ids=list(BAD))
def test_8_1_it_does_so_in_fragments_too(client: Client, bad: bytes) -> None:
    client.join().send(fragments(bytes([byte]) for byte in b"{" + bad + b"}"))
    assert client.ending() == BAD_DATA


def test_8_1_a_message_is_judged_when_it_is_whole(client: Client) -> None:
    """The RFC leaves open when; a message is decoded once, at its end."""
    client.join().send(frame(TEXT, b"\xff", fin=False))
    assert [f for f in client.answers() if json.loads(f.payload)["message"] != "status"] == []
    client.send(frame(CONTINUATION))
    assert client.ending() == BAD_DATA


def test_8_1_a_message_that_ends_within_a_character_ends_the_connection(client: Client) -> None:
    client.join().send(fragments(["€".encode()[:1], "€".encode()[1:2]]))
    assert client.ending() == BAD_DATA
