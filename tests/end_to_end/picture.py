"""Make the pictures of the documentation from real use:

    python -m tests.end_to_end.picture

A hand moves, presses and scrolls on a display of its own, and holds a button at the end; the page
that follows it is photographed in every state that there is.
"""

from __future__ import annotations

import os
import signal
from typing import Any
from unittest.mock import patch

from playwright.sync_api import Browser

from producer import Producer
from protocol.events import Click, Move, Reading
from relay.edges.door.secrets_file import PRODUCER, VIEWER
from tests.end_to_end.browser import Viewer, chromium
from tests.end_to_end.desktop import Desktop, desktop
from tests.end_to_end.processes import Program, Programs, Relay, programs, wait_until
from tests.end_to_end.scenes import (
    PICTURES,
    Scene,
    curve,
    look_back,
    open_scene,
    open_tab,
    press,
    save,
    use_and_see,
)
from tests.examples import pictures

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
WALL: dict[str, Any] = {"viewport": {"width": 3840, "height": 2160}}
LIGHT = {"color_scheme": "light"}
SCENES = [
    Scene("live"),
    Scene("light", LIGHT),
    Scene("high-contrast", {"contrast": "more"}),
    Scene("forced-colors", {"forced_colors": "active"}),
    Scene("paused", do=look_back),
    Scene("heat", do=press("Presses")),
    Scene("heat-time", LIGHT, do=press("Time")),
    Scene("latency", LIGHT, do=open_tab("Latency")),
    Scene("overlay-dialog", do=press("Overlay")),
    Scene("overlay", path="/?overlay=1&size=1.5", shows_nothing_behind=True),
    Scene("phone", PHONE),
]
"""What can be seen with one mouse."""

SCENES_WITH_TWO = [
    Scene("together"),
    Scene("side-by-side", path="/?layout=side"),
    Scene("4k", WALL),
]

LAB_STEPS = {"1 kHz for 60 s": 8, "12.5": 7, "Dead for 3 s": 6, "Full": 7}
"""What is pressed in the lab, and after how many seconds the next."""

DAY = [(18.2, 17.9, 18.4), (19.6, 18.3, 19.9), (22.4, 20.0, 22.8), (23.1, 22.5, 24.0)]
"""What a thermometer says: value, low and high in °C."""

TOKENS = {PRODUCER: "producer-0123456789", VIEWER: "viewer-0123456789"}


def photograph(browser: Browser, relay: Relay, desk: Desktop, scene: Scene) -> None:
    viewer = open_scene(browser, relay, scene)
    use_and_see(desk, viewer)
    scene.do(viewer.page)
    save(viewer, scene)
    desk.release("left")
    viewer.close()


def take_pictures(started: Programs, browser: Browser, desk: Desktop) -> None:
    PICTURES.mkdir(exist_ok=True)
    relay = started.relay()
    photograph_first_visit(browser, relay)
    hardware = started.hardware(relay, "--source", "desk", display=desk.display)
    relay.wait_for("hardware has connected")
    for scene in SCENES:
        photograph(browser, relay, desk, scene)
    started.hardware(relay, "--source", "attic", "--simulate=always")
    relay.wait_for("hardware has connected", times=2)
    for scene in SCENES_WITH_TWO:
        photograph(browser, relay, desk, scene)
    photograph_troubles(started, browser, relay, hardware, desk)
    photograph_readings(started, browser, desk)
    photograph_lab(started, browser)
    photograph_behind(started, browser)
    pictures.take_pictures(browser)


def photograph_first_visit(browser: Browser, relay: Relay) -> None:
    scene = Scene("first-visit")
    viewer = open_scene(browser, relay, scene)
    viewer.page.get_by_text("No source yet").wait_for()
    save(viewer, scene)
    viewer.close()


