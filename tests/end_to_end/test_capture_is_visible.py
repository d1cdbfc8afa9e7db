"""What leaves the machine of a producer, read on the wire: what the mouse does, while it may.

A recorder stands between hardware.py and a real relay and keeps every byte with its time.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import cycle
from queue import SimpleQueue
from typing import Any

import pytest
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol
from websockets.sync.client import connect

from producer import health
from tests.end_to_end.desktop import Desktop
from tests.end_to_end.processes import PATIENCE, Program, Programs, Relay, wait_until

pytestmark = pytest.mark.end_to_end

SILENT_WITHIN = 0.2
GONE_WITHIN = 1.0
"""Seconds after Ctrl-C: the promise of docs/capture.md."""

TYPED = "correct horse battery staple"
SHORTCUTS = ["ctrl+alt+t", "super+l", "alt+F4", "Return", "Escape", "F11"]

WITNESS = """
import sys
from pynput import keyboard
with keyboard.Listener(on_press=lambda key: print(key, flush=True)) as listener:
    listener.wait()
    print("listening", flush=True)
    listener.join()
"""

CONFESSION = """
import atexit, runpy, sys

def confess():
    for name, module in sorted(sys.modules.items()):
        if name == "pynput.mouse" or "keyboard" in name:
            print("loaded:", name, "from a file" if hasattr(module, "__file__") else "empty")

