"""Print lines without ever waiting for the terminal.

A terminal that is stopped (Ctrl-S, a selection in a Windows console) blocks whoever prints. That
must be neither the thread that captures, which would hold up the pointer, nor the one that sends.
"""

from __future__ import annotations

import os
import queue
import threading
import time

STDOUT = 1
MOST_WAITING = 500
"""Lines that may wait; those that come while it is full are counted instead."""


class Console:
    """Write lines to a file descriptor in a thread of its own.

    Not through `sys.stdout`: a thread that hangs in there would break the end of the program.
    """

    def __init__(self, descriptor: int = STDOUT) -> None:
        self._descriptor = descriptor
        self._lines: queue.Queue[str] = queue.Queue(MOST_WAITING)
        self._left_out = 0
        threading.Thread(target=self._print, name="console", daemon=True).start()

    def say(self, line: str) -> None:
        """Print a line soon. Never waits."""
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self._left_out += 1

    def _print(self) -> None:
        while True:
            line = self._lines.get()
            left_out, self._left_out = self._left_out, 0
            if left_out:
                line = f"{line}\n({left_out} more lines)"
            self._write(f"{line}\n".encode("ascii", "backslashreplace"))
            self._lines.task_done()

    def _write(self, data: bytes) -> None:
        try:
            while data:
                data = data[os.write(self._descriptor, data) :]
        except OSError:
            return  # nobody reads any more; that is no reason to stop capturing

    def drain(self, seconds: float) -> None:
        """Wait until all lines are printed, but not for longer than that."""
        deadline = time.monotonic() + seconds
        with self._lines.all_tasks_done:
            while self._lines.unfinished_tasks and time.monotonic() < deadline:
                self._lines.all_tasks_done.wait(deadline - time.monotonic())
