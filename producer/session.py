"""Keep a link connected: say hello, write what waits, ping, and come back after each ending.

All of it happens in the loop. What is sent, and in which order, the link decides.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

from producer.address import Address
from producer.backoff import Backoff
from producer.clock import CaptureClock, OffsetEstimate
from producer.connection import Connection
from producer.dispatcher import Dispatcher
from producer.ended import Ended
from producer.link import ImpossibleWelcome, Link
from producer.news import News
from protocol.close_codes import NORMAL, come_back
from protocol.events import MAX_INTEGER
from protocol.messages import (
    AboutChanged,
    Ack,
    Error,
    FromProducer,
    Pong,
    ProducerPing,
    ProducerWelcome,
    RelayToProducer,
    Viewers,
)
from protocol.wire import BadInput, decode_to_producer, encode, pack

PING_INTERVAL = 1.0
SILENCE = 4.0
"""Seconds without a word from the relay after which the connection counts as dead."""

BATCH = 500


class Session:
    """The connections of one link, one after the other. `on_end` is called when there is no next.

    `lock` guards the link, into which other threads put events; it is notified when the relay has
    taken more of them.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        address: Address,
        link: Link,
        lock: threading.Condition,
        clock: CaptureClock,
        news: News,
        on_end: Callable[[Ended | None], None],
    ) -> None:
        self._dispatcher = dispatcher
        self._address = address
        self._link = link
        self._lock = lock
        self._clock = clock
        self._news = news
        self._on_end = on_end
        self._offset = OffsetEstimate()
        self._backoff = Backoff(random.random)
        self._connection: Connection | None = None
        self._welcomed = False
        self._leaving = False  # from now on, nothing more is captured
        self._left = False  # all is written, or nobody waits for that any more
        self._hello_at = 0.0  # by our clock, in ms
        self._heard_at: float | None = None

    def start(self) -> None:
        """Begin to connect, and to ping."""
        self._dispatcher.later(PING_INTERVAL, self._tick)
        self._connect()

    def _connect(self) -> None:
        if self._left:
            return
        self._connection = Connection(
            self._dispatcher,
            self._address,
            on_open=self._say_hello,
            on_message=self._hear,
            on_room=self.pump,
            on_end=self._ended,
        )

    def _send(self, message: FromProducer) -> None:
        if self._connection is not None:
            self._connection.send(encode(message))

    def _now(self) -> float:
        return self._clock.at(time.monotonic())

    def _say_hello(self) -> None:
        self._heard_at = time.monotonic()
        self._hello_at = self._now()
        with self._lock:
            hello = self._link.hello(self._offset.offset)
        self._send(hello)

    def tell_about(self) -> None:
        """Tell the relay what the link now says about its capture."""
        self._send(AboutChanged(about=self._link.about))

    def _ping(self) -> None:
        self._send(ProducerPing(t=self._now(), offset=self._offset.offset))

    def _hear(self, text: str) -> None:
        self._heard_at = time.monotonic()
        try:
            self._react(decode_to_producer(text))
        except BadInput as complaint:
            self._news.error(Error(reason=complaint.reason, detail=complaint.detail))

    def _react(self, message: RelayToProducer) -> None:
        match message:
            case ProducerWelcome():
                self._begin(message)
            case Ack():
                with self._lock:
                    self._link.settle(message.seq, time.monotonic())
                    self._lock.notify_all()
                self.pump()
            case Viewers():
                self._news.viewers(message.viewers)
            case Pong():
                self._offset.add(message.t, self._now(), message.time)
            case Error():
                self._news.error(message)

    def _begin(self, welcome: ProducerWelcome) -> None:
        now = time.monotonic()
        try:
            with self._lock:
                self._link.welcome(welcome.have, now)
                self._lock.notify_all()
        except ImpossibleWelcome as error:
            self._drop(Ended(str(error), refused=True))
            return
        self._welcomed = True
        self._backoff.connected(now)
        self._offset.add(self._hello_at, self._now(), welcome.time)
        self._ping()  # so that the relay knows the offset before the first event
        self._news.connected(welcome.viewers)
        self._news.lost(self._link.lost)
        self.pump()

    def pump(self) -> None:
        """Write what waits for the relay, as far as there is room for it."""
        connection = self._connection
        if connection is None or not self._welcomed:
            return
        while connection.has_room:
            with self._lock:
                events = self._link.take(BATCH)
            if not events:
                if self._leaving:
                    self._left = True
                    connection.leave()
                return
            for frame in pack(map(encode, events)):
                connection.send(frame)
        with self._lock:
            self._link.hold()

    def _tick(self) -> bool:
        now = time.monotonic()
        with self._lock:
            self._link.forget(now)
        if self._heard_at is not None and now - self._heard_at > SILENCE:
            self._drop(Ended("nothing is heard from the relay"))
        else:
            self._ping()
        self._news.lost(self._link.lost)
        self._news.tell()
        return True

    def _drop(self, ended: Ended) -> None:
        if self._connection is not None:
            self._connection.drop(ended)

    def _ended(self, ended: Ended) -> None:
        refused = ended.refused or (not self._welcomed and (ended.code or 0) >= 4000)
        with self._lock:
            self._link.disconnect()
            if self._left and ended.code == NORMAL:  # it has read all that we said before goodbye
                self._link.settle(MAX_INTEGER, time.monotonic())
        self._connection = None
        self._heard_at = None
        self._welcomed = False
        if self._left or (self._leaving and not self._link.waiting):
            self._on_end(None)
        elif not come_back(ended.code):
            self._news.tell()
            self._on_end(ended)
        else:
            self._news.disconnected(ended.reason, refused=refused)
            delay = self._backoff.delay(time.monotonic(), refused=refused)
            self._dispatcher.later(delay, self._connect)

    def leave(self, patience: float) -> None:
        """End when all that waits has been written, or after so many seconds."""
        self._leaving = True
        self._dispatcher.punctually(patience, self.abandon)
        if self._welcomed:
            self.pump()
        elif not self._link.waiting:
            self.abandon()

    def abandon(self) -> None:
        """End at once: nothing leaves after this."""
        self._left = True
        if self._connection is None:
            self._on_end(None)
        else:
            self._connection.cut()
