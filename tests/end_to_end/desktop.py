"""A display without a screen, and a hand on its mouse."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH, HEIGHT = 1280, 800
BUTTONS = {"left": "1", "middle": "2", "right": "3"}
WHEEL = {(0, 1): "4", (0, -1): "5", (-1, 0): "6", (1, 0): "7"}


class Desktop:
    """An X server of its own. Coordinates are in pixels."""

    def __init__(self, display: str) -> None:
        self.display = display

    def _do(self, *words: str | float) -> None:
        subprocess.run(
            ["xdotool", *map(str, words)],
            env={**os.environ, "DISPLAY": self.display},
            check=True,
            timeout=20,
        )

    def move(self, x: int, y: int) -> None:
        self._do("mousemove", x, y)

    def sweep(self, places: list[tuple[int, int]]) -> None:
        """Move along a way, in about a hundred steps a second."""
        words: list[str | float] = []
        for x, y in places:
            words += ["mousemove", x, y, "sleep", 0.01]
        self._do(*words)

    def press(self, button: str) -> None:
        self._do("mousedown", BUTTONS[button])

    def release(self, button: str) -> None:
        self._do("mouseup", BUTTONS[button])

    def click(self, x: int, y: int, button: str = "left") -> None:
        self.move(x, y)
        self.press(button)
        self.release(button)

    def drag(self, start: tuple[int, int], end: tuple[int, int], button: str = "left") -> None:
        self.move(*start)
        self.press(button)
        (x, y), steps = start, 10
        for step in range(1, steps + 1):
            self.move(x + (end[0] - x) * step // steps, y + (end[1] - y) * step // steps)
        self.release(button)

    def scroll(self, dx: int, dy: int, times: int) -> None:
        """Turn the wheel by one notch, so many times."""
        self._do("click", "--repeat", times, "--delay", 5, WHEEL[dx, dy])


@contextmanager
def desktop() -> Iterator[Desktop]:
    """Run an X server, which finds a free display number by itself.

    It would start anew whenever its last client goes, so at the end of each xdotool.
    """
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-noreset", "-nolisten", "tcp"]
    command += ["-screen", "0", f"{WIDTH}x{HEIGHT}x24"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as display:
                yield Desktop(":" + display.readline().strip())
        finally:
            server.terminate()
