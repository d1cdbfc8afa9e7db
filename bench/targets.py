"""What is measured: how each server is started, and which subprotocol it speaks.

A server runs as a process of its own on `SERVER_CORE` and is ended by its process id.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench import RESULTS, ROOT
from bench.dialects import Dialect
from bench.dialects.nats import Nats
from bench.dialects.socketio import SocketIo

SERVER_CORE, GENERATOR_CORE = 0, 1
START_SECONDS = 15.0
STOP_SECONDS = 6.0
PORT_VARIABLE = "BENCH_PORT"
PEERS = Path(__file__).parent / "peers"


@dataclass(frozen=True)
class Target:
    """A server: its key, its name in texts, its command, and how it is spoken to.

    `{port}` stands for the port in the command. `resumes` tells whether it gives viewers what they
    have missed.
    """

    name: str
    title: str
    command: tuple[str, ...]
    dialect: Dialect = field(default_factory=Dialect)
    resumes: bool = False


def _python(script: str | Path, *options: str) -> tuple[str, ...]:
    return (sys.executable, str(PEERS / script), *options, "{port}")


def _node(script: str) -> tuple[str, ...]:
    return ("node", str(PEERS / script), "{port}")


NATS_SERVER = Path(sys.executable).parent / "nats-server"

TARGETS = {
    target.name: target
    for target in (
        Target(
            "relay",
            "the relay",
            _python(ROOT / "server.py", "--port"),
            Dialect("hardware-relay.v1"),
            resumes=True,
        ),
        Target("floor", "the floor", _python("floor.py")),
        Target("uws", "µWebSockets", _node("uws.cjs")),
        Target("article", "the article's loop", _python("article.py")),
        Target("broadcast", "websockets.broadcast", _python("broadcast.py")),
        Target("ws", "ws", _node("ws.cjs")),
        Target("nats", "NATS", (str(NATS_SERVER), "-c", str(PEERS / "nats.conf")), Nats()),
        Target("socketio", "Socket.IO", _node("socketio.cjs"), SocketIo()),
        Target("picows", "picows", _python("picows_listener.py")),
    )
}


class Unavailable(RuntimeError):
    """A server cannot be measured here; the sentence says why and what to do."""


def free_port() -> int:
    """Return a port of loopback that nobody gets by chance until it is used: below those that the
    system gives to connections."""
    for port in random.sample(range(20_000, 30_000), 100):
        with suppress(OSError):
            socket.create_server(("127.0.0.1", port)).close()
            return port
    raise Unavailable("There is no free port.")


@contextmanager
def running(
    target: Target, arguments: tuple[str, ...] = (), port: int = 0
) -> Iterator[tuple[int, int]]:
    """Start a server on its core; give its process id and port (0: any); end it."""
    if shutil.which(target.command[0]) is None:
        raise Unavailable(f"{target.command[0]} is not installed.")
    port = port or free_port()
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{target.name}.log").open("wb") as log:
        command = [part.format(port=port) for part in (*target.command, *arguments)]
        process = _spawn(command, port, log.fileno())
        try:
            _await_port(process, port, target)
            yield process.pid, port
        finally:
            _end(process)


def _spawn(command: list[str], port: int, log: int) -> subprocess.Popen[bytes]:
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {SERVER_CORE})
    try:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, PORT_VARIABLE: str(port)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
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
