"""Chromium with the built page, and what can be seen there."""

from __future__ import annotations

import base64
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.end_to_end.processes import ROOT, wait_until

BUILT = ROOT / "frontend" / "dist" / "index.html"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Color = tuple[int, int, int]
ROUNDING = 6
"""How far a mixed colour may be from the exact one, of 255."""

INK = "name => getComputedStyle(document.querySelector('.picture')).getPropertyValue(name)"

COLORS_AT = """
async ([png, points]) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob())
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  return points.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data].slice(0, 3))
}
"""

WATCH = """
([x, y]) => {
  const context = document.querySelector('canvas.picture').getContext('2d')
  window.watched = []
  const look = () => {
    const color = [...context.getImageData(x * devicePixelRatio, y * devicePixelRatio, 1, 1).data]
    window.watched.push(color.slice(0, 3))
    if (window.watched.length < 2_000) requestAnimationFrame(look)
  }
  look()
}
"""


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """Run an installed Chromium with a fresh profile."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    assert program is not None, f"There is no browser: one of {', '.join(NAMES)} is needed."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def serve(folder: Path) -> Iterator[int]:
    """Serve files on a free port, as a page's own server would."""

    class Files(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=folder)) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            serving.join()


class Viewer:
    """One open page of a relay. Points of a source are in its pixels."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        before: Callable[[Page], None] = lambda page: None,
        **options: Any,
    ) -> None:
        assert BUILT.exists(), "The page has not been built: run `make page` first."
        self._browser = browser
        self.errors: list[str] = []
        self.page: Page = browser.new_page(**options)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        before(self.page)
        self.page.goto(address)
        self.page.wait_for_function("window.hardwareRelay !== undefined")

    def close(self) -> None:
        """Close it, and fail if one of its scripts did."""
        self.page.close()
        assert not self.errors, self.errors

    @property
    def summary(self) -> dict[str, Any]:
        """What the page knows; see frontend/src/handle.ts."""
        known: dict[str, Any] = self.page.evaluate("hardwareRelay.summary()")
        return known

    def source(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.summary["sources"].get(name, {})
        return found

    def presses(self, source: str) -> list[tuple[str, int, int]]:
        """Return the presses of a source in the order in which they came: button and place."""
        presses = [press for press in self.summary["presses"] if press["source"] == source]
        return [(press["button"], press["x"], press["y"]) for press in presses]

    def wait_until_live(self) -> None:
        wait_until(lambda: self.summary["connection"]["name"] == "live", "the page is live")

    def wait_for_presses(self, source: str, expected: list[tuple[str, int, int]]) -> None:
        """Wait for presses, which must be these and no others."""
        try:
            wait_until(lambda: len(self.presses(source)) >= len(expected), "the presses are there")
        finally:
            assert self.presses(source) == expected

    def text(self, selector: str) -> str:
        """Return what is to be read in a place."""
        return self.page.locator(selector).first.inner_text()

    def rows(self) -> list[str]:
        """Return the rows of the list of events that are in view, the newest last."""
        return self.page.locator("section[aria-label=Events] [role=option]").all_inner_texts()

    def search(self, text: str) -> None:
        """Leave only the rows of the list that contain a text."""
        self.page.get_by_label("Search the events").fill(text)

    # The canvas

    def place_of(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the source is on the canvas, in CSS pixels."""
        mapping = self.page.evaluate("hardwareRelay.mapping()")
        return (mapping["left"] + x * mapping["scale"], mapping["top"] + y * mapping["scale"])

    def ink(self, name: str) -> Color:
        """Return a colour of the stage by its name in style.css."""
        code: str = self.page.evaluate(INK, f"--{name}").strip()
        digits = code[1:] if len(code) == 7 else "".join(digit * 2 for digit in code[1:])
        return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16))

    def colors(self, points: list[tuple[float, float]]) -> list[Color]:
        """Return what a screenshot of the canvas shows at these places of it, in CSS pixels."""
        picture = base64.b64encode(self.page.locator("canvas.picture").screenshot()).decode()
        blank = self._browser.new_page()
        blank.goto("about:blank")
        found = blank.evaluate(COLORS_AT, [picture, [[round(x), round(y)] for x, y in points]])
        blank.close()
        return [tuple(color) for color in found]

    def watch(self, x: float, y: float) -> None:
        """Look at one place of the canvas in every frame from now on."""
        self.page.evaluate(WATCH, [x, y])

    def watched(self) -> list[Color]:
        """Return the colours that were there."""
        return [tuple(color) for color in self.page.evaluate("window.watched")]


def closeness(color: Color, start: Color, end: Color) -> float:
    """Return how far a colour is on the way from one to another, 0 to 1; 0 if it is on no such
    way."""
    way = [b - a for a, b in zip(start, end, strict=True)]
    gone = [c - a for a, c in zip(start, color, strict=True)]
    share = sum(a * b for a, b in zip(gone, way, strict=True)) / sum(a * a for a in way)
    astray = max(abs(a - share * b) for a, b in zip(gone, way, strict=True))
    return share if astray < ROUNDING else 0.0
