"""How a person pauses a capture: p and Enter in its console, or SIGUSR1 from anywhere else.

What a pause is, is decided elsewhere.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue

STDIN = 0
KEY = b"p"

_SIGNAL = getattr(signal, "SIGUSR1", None)  # Windows has none


class Controls:
    """Call `toggle`, in a thread of its own, whenever somebody asks for it."""

    def __init__(self, toggle: Callable[[], None]) -> None:
        self._toggle = toggle
        self._asked: SimpleQueue[None] = SimpleQueue()  # a signal handler may put into this one
        self._has_console = _is_in_front(STDIN)

    def start(self) -> None:
        """Listen to the signal, and to the console if there is one; only from the main thread."""
        if _SIGNAL is not None:
            signal.signal(_SIGNAL, lambda *_: self._asked.put(None))
        if self._has_console and sys.platform != "win32":
            signal.signal(signal.SIGTTIN, signal.SIG_IGN)  # or reading would stop it in background
        threading.Thread(target=self._obey, name="controls", daemon=True).start()
        if self._has_console:
            threading.Thread(target=self._read, name="console-key", daemon=True).start()

    @property
    def ways(self) -> list[str]:
        """Say how to ask, a few words for each way."""
        ways = ["p and Enter"] if self._has_console else []
        return ways if _SIGNAL is None else [*ways, f"kill -USR1 {os.getpid()}"]

    def _obey(self) -> None:
        while True:
            self._asked.get()
            self._toggle()

    def _read(self) -> None:
        # Not through `sys.stdin`: a thread that hangs in there would break the end of the program.
        try:
            while data := os.read(STDIN, 1024):
                for line in data.splitlines():
                    if line.strip().lower() == KEY:
                        self._asked.put(None)
        except OSError:
            return  # the terminal is gone, or belongs to another program now


def _is_in_front(descriptor: int) -> bool:
    """Tell whether it is a terminal that this program may read from.

    One that was handed down by another session, as honcho does, is not ours.
    """
    try:
        if not os.isatty(descriptor):
            return False
        return sys.platform == "win32" or os.tcgetpgrp(descriptor) == os.getpgrp()
    except OSError:
        return False