def photograph_readings(started: Programs, browser: Browser, desk: Desktop) -> None:
    """Measure something once a second, and then let the hand be at work."""
    relay = started.relay()
    started.hardware(relay, "--source", "desk", display=desk.display)
    relay.wait_for("hardware has connected")
    scene = Scene("charts", {"viewport": {"width": 1440, "height": 1040}}, do=open_tab("Charts"))
    viewer = open_scene(browser, relay, scene)
    scene.do(viewer.page)
    with Producer(relay.url, source="greenhouse") as greenhouse:
        for value, low, high in DAY:
            greenhouse.send(Reading("temperature", value, "°C", low=low, high=high))
            viewer.page.wait_for_timeout(1_000)
        use_and_see(desk, viewer)
        viewer.page.wait_for_timeout(1_000)
        save(viewer, scene)
    desk.release("left")
    viewer.close()


def photograph_troubles(
    started: Programs, browser: Browser, relay: Relay, hardware: Program, desk: Desktop
) -> None:
    """Stop the producer and kill it with a button down; then kill the relay, and let one take its
    place that asks for a token."""
    viewer = open_scene(browser, relay, Scene("source-silent"))
    started.hardware(relay, "--source", "cellar", "--simulate=never")
    wait_until(lambda: "Capture does not work" in viewer.text(".sources"), "the page says so")
    save(viewer, Scene("source-unable"))
    hardware.process.send_signal(signal.SIGSTOP)
    wait_until(lambda: viewer.source("desk")["presence"] == "silent", "the page knows")
    save(viewer, Scene("source-silent"))
    hardware.process.send_signal(signal.SIGCONT)
    use_and_see(desk, viewer)
    hardware.end(signal.SIGKILL)
    wait_until(lambda: viewer.source("desk")["presence"] == "offline", "the page knows")
    save(viewer, Scene("source-gone"))
    relay.end(signal.SIGKILL)
    wait_until(lambda: waits_long(viewer), "it will not be at once")
    save(viewer, Scene("reconnecting"))
    with patch.dict(os.environ, TOKENS):
        started.relay(relay.port)
    wait_until(lambda: "Ended" in viewer.text(".connection"), "the page says so")
    save(viewer, Scene("ended"))
    desk.release("left")
    viewer.close()


def waits_long(viewer: Viewer) -> bool:
    """Tell whether the next attempt is seconds away."""
    said = viewer.text(".connection")
    return "Reconnecting" in said and "Reconnecting in 0" not in said


def photograph_lab(started: Programs, browser: Browser) -> None:
    """Be in step, then slow, then cut off for a while, then in step again."""
    relay, scene = started.relay(0, "--lab"), Scene("lab", do=open_tab("Lab"))
    viewer = open_scene(browser, relay, scene)
    scene.do(viewer.page)
    for name, seconds in LAB_STEPS.items():
        press(name)(viewer.page)
        viewer.page.wait_for_timeout(seconds * 1000)
    save(viewer, scene)
    viewer.close()


def photograph_behind(started: Programs, browser: Browser) -> None:
    """Press more often than a slow line can tell: presses are never merged."""
    relay, scene = started.relay(0, "--lab"), Scene("behind")
    viewer = open_scene(browser, relay, scene)
    open_tab("Lab")(viewer.page)
    press("4")(viewer.page)
    open_tab("Events")(viewer.page)
    with Producer(relay.url, source="desk") as mouse:
        for x, y in 4 * curve(0, 1):
            mouse.send(Move(x, y))
            mouse.send(Click(x, y, "left", True))
            mouse.send(Click(x, y, "left", False))
        wait_until(lambda: is_behind(viewer), "the page says so")
        save(viewer, scene)
        assert is_behind(viewer)
    viewer.close()


def is_behind(viewer: Viewer) -> bool:
    return "Behind by" in viewer.text(".connection")


if __name__ == "__main__":
    with chromium() as browser, desktop() as desk, programs() as started:
        take_pictures(started, browser, desk)
