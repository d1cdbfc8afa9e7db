"""Show lines to the person at the relay's console: escaped, and not more than they can follow."""

from __future__ import annotations

import time

from relay.lines import LineLimit, one_line


class Console:
    """Standard output, one line per thing that happened."""

    def __init__(self) -> None:
        self._limit = LineLimit()

    def show(self, line: str) -> None:
        """Print a line in which parts may have come over the wire; hold it back where there are too
        many."""
        if self._limit.admit(time.monotonic()):
            print(one_line(line), flush=True)

    def tick(self) -> None:
        """Say how many lines were held back, if any."""
        held_back = self._limit.take_held_back()
        if held_back:
            print(f"… and {held_back} more lines like these", flush=True)
