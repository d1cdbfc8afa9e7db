"""Peers that mean harm: raw bytes over TCP, and what came back for them. No library helps them."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from protocol.messages import SUBPROTOCOL
from tests.line_to_relay import PATIENCE, LineToRelay

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
Json = dict[str, Any]


def frame(payload: bytes | str = b"", opcode: int = TEXT, *, fin: bool = True) -> bytes:
    """Build a frame as clients do, masked with zeros (RFC 6455, 5.2)."""
    data = payload.encode("utf-8", "surrogatepass") if isinstance(payload, str) else payload
    return head(len(data), opcode, fin=fin) + data


def head(length: int, opcode: int = TEXT, *, fin: bool = True) -> bytes:
    """Build the header of a frame that says to have so many bytes."""
    first = opcode | (0x80 if fin else 0)
    if length < 126:
        sizes = struct.pack("!BB", first, 0x80 | length)
    elif length < 1 << 16:
        sizes = struct.pack("!BBH", first, 0x80 | 126, length)
    else:
        sizes = struct.pack("!BBQ", first, 0x80 | 127, length)
    return sizes + bytes(4)


def hello(role: str, **fields: object) -> Json:
    """Return a hello; a producer's needs a source and an epoch."""
    given = {"next": 1} if role == "hardware" else {}
    return {"type": role, "message": "first connection"} | given | fields


class Peer(LineToRelay):
    """One TCP connection to a relay, and all that was read from it."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.code: int | None = None
        """What the relay's close frame said, once it has been read."""

        self._buffer = b""

    # What it sends

    def request(self, *lines: str, target: str = "/", method: str = "GET") -> bytes:
        """Build an HTTP request to this relay, with more header lines."""
        host, port = self.socket.getpeername()
        first = [f"{method} {target} HTTP/1.1", f"Host: {host}:{port}"]
        return "\r\n".join([*first, *lines, "", ""]).encode("latin-1")

    def handshake(self, subprotocol: str | None = SUBPROTOCOL, *lines: str) -> bytes:
        """Build the request to become a WebSocket."""
        offered = [] if subprotocol is None else [f"Sec-WebSocket-Protocol: {subprotocol}"]
        return self.request(
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            *offered,
            *lines,
        )

    def upgrade(self, subprotocol: str | None = SUBPROTOCOL, *lines: str) -> str:
        """Become a WebSocket; return the header of the answer."""
        self.socket.sendall(self.handshake(subprotocol, *lines))
        answer = self.read_header()
        assert answer.startswith("HTTP/1.1 101 "), answer
        return answer

    def send(self, data: bytes) -> None:
        """Send bytes; the relay may have gone meanwhile."""
        with suppress(ConnectionError):
            self.socket.sendall(data)

    def say(self, message: object) -> None:
        """Send a message, or a text that is no message."""
        text = message if isinstance(message, (str, bytes)) else json.dumps(message)
        self.send(frame(text))

    def join(self, role: str, subprotocol: str | None = SUBPROTOCOL, **fields: object) -> None:
        """Become a WebSocket and say hello."""
        self.upgrade(subprotocol)
        self.say(hello(role, **fields))

    def pour(self, data: bytes, most: int, patience: float = 0.5) -> int:
        """Send the same again and again, and read nothing, until nobody takes it; return how many
        bytes went out."""
        self.socket.settimeout(patience)
        block = data * max(1, 64 * 1024 // len(data))
        sent = 0
        with suppress(OSError):  # not taken, or ended
            while sent < most:
                sent += self.socket.send(block)
        self.socket.settimeout(PATIENCE)
        return sent

    def reset(self) -> None:
        """End the connection with RST instead of FIN."""
        with suppress(OSError):
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    # What it reads

    def _more(self) -> bool:
        """Read what there is; False: the relay has ended the connection."""
        try:
            data = self.socket.recv(1 << 16)
        except ConnectionError:
            return False
        self._buffer += data
        return bool(data)

    def is_hung_up(self, within: float) -> bool:
        """Read what comes for so many seconds; tell whether the relay has ended the connection."""
        self.socket.settimeout(within)
        try:
            return not self._more()
        except TimeoutError:
            return False
        finally:
            self.socket.settimeout(PATIENCE)

    def read_header(self) -> str:
        """Read the header of an HTTP answer; empty if the relay hung up instead."""
        while b"\r\n\r\n" not in self._buffer:
            if not self._more():
                return ""
        header, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        return header.decode("latin-1")

    def read_to_the_end(self) -> bytes:
        """Read all that comes until the relay hangs up."""
        while self._more():
            pass
        data, self._buffer = self._buffer, b""
        return data

    def frames(self) -> Iterator[tuple[int, bytes]]:
        """Read frames, opcode and payload, until the relay hangs up."""
        while True:
            while (found := self._parse()) is None:
                if not self._more():
                    return
            opcode, payload = found
            if opcode == CLOSE:
                self.code = int.from_bytes(payload[:2], "big")
            yield found

    def _parse(self) -> tuple[int, bytes] | None:
        data = self._buffer
        if len(data) < 2:
            return None
        length, start = data[1] & 0x7F, 2
        if length > 125:
            width = 2 if length == 126 else 8
            length, start = int.from_bytes(data[2 : 2 + width], "big"), 2 + width
        if len(data) < start + length:
            return None
        self._buffer = data[start + length :]
        return data[0] & 0x0F, data[start : start + length]

    def messages(self) -> Iterator[Any]:
        """Read messages and frames of events until the relay hangs up."""
        for opcode, payload in self.frames():
            if opcode == TEXT:
                yield json.loads(payload)

    def ready(self) -> Iterator[Any]:
        """Read what has come by now, without waiting for more."""
        with suppress(BlockingIOError):
            while self._more():
                pass
        while (found := self._parse()) is not None:
            if found[0] == TEXT:
                yield json.loads(found[1])

    def hear(self, message: str) -> Json:
        """Read until a message comes."""
        deadline = time.monotonic() + PATIENCE
        for found in self.messages():
            if isinstance(found, dict) and found["message"] == message:
                return dict(found)
            assert time.monotonic() < deadline, f"no {message} came"
        raise AssertionError(f"no {message} came, the relay ended with {self.code}")

    def ending(self) -> int | None:
        """Read until the relay hangs up; return its close code. None: it said none."""
        for opcode, _ in self.frames():
            if opcode == CLOSE:
                self.send(head(0, CLOSE))
        return self.code
