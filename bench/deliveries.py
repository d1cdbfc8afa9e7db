"""The ledger of what was seen: which viewer read which rows, when.

While a server is measured this only appends four numbers for each read. What they mean is worked
out in `accounts.py`, when the clock has stopped.
"""

from __future__ import annotations

from array import array


class Deliveries:
    """One entry for each read that brought events; `first` and `count` name rows of a `Stream`."""

    def __init__(self) -> None:
        self.viewer = array("q")
        self.time = array("d")
        self.first = array("q")
        self.count = array("q")
        self.joined: dict[tuple[int, int], int] = {}
        """The seq after which a viewer (first) is served from a source (second)."""

    def add(self, viewer: int, time: float, first: int, count: int) -> None:
        """Note that a viewer has read rows."""
        self.viewer.append(viewer)
        self.time.append(time)
        self.first.append(first)
        self.count.append(count)

    def begin_anew(self, captured: dict[int, int], viewers: int) -> None:
        """Forget what was seen; what was `captured` so far (by source) counts for nobody."""
        for column in (self.viewer, self.time, self.first, self.count):
            del column[:]
        self.joined = {
            (viewer, source): seq for viewer in range(viewers) for source, seq in captured.items()
        }

    def join(self, viewer: int, source: int, seq: int) -> None:
        """Note where a viewer's stream of a source begins, unless that is known already."""
        self.joined.setdefault((viewer, source), seq)
