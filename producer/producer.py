"""A producer: send events from any thread, and they reach the relay in their order.

This is the face that a program sees. It knows nothing of mice or other sensors.
"""

from __future__ import annotations

import secrets
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from math import isfinite
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
from protocol.events import AnyEvent, Event
from protocol.messages import About
from protocol.wire import LARGEST_EVENT, array, decode_events, encode

SHORT_PATIENCE = 0.15
"""Seconds that are left for what was captured last, when somebody wants the program to end. After
200 ms nothing may leave any more."""

PATIENCE = 2.0
"""The same for a `with`, which ends by itself and has perhaps only just begun to connect."""

FIRST_PATIENCE = 1.0
"""Seconds that a `with` waits at its begin for the relay: who is watching already is shown from the
first event on that is sent after the hello, and readings merge before it."""

_BESIDE = 256  # bytes that number, time and source may add to an event


class ProducerEnded(RuntimeError):
    """The producer was stopped, or the relay has told it not to come back, or what was sent last
    has not reached the relay."""


class Producer:
    """Send the events of one source to a relay.

    A sensor program uses it as a context and calls `send`. A program that has nothing else to do in
    its main thread calls `run`. `say` is given each sentence that people should read; when it
    fails, because the terminal is gone for instance, the link goes on.

    `token` is shown to the relay and to nobody else. `ca` names a file with the certificates to
    trust behind wss://, instead of the system's. `patience` is how long the end of the `with` may
    take, in seconds.

    Raises ValueError with a sentence when `url`, `source` or `ca` cannot be right.
    """

    def __init__(
        self,
        url: str = "ws://localhost:3001",
        source: str = "",
        *,
        token: str | None = None,
        ca: str | None = None,
        patience: float = PATIENCE,
        say: Callable[[str], None] = print,
    ) -> None:
        address = parse(url, ca)
        if address.secure:
            tls_context(ca)  # once before it is needed, for its complaints
        self._say = partial(_tell, say)
        self._url = url
        self._patience = patience
        self._lock = threading.Condition()
        self._link = Link(valid(source or host_name()), secrets.token_hex(8), token=token)
        self._clock = CaptureClock(time.time() * 1000, time.monotonic())
        self._dispatcher = Dispatcher()
        self._session = Session(
            self._dispatcher,
            address,
            self._link,
            self._lock,
            self._clock,
            News(self._say, url),
            self._ended,
        )
        self._dispatcher.when_woken(self._session.pump)
        self._thread: threading.Thread | None = None
        self._begun = False
        self._ending = ""
        self._status = 0

    def send(self, event: AnyEvent) -> None:
        """Number an event as of now and send it. Returns at once, connected or not; any thread may,
        but no signal handler: two events might change places, and one of them would be lost.

        Raises ValueError with a sentence when the event breaks a rule of the protocol, or is none;
        and ProducerEnded.
        """
        _check(event)
        with self._lock:
            if self._ending:
                raise ProducerEnded(self._ending)
            self._link.capture(event, self._clock.at(time.monotonic()))
        self._dispatcher.wake()

    def flush(self, seconds: float | None = None) -> bool:
        """Wait until the relay has acknowledged all that was sent before; tell whether it has.

        A relay that is there does so within about a second. Without `seconds`, wait for as long as
        it takes. Raises ProducerEnded.
        """
        newest = self._link.captured
        return self._wait(lambda: self._link.settled >= newest, seconds)

    def wait_for_room(self, most: int) -> None:
        """Wait until at most so many events wait to be acknowledged. Raises ProducerEnded.

        For a program that can send faster than a relay takes, and rather waits than have readings
        merged and, after 10,000, the oldest events given up.
        """
        self._wait(lambda: self._link.waiting <= most, None)

    def _wait(self, condition: Callable[[], bool], seconds: float | None) -> bool:
        with self._lock:
            self._lock.wait_for(lambda: condition() or self._ending, seconds)
            if not condition() and self._ending:
                raise ProducerEnded(self._ending)
            return condition()

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
        """Work until `stop`, SIGINT or SIGTERM; return the exit status: 1 if the relay said no.

        Raises ProducerEnded when it has been run before, also by a `with`.
        """
        self._begin()
        return self._work()

    def _begin(self) -> None:
        with self._lock:
            if self._begun:
                raise ProducerEnded("A producer runs once: make a new one.")
            self._begun = True

    def _work(self) -> int:
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
        """Run in a thread of its own, and give the relay a second to be there.

        Raises ProducerEnded.
        """
        self._begin()
        self._thread = threading.Thread(target=self._work, name="producer", daemon=True)
        self._thread.start()
        self._wait(lambda: self._link.is_welcomed, FIRST_PATIENCE)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Stop when the relay has taken what was sent, or `patience` is over.

        Raises ProducerEnded when it has not taken all; where another exception is on its way, that
        is only said.
        """
        self.stop(self._patience)
        if self._thread is not None:
            self._thread.join()
        lost = self._link.captured - self._link.settled
        if lost:
            sentence = f"{lost} {'event has' if lost == 1 else 'events have'} not reached "
            sentence += f"the relay at {self._url}."
            if kind is None:
                raise ProducerEnded(sentence)
            self._say(sentence)

    def _leave(self, patience: float) -> None:
        with self._lock:
            self._release()
            self._ending = self._ending or "The producer was stopped."
            self._lock.notify_all()
        self._session.leave(patience)

    def _ended(self, ended: Ended | None) -> None:
        if ended is not None:
            with self._lock:
                self._ending = ended.reason
                self._lock.notify_all()
            self._status = 1
            self._say(f"Stopped by the relay: {ended.reason}")
        self._dispatcher.stop()


def _tell(say: Callable[[str], None], sentence: str) -> None:
    """Say it where somebody can hear it."""
    with suppress(Exception):  # a person's own code, or a closed pipe
        say(sentence)


def _check(event: AnyEvent) -> None:
    """Raise ValueError with a sentence when the relay would not take the event, or not as it is."""
    if not isinstance(event, Event):
        raise ValueError(f"Only an event can be sent, such as Text('hello'), not {event!r:.80}.")
    kind = type(event).__name__
    try:
        encoded = encode(event)
    except (TypeError, UnicodeEncodeError) as error:  # the latter: half a character
        raise ValueError(f"This {kind} cannot be sent: {error}.") from None
    if len(encoded) > LARGEST_EVENT - _BESIDE:
        raise ValueError(f"An event may take {LARGEST_EVENT - _BESIDE} bytes, not {len(encoded)}.")
    events, complaints = decode_events(array([encoded]))
    if complaints or events != [event]:  # JSON has no bytes or dates: they would arrive as text
        said = complaints[0].detail if complaints else f"It would arrive as {events[0]!r:.200}."
        raise ValueError(f"This {kind} cannot be sent: {_not_finite(event) or said}")


def _not_finite(event: Event) -> str:
    """Name the field that JSON has no number for, if that is what is wrong."""
    for name in event.__struct_fields__:
        value = getattr(event, name)
        if isinstance(value, float) and not isfinite(value):
            return f"`{name}` is {value}, and only finite numbers can be."
    return ""
