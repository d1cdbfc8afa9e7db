"""Make the pictures of the README from real use:

    python -m tests.end_to_end.picture

A hand moves, presses and scrolls on a display of its own; the page that follows it is photographed
in dark and in light, while a button is held.
"""

from __future__ import annotations

from math import cos, pi, sin
from pathlib import Path

from playwright.sync_api import Browser

from tests.end_to_end.browser import Viewer, chromium
from tests.end_to_end.desktop import HEIGHT, WIDTH, Desktop, desktop
from tests.end_to_end.processes import ROOT, Programs, Relay, programs, wait_until

PICTURES = ROOT / "docs" / "pictures"
SCHEMES = {"dark": "page.png", "light": "page-light.png"}
HELD_FROM, HELD_TO = 0.66, 0.86
VIEWPORT = {"width": 1280, "height": 800}


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


def photograph(browser: Browser, relay: Relay, desk: Desktop, scheme: str, path: Path) -> None:
    viewer = Viewer(browser, relay.page, viewport=VIEWPORT, color_scheme=scheme)
    viewer.wait_until_live()
    use(desk)
    x, y = curve(HELD_FROM, HELD_TO)[-1]
    wait_until(lambda: viewer.source("desk")["pointer"] == {"x": x, "y": y}, "the page shows it")
    viewer.page.screenshot(path=path)
    desk.release("left")
    viewer.close()
    print(path.relative_to(ROOT))


def take_pictures(started: Programs, browser: Browser, desk: Desktop) -> None:
    relay = started.relay()
    started.hardware(relay, "--source", "desk", display=desk.display)
    relay.wait_for("hardware has connected")
    PICTURES.mkdir(exist_ok=True)
    for scheme, name in SCHEMES.items():
        photograph(browser, relay, desk, scheme, PICTURES / name)


if __name__ == "__main__":
    with chromium() as browser, desktop() as desk, programs() as started:
        take_pictures(started, browser, desk)
