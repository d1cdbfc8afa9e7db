"""What a picture of the page is made with: a hand at work, what a person does in the page, and a
camera. Which pictures there are is said in picture.py."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from math import cos, pi, sin
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.end_to_end.browser import Viewer
from tests.end_to_end.desktop import HEIGHT, WIDTH, Desktop
from tests.end_to_end.processes import ROOT, Relay, wait_until

PICTURES = ROOT / "docs" / "pictures"
HELD_FROM, HELD_TO = 0.66, 0.86
VIEWPORT = {"width": 1440, "height": 900}
SETTLING = 150
"""ms for the page to show what was done last."""

LARGEST = 200_000
"""Bytes of a picture: there are many on one page."""


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


def use_and_see(desk: Desktop, viewer: Viewer) -> None:
    """Do it, and wait until the page shows all of it."""
    use(desk)
    x, y = curve(HELD_FROM, HELD_TO)[-1]
    wait_until(lambda: viewer.source("desk")["pointer"] == {"x": x, "y": y}, "the page shows it")


def press(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name, exact=True).click()


def open_tab(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("tab", name=name).click()


def look_back(page: Page) -> None:
    page.keyboard.press("Space")
    for _ in range(12):
        page.keyboard.press("ArrowLeft")


@dataclass(frozen=True)
class Scene:
    """One picture: how the page is opened, and what a person does in it after the hand's part."""

    name: str
    options: dict[str, Any] = field(default_factory=dict)
    path: str = "/"
    do: Callable[[Page], None] = lambda page: None
    shows_nothing_behind: bool = False


def open_scene(browser: Browser, relay: Relay, scene: Scene) -> Viewer:
    options = {"viewport": VIEWPORT, "color_scheme": "dark", **scene.options}
    viewer = Viewer(browser, relay.page + scene.path, **options)
    viewer.wait_until_live()
    return viewer


def save(viewer: Viewer, scene: Scene) -> None:
    """Take the picture, with the mouse out of the way. Fail if it is too large."""
    viewer.page.mouse.move(0, 0)
    viewer.page.wait_for_timeout(SETTLING)
    taken = viewer.page.screenshot(omit_background=scene.shows_nothing_behind)
    path = PICTURES / f"{scene.name}.webp"
    Image.open(io.BytesIO(taken)).save(path, lossless=True, method=4)
    size = path.stat().st_size
    assert size <= LARGEST, f"{path.name} has {size} bytes"
    print(path.relative_to(ROOT), size, "bytes")
