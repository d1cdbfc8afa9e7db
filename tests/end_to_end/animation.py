"""Make the moving picture with which the README opens, from real use:

    python -m tests.end_to_end.animation

A hand moves, presses, drags and turns the wheel on a display of its own; what the page shows
meanwhile is photographed again and again.
"""

from __future__ import annotations

import io
import threading
import time
from itertools import pairwise

from PIL import Image

from tests.end_to_end.browser import Viewer, chromium
from tests.end_to_end.desktop import Desktop, desktop
from tests.end_to_end.processes import ROOT, programs, wait_until
from tests.end_to_end.scenes import PICTURES, curve

PATH = PICTURES / "page.webp"
VIEWPORT = {"width": 1200, "height": 750}
SIZE = (960, 600)
SHORTEST = 0.09
"""Seconds between two frames at the least."""

SLOWNESS = 4
"""Steps where the pictures' hand makes one."""

LARGEST = 1_000_000
"""Bytes: a page that opens with more is closed."""


def way(start: float, end: float) -> list[tuple[int, int]]:
    """Return a part of the figure of eight for a hand that takes its time."""
    places = curve(start, end)
    return [
        (round(x + (nx - x) * part / SLOWNESS), round(y + (ny - y) * part / SLOWNESS))
        for (x, y), (nx, ny) in pairwise(places)
        for part in range(SLOWNESS)
    ]


def use(desk: Desktop) -> None:
    """Do, in some seconds, what can be done with a mouse."""
    desk.sweep(way(0.0, 0.2))
    for button in ("left", "left", "right"):
        desk.press(button)
        desk.release(button)
    desk.sweep(way(0.2, 0.4))
    desk.scroll(0, -1, 4)
    desk.press("left")
    desk.sweep(way(0.4, 0.66))
    desk.release("left")
    desk.sweep(way(0.66, 0.9))
    desk.click(*curve(0.9, 1.0)[0], "middle")
    desk.sweep(way(0.9, 1.0))


def watch(viewer: Viewer, desk: Desktop) -> tuple[list[Image.Image], list[int]]:
    """Return the frames while the hand is at work, and how long each lasted, in ms."""
    hand = threading.Thread(target=use, args=[desk])
    frames: list[Image.Image] = []
    taken: list[float] = []
    hand.start()
    while hand.is_alive():
        taken.append(time.monotonic())
        frames.append(Image.open(io.BytesIO(viewer.page.screenshot())).resize(SIZE))
        viewer.page.wait_for_timeout(max(0, 1000 * (taken[-1] + SHORTEST - time.monotonic())))
    hand.join()
    lasted = [
        round(1000 * (b - a)) for a, b in zip(taken, [*taken[1:], time.monotonic()], strict=True)
    ]
    return frames, lasted


def main() -> None:
    """Make it, and fail if it is too large."""
    with chromium() as browser, desktop() as desk, programs() as started:
        relay = started.relay()
        started.hardware(relay, "--source", "desk", display=desk.display)
        viewer = Viewer(browser, relay.page, viewport=VIEWPORT, color_scheme="dark")
        viewer.wait_until_live()
        x, y = curve(0.0, 0.2)[0]
        desk.click(x, y)
        wait_until(lambda: len(viewer.rows()) > 2, "the page follows")
        frames, lasted = watch(viewer, desk)
        viewer.close()
    first, *others = frames
    first.save(
        PATH, save_all=True, append_images=others, duration=lasted, loop=0, quality=60, method=4
    )
    assert PATH.stat().st_size <= LARGEST, f"{PATH.stat().st_size} bytes are too many"
    print(PATH.relative_to(ROOT), len(frames), "frames,", PATH.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
