"""Start the product's programs as real processes, keep what they print, and end each by its own id.

Nothing here knows of a browser or a display. Whoever waits here waits for a condition, with a
deadline.
"""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
"""Seconds after which a test that waits for something has failed."""

T = TypeVar("T")


def wait_until(condition: Callable[[], T], what: str) -> T:
    """Return what the condition returns as soon as that is true."""
    deadline = time.monotonic() + PATIENCE
    while not (result := condition()):
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.01)  # the pause between two looks, not a hope
    return result


def free_port() -> int:
    """Find a port that nobody gets by chance while its relay is away: below those that the system
    gives to connections."""
    for port in random.sample(range(20_000, 30_000), 100):
        with suppress(OSError):
            socket.create_server(("127.0.0.1", port)).close()
            return port
    raise AssertionError("no free port")


class Program:
    """A process, and all that it has printed."""

    def __init__(self, name: str, command: list[str], env: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **(env or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def enter(self, line: str) -> None:
        """Type a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def printed(self, text: str) -> list[str]:
        """Return the lines that contain a text."""
        return [line for line in self.lines if text in line]

    def wait_for(self, text: str, times: int = 1) -> None:
        """Wait until so many lines contain a text."""
        wait_until(lambda: len(self.printed(text)) >= times, f"{self.name} prints {text!r}")

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end, and return its exit status."""
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return status

    def close(self) -> None:
        """End it for sure, whatever state it is in."""
        try:
            if self.is_running:
                self.end()
        except subprocess.TimeoutExpired:
            self.end(signal.SIGKILL)
        finally:
            self._reader.join(PATIENCE)  # a pipe is closed when nobody reads it any more
            for pipe in (self.process.stdin, self.process.stdout):
                assert pipe is not None
                pipe.close()


class Relay(Program):
    """A relay on a port of its own."""

    def __init__(self, port: int = 0, *options: str) -> None:
        super().__init__("relay", [sys.executable, "server.py", "--port", str(port), *options])
        self.port = port

    def wait_until_ready(self) -> None:
        """Learn the port from its first line."""
        wait_until(lambda: self.lines or not self.is_running, "the relay prints its first line")
        found = re.search(r"http://localhost:(\d+)$", self.lines[0]) if self.lines else None
        assert found is not None, f"the relay did not start: {self.lines}"
        self.port = int(found[1])

    @property
    def page(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def url(self) -> str:
        return f"ws://localhost:{self.port}"

    def get(self, path: str, method: str = "GET") -> tuple[int, dict[str, str], str]:
        """Return status, headers and body of an HTTP request."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path)
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read().decode()
        finally:
            connection.close()

    def count(self, metric: str) -> float:
        """Return a number from /metrics; 0 if it is not there."""
        for line in self.get("/metrics")[2].splitlines():
            if line.startswith(f"hardware_relay_{metric} "):
                return float(line.rpartition(" ")[2])
        return 0.0

    def close(self) -> None:
        """End it, and fail if there was a fault of its own: see `faults`."""
        found = self.faults() if self.is_running else []
        super().close()
        found += self.printed("Traceback")
        assert not found, f"the relay has faults of its own: {found}"

    def faults(self) -> list[str]:
        """Return the endings that a relay without faults does not have: nobody sees a 1011."""
        page = self.get("/metrics")[2].splitlines()
        return [
            line for line in page if line.startswith("hardware_relay_endings") and "1011" in line
        ]


P = TypeVar("P", bound=Program)


class Programs:
    """Everything that one test has started."""

    def __init__(self) -> None:
        self._started: list[Program] = []

    def start(self, name: str, *command: str, env: Mapping[str, str] | None = None) -> Program:
        """Start any program."""
        return self._keep(Program(name, [*command], env))

    def relay(self, port: int = 0, *options: str) -> Relay:
        """Start a relay; without a port on a free one."""
        relay = self._keep(Relay(port, *options))
        relay.wait_until_ready()
        return relay

    def hardware(self, relay: Relay, *options: str, display: str = "") -> Program:
        """Start hardware.py for a relay."""
        command = [sys.executable, "hardware.py", "--url", relay.url, *options]
        return self.start("hardware.py", *command, env={"DISPLAY": display})

    def _keep(self, program: P) -> P:
        self._started.append(program)
        return program

    def close(self) -> None:
        """End all, the last one first; print what they printed, for a test that has failed."""
        faults = []
        for program in reversed(self._started):
            try:
                program.close()
            except AssertionError as fault:
                faults.append(str(fault))
            print(f"--- {program.name}", *program.lines, sep="\n")
        assert not faults, faults


@contextmanager
def programs() -> Iterator[Programs]:
    """Start programs within this, and all of them have ended after it."""
    started = Programs()
    try:
        yield started
    finally:
        started.close()
