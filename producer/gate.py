"""Between a capture and its producer: it is open or paused, and lets pass what the limits admit."""

from __future__ import annotations

import threading
from collections.abc import Callable

from msgspec.structs import replace

from producer.health import PAUSED
from producer.limits import Limits, MouseEvent
from producer.producer import Producer
from protocol.messages import About


class Gate:
    """Pass on what a mouse does. Any thread may call, but no signal handler: there is a lock.

    `say` is given each sentence that people should read.
    """

    def __init__(self, producer: Producer, limits: Limits, say: Callable[[str], None]) -> None:
        self._producer = producer
        self._limits = limits
        self._say = say
        self._lock = threading.Lock()
        self._about = About()
        self._is_paused = False

    def send(self, event: MouseEvent) -> MouseEvent | None:
        """Send what may leave of an event, and return it. Raises ProducerEnded."""
        with self._lock:
            admitted = None if self._is_paused else self._limits.admit(event)
            if admitted is not None:
                self._producer.send(admitted)
            return admitted

    def release(self) -> None:
        """Let go of what is held: nothing is going to be heard of it."""
        with self._lock:
            self._let_go()

    def describe(self, about: About) -> None:
        """Tell viewers about the capture, and what limits it."""
        with self._lock:
            self._about = about
            self._tell()

    def toggle(self) -> None:
        """Pause, and let go of what is held; or resume."""
        with self._lock:
            self._is_paused = not self._is_paused
            if self._is_paused:
                self._let_go()
            self._tell()
            self._say(PAUSED if self._is_paused else "Capture goes on.")

    def _let_go(self) -> None:
        self._limits.let_go()
        self._producer.release()

    def _tell(self) -> None:
        health = PAUSED if self._is_paused else self._about.health
        limits = self._limits
        self._producer.describe(
            replace(self._about, health=health, region=limits.region, grid=limits.grid)
        )
