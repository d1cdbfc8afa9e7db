"""A simulated mouse of 1,000 moves a second, which the relay's fault lab (`--lab`) starts.

It ends after a while, and earlier when its input ends: when whoever started it does.
"""

from __future__ import annotations

import argparse
import select
import sys
from contextlib import suppress

from producer import Producer, ProducerEnded
from producer.limits import MouseEvent
from producer.simulated import SCREEN, SimulatedMouse
from protocol.messages import About

SOURCE = "lab"
RATE = 1_000
ABOUT = About(capture="simulated at 1 kHz", screens=[SCREEN])


def main() -> None:
    """Produce until the time is over or the input ends."""
    parser = argparse.ArgumentParser(prog="python -m producer.lab", description=__doc__)
    parser.add_argument("--url", default="ws://localhost:3001", help="where the relay is")
    parser.add_argument("--seconds", type=float, default=60.0, help="after how long it ends")
    options = parser.parse_args()
    producer = Producer(options.url, SOURCE)
    producer.describe(ABOUT)

    def send(event: MouseEvent) -> None:
        with suppress(ProducerEnded):
            producer.send(event)

    mouse = SimulatedMouse(send, RATE)
    with producer:
        mouse.start()
        select.select([sys.stdin], [], [], options.seconds)
        mouse.stop()


if __name__ == "__main__":
    main()
