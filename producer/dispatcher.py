"""A loop on rel that sleeps in the kernel until there is something to do.

Everything that touches a connection happens in the thread that runs the loop; other threads and
signal handlers only `wake` it or leave a `call`. It knows nothing of WebSocket or of events.
"""

from __future__ import annotations

import signal
import socket
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from rel import registrar

RESOLUTION = 0.25
"""Seconds: the loop looks at its timers that often, so a timer may be that late."""


class Registration(Protocol):
    """What rel returns for something that it watches."""

    def delete(self) -> None:
        """Stop watching."""


def _quiet_registrar() -> registrar.Registrar:
    """Return rel's quickest way to wait, set to wait in the kernel instead of polling.

    It is not the one that rel shares, so each producer of a program has a loop of its own.
    """
    registrar.SLEEP_SEC = registrar.SLEEP_TURBO = 0
    registrar.LISTEN_SELECT = registrar.LISTEN_KQUEUE = RESOLUTION
    if registrar.epoll is not None:
        registrar.LISTEN_POLL = RESOLUTION
        return registrar.EpollRegistrar()
    try:
        poll = registrar.PollRegistrar()
    except ImportError:  # Windows
        return registrar.SelectRegistrar()
    registrar.LISTEN_POLL = RESOLUTION * 1000  # poll counts in ms, epoll in seconds
    return poll


class Dispatcher:
    """Run callbacks in one thread: when a socket is ready, when it is time, when somebody asks."""

    def __init__(self) -> None:
        self._registrar = _quiet_registrar()
        self._calls: deque[Callable[[], object]] = deque()
        self._on_wake: Callable[[], object] = lambda: None
        self._awake = False
        self._bell, self._button = socket.socketpair()
        self._bell.setblocking(False)
        self._button.setblocking(False)
        self.readable(self._bell, self._answer)

    def when_woken(self, callback: Callable[[], object]) -> None:
        """Choose what happens after `wake`, once for any number of them."""
        self._on_wake = callback

    def wake(self) -> None:
        """Let the loop look. May be called from any thread and from a signal handler."""
        if not self._awake:
            self._awake = True
            with suppress(OSError):  # full: it is going to wake up anyway; closed: nobody is left
                self._button.send(b"!")

    def call(self, callback: Callable[[], object]) -> None:
        """Run a callback in the loop. May be called from any thread and from a signal handler."""
        self._calls.append(callback)
        self.wake()

    def _answer(self) -> bool:
        with suppress(BlockingIOError):
            self._bell.recv(64)
        self._awake = False  # before looking: who comes later than this wakes the loop again
        while self._calls:
            self._calls.popleft()()
        self._on_wake()
        return True

    def readable(self, sock: socket.socket, callback: Callable[[], bool]) -> Registration:
        """Run a callback whenever the socket can be read, until it returns False."""
        registration: Registration = self._registrar.read(sock, callback)
        return registration

    def writable(self, sock: socket.socket, callback: Callable[[], bool]) -> Registration:
        """Run a callback whenever the socket can be written, until it returns False."""
        registration: Registration = self._registrar.write(sock, callback)
        return registration

    def later(self, seconds: float, callback: Callable[[], object]) -> Registration:
        """Run a callback once after some time; again and again as long as it returns True."""
        registration: Registration = self._registrar.timeout(seconds, callback)
        return registration

    def punctually(self, seconds: float, callback: Callable[[], object]) -> None:
        """Run a callback once after some time, and not as late as `later` may."""
        timer = threading.Timer(seconds, self.call, [callback])
        timer.daemon = True
        timer.start()

    def on_signal(self, number: int, callback: Callable[[], object]) -> Registration:
        """Run a callback when a signal arrives; only from the main thread."""
        registration: Registration = self._registrar.signal(number, callback)
        return registration

    def run(self) -> None:
        """Run until `stop`."""
        if threading.current_thread() is not threading.main_thread():
            self._registrar.dispatch()
            return
        # A signal that comes just before the loop goes to sleep would not wake it by itself.
        before = signal.set_wakeup_fd(self._button.fileno(), warn_on_full_buffer=False)
        try:
            self._registrar.dispatch()
        finally:
            signal.set_wakeup_fd(before)

    def stop(self) -> None:
        """End `run` after what is going on now. May be called like `call`."""
        self.call(self._registrar.pause)

    def close(self) -> None:
        """Give back what the loop holds of the system, after `run`."""
        self._registrar.abort()
        self._bell.close()
        self._button.close()
        if isinstance(self._registrar, registrar.EpollRegistrar):
            self._registrar.poll.close()

    def registrations(self) -> dict[str, int]:
        """Count what is watched: reads, writes, timers and signals."""
        counts: dict[str, int] = self._registrar.report()
        return counts
