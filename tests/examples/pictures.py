"""Photograph the page of each example, which runs as a person runs it. The hardware is played.

    python -m tests.examples.pictures

`python -m tests.end_to_end.picture` takes these too.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import cos, pi, sin
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from examples.gamepad import KEY, RECORD, REL, SIZE, SYN
from examples.raspberry_pi import BUTTON, MOTION
from tests.end_to_end.browser import Viewer, chromium
from tests.end_to_end.processes import ROOT, Program, Programs, Relay, programs, wait_until
from tests.end_to_end.scenes import VIEWPORT, Scene, save

LOOK: dict[str, Any] = {"viewport": VIEWPORT, "color_scheme": "dark"}
COUNTING = 1_100
"""ms after which a chart has the second that was last."""

STEP = 8
"""ms between two moves: the trail of a hand is drawn, and not a leap."""


PRESSED = {40: 0x131, 90: 0x133, 140: 0x130, 160: 0x131}
"""The buttons that are pressed on the way of the pad, by the step."""


@dataclass(frozen=True)
class Stage:
    """Where one example plays."""

    started: Programs
    relay: Relay
    viewer: Viewer
    folder: Path

    def start(self, module: str, source: str, *words: str) -> Program:
        options = ["--url", self.relay.url, "--source", source]
        return self.started.start(source, sys.executable, "-m", module, *words, *options)

    def wait_for(self, source: str, seq: int) -> None:
        def is_there() -> bool:
            return int(self.viewer.source(source).get("seq", 0)) >= seq

        wait_until(is_there, f"event {seq} of {source}")


@contextmanager
def computer(stage: Stage) -> Iterator[None]:
    """Look at it several times."""
    stage.start("examples.computer", "computer")
    stage.wait_for("computer", 15)
    yield


@contextmanager
def raspberry_pi(stage: Stage) -> Iterator[None]:
    """Somebody comes and presses the button twice; it is 1.3 °C warmer then."""
    thermometer = stage.folder / "28-000000000000" / "temperature"
    thermometer.parent.mkdir()
    thermometer.write_text("20125\n")
    pins = stage.start("tests.examples.pins", "hall", str(stage.folder))
    stage.wait_for("hall", 2)
    thermometer.write_text("21437\n")
    stage.wait_for("hall", 3)
    done = (f"{MOTION} high", f"{BUTTON} low", f"{BUTTON} high", f"{BUTTON} low")
    for number, line in enumerate(done, start=4):
        pins.enter(line)
        stage.wait_for("hall", number)
    yield


@contextmanager
def gamepad(stage: Stage) -> Iterator[None]:
    """Push a mouse around, press a button here and there, and hold one."""
    device = stage.folder / "event0"
    os.mkfifo(device)
    stage.start("examples.gamepad", "gamepad", str(device))
    with device.open("wb", buffering=0) as kernel:

        def report(*records: tuple[int, int, int]) -> None:
            kernel.write(b"".join(RECORD.pack(0, 0, *r) for r in (*records, (SYN, 0, 0))))
            stage.viewer.page.wait_for_timeout(STEP)

        wait_until(lambda: stage.viewer.source("gamepad"), "it has connected")
        x, y = (side // 2 for side in SIZE)
        for step in range(200):
            turn = 2 * pi * step / 200
            to = (
                round(SIZE[0] * (0.5 + 0.35 * sin(turn))),
                round(SIZE[1] * (0.5 + 0.35 * cos(turn))),
            )
            report((REL, 0, to[0] - x), (REL, 1, to[1] - y))
            x, y = to
            if step in PRESSED:
                report((KEY, PRESSED[step], 1))
                report((KEY, PRESSED[step], 0))
        report((KEY, 0x130, 1))
        stage.wait_for("gamepad", 209)
        yield


@contextmanager
def greenhouse(stage: Stage) -> Iterator[None]:
    """Run the five lines: it has gone again when the picture is taken."""
    program = (ROOT / "examples" / "garden" / "greenhouse.py").read_text()
    program = program.replace("ws://localhost:3001", stage.relay.url)
    stage.started.start("greenhouse", sys.executable, "-c", program)
    stage.wait_for("greenhouse", 1)
    yield


CHARTED = ("computer", "raspberry-pi", "greenhouse")
PLAYS = {
    "computer": computer,
    "raspberry-pi": raspberry_pi,
    "gamepad": gamepad,
    "greenhouse": greenhouse,
}


def take_pictures(browser: Browser) -> None:
    """Take one of each example. Its programs end before the folder goes that they read."""
    for name, play in PLAYS.items():
        with tempfile.TemporaryDirectory() as folder, programs() as started:
            relay = started.relay()
            viewer = Viewer(browser, relay.page, **LOOK)
            viewer.wait_until_live()
            if name in CHARTED:
                viewer.page.get_by_role("tab", name="Charts").click()
            with play(Stage(started, relay, viewer, Path(folder))):
                viewer.page.wait_for_timeout(COUNTING if name in CHARTED else 0)
                save(viewer, Scene(name))
            viewer.close()


if __name__ == "__main__":
    with chromium() as browser:
        take_pictures(browser)
