"""The text protocol of NATS, as far as publishing and subscribing need it.

docs.nats.io/reference/reference-protocols/nats-protocol. Over WebSocket its lines come in binary
frames, which may hold several of them or a part of one.
"""

from __future__ import annotations

from typing import Any

from bench import frames
from bench.dialects import Dialect

_CONNECT = b'CONNECT {"verbose":false,"pedantic":false,"lang":"bench","version":"1"}\r\n'
_LINE_END = b"\r\n"


class Nats(Dialect):
    """A viewer subscribes to the subject `events`, to which producers publish."""

    opcode = frames.BINARY
    is_stream = True

    def opening(self, hello: dict[str, Any]) -> None:
        """The server speaks first."""

    def find(self, data: bytes, at: int) -> tuple[int, int, int] | None:
        """Return a line, or of a MSG its payload with the line end behind it, which JSON allows."""
        end = data.find(_LINE_END, at)
        if end < 0:
            return None
        if not data.startswith(b"MSG ", at):
            return frames.TEXT, at, end + 2
        start = end + 2
        end = start + int(data[data.rindex(b" ", at, end) : end]) + 2
        return (frames.TEXT, start, end) if len(data) >= end else None

    def answer(self, said: bytes, role: str) -> bytes | None:
        """Connect, subscribe, and ask for a PONG, which tells that both are done."""
        if said.startswith(b"INFO"):
            subscribe = b"SUB events 1\r\n" if role == "client" else b""
            return _CONNECT + subscribe + b"PING\r\n"
        return b"PONG\r\n" if said.startswith(b"PING") else None

    def is_welcome(self, said: bytes) -> bool:
        """Take the PONG for a welcome."""
        return said.startswith(b"PONG")

    def event(self, event: bytes) -> bytes:
        """Publish an event."""
        return b"PUB events %d\r\n%b\r\n" % (len(event), event)
