"""The program as a person runs it: a real process, a real display, a real mouse."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Self

import pytest

from producer import health
from producer.options import TOKEN_VARIABLE
from protocol.close_codes import Ending
from protocol.events import Click, Move, Scroll
from protocol.messages import Screen
from tests.end_to_end.processes import free_port
from tests.producer.certificates import make_certificate
from tests.producer.display import Xvfb
from tests.producer.loops import listening
from tests.producer.scripted_relay import PATIENCE, ScriptedRelay, wait_until

PROGRAM = Path(__file__).parents[2] / "hardware.py"
NO_DISPLAY = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "XDG_SESSION_TYPE": ""}


class Hardware:
    """hardware.py in a process of its own, and what it prints."""

    def __init__(self, *words: str, **environ: str) -> None:
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, str(PROGRAM), *words],
            env={**os.environ, **NO_DISPLAY, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as output:
            for line in output:
                self.lines.append(line.rstrip("\n"))

    def until_told(self, words: str) -> None:
        wait_until(lambda: any(words in line for line in self.lines), f"{words} in {self.lines}")

    def ends(self) -> int:
        status = self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert not any("Traceback" in line for line in self.lines), self.lines
        return status

    def send(self, number: int) -> None:
        self._process.send_signal(number)

    def signal(self, number: int) -> int:
        self.send(number)
        return self.ends()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)


@pytest.fixture
def relay() -> Iterator[ScriptedRelay]:
    with ScriptedRelay() as running:
        yield running


def clicks(relay: ScriptedRelay) -> list[tuple[float, float, str, bool]]:
    return [(e.x, e.y, e.button, e.pressed) for e in relay.events if isinstance(e, Click)]


def until_captured(display: Xvfb, relay: ScriptedRelay) -> None:
    """Move until a move has arrived: for a moment after its start, capture may miss some."""
    before = len(relay.events)
    steps = count(1)

    def move_and_look() -> bool:
        display.hand("mousemove", str(next(steps) % 700), "300")
        return len(relay.events) > before

    wait_until(move_and_look, "a move")


# The mouse


@pytest.mark.end_to_end
def test_what_the_hand_does_arrives_and_is_printed(relay: ScriptedRelay) -> None:
    with (
        Xvfb() as display,
        Hardware("--url", relay.url, "--source", "desk", DISPLAY=display.name) as hardware,
    ):
        until_captured(display, relay)
        display.hand("mousemove", "800", "679", "mousedown", "1", "mousemove", "810", "690")
        display.hand("mouseup", "1", "click", "2", "click", "3", "click", "4", "click", "5")
        wait_until(lambda: sum(isinstance(e, Scroll) for e in relay.events) == 2, "the wheel")
        assert clicks(relay) == [
            (800, 679, "left", True),
            (810, 690, "left", False),
            *((810, 690, button, way) for button in ("middle", "right") for way in (True, False)),
        ]
        assert [e.dy for e in relay.events if isinstance(e, Scroll)] == [1, -1]
        moves = [event for event in relay.events if isinstance(event, Move)]
        assert (moves[-1].x, moves[-1].y) == (810, 690)
        assert relay.chain.lost == relay.chain.repeated == 0
        hardware.until_told("Released at (810, 690)")
        assert hardware.signal(signal.SIGINT) == 0
        assert "never keys" in hardware.lines[0]
        assert hardware.lines[1] == (
            f"Sending it to {relay.url} as 'desk' (on this machine, not encrypted)."
        )
        assert "Pressed at (800, 679)" in hardware.lines
    wait_until(lambda: relay.close_codes, "the relay has seen the end")
    assert (relay.hellos[0].source, relay.close_codes) == ("desk", [1000])


@pytest.mark.end_to_end
def test_the_screens_are_told(relay: ScriptedRelay) -> None:
    with Xvfb() as display, Hardware("--url", relay.url, DISPLAY=display.name):
        screens = [Screen(0, 0, 1280, 800)]
        wait_until(lambda: screens in [about.screens for about in relay.abouts], "the screens")
        assert relay.abouts[-1].health == health.OK


@pytest.mark.end_to_end
def test_what_is_held_when_it_is_told_to_end_is_released(relay: ScriptedRelay) -> None:
    with Xvfb() as display, Hardware("--url", relay.url, DISPLAY=display.name) as hardware:
        until_captured(display, relay)
        display.hand("mousemove", "100", "200", "mousedown", "1")
        wait_until(lambda: clicks(relay), "the press")
        assert hardware.signal(signal.SIGTERM) == 0
    wait_until(lambda: len(clicks(relay)) == 2, "the release")
    assert clicks(relay)[1] == (100, 200, "left", False)


@pytest.mark.end_to_end
def test_when_the_x_server_dies_capture_lets_go_says_so_and_comes_back(
    relay: ScriptedRelay,
) -> None:
    display = Xvfb()
    with display, Hardware("--url", relay.url, DISPLAY=display.name) as hardware:
        until_captured(display, relay)
        display.hand("mousemove", "100", "200", "mousedown", "1")
        wait_until(lambda: clicks(relay), "the press")
        display.kill()
        hardware.until_told(health.DISPLAY_GONE)
        wait_until(lambda: relay.abouts[-1].health == health.DISPLAY_GONE, "it is told")
        wait_until(lambda: clicks(relay)[-1] == (100, 200, "left", False), "the release")
        with Xvfb(display.number) as another:
            wait_until(lambda: relay.abouts[-1].health == health.OK, "it is well again")
            until_captured(another, relay)
        assert hardware.signal(signal.SIGTERM) == 0
    assert len(relay.hellos) == 1


def test_without_a_display_it_says_so_and_stays(relay: ScriptedRelay) -> None:
    with Hardware("--url", relay.url) as hardware:
        hardware.until_told(health.NO_DISPLAY)
        wait_until(lambda: health.NO_DISPLAY in [a.health for a in relay.abouts], "it is told on")
        assert hardware.signal(signal.SIGINT) == 0


# Pause and limits


@pytest.mark.end_to_end
def test_while_it_is_paused_nothing_is_captured_and_what_was_held_is_released(
    relay: ScriptedRelay,
) -> None:
    with Xvfb() as display, Hardware("--url", relay.url, DISPLAY=display.name) as hardware:
        until_captured(display, relay)
        display.hand("mousemove", "100", "200", "mousedown", "1")
        wait_until(lambda: clicks(relay), "the press")
        hardware.send(signal.SIGUSR1)
        hardware.until_told(health.PAUSED)
        wait_until(lambda: relay.abouts[-1].health == health.PAUSED, "the pause is told")
        wait_until(lambda: len(clicks(relay)) == 2, "the release")
        before = len(relay.events)
        pings = len(relay.pings)
        display.hand("mousemove", "300", "300", "mouseup", "1", "click", "3", "click", "4")
        wait_until(lambda: len(relay.pings) >= pings + 2, "signs of life, and nothing else")
        hardware.send(signal.SIGUSR1)
        hardware.until_told("Capture goes on.")
        wait_until(lambda: relay.abouts[-1].health == health.OK, "the end is told")
        display.hand("mousemove", "400", "500", "click", "1")
        wait_until(lambda: len(clicks(relay)) == 4, "a click after the pause")
        assert clicks(relay)[1:] == [
            (100, 200, "left", False),
            (400, 500, "left", True),
            (400, 500, "left", False),
        ]
        assert {(e.x, e.y) for e in relay.events[before:] if isinstance(e, Move)} == {(400, 500)}
        assert hardware.signal(signal.SIGINT) == 0
    assert relay.chain.lost == relay.chain.repeated == 0


def test_it_ends_while_it_is_paused(relay: ScriptedRelay) -> None:
    with Hardware("--url", relay.url, "--simulate") as hardware:
        hardware.until_told("Connected to")
        hardware.send(signal.SIGUSR1)
        hardware.until_told(health.PAUSED)
        assert hardware.signal(signal.SIGINT) == 0


def test_only_what_happens_in_the_region_leaves_and_no_more_exactly_than_the_grid(
    relay: ScriptedRelay,
) -> None:
    words = ["--simulate", "--region", "900,100,900,900", "--grid", "50"]
    with Hardware("--url", relay.url, *words) as hardware:
        hardware.until_told("900 x 900 pixels from (900, 100)")
        hardware.until_told("rounded to 50 pixels")
        wait_until(lambda: len(clicks(relay)) >= 2, "a click")
        assert relay.hellos[0].about.region == Screen(900, 100, 900, 900)
        assert relay.hellos[0].about.grid == 50
        assert hardware.signal(signal.SIGINT) == 0
    places = [(e.x, e.y) for e in relay.events if isinstance(e, Move | Click)]
    assert all(900 <= x < 1800 and 100 <= y < 1000 for x, y in places)
    assert all(x % 50 == y % 50 == 0 for x, y in places)
    assert relay.chain.lost == 0


# Encryption


@pytest.mark.parametrize("by_option", [True, False])
def test_with_tls_the_token_reaches_a_relay_that_is_trusted(
    tmp_path: Path, by_option: bool
) -> None:
    certificate = make_certificate(tmp_path)
    words = ["--ca", certificate.ca] if by_option else []
    environ = {TOKEN_VARIABLE: "open-sesame", "SSL_CERT_FILE": "" if by_option else certificate.ca}
    with (
        ScriptedRelay(tls=certificate.server) as relay,
        Hardware("--url", relay.url, "--simulate", *words, **environ) as hardware,
    ):
        wait_until(lambda: len(clicks(relay)) >= 2, "a click")
        assert relay.hellos[0].token == "open-sesame"
        assert hardware.signal(signal.SIGINT) == 0
        assert f"Sending it to {relay.url} as" in hardware.lines[1]
        assert hardware.lines[1].endswith(" (encrypted).")


def test_a_relay_with_a_wrong_certificate_never_learns_the_token(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with (
        ScriptedRelay(tls=certificate.server) as relay,
        Hardware("--url", relay.url, "--simulate", "--token", "open-sesame") as hardware,
    ):
        hardware.until_told("its certificate is not trusted: ")
        hardware.until_told("Released at")  # so there was time for more attempts
        assert hardware.signal(signal.SIGINT) == 0
        assert (relay.requests, relay.hellos) == ([], [])
        assert sum("certificate" in line for line in hardware.lines) == 1
        assert not any("sesame" in line for line in hardware.lines)


# Simulation


@pytest.mark.parametrize("words", [["--simulate"], ["--simulate", "auto"]])
def test_a_simulated_mouse_says_that_it_is_one(relay: ScriptedRelay, words: list[str]) -> None:
    with Hardware("--url", relay.url, *words) as hardware:
        wait_until(lambda: len(clicks(relay)) >= 2, "a click")
        assert relay.hellos[0].about.capture == "simulated"
        assert hardware.signal(signal.SIGINT) == 0
        assert hardware.lines[0] == "Simulating a mouse: nothing of this machine is captured."


@pytest.mark.end_to_end
def test_where_there_is_a_display_nothing_is_simulated_automatically(
    relay: ScriptedRelay,
) -> None:
    with (
        Xvfb() as display,
        Hardware("--url", relay.url, "--simulate", "auto", DISPLAY=display.name),
    ):
        wait_until(
            lambda: "pynput/xorg" in [about.capture for about in relay.abouts], "what is captured"
        )


# Coming and going


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_while_it_waits_for_a_server_that_never_answers(number: int) -> None:
    with listening() as url, Hardware("--url", url, "--simulate") as hardware:
        hardware.until_told("Ctrl-C ends this")
        assert hardware.signal(number) == 0


def test_signals_that_come_while_it_ends_do_not_disturb_it(relay: ScriptedRelay) -> None:
    with Hardware("--url", relay.url, "--simulate") as hardware:
        hardware.until_told("Connected to")
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGINT, signal.SIGTERM):
            hardware.send(number)
        assert hardware.ends() == 0


def test_it_may_be_started_before_the_relay() -> None:
    port = free_port()
    with Hardware("--url", f"ws://127.0.0.1:{port}", "--simulate") as hardware:
        hardware.until_told("nothing listens there")
        hardware.until_told("Released at")
        with ScriptedRelay(port) as relay:
            wait_until(lambda: len(clicks(relay)) >= 2, "the click from before")
            hardware.until_told("Connected to")
            assert relay.events[0].seq == relay.events[0].n
            assert hardware.signal(signal.SIGINT) == 0
            assert relay.chain.lost == 0


def test_it_tells_when_somebody_watches(relay: ScriptedRelay) -> None:
    with Hardware("--url", relay.url, "--simulate") as hardware:
        hardware.until_told("Connected to")
        relay.say(message="viewers", viewers=1)
        hardware.until_told("1 viewer is watching.")


def test_nothing_that_an_evil_relay_says_reaches_the_terminal_but_as_text(
    relay: ScriptedRelay,
) -> None:
    evil = "\x1b]0;title\x07\x1b[2J\x9b31m\r\nFrom Hardware: \u202etxt"
    with Hardware("--url", relay.url, "--simulate") as hardware:
        hardware.until_told("Connected to")
        relay.say(message="error", reason=evil, detail=evil)
        hardware.until_told("could not use something")
        relay.close(4999, evil)
        assert hardware.ends() == 1
        assert "title" in hardware.lines[-1]
        assert all(line.isprintable() and line.isascii() for line in hardware.lines)
        assert not any(line.startswith("From") for line in hardware.lines)


def test_told_not_to_come_back_it_ends_with_the_reason(relay: ScriptedRelay) -> None:
    relay.close_at_hello = Ending.REPLACED.code
    with Hardware("--url", relay.url, "--simulate") as hardware:
        assert hardware.ends() == 1
        assert hardware.lines[-1] == f"Stopped by the relay: {Ending.REPLACED.sentence}"


def test_the_token_is_shown_to_the_relay_and_not_to_the_console(relay: ScriptedRelay) -> None:
    environ = {TOKEN_VARIABLE: "open-sesame"}
    with Hardware("--url", relay.url, "--simulate", **environ) as hardware:
        wait_until(lambda: relay.hellos, "the hello")
        assert relay.hellos[0].token == "open-sesame"
        assert hardware.signal(signal.SIGINT) == 0
        assert not any("sesame" in line for line in hardware.lines)


def test_it_reaches_this_machine_whatever_the_proxy(relay: ScriptedRelay) -> None:
    proxy = {"http_proxy": "http://127.0.0.1:9", "no_proxy": ""}
    with Hardware("--url", relay.url, "--simulate", **proxy):
        wait_until(lambda: relay.hellos, "the hello")


@pytest.mark.parametrize(
    "words",
    [
        ["--url", "http://localhost"],
        ["--source", "my desk"],
        ["--region", "here"],
        ["--grid", "0"],
        ["--url", "wss://localhost", "--ca", "/nowhere/ca.pem"],
    ],
)
def test_a_mistake_is_told_in_one_sentence(words: list[str]) -> None:
    with Hardware(*words) as hardware:
        assert hardware.ends() == 2
        assert len(hardware.lines) == 1


def test_it_goes_on_when_nobody_reads_what_it_prints(relay: ScriptedRelay) -> None:
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), "--url", relay.url, "--simulate"], stdout=writing
    )
    os.close(writing)
    os.close(reading)
    wait_until(lambda: len(clicks(relay)) >= 2, "a click, though it could not be printed")
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
