"""How a server is spoken to: what a client says first, how an event travels, where it is found.

`Dialect` itself is what the relay and most peers speak: JSON in text frames, an array for events
and an object for everything else. Pure, and without any state of a connection.
"""

from __future__ import annotations

from typing import Any

import msgspec

from bench import frames


class Dialect:
    """JSON in text frames. The hello is said at once, and answered by a welcome."""

    path = "/"
    opcode = frames.TEXT
    is_stream = False
    """Whether the messages of the server are a stream of bytes that takes no heed of frames."""

    def __init__(self, subprotocol: str | None = None) -> None:
        self.subprotocol = subprotocol

    def opening(self, hello: dict[str, Any]) -> bytes | None:
        """Return what to say when the WebSocket is open; None to wait for the server's word."""
        return msgspec.json.encode(hello)

    def find(self, data: bytes, at: int) -> tuple[int, int, int] | None:
        """Return opcode, start and end of the message at `at`; None if it is not whole."""
        return frames.find(data, at)

    def events(self, data: bytes, start: int, end: int) -> tuple[int, int] | None:
        """Return where in a message its array of events is; None if it has none."""
        return (start, end) if data[start] == 0x5B else None

    def answer(self, said: bytes, role: str) -> bytes | None:
        """Return what the server has to be told before it lets a client in, or to keep it."""
        return None

    def is_welcome(self, said: bytes) -> bool:
        """Tell whether these words let a client in."""
        return b'"message":"welcome"' in said

    def event(self, event: bytes) -> bytes:
        """Return what a producer says to publish an array of one event."""
        return event
