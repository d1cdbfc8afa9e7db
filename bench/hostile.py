"""Measure what a healthy pair notices of each attack.

    python -m bench.hostile
    python -m bench.hostile --only valid_events resets --seconds 10

A producer sends a move every 10 ms and a press every 100 ms, and a viewer reads them: both in one
process, beside the server. Each attack of tests/hostile/attacks.py is let loose on a relay of its
own, from another process of the lowest priority. The table shows the pair's latency without it and
with it; an event that never came is `missing`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import select
import socket
import statistics
import sys
import time
from itertools import count
from multiprocessing.synchronize import Event
from typing import NamedTuple

from bench import usage
from bench.targets import GENERATOR_CORE, TARGETS, running
from tests.hostile import attacks
from tests.hostile.peers import Peer

INTERVAL = 0.01
PRESS_EVERY = 10
ALLOWED = 1.5
"""How much longer the 99th percentile may become."""

ATTACKS = {attack.__name__: attack for attack in attacks.ALL}


class Field:
    """A relay that is attacked, as an attack knows it."""

    def __init__(self, port: int, stop: Event) -> None:
        self.port = port
        self.relay = self
        self._stop = stop
        self._numbers = count(1)
        self._peers: list[Peer] = []

    def peer(self) -> Peer:
        """Connect somebody who stays until the end."""
        self._peers.append(Peer(self.port))
        return self._peers[-1]

    def crowd(self, size: int) -> list[Peer]:
        """Connect so many."""
        return [self.peer() for _ in range(size)]

    def new_name(self, kind: str) -> str:
        """Return a name that no source had before."""
        return f"{kind}-{next(self._numbers)}"

    @property
    def goes_on(self) -> bool:
        """Tell whether the attack has to go on."""
        return not self._stop.is_set()


def attack(name: str, port: int, stop: Event) -> None:
    """Attack until it is enough."""
    os.nice(19)
    ATTACKS[name](Field(port, stop))  # type: ignore[arg-type]  # all that an attack asks of a siege


class Pair:
    """A producer and a viewer, and when each event was planned and read."""

    def __init__(self, port: int) -> None:
        self.viewer, self.producer = Peer(port), Peer(port)
        self.viewer.join("client", sources=["desk"])
        self.viewer.hear("welcome")
        self.producer.join("hardware", source="desk", epoch="e1")
        self.producer.hear("welcome")
        for peer in (self.viewer, self.producer):
            peer.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
            peer.socket.setblocking(False)
        self._seq = 0
        self._planned: dict[int, float] = {}
        self._pinged = 0.0

    def measure(self, seconds: float) -> list[float]:
        """Work on for so many seconds, and wait for what is on its way; return the latencies in
        ms."""
        begin = due = time.perf_counter()
        took: list[float] = []
        while due < begin + seconds:
            self._read(due, took)
            self._send(due)
            due += INTERVAL
        self._read(due + seconds, took, all_is_enough=True)
        return took

    @property
    def missing(self) -> int:
        """Return how many events were sent and not read."""
        return len(self._planned)

    def _send(self, planned: float) -> None:
        self._seq += 1
        kind: dict[str, object] = {"event": "move"}
        if self._seq % PRESS_EVERY == 0:
            kind = {"event": "click", "button": "left", "pressed": self._seq % 20 == 0}
        self._planned[self._seq] = planned
        self.producer.socket.setblocking(True)
        self.producer.say([{**kind, "x": self._seq, "y": 0, "seq": self._seq, "t": 1.0}])
        if planned > self._pinged + 1:
            self._pinged = planned
            self.producer.say({"type": "hardware", "message": "ping", "t": 1.0})
        self.producer.socket.setblocking(False)

    def _read(self, until: float, took: list[float], *, all_is_enough: bool = False) -> None:
        sockets = [self.viewer.socket, self.producer.socket]
        while (rest := until - time.perf_counter()) > 0 and not (
            all_is_enough and not self._planned
        ):
            for sock in select.select(sockets, [], [], rest)[0]:
                peer = self.viewer if sock is self.viewer.socket else self.producer
                self._take(peer, took)

    def _take(self, peer: Peer, took: list[float]) -> None:
        now = time.perf_counter()
        for message in peer.ready():
            if isinstance(message, list):
                for event in message:
                    for seq in range(event["seq"] - event.get("n", 1) + 1, event["seq"] + 1):
                        took.append((now - self._planned.pop(seq)) * 1000)
            elif "mark" in message:
                peer.say({"type": "client", "message": "seen", "mark": message["mark"]})


class Row(NamedTuple):
    """What an attack did to the pair: latencies in ms, and the relay's memory in MiB."""

    name: str
    before: float
    p50: float
    p99: float
    worst: float
    missing: int
    peak: float

    def line(self) -> str:
        """Return the row as text."""
        ratio = self.p99 / self.before
        return (
            f"{self.name:28}{self.before:9.2f}{self.p50:9.2f}{self.p99:9.2f}{ratio:8.2f}"
            f"{self.worst:9.1f}{self.missing:9}{self.peak:9.1f}"
            + ("" if ratio <= ALLOWED and not self.missing else "  !")
        )


HEADING = (
    f"{'attack':28}{'p99 alone':>9}{'p50':>9}{'p99':>9}{'ratio':>8}"
    f"{'max':>9}{'missing':>9}{'peak MiB':>9}"
)


def percentile(values: list[float], share: int) -> float:
    """Return the value that so many per cent do not exceed."""
    return statistics.quantiles(values, n=100)[share - 1]


def besiege(name: str, seconds: float) -> Row:
    """Measure the pair of a new relay alone, and then under an attack."""
    with running(TARGETS["relay"]) as (pid, port):
        pair = Pair(port)
        pair.measure(1.0)
        before = pair.measure(seconds)
        stop = multiprocessing.Event()
        attacker = multiprocessing.Process(target=attack, args=(name, port, stop), daemon=True)
        attacker.start()
        try:
            during = pair.measure(seconds)
        finally:
            stop.set()
            attacker.join(10)
            attacker.kill()
        return Row(
            name,
            percentile(before, 99),
            percentile(during, 50),
            percentile(during, 99),
            max(during),
            pair.missing,
            usage.memory(pid).peak / 1024,
        )


def main() -> int:
    """Measure every attack, or those that are named; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=ATTACKS, default=list(ATTACKS))
    parser.add_argument("--seconds", type=float, default=5.0, help="measured time of each part")
    options = parser.parse_args()
    os.sched_setaffinity(0, {GENERATOR_CORE})
    print(HEADING, flush=True)
    rows = []
    for name in options.only:
        rows.append(besiege(name, options.seconds))
        print(rows[-1].line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
