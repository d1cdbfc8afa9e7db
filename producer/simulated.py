"""A pointer for machines without a display: it moves, clicks, scrolls and drags by itself.

Deterministic: the same events each time, so that a test and a demonstration show the same.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from math import pi, sin

from producer.limits import MouseEvent
from protocol.events import Click, Move, Scroll
from protocol.messages import About, Screen

SCREEN = Screen(0, 0, 1920, 1080)
ABOUT = About(capture="simulated", screens=[SCREEN])

RATE = 60
"""Moves per second."""

CYCLE = 10 * RATE
"""Moves after which the buttons and the wheel begin again."""

_LATEST = 1.0  # seconds; who is later than that (a sleeping machine) does not catch up

_BUTTONS: dict[int, tuple[str, bool]] = {
    60: ("left", True),
    68: ("left", False),
    150: ("right", True),
    158: ("right", False),
    210: ("middle", True),
    218: ("middle", False),
    420: ("left", True),  # a drag
    510: ("left", False),
}
_WHEEL: dict[int, int] = {
    **dict.fromkeys(range(270, 320, 10), -1),
    **dict.fromkeys(range(330, 380, 10), 1),
}


def pointer(rate: int = RATE) -> Iterator[MouseEvent]:
    """Yield the events without end, at so many moves per second; `t` is the time in ms since the
    first one."""
    done = -1  # the last step at which the buttons and the wheel were looked at
    for move in count():
        t = move * 1000 / rate
        step = move * RATE / rate
        x, y = place(step)
        yield Move(x, y, t=t)
        for passed in range(done + 1, int(step) + 1):
            yield from _used(passed % CYCLE, x, y, t)
        done = int(step)


def _used(at: int, x: int, y: int, t: float) -> Iterator[MouseEvent]:
    if at in _BUTTONS:
        button, pressed = _BUTTONS[at]
        yield Click(x, y, button, pressed, t=t)
    if at in _WHEEL:
        yield Scroll(x, y, 0, _WHEEL[at], t=t)


def place(step: float) -> tuple[int, int]:
    """Return where the pointer is: on a Lissajous figure that fills most of the screen."""
    angle = 2 * pi * step / CYCLE
    x = SCREEN.x + SCREEN.width / 2 * (1 + 0.8 * sin(3 * angle))
    y = SCREEN.y + SCREEN.height / 2 * (1 + 0.8 * sin(2 * angle + pi / 5))
    return round(x), round(y)


class SimulatedMouse:
    """Play the pointer in a thread of its own, in real time, until `stop`."""

    def __init__(self, on_event: Callable[[MouseEvent], None], rate: int = RATE) -> None:
        """`rate` is in moves per second."""
        self._on_event = on_event
        self._rate = rate
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._play, name="simulated", daemon=True)

    def start(self) -> None:
        """Begin with the first event."""
        self._thread.start()

    def stop(self) -> None:
        """End; at most one event comes after this."""
        self._stopping.set()

    def _play(self) -> None:
        started = time.monotonic()
        for event in pointer(self._rate):
            wait = started + event.t / 1000 - time.monotonic()
            if wait < -_LATEST:
                started -= wait
            if self._stopping.wait(max(wait, 0.0)):
                return
            self._on_event(event)
