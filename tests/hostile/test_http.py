"""Requests that nobody should send are refused in HTTP or not answered, and none of them stays."""

from __future__ import annotations

import pytest

from relay.edges.sockets.connection import LARGEST_REQUEST
from tests.hostile.siege import Siege

pytestmark = pytest.mark.end_to_end

GARBAGE = {
    "nothing but an end of line": b"\r\n\r\n",
    "an HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "another version": b"GET / HTTP/9.9\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\nHost\r\n\r\n",
    "a header that goes on": b"GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
    "control characters": b"GET /\x1b[2J HTTP/1.1\r\nX-\x07: \x1b]0;pwned\x07\r\n\r\n",
    "a body that is not wanted": b"POST / HTTP/1.1\r\nContent-Length: 99\r\n\r\n" + b"x" * 99,
    "a smuggled request": (
        b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"
    ),
}

TRAVERSALS = [
    "/../server.py",
    "/assets/../../../server.py",
    "/%2e%2e/server.py",
    "/%2e%2e%2fserver.py",
    "/..%2fserver.py",
    "/..%252fserver.py",
    "/%c0%ae%c0%ae/server.py",
    "/..\\server.py",
    "/....//server.py",
    "//server.py",
    "/./server.py",
    "/assets/",
    "/server.py%00.html",
    "/.git/config",
    "file:///etc/passwd",
    "http://example.com/",
    "/" + "../" * 40 + "etc/passwd",
    "/" + "%2e%2e/" * 40 + "etc/passwd",
]


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_garbage_is_not_let_in(besieged: Siege, garbage: bytes) -> None:
    peer = besieged.peer()
    peer.send(garbage)
    answer = peer.read_to_the_end()
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4"), answer


def test_no_path_leads_out_of_the_page(besieged: Siege) -> None:
    for target in TRAVERSALS:
        peer = besieged.peer()
        peer.send(peer.request(target=target))
        assert peer.read_to_the_end().startswith(b"HTTP/1.1 404 "), target


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"])
def test_nothing_can_be_changed_over_http(besieged: Siege, method: str) -> None:
    peer = besieged.peer()
    peer.send(peer.request(method=method))
    assert peer.read_header().startswith("HTTP/1.1 405 ")


def test_a_request_with_too_many_headers_is_refused_before_it_is_whole(besieged: Siege) -> None:
    peer = besieged.peer()
    line = b"X-Flood: " + b"x" * 1000 + b"\r\n"
    peer.send(peer.request()[:-2] + line * (LARGEST_REQUEST // len(line) + 1))
    assert peer.read_header().startswith("HTTP/1.1 431 ")


def test_headers_that_never_end_are_not_read_to_the_end(besieged: Siege) -> None:
    many, long = besieged.crowd(2)
    assert many.pour(b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 8000, 64 << 20) < 8 << 20
    assert long.pour(b"GET /" + b"x" * 60_000, 64 << 20) < 8 << 20


def test_a_header_that_is_too_long_is_not_let_in(besieged: Siege) -> None:
    peer = besieged.peer()
    peer.send(peer.handshake(None, f"Cookie: {'x' * 9000}"))
    assert not peer.read_header().startswith("HTTP/1.1 101 ")


def test_pages_that_nobody_reads_take_nothing_from_the_others(besieged: Siege) -> None:
    for peer in besieged.crowd(50):
        peer.send(peer.request())


@pytest.mark.parametrize(
    "header",
    ["Origin: http://evil.example", "Origin: null", "Origin: http://localhost.evil.example"],
)
def test_a_foreign_page_is_refused_before_it_is_a_websocket(besieged: Siege, header: str) -> None:
    peer = besieged.peer()
    peer.send(peer.handshake(None, header))
    assert peer.read_header().startswith("HTTP/1.1 403 ")


def test_compression_is_not_agreed_to_however_it_is_offered(besieged: Siege) -> None:
    for offer in (
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate; server_max_window_bits=15, permessage-deflate",
        "x-webkit-deflate-frame",
        "permessage-deflate; " + "x=1; " * 1000,
        "\x07;;;,,,===",
    ):
        peer = besieged.peer()
        peer.send(peer.handshake(None, f"Sec-WebSocket-Extensions: {offer}"))
        answer = peer.read_header()
        assert "sec-websocket-extensions" not in answer.lower()
