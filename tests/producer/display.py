"""A display of its own for a test, and a hand that uses its mouse."""

from __future__ import annotations

import os
import subprocess
from types import TracebackType
from typing import Self

from tests.producer.scripted_relay import PATIENCE


class Xvfb:
    """An X server without a screen, on a number that is free or that is given."""

    def __init__(self, number: int | None = None, *options: str) -> None:
        reading, writing = os.pipe()
        name = [] if number is None else [f":{number}"]
        screen = ["-screen", "0", "1280x800x24"]
        self._process = subprocess.Popen(
            [
                "Xvfb",
                *name,
                "-displayfd",
                str(writing),
                *screen,
                "-noreset",
                "-nolisten",
                "tcp",
                *options,
            ],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as answer:
            self.number = int(answer.readline())

    @property
    def name(self) -> str:
        return f":{self.number}"

    def hand(self, *words: str) -> None:
        """Move, press and turn with xdotool."""
        environ = {**os.environ, "DISPLAY": self.name}
        subprocess.run(["xdotool", *words], env=environ, check=True, timeout=PATIENCE)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
