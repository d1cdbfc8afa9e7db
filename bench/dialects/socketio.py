"""Socket.IO 4 over WebSocket alone, as far as one namespace without acknowledgements needs it.

socket.io/docs/v4/engine-io-protocol and socket.io/docs/v4/socket-io-protocol. The first digit of a
message is Engine.IO's (0 open, 2 ping, 3 pong, 4 message), the second one Socket.IO's (0 connect,
2 event).
"""

from __future__ import annotations

from typing import Any

import msgspec

from bench.dialects import Dialect

_HEAD = b'42["events",'


class SocketIo(Dialect):
    """A client emits `hello` with its role, and is sent `welcome`."""

    path = "/socket.io/?EIO=4&transport=websocket"

    def opening(self, hello: dict[str, Any]) -> None:
        """The server speaks first."""

    def events(self, data: bytes, start: int, end: int) -> tuple[int, int] | None:
        """Return where the argument of `events` is."""
        return (start + len(_HEAD), end - 1) if data.startswith(_HEAD, start) else None

    def answer(self, said: bytes, role: str) -> bytes | None:
        """Connect to the namespace, say hello in it, answer pings."""
        if said.startswith(b"40"):
            return b"42" + msgspec.json.encode(["hello", role])
        return {b"0": b"40", b"2": b"3"}.get(said[:1])

    def is_welcome(self, said: bytes) -> bool:
        """Take the event `welcome`."""
        return said == b'42["welcome"]'

    def event(self, event: bytes) -> bytes:
        """Emit `publish`."""
        return b'42["publish",' + event + b"]"
