"""A WebSocket to the server on a raw, non-blocking socket.

It connects, upgrades, says hello and sends; what to do with the bytes that come is for `Viewer` and
`Producer`.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import struct
from typing import Any

import msgspec

from bench import frames
from bench.dialects import Dialect
from bench.loop import Loop, now

READ = 32 * 1024
_NOTHING = select.EPOLLRDHUP


class Line:
    """One connection. `ending` is how it ended: a close code or a word."""

    role = "client"

    def __init__(self, loop: Loop, port: int, dialect: Dialect) -> None:
        self._loop = loop
        self._port = port
        self.dialect = dialect
        self._waiting = b""
        self._upgraded = False
        self._wants_reading = True
        self.receive_buffer: int | None = None
        self.segment: int | None = None
        self.tail = b""
        self._frame = b""
        self.ending: int | str | None = None
        self.ended_at = 0.0
        self.connected_at = 0.0
        self.welcomed_at = 0.0

    def hello(self) -> dict[str, Any]:
        """Return the first message to send."""
        raise NotImplementedError

    def take(self, chunk: bytes, moment: float) -> None:
        """Handle bytes that came."""
        raise NotImplementedError

    def connect(self) -> None:
        """Begin to connect; the rest happens in the loop."""
        self.socket = socket.socket()
        self.fd = self.socket.fileno()
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.receive_buffer)
        if self.segment is not None:
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, self.segment)
        self.ending, self._upgraded, self.tail, self._frame = None, False, b"", b""
        self.connected_at, self.welcomed_at = now(), 0.0
        self._waiting = frames.upgrade(self._port, self.dialect.path, self.dialect.subprotocol)
        with contextlib.suppress(BlockingIOError):
            self.socket.connect(("127.0.0.1", self._port))
        self._watch()

    def come_back(self) -> None:
        """Connect again after an end."""
        self.connect()

    def reset(self) -> None:
        """Cut the connection as a crash would: with RST, telling nobody."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.end("reset")

    def end(self, ending: int | str) -> None:
        """Close the socket and note why."""
        if self.ending is None:
            self.ending, self.ended_at = ending, now()
            self._loop.forget(self.fd)
            self.socket.close()

    def pause_reading(self) -> None:
        """Read no more by itself; whoever asked for that calls `read`."""
        self._wants_reading = False
        self._watch()

    def say(self, message: dict[str, Any]) -> None:
        """Send a control message."""
        self.utter(msgspec.json.encode(message))

    def utter(self, words: bytes) -> None:
        """Send what the dialect has put into words."""
        self.send(frames.build(words, os.urandom(4), self.dialect.opcode))

    def send(self, data: bytes) -> None:
        """Send frames now, or as soon as the socket takes them."""
        if self._waiting:
            self._waiting += data
            return
        try:
            sent = self.socket.send(data)
        except BlockingIOError:
            sent = 0
        except OSError as error:
            self.end(type(error).__name__)
            return
        if sent < len(data):
            self._waiting = data[sent:]
            self._watch()

    @property
    def is_in(self) -> bool:
        """Tell whether the server has let this connection in."""
        return bool(self.welcomed_at) and self.ending is None

    @property
    def is_blocked(self) -> bool:
        """Tell whether the server does not take what was sent to it."""
        return bool(self._waiting)

    def ready(self, what: int) -> None:
        """Read or write, as epoll says."""
        if what & select.EPOLLOUT:
            self._write()
        if what & ~select.EPOLLOUT and self.ending is None:
            if self._wants_reading:
                self.read(READ)
            elif what & ~select.EPOLLIN:
                self.hung_up()

    def read(self, size: int) -> int:
        """Read at most `size` bytes and handle them; return how many there were."""
        try:
            chunk = self.socket.recv(size)
        except BlockingIOError:
            return 0
        except OSError as error:
            self.end(type(error).__name__)
            return 0
        moment = now()
        if not chunk:
            self.end("end of file")
        elif self._upgraded:
            self.take(chunk, moment)
        else:
            self._upgrade(chunk, moment)
        return len(chunk)

    def told(self, said: bytes, moment: float) -> None:
        """Handle words that are no events: answer them, and note whether they let this line in."""
        if (answer := self.dialect.answer(said, self.role)) is not None:
            self.utter(answer)
        if not self.welcomed_at and self.dialect.is_welcome(said):
            self.welcomed_at = moment

    def unwrap(self, chunk: bytes) -> bytes:
        """Return what the frames say that are whole now, one after the other, as a stream."""
        data, at, said = self._frame + chunk, 0, []
        while (found := frames.find(data, at)) is not None:
            opcode, start, at = found
            if opcode in (frames.TEXT, frames.BINARY):
                said.append(data[start:at])
            else:
                self.control(opcode, data[start:at])
        self._frame = data[at:]
        return b"".join(said)

    def hung_up(self) -> None:
        """Take note that the server has ended a connection that is not being read."""
        self.end("hung up")

    def control(self, opcode: int, payload: bytes) -> None:
        """Answer a control frame (RFC 6455, 5.5)."""
        if opcode == frames.CLOSE:
            self.end(int.from_bytes(payload[:2]) if len(payload) >= 2 else 1005)
        elif opcode == frames.PING:
            self.send(frames.build(payload, os.urandom(4), frames.PONG))

    def _upgrade(self, chunk: bytes, moment: float) -> None:
        self.tail += chunk
        head, found, rest = self.tail.partition(b"\r\n\r\n")
        if not found:
            return
        if b" 101 " not in head.split(b"\r\n")[0]:
            self.end(head.split(b"\r\n")[0].decode())
            return
        self._upgraded, self.tail = True, b""
        if (opening := self.dialect.opening(self.hello())) is not None:
            self.utter(opening)
        if rest:
            self.take(rest, moment)

    def _write(self) -> None:
        data, self._waiting = self._waiting, b""
        if data:
            self.send(data)
        if not self._waiting and self.ending is None:
            self._watch()

    def _watch(self) -> None:
        what = select.EPOLLIN if self._wants_reading else _NOTHING
        if self._waiting:
            what |= select.EPOLLOUT
        self._loop.watch(self.fd, what, self)
