"""Put the frames of a message together (RFC 6455, 5.4).

Which frame may follow which, and how large a message may be, the library sees to. What is left to
bound is the number of frames: each costs work, and an empty one has no size.
"""

from __future__ import annotations

from websockets.frames import CloseCode, Frame, Opcode

MOST_FRAGMENTS = 1024
"""Frames of which one message may consist, beside the last."""

DATA = {Opcode.TEXT, Opcode.BINARY, Opcode.CONT}
"""The frames of which messages consist (RFC 6455, 5.6)."""


class Unreadable(Exception):
    """No message can come of this: the connection has failed, with a close code (RFC 6455,
    7.4.1)."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Assembly:
    """A message as far as its frames have come."""

    __slots__ = ("_data", "_fragments", "_is_text", "size")

    def __init__(self) -> None:
        self.size = 0  # of the newest message that was whole, in bytes
        self._data = b""
        self._fragments = 0
        self._is_text = False

    def add(self, frame: Frame) -> str | bytes | None:
        """Add the next frame; return the message if it is whole. Raises Unreadable."""
        if frame.opcode is not Opcode.CONT:
            self._is_text = frame.opcode is Opcode.TEXT
        data = self._data + frame.data if self._data else frame.data
        if not frame.fin:
            self._data, self._fragments = bytes(data), self._fragments + 1
            if self._fragments > MOST_FRAGMENTS:
                raise Unreadable(CloseCode.MESSAGE_TOO_BIG, "too many fragments")
            return None
        self.size = len(data)
        self._data, self._fragments = b"", 0
        if not self._is_text:
            return bytes(data)
        try:
            return str(data, "utf-8")
        except UnicodeDecodeError as error:
            reason = f"{error.reason} at position {error.start}"
            raise Unreadable(CloseCode.INVALID_DATA, reason) from None
