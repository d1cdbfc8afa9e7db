"""Make the pictures of the documentation from real use:

    python -m tests.end_to_end.picture

A hand moves, presses and scrolls on a display of its own, and holds a button at the end; the page
that follows it is photographed in every state that there is.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from math import cos, pi, sin
from typing import Any

from playwright.sync_api import Browser, Page

from tests.end_to_end.browser import Viewer, chromium
from tests.end_to_end.desktop import HEIGHT, WIDTH, Desktop, desktop
from tests.end_to_end.processes import ROOT, Program, Programs, Relay, programs, wait_until
from tests.examples import pictures

PICTURES = ROOT / "docs" / "pictures"
HELD_FROM, HELD_TO = 0.66, 0.86
VIEWPORT = {"width": 1440, "height": 900}
SETTLING = 150
"""ms for the page to show what was done last."""


def curve(start: float, end: float) -> list[tuple[int, int]]:
    """Return places on a figure of eight that fills the screen; a whole turn is from 0 to 1."""
    steps = round((end - start) * 200)
    turns = [2 * pi * (start + (end - start) * step / steps) for step in range(steps + 1)]
    return [
        (round(WIDTH * (0.5 + 0.36 * cos(turn))), round(HEIGHT * (0.5 + 0.33 * sin(2 * turn))))
        for turn in turns
    ]


def use(desk: Desktop) -> None:
    """Do what a hand does, and end with a button held."""
    desk.scroll(0, -1, 4)
    for place, button in [(0.02, "right"), (0.2, "middle"), (0.33, "left"), (0.45, "right")]:
        desk.click(*curve(place, place + 0.01)[0], button)
    desk.scroll(0, 1, 1)
    desk.sweep(curve(0.5, HELD_FROM))
    desk.press("left")
    desk.sweep(curve(HELD_FROM, HELD_TO))


@dataclass(frozen=True)
class Scene:
    """One picture: how the page is opened, and what a person does in it after the hand's part."""

    name: str
    options: dict[str, Any] = field(default_factory=dict)
    path: str = "/"
    do: Callable[[Page], None] = lambda page: None
    shows_nothing_behind: bool = False


def press(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name, exact=True).click()


def open_tab(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("tab", name=name).click()


def look_back(page: Page) -> None:
    page.keyboard.press("Space")
    for _ in range(12):
        page.keyboard.press("ArrowLeft")


PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
LIGHT = {"color_scheme": "light"}
SCENES = [
    Scene("page"),
    Scene("page-light", LIGHT),
    Scene("paused", do=look_back),
    Scene("heat", do=press("Presses")),
    Scene("latency", LIGHT, do=open_tab("Latency")),
    Scene("overlay-dialog", do=press("Overlay")),
    Scene("overlay", path="/?overlay=1&size=1.5", shows_nothing_behind=True),
    Scene("phone", PHONE),
]
"""What can be seen with one mouse. The first two are in the README."""

SCENES_WITH_TWO = [
    Scene("side-by-side", path="/?layout=side"),
    Scene("charts", do=open_tab("Charts")),
]

LAB_STEPS = {"1 kHz for 60 s": 8, "12.5": 7, "Dead for 3 s": 6, "Full": 7}
"""What is pressed in the lab, and after how many seconds the next."""


def open_scene(browser: Browser, relay: Relay, scene: Scene) -> Viewer:
    options = {"viewport": VIEWPORT, "color_scheme": "dark", **scene.options}
    viewer = Viewer(browser, relay.page + scene.path, **options)
    viewer.wait_until_live()
    return viewer


def photograph(browser: Browser, relay: Relay, desk: Desktop, scene: Scene) -> None:
    viewer = open_scene(browser, relay, scene)
    use(desk)
    x, y = curve(HELD_FROM, HELD_TO)[-1]
    wait_until(lambda: viewer.source("desk")["pointer"] == {"x": x, "y": y}, "the page shows it")
    scene.do(viewer.page)
    viewer.page.wait_for_timeout(SETTLING)
    save(viewer, scene)
    desk.release("left")
    viewer.close()


def save(viewer: Viewer, scene: Scene) -> None:
    path = PICTURES / f"{scene.name}.png"
    viewer.page.screenshot(path=path, omit_background=scene.shows_nothing_behind)
    print(path.relative_to(ROOT))


def take_pictures(started: Programs, browser: Browser, desk: Desktop) -> None:
    relay = started.relay()
    hardware = started.hardware(relay, "--source", "desk", display=desk.display)
    relay.wait_for("hardware has connected")
    PICTURES.mkdir(exist_ok=True)
    for scene in SCENES:
        photograph(browser, relay, desk, scene)
    started.hardware(relay, "--source", "attic", "--simulate=always")
    relay.wait_for("hardware has connected", times=2)
    for scene in SCENES_WITH_TWO:
        photograph(browser, relay, desk, scene)
    photograph_endings(browser, relay, hardware, desk)
    photograph_lab(started, browser)
    pictures.take_pictures(started, browser)


def photograph_endings(browser: Browser, relay: Relay, hardware: Program, desk: Desktop) -> None:
    """Kill the producer with a button down, and then the relay."""
    gone, cut = Scene("source-gone"), Scene("reconnecting")
    viewer = open_scene(browser, relay, gone)
    use(desk)
    wait_until(lambda: viewer.source("desk")["held"] == ["left"], "the button is down")
    hardware.end(signal.SIGKILL)
    wait_until(lambda: viewer.source("desk")["presence"] == "offline", "the page knows")
    viewer.page.wait_for_timeout(SETTLING)
    save(viewer, gone)
    relay.end(signal.SIGKILL)
    wait_until(lambda: "Reconnecting" in viewer.text(".connection"), "the page says so")
    save(viewer, cut)
    desk.release("left")
    viewer.close()


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


if __name__ == "__main__":
    with chromium() as browser, desktop() as desk, programs() as started:
        take_pictures(started, browser, desk)
