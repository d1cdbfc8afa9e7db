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
from bench.loop import Loop, now

READ = 32 * 1024
_NOTHING = select.EPOLLRDHUP


class Line:
    """One connection. `ending` is how it ended: a close code or a word."""

    def __init__(self, loop: Loop, port: int, subprotocol: str | None) -> None:
        self._loop = loop
        self._port = port
        self._subprotocol = subprotocol
        self._waiting = b""
        self._upgraded = False
        self._wants_reading = True
        self.receive_buffer: int | None = None
        self.tail = b""
        self.ending: int | str | None = None
        self.ended_at = 0.0
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
        self.ending, self._upgraded, self.tail = None, False, b""
        self.welcomed_at = 0.0
        self._waiting = frames.upgrade(self._port, self._subprotocol)
        with contextlib.suppress(BlockingIOError):
            self.socket.connect(("127.0.0.1", self._port))
        self._watch()

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
        self.send(frames.build(msgspec.json.encode(message), os.urandom(4)))

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
        return bool(self.welcomed_at)

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
        self.say(self.hello())
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