atexit.register(confess)
sys.argv = ["hardware.py", *sys.argv[1:]]
runpy.run_path("hardware.py", run_name="__main__")
"""


class Recorder:
    """Pass bytes between producers and a relay, and keep those of the producers.

    It always reads, whether the relay does or not: what it has not got has not left. To the relay
    it says that it was asked for by the relay's own address, which is the only one let in.
    """

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._server = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = []
        self._recording: list[threading.Thread] = []
        self.connections: list[list[tuple[float, bytes]]] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def host(self) -> bytes:
        return b"127.0.0.1:%d" % self._server.getsockname()[1]

    @property
    def url(self) -> str:
        return f"ws://{self.host.decode()}"

    @property
    def last_byte_at(self) -> float:
        """When the last byte came from a producer, by the monotonic clock."""
        return max(chunks[-1][0] for chunks in self.connections if chunks)

    def wait_for_the_end(self) -> None:
        """Wait until all that producers have said is here; they have gone."""
        for thread in self._recording:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "a producer is still there"

    def messages(self) -> list[Any]:
        """Return everything that producers have said."""
        return [message for chunks in self.connections for message in decoded(chunks)]

    def events(self) -> list[Any]:
        return [event for said in self.messages() if isinstance(said, list) for event in said]

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                producer, _ = self._server.accept()
                self._sockets.append(producer)
                try:
                    relay = socket.create_connection(("127.0.0.1", self._relay.port))
                except OSError:
                    producer.close()
                    continue
                self._sockets.append(relay)
                self._carry(producer, relay)

    def _carry(self, producer: socket.socket, relay: socket.socket) -> None:
        chunks: list[tuple[float, bytes]] = []
        self.connections.append(chunks)
        onward: SimpleQueue[bytes] = SimpleQueue()

        def record() -> None:
            for data in received(producer):
                chunks.append((time.monotonic(), data))
                onward.put(data)
            onward.put(b"")

        def forward() -> None:
            request = onward.get().replace(self.host, b"127.0.0.1:%d" % self._relay.port)
            with suppress(OSError):
                relay.sendall(request)
                while data := onward.get():
                    relay.sendall(data)
                relay.shutdown(socket.SHUT_WR)

        def answer() -> None:
            with suppress(OSError):
                for data in received(relay):
                    producer.sendall(data)
                producer.shutdown(socket.SHUT_WR)

        self._recording.append(threading.Thread(target=record, daemon=True))
        self._recording[-1].start()
        for work in (forward, answer):
            threading.Thread(target=work, daemon=True).start()

    def close(self) -> None:
        self._server.close()
        for sock in self._sockets:
            sock.close()


def received(sock: socket.socket) -> Iterator[bytes]:
    with suppress(OSError):
        while data := sock.recv(65536):
            yield data


def decoded(chunks: list[tuple[float, bytes]]) -> Iterator[Any]:
    """Read what a client has sent as RFC 6455 says, and fail at anything that is no JSON text."""
    protocol = ServerProtocol()
    for _, data in list(chunks):
        protocol.receive_data(data)
        for event in protocol.events_received():
            if isinstance(event, Request):
                protocol.send_response(protocol.accept(event))
                continue
            assert isinstance(event, Frame)
            if event.opcode is Opcode.TEXT:
                yield json.loads(bytes(event.data))
            else:
                assert event.opcode in (Opcode.CLOSE, Opcode.PONG), event


@pytest.fixture
def wire(relay: Relay) -> Iterator[Recorder]:
    recorder = Recorder(relay)
    yield recorder
    recorder.close()


def until_captured(desk: Desktop, wire: Recorder) -> None:
    """Move until a move has left: for a moment after its start, capture may miss some."""
    places = cycle(range(1, 1000))

    def moves() -> bool:
        desk.move(next(places), 30)
        return bool(wire.events())

    wait_until(moves, "the mouse is captured")


@pytest.fixture
def hardware(programs: Programs, wire: Recorder, desk: Desktop) -> Program:
    program = programs.start(
        "hardware.py",
        *(sys.executable, "hardware.py", "--source", "desk", "--url", wire.url),
        env={"DISPLAY": desk.display},
    )
    until_captured(desk, wire)
    return program


def press_keys(desk: Desktop, *words: str) -> None:
    environ = {**os.environ, "DISPLAY": desk.display}
    subprocess.run(["xdotool", *words], env=environ, check=True, timeout=PATIENCE)


# No keys


def test_what_is_typed_never_leaves(
    programs: Programs, wire: Recorder, hardware: Program, desk: Desktop
) -> None:
    """A witness sees every key on the same display; on the wire there is what the mouse did."""
    witness = programs.start(
        "witness", sys.executable, "-c", WITNESS, env={"DISPLAY": desk.display}
    )
    witness.wait_for("listening")
    desk.click(100, 110)
    press_keys(desk, "type", TYPED)
    press_keys(desk, "key", *SHORTCUTS)
    press_keys(desk, "keydown", "shift")
    desk.click(200, 210, "right")
    press_keys(desk, "keyup", "shift")
    desk.scroll(0, 1, times=2)
    desk.click(300, 310)
    witness.wait_for("Key.f11")
    assert len(witness.printed("'")) >= len(TYPED.replace(" ", ""))

    hardware.wait_for("Released at (300, 310)")
    assert hardware.end(signal.SIGINT) == 0
    wire.wait_for_the_end()
    said = wire.messages()
    controls = [message for message in said if isinstance(message, dict)]
    assert {message["message"] for message in controls} == {"first connection", "about", "ping"}
    known = {"type", "message", "source", "epoch", "first", "next", "offset", "held", "latest"}
    assert {key for message in controls for key in message} <= known | {"about", "t"}

    events = wire.events()
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    start = next(n for n, event in enumerate(events) if event["event"] == "click") - 1
    assert {event["event"] for event in events[:start]} == {"move"}
    assert [deed(event) for event in events[start:]] == [
        *click_at(100, 110, "left"),
        *click_at(200, 210, "right"),
        *[("scroll", 200, 210, 0, 1)] * 2,
        *click_at(300, 310, "left"),
    ]
    assert all(line.endswith(")") for line in hardware.lines[hardware_talks_of(hardware) :])


def deed(event: dict[str, Any]) -> tuple[Any, ...]:
    """Return all of an event but its number and its time."""
    return tuple(value for name, value in event.items() if name not in ("seq", "t"))


def click_at(x: int, y: int, button: str) -> list[tuple[Any, ...]]:
    clicks = [("click", x, y, button, pressed) for pressed in (True, False)]
    return [("move", x, y), *clicks]


def hardware_talks_of(hardware: Program) -> int:
    """Return the number of the first line about a press."""
    return hardware.lines.index(hardware.printed("Pressed at")[0])


def test_a_module_that_could_listen_to_keys_is_not_even_loaded(
    programs: Programs, wire: Recorder, desk: Desktop
) -> None:
    program = programs.start(
        "hardware.py",
        *(sys.executable, "-c", CONFESSION, "--url", wire.url),
        env={"DISPLAY": desk.display},
    )
    until_captured(desk, wire)
    assert program.end(signal.SIGINT) == 0
    assert program.printed("loaded:") == [
        "loaded: pynput.keyboard empty",
        "loaded: pynput.mouse from a file",
    ]


# It is seen that somebody captures, and that somebody watches


def test_it_says_what_it_captures_and_where_that_goes(hardware: Program, wire: Recorder) -> None:
    hardware.wait_for("Ctrl-C ends this")
    assert hardware.lines[:3] == [
        "Capturing the mouse of this display: moves, clicks and the wheel, never keys.",
        f"Sending it to {wire.url} as 'desk' (on this machine, not encrypted).",
        f"Ctrl-C ends this. To pause and resume it: kill -USR1 {hardware.process.pid}.",
    ]


def test_it_says_when_somebody_begins_and_stops_watching(hardware: Program, relay: Relay) -> None:
    hello = '{"type":"client","message":"first connection"}'
    with connect(relay.url, proxy=None) as first, connect(relay.url, proxy=None) as second:
        first.send(hello)
        hardware.wait_for("1 viewer is watching.")
        second.send(hello)
        hardware.wait_for("2 viewers are watching.")
    hardware.wait_for("Nobody is watching any more.")


# It stops


def running(relay: Relay) -> None:
    """Leave the relay as it is."""


def stopped(relay: Relay) -> None:
    relay.process.send_signal(signal.SIGSTOP)


def away(relay: Relay) -> None:
    relay.end(signal.SIGKILL)


@pytest.mark.parametrize("state", [running, stopped, away])
def test_after_ctrl_c_nothing_leaves_and_the_program_is_gone(
    relay: Relay,
    wire: Recorder,
    hardware: Program,
    desk: Desktop,
    state: Callable[[Relay], None],
) -> None:
    hand = threading.Thread(
        target=desk.sweep, args=[[(n % 900, 100 + n % 500) for n in range(200)]]
    )
    desk.press("left")
    hardware.wait_for("Pressed at")
    hand.start()
    before = len(wire.events())
    wait_until(lambda: len(wire.events()) > before + 20, "the hand is moving")
    state(relay)
    try:
        asked_at = time.monotonic()
        assert hardware.end(signal.SIGINT) == 0
        gone_at = time.monotonic()
        assert hand.is_alive(), "the mouse has to move on while it ends"
        hand.join()
        wire.wait_for_the_end()
    finally:
        if relay.is_running:
            relay.process.send_signal(signal.SIGCONT)
    assert wire.last_byte_at - asked_at < SILENT_WITHIN
    assert gone_at - asked_at < GONE_WITHIN
    if state is not away:
        assert deed(wire.events()[-1])[3:] == ("left", False), "what was held is released"


def test_while_it_is_paused_only_signs_of_life_leave(
    relay: Relay, wire: Recorder, hardware: Program, desk: Desktop
) -> None:
    desk.click(100, 110)
    desk.press("left")
    hardware.wait_for("Pressed at", times=2)
    hardware.process.send_signal(signal.SIGUSR1)
    hardware.wait_for(health.PAUSED)
    wait_until(lambda: told_health(wire) == health.PAUSED, "viewers are told")
    paused = len(wire.messages())
    assert deed(wire.events()[-1]) == ("click", 100, 110, "left", False)

    desk.release("left")
    desk.drag((200, 210), (300, 310), "right")
    desk.scroll(0, 1, times=3)
    wait_until(lambda: len(wire.messages()) >= paused + 2, "signs of life")
    assert {said["message"] for said in wire.messages()[paused:]} == {"ping"}

    hardware.process.send_signal(signal.SIGUSR1)
    hardware.wait_for("Capture goes on.")
    desk.click(400, 410)
    hardware.wait_for("Released at (400, 410)")
    released = click_at(400, 410, "left")[-1]
    wait_until(lambda: deed(wire.events()[-1]) == released, "the release has left")
    since = [event for said in wire.messages()[paused:] if isinstance(said, list) for event in said]
    assert [deed(event) for event in since] == click_at(400, 410, "left")
    seqs = [event["seq"] for event in wire.events()]
    assert seqs == list(range(1, len(seqs) + 1))


def told_health(wire: Recorder) -> str | None:
    """Return what viewers were last told of the capture."""
    abouts = [said["about"] for said in wire.messages() if "about" in said]
    return abouts[-1].get("health") if abouts else None
