"""A producer: send events from any thread, and they reach the relay in their order.

This is the face that a program sees. It knows nothing of mice or other sensors.
"""

from __future__ import annotations

import secrets
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Self

from producer.address import parse
from producer.clock import CaptureClock
from producer.dispatcher import Dispatcher
from producer.ended import Ended
from producer.link import Link
from producer.news import News
from producer.session import Session
from producer.sockets import tls_context
from producer.source_name import host_name, valid
from protocol.events import AnyEvent
from protocol.messages import About
from protocol.wire import LARGEST_EVENT, array, decode_events, encode

SHORT_PATIENCE = 0.15
"""Seconds that are left for what was captured last, when somebody wants the program to end. After
200 ms nothing may leave any more."""

PATIENCE = 2.0
"""The same for a program that ends by itself and has perhaps only just begun to connect."""

_BESIDE = 256  # bytes that number, time and source may add to an event


class ProducerEnded(RuntimeError):
    """The producer was stopped, or the relay has told it not to come back."""


class Producer:
    """Send the events of one source to a relay.

    A sensor program uses it as a context and calls `send`. A program that has nothing else to do in
    its main thread calls `run`. `say` is given each sentence that people should read.

    `token` is shown to the relay and to nobody else. `ca` names a file with the certificates to
    trust behind wss://, instead of the system's.

    Raises ValueError with a sentence when `url`, `source` or `ca` cannot be right.
    """

    def __init__(
        self,
        url: str = "ws://localhost:3001",
        source: str = "",
        *,
        token: str | None = None,
        ca: str | None = None,
        say: Callable[[str], None] = print,
    ) -> None:
        address = parse(url, ca)
        if address.secure:
            tls_context(ca)  # once before it is needed, for its complaints
        self._say = say
        self._lock = threading.Lock()
        self._link = Link(valid(source or host_name()), secrets.token_hex(8), token=token)
        self._clock = CaptureClock(time.time() * 1000, time.monotonic())
        self._dispatcher = Dispatcher()
        self._session = Session(
            self._dispatcher,
            address,
            self._link,
            self._lock,
            self._clock,
            News(say, url),
            self._ended,
        )
        self._dispatcher.when_woken(self._session.pump)
        self._thread: threading.Thread | None = None
        self._ending = ""
        self._status = 0

    def send(self, event: AnyEvent) -> None:
        """Number an event as of now and send it. Returns at once, connected or not; any thread may.

        Raises ValueError when the event breaks a rule of the protocol, and ProducerEnded.
        """
        _check(event)
        with self._lock:
            if self._ending:
                raise ProducerEnded(self._ending)
            self._link.capture(event, self._clock.at(time.monotonic()))
        self._dispatcher.wake()

    def describe(self, about: About) -> None:
        """Say what this producer captures, and how that goes."""
        with self._lock:
            self._link.about = about
        self._dispatcher.call(self._session.tell_about)

    def release(self) -> None:
        """Let go of every button that is held: nothing is going to be heard of it."""
        with self._lock:
            self._release()
        self._dispatcher.wake()

    def _release(self) -> None:
        now = self._clock.at(time.monotonic())
        for event in self._link.snapshot.releases():
            self._link.capture(event, now)

    def stop(self, patience: float = SHORT_PATIENCE) -> None:
        """End `run`, after so many seconds at the most in which what was captured may leave.

        A signal handler may call this too.
        """
        self._dispatcher.call(partial(self._leave, patience))

    def run(self) -> int:
        """Work until `stop`, SIGINT or SIGTERM; return the exit status: 1 if the relay said no."""
        signals = [signal.SIGINT, signal.SIGTERM]
        if threading.current_thread() is not threading.main_thread():
            signals = []
        handlers = [self._dispatcher.on_signal(number, self.stop) for number in signals]
        self._dispatcher.call(self._session.start)
        try:
            self._dispatcher.run()
        finally:
            for handler in handlers:
                handler.delete()
            self._session.abandon()
            self._dispatcher.close()
        return self._status

    def __enter__(self) -> Self:
        """Run in a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="producer", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and wait for what was captured to be on its way."""
        self.stop(PATIENCE)
        if self._thread is not None:
            self._thread.join()

    def _leave(self, patience: float) -> None:
        with self._lock:
            self._release()
            self._ending = self._ending or "The producer was stopped."
        self._session.leave(patience)

    def _ended(self, ended: Ended | None) -> None:
        if ended is not None:
            self._ending = ended.reason
            self._status = 1
            self._say(f"Stopped by the relay: {ended.reason}")
        self._dispatcher.stop()


def _check(event: AnyEvent) -> None:
    """Raise ValueError with a sentence when the relay would not take the event."""
    encoded = encode(event)
    if len(encoded) > LARGEST_EVENT - _BESIDE:
        raise ValueError(f"An event may take {LARGEST_EVENT - _BESIDE} bytes, not {len(encoded)}.")
    _, complaints = decode_events(array([encoded]))
    if complaints:
        raise ValueError(complaints[0].detail)
