"""A producer as a process of its own, which writes down what it captures before it is sent.

    python -m tests.faults.capturing --url URL --source NAME --seed N --ledger FILE

Each line of the ledger is one event; its number is its seq. Lines on standard input are commands:
`pace CLICKS MOVES SCROLLS` (a second) and `press BUTTON`, which then stays down. The answer to each
is `captured N`: so many in all.
"""

from __future__ import annotations

import argparse
import os
import queue
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from producer import Producer, ProducerEnded
from protocol.events import AnyEvent
from protocol.messages import About
from protocol.wire import encode
from tests.faults.hand import Hand, Pace

TICK = 0.001
"""Seconds between two reports of the mouse."""

LONGEST_BURST = 0.25
"""Seconds that may be made up for; while a process is stopped nothing is captured."""


class Capture:
    """Send what the hand does, and keep the ledger."""

    def __init__(self, producer: Producer, seed: int, ledger: Path) -> None:
        self._producer = producer
        self._hand = Hand(seed, time.monotonic())
        self._ledger = os.open(ledger, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND)
        self._captured = 0
        self._producer_lives = True
        self._commands: queue.SimpleQueue[str] = queue.SimpleQueue()

    def listen(self) -> None:
        """Pass on the commands."""
        for line in sys.stdin:
            self._commands.put(line)

    def play(self) -> None:
        """Capture until the producer is stopped."""
        before = time.monotonic()
        while self._producer_lives:
            now = time.monotonic()
            if now - before > LONGEST_BURST:
                self._hand.rest_until(now)
            before = now
            self._send(self._hand.until(now))
            while not self._commands.empty():
                self._obey(self._commands.get().split())
            time.sleep(TICK)  # the pace of a sensor; nothing is waited for

    def _obey(self, command: list[str]) -> None:
        if command[0] == "press":
            self._send(self._hand.press(command[1]))
        else:
            clicks, moves, scrolls = map(float, command[1:])
            self._hand.go(Pace(clicks, moves, scrolls), time.monotonic())
        print(f"captured {self._captured}", flush=True)

    def _send(self, happened: Iterable[AnyEvent]) -> None:
        events = list(happened)
        at = time.monotonic()
        lines = (b'{"at":%.6f,"event":%b}\n' % (at, encode(event)) for event in events)
        os.write(self._ledger, b"".join(lines))  # first, so that nothing is sent unwritten
        try:
            for event in events:
                self._producer.send(event)
        except ProducerEnded:
            self._producer_lives = False
        self._captured += len(events)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--ledger", type=Path, required=True)
    options = parser.parse_args()

    print(f"seed {options.seed}")
    producer = Producer(options.url, options.source)
    producer.describe(About(capture="random"))
    capture = Capture(producer, options.seed, options.ledger)
    for work in (capture.listen, capture.play):
        threading.Thread(target=work, daemon=True).start()
    return producer.run()


if __name__ == "__main__":
    sys.exit(main())
