"""A producer at a steady rate: python -m bench.page.source URL NAME RATE.

Every twentieth event is a press or a release, all others are moves on a circle.
"""

from __future__ import annotations

import sys
import time
from math import cos, pi, sin

from producer import Producer
from protocol.events import AnyEvent, Click, Move
from protocol.messages import About, Screen

PRESS_EVERY = 20
TICK = 0.002
"""Seconds between two looks at what is due."""


def event(number: int) -> AnyEvent:
    """Return the event with this number."""
    turn = number / 1000 * 2 * pi
    x, y = round(960 + 800 * cos(turn)), round(540 + 400 * sin(1.7 * turn))
    if number % PRESS_EVERY:
        return Move(x=x, y=y)
    return Click(x=x, y=y, button="left", pressed=number // PRESS_EVERY % 2 == 0)


def main(url: str, name: str, rate: float) -> None:
    """Send until the process is ended."""
    with Producer(url, source=name) as producer:
        producer.describe(About(capture="bench", screens=[Screen(0, 0, 1920, 1080)]))
        began, sent = time.monotonic(), 0
        while True:
            while sent < (time.monotonic() - began) * rate:
                producer.send(event(sent))
                sent += 1
            time.sleep(TICK)  # the rate that was asked for


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
