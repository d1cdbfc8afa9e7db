"""What is measured: how each server is started, and which subprotocol it speaks.

A server runs as a process of its own on `SERVER_CORE` and is ended by its process id.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import RESULTS, ROOT

SERVER_CORE, GENERATOR_CORE = 0, 1
START_SECONDS = 15.0
STOP_SECONDS = 6.0
PEERS = Path(__file__).parent / "peers"


@dataclass(frozen=True)
class Target:
    """A server: its name in the tables, the command before the port, and its subprotocol."""

    name: str
    command: tuple[str, ...]
    subprotocol: str | None = None
    keeps_history: bool = False


def _python(name: str) -> tuple[str, ...]:
    return (sys.executable, str(PEERS / name))


TARGETS = {
    target.name: target
    for target in (
        Target(
            "relay",
            (sys.executable, str(ROOT / "server.py"), "--port"),
            "hardware-relay.v1",
            keeps_history=True,
        ),
        Target("uws", ("node", str(PEERS / "uws.cjs"))),
        Target("article", _python("article.py")),
        Target("broadcast", _python("broadcast.py")),
        Target("floor", _python("floor.py")),
    )
}


class Unavailable(RuntimeError):
    """A server cannot be measured here; the sentence says why and what to do."""


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def running(target: Target, arguments: tuple[str, ...] = ()) -> Iterator[tuple[int, int]]:
    """Start a server on its core; give its process id and port; end it."""
    if shutil.which(target.command[0]) is None:
        raise Unavailable(f"{target.command[0]} is not installed.")
    port = free_port()
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{target.name}.log").open("wb") as log:
        process = _spawn([*target.command, str(port), *arguments], log.fileno())
        try:
            _await_port(process, port, target)
            yield process.pid, port
        finally:
            _end(process)


def _spawn(command: list[str], log: int) -> subprocess.Popen[bytes]:
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {SERVER_CORE})
    try:
        return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    finally:
        os.sched_setaffinity(0, mine)


def _await_port(process: subprocess.Popen[bytes], port: int, target: Target) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)  # the pause between two attempts, within the deadline
    raise Unavailable(f"{target.name} did not start; see {RESULTS / target.name}.log.")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
