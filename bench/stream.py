"""What viewers are sent, parsed once however many viewers are sent it.

Viewers in step are sent the same bytes. The first to read a frame adds it to a shared log; for all
others, reading is one comparison of what they got with the log. So one core can check a million
deliveries a second. Frames with merged events, which are made for one viewer, are parsed for that
viewer alone.

Pure. Rows number the events that were parsed: row 0, 1, … are those of the log, and row ~0, ~1, …
(negative) those of single viewers.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right

import msgspec


class _Event(msgspec.Struct, gc=False):
    seq: int
    n: int = 1
    source: str = ""


_decode = msgspec.json.Decoder(list[_Event]).decode


class Rows:
    """Parsed events, as columns."""

    def __init__(self) -> None:
        self.source = array("q")
        self.seq = array("q")
        self.n = array("q")

    def __len__(self) -> int:
        return len(self.seq)

    def add(self, source: int, seq: int, n: int) -> None:
        """Append one row."""
        self.source.append(source)
        self.seq.append(seq)
        self.n.append(n)


class Stream:
    """The shared log of one server, and everything that was parsed."""

    def __init__(self, sources: list[str]) -> None:
        self.sources = {name: number for number, name in enumerate(sources)}
        self.sources.setdefault("", 0)
        self.log = bytearray()
        self.shared = Rows()
        self.own = Rows()
        self._ends = [0]
        self._rows = [0]
        self._frames: dict[bytes, int] = {}
        self._newest = [0] * max(1, len(sources))

    def rows_before(self, position: int) -> int:
        """Count the rows of frames that end at or before this position of the log."""
        return self._rows[bisect_right(self._ends, position) - 1]

    def begun(self, position: int) -> tuple[int, bytes]:
        """Return where the frame begins that this position is inside of, and its bytes so far."""
        start = self._ends[bisect_right(self._ends, position) - 1]
        return start, bytes(self.log[start:position])

    def seq(self, row: int) -> int:
        """Return the seq of a row."""
        return self.shared.seq[row] if row >= 0 else self.own.seq[~row]

    def place(self, frame: bytes, start: int, end: int) -> tuple[int, int, int | None]:
        """Find or take in a frame of events: its first row, how many, and where it ends in the log.

        `start` and `end` bound the array in the frame.
        The end is None if the frame belongs to one viewer alone.
        """
        number = self._frames.get(frame)
        if number is None:
            events = _decode(frame[start:end])
            if not events or not self._is_news(events):
                return self._keep_apart(events)
            number = self._append(frame, events)
        first = self._rows[number]
        return first, self._rows[number + 1] - first, self._ends[number + 1]

    def note(self, source: str, lost: int) -> int:
        """Add a row that says that so many events were told to be lost; return its number."""
        self.own.add(self.sources[source], 0, -lost)
        return ~(len(self.own) - 1)

    def _is_news(self, events: list[_Event]) -> bool:
        newest, sources = self._newest, self.sources
        return all(e.n == 1 and e.seq > newest[sources[e.source]] for e in events)

    def _append(self, frame: bytes, events: list[_Event]) -> int:
        for event in events:
            source = self.sources[event.source]
            self.shared.add(source, event.seq, event.n)
            self._newest[source] = event.seq
        self.log += frame
        self._frames[frame] = number = len(self._ends) - 1
        self._ends.append(len(self.log))
        self._rows.append(len(self.shared))
        return number

    def _keep_apart(self, events: list[_Event]) -> tuple[int, int, None]:
        first = ~len(self.own)
        for event in events:
            self.own.add(self.sources[event.source], event.seq, event.n)
        return first, len(events), None
