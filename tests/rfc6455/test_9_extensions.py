"""RFC 6455, section 9: extensions are offered in vain, compression (RFC 7692) among them."""

from __future__ import annotations

import zlib

import pytest

from tests.rfc6455.client import PING, PONG, TEXT, Client, Frame, frame, question

PROTOCOL_ERROR = 1002
OFFERS: dict[str, str | list[str]] = {
    "compression": "permessage-deflate",
    "with parameters": "permessage-deflate; client_max_window_bits; server_max_window_bits=8",
    "two forms of it": "permessage-deflate; server_no_context_takeover, permessage-deflate",
    "on two lines": ["permessage-deflate", "x-webkit-deflate-frame"],
    "something unknown": 'unheard-of; with="a parameter"',
    "what is no extension": "=;;,",
}


@pytest.mark.parametrize("offer", OFFERS.values(), ids=list(OFFERS))
def test_9_1_no_extension_is_accepted(client: Client, offer: str | list[str]) -> None:
    answer = client.shake({"Sec-WebSocket-Extensions": offer})
    assert answer.status == 101
    assert "sec-websocket-extensions" not in answer.headers
    client.send(frame(PING))
    assert client.read() == Frame(PONG)


def test_9_1_who_compresses_all_the_same_is_not_read(client: Client) -> None:
    assert client.shake({"Sec-WebSocket-Extensions": "permessage-deflate"}).status == 101
    deflate = zlib.compressobj(wbits=-15)
    packed = deflate.compress(question(1)) + deflate.flush(zlib.Z_SYNC_FLUSH)
    client.send(frame(TEXT, packed[:-4], reserved=4))
    assert client.ending() == PROTOCOL_ERROR
