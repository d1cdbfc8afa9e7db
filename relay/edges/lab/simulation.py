"""A producer of 1,000 events a second, as a process of its own on this machine.

It is a producer like any other, `producer/lab.py`, and comes over loopback. It ends by itself, and
when this process does: then its input ends.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[3]


class Simulation:
    """The producer that can be started, one at a time."""

    def __init__(self, host: str, port: int) -> None:
        self._url = f"ws://[{host}]:{port}" if ":" in host else f"ws://{host}:{port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._ends = 0.0

    @property
    def left(self) -> float:
        """Return for how many seconds it goes on; 0: it does not run."""
        if self._process is None or self._process.poll() is not None:
            return 0.0
        return max(0.0, self._ends - time.monotonic())

    def start(self, seconds: float) -> None:
        """Run for so long, unless it runs already."""
        if self.left:
            return
        self.stop()
        self._ends = time.monotonic() + seconds
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "producer.lab"),
                *("--url", self._url),
                *("--seconds", str(seconds)),
            ],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def stop(self) -> None:
        """End it by ending its input."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
        self._ends = 0.0
