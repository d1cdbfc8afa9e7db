"""How long something that can be read waits until the generator reads it.

The generator sends itself a byte now and then over a socket that stands in the same queue as those
of the viewers. Where that byte waits long, latencies are the generator's as much as the server's.
"""

from __future__ import annotations

import select
import socket
from array import array

from bench.loop import Loop, now

INTERVAL = 0.005


class Probe:
    """Measures the loop that it is part of; `waits` are seconds."""

    def __init__(self, loop: Loop) -> None:
        self.waits = array("d")
        self._loop = loop
        self._near, self._far = socket.socketpair()
        self._sent = 0.0
        loop.watch(self._far.fileno(), select.EPOLLIN, self)
        self._timer = loop.every(INTERVAL, self._send)

    def _send(self, _: float) -> None:
        if not self._sent:
            self._sent = now()
            self._near.send(b".")

    def ready(self, what: int) -> None:
        """Take the byte and note how long it waited."""
        self._far.recv(1)
        self.waits.append(now() - self._sent)
        self._sent = 0.0

    def close(self) -> None:
        """Measure no more."""
        self._loop.cancel(self._timer)
        self._loop.forget(self._far.fileno())
        self._near.close()
        self._far.close()
