"""One relay with producers, viewers and lines of its own, all of them real, and what they wrote.

Processes are started and ended through `tests/end_to_end/processes.py`. Whoever waits here waits
for a condition, with a deadline.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from random import Random
from typing import TypeVar

import psutil

from tests.end_to_end.processes import Program, Programs, Relay, free_port, programs
from tests.faults.account import Json, Stream
from tests.faults.hand import AT_REST, Pace
from tests.faults.ledgers import CaptureLedger, ViewLedger, compare
from tests.faults.proxy import Proxy

PATIENCE = 45.0
SOURCE = "desk"
BUSY = Pace(clicks=50, moves=1000, scrolls=20)

T = TypeVar("T")


def wait_until(condition: Callable[[], T], what: str) -> T:
    """Return what the condition returns as soon as that is true."""
    deadline = time.monotonic() + PATIENCE
    while not (result := condition()):
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.01)  # the pause between two looks
    return result


def pass_time(seconds: float) -> None:
    """Let a fault last: how long it lasts is what the test is about."""
    time.sleep(seconds)  # the fault itself: nothing is waited for


class Process:
    """A process that can be stopped, continued and killed."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def stop(self) -> None:
        self.program.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.program.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.program.end(signal.SIGKILL)

    @property
    def usage(self) -> tuple[float, int]:
        """Return the seconds of processor used so far, and the bytes of memory in use."""
        process = psutil.Process(self.program.process.pid)
        times = process.cpu_times()
        return times.user + times.system, process.memory_info().rss


class Producer(Process):
    """A producer process and its ledger."""

    def __init__(self, program: Program, ledger: CaptureLedger) -> None:
        super().__init__(program)
        self.ledger = ledger

    def go(self, pace: Pace) -> None:
        """Capture at a pace from now on."""
        self._tell(f"pace {pace.clicks} {pace.moves} {pace.scrolls}")

    def press(self, button: str) -> None:
        """Press a button that then stays down."""
        self._tell(f"press {button}")

    def rest(self) -> int:
        """Capture nothing more; return how many events there are."""
        self.go(AT_REST)
        return len(self.ledger.captured)

    def _tell(self, command: str) -> None:
        times = len(self.program.printed("captured"))
        self.program.enter(command)
        self.program.wait_for("captured", times + 1)


class Viewer(Process):
    """A viewer process and its ledger."""

    def __init__(self, program: Program, ledger: ViewLedger) -> None:
        super().__init__(program)
        self.ledger = ledger

    @property
    def streams(self) -> list[Stream]:
        return self.ledger.account.streams.get(SOURCE, [])

    @property
    def stream(self) -> Stream:
        return self.streams[-1]

    def wait_to_be_told(self, what: str, is_so: Callable[[Json], bool]) -> float:
        """Wait until the newest entry of the source is so; return when it came."""

        def told() -> float:
            entries = [entry for entry in self.ledger.account.entries if entry[2] is not None]
            at, _, entry = entries[-1] if entries else (0.0, "", None)
            return at if entry is not None and is_so(entry) else 0.0

        return wait_until(told, what)

    def wait_to_see(self, producer: Producer, seq: int) -> None:
        """Wait until the stream of the newest epoch has got to an event."""
        wait_until(lambda: self.streams and self.stream.cursor >= seq, f"event {seq}")
        assert self.stream.cursor <= len(producer.ledger.captured)

    def is_live_after(self, producer: Producer, moment: float) -> float:
        """Wait for an event that was captured after a moment; return when it was seen."""

        def seen() -> float:
            captured = producer.ledger.captured
            for at, event in reversed(self.stream.taken if self.streams else []):
                if at < moment:
                    break
                if event["seq"] <= len(captured) and captured[event["seq"] - 1].at > moment:
                    return at
            return 0.0

        return wait_until(seen, "something that was captured just now")


class World:
    """What one test has to do with. Every random decision comes from `random`."""

    def __init__(self, started: Programs, folder: Path, seed: int) -> None:
        self.random = Random(seed)
        self.relay: Relay
        self._started = started
        self._folder = folder
        self._number = 0
        self._processes: list[Process] = []
        self._proxies: list[Proxy] = []
        self.port = free_port()
        self.start_relay()

    def start_relay(self) -> float:
        """Start the relay, again if need be, on the same port; return when it was ready."""
        self.relay = self._started.relay(self.port)
        return time.monotonic()

    def kill_relay(self) -> None:
        self.relay.end(signal.SIGKILL)

    def proxy(self, *, rate: float = inf, delay: float = 0.0) -> Proxy:
        """Lay a line to the relay."""
        proxy = Proxy(self.port, rate=rate, delay=delay)
        self._proxies.append(proxy)
        return proxy

    def producer(self, line: Proxy | None = None) -> Producer:
        """Start a producer that is at rest."""
        ledger = CaptureLedger(self._folder / f"captured-{self._next()}")
        program = self._start("capturing", ledger.path, line, "--source", SOURCE)
        return self._keep(Producer(program, ledger))

    def viewer(
        self,
        line: Proxy | None = None,
        *,
        again: Viewer | None = None,
        patience: float = PATIENCE,
    ) -> Viewer:
        """Start a viewer, which goes on where an earlier one was when it was killed; let it in. It
        gives up a line on which nothing has come for `patience` seconds."""
        ledger = again.ledger if again else ViewLedger(self._folder / f"seen-{self._next()}")
        welcomes = len(ledger.account.welcomes)
        options = ["--patience", str(patience)]
        viewer = self._keep(Viewer(self._start("watching", ledger.path, line, *options), ledger))
        running = viewer.program
        wait_until(lambda: len(ledger.account.welcomes) > welcomes or not running.is_running, "in")
        assert running.is_running, running.lines
        return viewer

    def _start(self, name: str, ledger: Path, line: Proxy | None, *options: str) -> Program:
        url = line.url if line else self.relay.url
        seed = str(self.random.getrandbits(32))
        command = [sys.executable, "-m", f"tests.faults.{name}"]
        given = ["--url", url, "--seed", seed, "--ledger", str(ledger), *options]
        return self._started.start(name, *command, *given)

    def _next(self) -> int:
        self._number += 1
        return self._number

    P = TypeVar("P", bound=Process)

    def _keep(self, process: P) -> P:
        self._processes.append(process)
        return process

    def settle(self, producer: Producer, *viewers: Viewer) -> int:
        """Let the producer rest and every viewer see all; compare the ledgers of its run."""
        last = producer.rest()
        for viewer in viewers:
            viewer.wait_to_see(producer, last)
            compare(producer.ledger.captured, viewer.stream)
        return last

    def close(self) -> None:
        """Let everybody go on, so that all can be ended."""
        for process in self._processes:
            if process.program.is_running:
                process.go_on()
        for proxy in self._proxies:
            proxy.close()

    def look_for_faults(self) -> None:
        """Fail if a producer or viewer has shown a fault of its own; a relay is looked at when it
        is ended."""
        faults = [f for p in self._processes for f in p.program.printed("Traceback")]
        assert not faults, faults


@contextmanager
def world(folder: Path, seed: int) -> Iterator[World]:
    """Start a world within this; all of it has ended after it."""
    with programs() as started:
        made = World(started, folder, seed)
        try:
            yield made
        finally:
            made.close()
    made.look_for_faults()
