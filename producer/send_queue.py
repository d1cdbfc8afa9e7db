"""The bytes that wait for one socket: bounded, in order, written without waiting."""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Callable
from functools import partial

from producer.dispatcher import Dispatcher, Registration

ROOM = 64 * 1024
"""Bytes that may wait before whoever writes should wait too."""

MOST = 1024 * 1024
"""Bytes after which the peer has not read for so long that it is given up."""


class SendQueue:
    """Write to a socket what it takes, and the rest when it takes more; all in the loop.

    `on_room` is called when all has been written after something had to wait, `on_failure` when
    nothing more can be written.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        on_room: Callable[[], None],
        on_failure: Callable[[Exception], None],
    ) -> None:
        self._dispatcher = dispatcher
        self._on_room = on_room
        self._on_failure = on_failure
        self._waiting: deque[memoryview] = deque()
        self._size = 0
        self._watch: Registration | None = None

    @property
    def has_room(self) -> bool:
        """Tell whether more may be put in; if not, `on_room` comes later."""
        return self._size < ROOM

    def put(self, sock: socket.socket, data: bytes) -> None:
        """Write after all that was put in before."""
        self._waiting.append(memoryview(data))
        self._size += len(data)
        if self._size > MOST:
            self._on_failure(TimeoutError("the peer does not read"))
        elif self._watch is None:
            self._write(sock)

    def _write(self, sock: socket.socket) -> bool:
        try:
            while self._waiting:
                sent = sock.send(self._waiting[0])
                self._size -= sent
                if sent == len(self._waiting[0]):
                    self._waiting.popleft()
                else:
                    self._waiting[0] = self._waiting[0][sent:]
        except BlockingIOError:
            if self._watch is None:
                self._watch = self._dispatcher.writable(sock, partial(self._write, sock))
        except OSError as error:
            self._on_failure(error)
        else:
            self._is_written()
        return True  # rel would delete by number, so possibly the watch of another socket

    def _is_written(self) -> None:
        if self._watch is not None:
            self.close()
            self._on_room()

    def close(self) -> None:
        """Stop watching the socket; to be called before it is closed."""
        if self._watch is not None:
            self._watch.delete()
            self._watch = None
