"""A WebSocket client that breaks any rule it is told to, and lets the relay break none.

What it sends is built from parts. What it reads is checked by every rule of RFC 6455 for the frames
of a server, in each test anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from protocol.messages import SUBPROTOCOL
from tests.line_to_relay import LineToRelay

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
MASK = b"\x37\xfa\x21\x3d"
DONE = b"everything before this has been handled"

Changes = Mapping[str, str | list[str] | None]
"""By header: what it says instead, on one line or several; None: the header is left out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to an opening handshake. Names of headers are in small letters."""

    status: int
    headers: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame that the relay has sent."""

    opcode: int
    payload: bytes = b""
    fin: bool = True


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    reserved: int = 0,
    mask: bytes | None = MASK,
    length_bytes: int | None = None,
) -> bytes:
    """Build a frame (5.2); `length_bytes`: 0, 2 or 8, how many bytes tell the extended length."""
    length = len(payload)
    if length_bytes is None:
        length_bytes = 0 if length < 126 else 2 if length < 1 << 16 else 8
    short = {0: length, 2: 126, 8: 127}[length_bytes]
    first = (0x80 if fin else 0) | reserved << 4 | opcode
    second = (0 if mask is None else 0x80) | short
    return (
        bytes([first, second])
        + (length.to_bytes(length_bytes, "big") if length_bytes else b"")
        + (payload if mask is None else mask + masked(payload, mask))
    )


def masked(payload: bytes, mask: bytes) -> bytes:
    """Mask a payload, or take the mask off (5.3)."""
    return bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


def close(code: int | None = None, reason: bytes = b"") -> bytes:
    """Build a close frame (5.5.1)."""
    return frame(CLOSE, b"" if code is None else code.to_bytes(2, "big") + reason)


def fragments(parts: Iterable[bytes], opcode: int = TEXT, between: bytes = b"") -> bytes:
    """Build one message of several frames (5.4), with something between each two of them."""
    payloads = list(parts)
    built = [
        frame(CONTINUATION if at else opcode, payload, fin=at == len(payloads) - 1)
        for at, payload in enumerate(payloads)
    ]
    return between.join(built)


def question(t: int, more: str = "", size: int = 0) -> bytes:
    """Build a message that the relay answers, of at least so many bytes: see `Client.answer_to`."""
    said = {"type": "client", "message": "ping", "t": t, "more": more}
    return json.dumps(said, ensure_ascii=False).encode().ljust(size)


class Client(LineToRelay):
    """One connection to the relay."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__(port)
        self._received = b""

    # The opening handshake

    def shake(self, changes: Changes | None = None, request: str = "GET / HTTP/1.1") -> Answer:
        """Send an opening handshake (4.1) with changes, and return what is answered."""
        headers: dict[str, str | list[str] | None] = {
            "Host": f"127.0.0.1:{self.port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": KEY,
            "Sec-WebSocket-Version": "13",
        }
        lines = [request]
        for name, told in (headers | dict(changes or {})).items():
            values = [told] if isinstance(told, str) else told or []
            lines += [f"{name}: {value}" for value in values]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        return self._read_answer()

    def _read_answer(self) -> Answer:
        while b"\r\n\r\n" not in self._received:
            assert self._read_more(), f"no answer, but {self._received!r}"
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        headers: dict[str, list[str]] = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers.setdefault(name.lower(), []).append(value.strip())
        return Answer(int(status.split(" ")[1]), headers)

    def open(self) -> Self:
        """Become a WebSocket."""
        answer = self.shake({"Sec-WebSocket-Protocol": SUBPROTOCOL})
        assert answer.status == 101, answer
        return self

    def join(self) -> Self:
        """Become a viewer."""
        self.open().send(frame(TEXT, b'{"type":"client","message":"first connection"}'))
        assert json.loads(self.read().payload)["message"] == "welcome"
        return self

    # Frames

    def send(self, *data: bytes) -> None:
        self.socket.sendall(b"".join(data))

    def answers(self) -> list[Frame]:
        """Return every frame that came before the relay had handled all that was sent."""
        self.send(frame(PING, DONE))
        frames = [self.read()]
        while frames[-1] != Frame(PONG, DONE):
            frames.append(self.read())
        return frames[:-1]

    def answer_to(self, t: int) -> Frame:
        """Return the answer to a `question`."""
        while True:
            answer = self.read()
            said = json.loads(answer.payload)
            if said["message"] == "pong" and said["t"] == t:
                return answer

    def ending(self) -> int | None:
        """Read until the relay has closed the connection; return the code of its close frame,
        which must be the last that it sent. None: there was no code in it."""
        last = self.read_to_the_end()[-1]
        assert last.opcode == CLOSE, f"not the last frame: {last}"
        return int.from_bytes(last.payload[:2], "big") if last.payload else None

    def read_to_the_end(self) -> list[Frame]:
        """Return every frame until the relay closes the connection."""
        return list(iter(self._next_frame, None))

    def read(self) -> Frame:
        """Return the next frame."""
        found = self._next_frame()
        assert found is not None, "the relay has closed the connection"
        return found

    def _next_frame(self) -> Frame | None:
        while (found := self._take_frame()) is None:
            if not self._read_more():
                assert not self._received, f"an unfinished frame: {self._received!r}"
                return None
        return found

    def _take_frame(self) -> Frame | None:
        """Take a whole frame from what was received, and check it as a client has to (5.1–5.5)."""
        data = self._received
        if len(data) < 2:
            return None
        opcode, length = data[0] & 0x0F, data[1] & 0x7F
        assert not data[0] & 0x70, "reserved bits are 0 (5.2)"
        assert not data[1] & 0x80, "a server does not mask (5.1)"
        assert opcode in (CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG), "a known opcode (5.2)"
        start = {126: 4, 127: 10}.get(length, 2)
        if start > 2:
            length = int.from_bytes(data[2:start], "big")
            assert length > (125 if start == 4 else 65535), "the shortest length is used (5.2)"
        if len(data) < start + length:
            return None
        found = Frame(opcode, data[start : start + length], bool(data[0] & 0x80))
        if opcode >= CLOSE:
            assert found.fin, "control frames are not fragmented (5.5)"
            assert length <= 125, "control frames are short (5.5)"
        if opcode in (TEXT, CLOSE):
            found.payload[2 if opcode == CLOSE else 0 :].decode()  # UTF-8 (5.5.1, 5.6)
        self._received = data[start + length :]
        return found

    def _read_more(self) -> bool:
        try:
            data = self.socket.recv(1 << 16)
        except ConnectionResetError:
            return False
        self._received += data
        return bool(data)
