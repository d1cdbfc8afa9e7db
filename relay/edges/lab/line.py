"""A line that is put between a connection and its socket, and can be made bad: slow, dead or cut.

The connection takes it for its transport, the transport for its protocol. It holds as much as
kernels do, so that to the relay it looks like any slow line: what was written has left, and only
the answers tell that it has not arrived.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from functools import partial
from typing import Any

from websockets.asyncio.server import ServerConnection

from relay.edges.lab.way import Way
from relay.viewer import Peer

MOST_HELD = 256 * 1024
"""Bytes towards the viewer, beyond which the relay is told that the line is full."""

MOST_HELD_BACK = 16 * 1024
"""Bytes from the viewer, beyond which nothing more is read."""

LINGER_NOT = struct.pack("ii", 1, 0)


class Line(asyncio.Transport, asyncio.BufferedProtocol):
    """The line of one connection."""

    def __init__(self, connection: ServerConnection) -> None:
        super().__init__()
        self._connection = connection
        self._socket: asyncio.Transport = connection.transport
        self._there = Way(connection.loop, self._arrive)
        self._back = Way(connection.loop, self._come_back)
        self._buffer = memoryview(bytearray(4 * 1024))  # its parts are no copies: TLS needs that
        self._is_full = connection.paused  # the socket is
        self._is_wanted = True  # what the viewer says
        self._is_closing = False
        self._is_gone = False  # the socket is
        self._is_told = False  # the connection knows that
        connection.transport = self
        self._socket.set_protocol(self)

    # For the lab

    @property
    def speed(self) -> int:
        """Return the bytes per second each way; 0: as fast as it goes."""
        return self._there.speed

    @speed.setter
    def speed(self, speed: int) -> None:
        self._there.speed = self._back.speed = speed

    def stall(self, seconds: float) -> None:
        """Let nothing pass for a while, not even the news that the other end has gone."""
        self._there.stall(seconds)
        self._back.stall(seconds)

    def reset(self) -> None:
        """Break it at once with RST (RFC 9293, 3.5.2)."""
        opened = self._socket.get_extra_info("socket")
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
        self.abort()

    # For the connection

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send bytes."""
        self._there.put(bytes(data))
        self._tell_how_full()

    def close(self) -> None:
        """End it when all has arrived."""
        if not self._is_closing:
            self._is_closing = True
            self._there.then(self._socket.close)

    def abort(self) -> None:
        """End it at once; what is on the way is lost."""
        self._is_closing = True
        self._there.pause()
        self._back.pause()
        if self._is_gone:
            self._connection.loop.call_soon(self._tell_of_loss, None)
        self._socket.abort()

    def is_closing(self) -> bool:
        """Tell whether its end has begun."""
        return self._is_closing or self._socket.is_closing()

    def can_write_eof(self) -> bool:
        """Tell whether one end can be closed alone."""
        return self._socket.can_write_eof()

    def write_eof(self) -> None:
        """Say that nothing more comes."""
        self._there.then(self._socket.write_eof)

    def pause_reading(self) -> None:
        """Read no more."""
        self._is_wanted = False
        self._socket.pause_reading()

    def resume_reading(self) -> None:
        """Read on."""
        self._is_wanted = True
        self._read_if_there_is_room()

    def _read_if_there_is_room(self) -> None:
        if self._is_wanted and len(self._back) <= MOST_HELD_BACK:
            self._socket.resume_reading()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Return what is known of the socket."""
        return self._socket.get_extra_info(name, default)

    # For the socket

    def get_buffer(self, sizehint: int) -> memoryview:
        """Return where to put what is read."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Take what was read."""
        self._back.put(bytes(self._buffer[:nbytes]))
        if len(self._back) > MOST_HELD_BACK:
            self._socket.pause_reading()

    def eof_received(self) -> bool:
        """Pass it on; the connection closes for itself."""
        self._back.then(self._end_of_file)
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Pass it on: at once if this end has broken the line, else as late as everything."""
        self._is_gone = True
        if self._is_closing:
            self._tell_of_loss(exc)
        else:
            self._back.then(partial(self._tell_of_loss, exc))

    def pause_writing(self) -> None:
        """Take note that the socket is full."""
        self._is_full = True
        self._tell_how_full()

    def resume_writing(self) -> None:
        """Take note that the socket has room."""
        self._is_full = False
        self._tell_how_full()

    # What comes out at its ends

    def _arrive(self, data: bytes) -> None:
        if not self._socket.is_closing():
            self._socket.write(data)
        self._tell_how_full()

    def _come_back(self, data: bytes) -> None:
        self._connection.data_received(data)
        self._read_if_there_is_room()

    def _end_of_file(self) -> None:
        self._connection.eof_received()
        self.close()

    def _tell_of_loss(self, error: Exception | None) -> None:
        if not self._is_told:
            self._is_told = True
            self._connection.connection_lost(error)

    def _tell_how_full(self) -> None:
        is_full = self._is_full or len(self._there) > MOST_HELD
        if is_full and not self._connection.paused:
            self._connection.pause_writing()
        elif self._connection.paused and not is_full:
            self._connection.resume_writing()


def line_of(peer: Peer) -> Line:
    """Return the line of a connection; it is put there with the first question."""
    assert isinstance(peer, ServerConnection), "a peer of this relay is a WebSocket connection"
    transport = peer.transport
    return transport if isinstance(transport, Line) else Line(peer)
