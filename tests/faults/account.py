"""What a viewer makes of what it is sent: a second reading of docs/protocol.md, and a strict one.

It shares no code with the product. It holds cursors, checks the chain, and keeps what it was
given.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Stream:
    """What came of one epoch of a source, after `start`."""

    epoch: str
    start: int
    cursor: int
    told_unknown: bool = False
    """Whether the relay said that an unknown number is missing besides."""

    received: int = 0
    merged: int = 0
    repeated: int = 0
    gaps: list[tuple[int, int]] = field(default_factory=list)
    """What was lost: after the first number, up to the second."""

    taken: list[tuple[float, Json]] = field(default_factory=list)
    """The events, and when each was handled (monotonic, in s)."""

    @property
    def lost(self) -> int:
        return sum(end - start for start, end in self.gaps)

    def take(self, at: float, event: Json) -> None:
        """Take an event as the section about the chain says."""
        seq, n = event["seq"], event.get("n", 1)
        assert n >= 1, f"an event that stands for nothing: {event}"
        if seq <= self.cursor:
            self.repeated += 1
            return
        gap = seq - n - self.cursor
        if gap > 0:
            self.skip(gap)
        self.merged += seq - self.cursor - 1
        self.received += 1
        self.cursor = seq
        self.taken.append((at, event))

    def skip(self, lost: int) -> None:
        """Go past events that are lost."""
        self.gaps.append((self.cursor, self.cursor + lost))
        self.cursor += lost


@dataclass
class Account:
    """All that one viewer has seen, over all its connections, rebuilt from the lines it wrote."""

    streams: dict[str, list[Stream]] = field(default_factory=dict)
    entries: list[tuple[float, str, Json | None]] = field(default_factory=list)
    """What was told of a source, and when."""

    endings: list[int | None] = field(default_factory=list)
    """The close code of each connection that has ended; None: the line broke."""

    welcomes: list[float] = field(default_factory=list)

    @property
    def cursors(self) -> Json:
        return {
            source: {"epoch": streams[-1].epoch, "seq": streams[-1].cursor}
            for source, streams in self.streams.items()
        }

    def take(self, line: Json) -> None:
        """Take what happened: a frame of events, a message, or the end of a connection."""
        if "ended" in line:
            self.endings.append(line["ended"])
        elif isinstance(line["frame"], list):
            for event in line["frame"]:
                self._streams(event)[-1].take(line["at"], event)
        else:
            self._hear(line["at"], line["frame"])

    def _streams(self, event: Json) -> list[Stream]:
        source = event["source"]
        assert source in self.streams, f"an event of a source that nobody told of: {event}"
        return self.streams[source]

    def _hear(self, at: float, message: Json) -> None:
        if message["message"] == "welcome":
            self.welcomes.append(at)
        if message["message"] in ("welcome", "sources"):
            for source, entry in message["sources"].items():
                self.entries.append((at, source, entry))
                if entry is not None:
                    self._place(self.streams.setdefault(source, []), entry)

    def _place(self, streams: list[Stream], entry: Json) -> None:
        """Find where the stream of a source goes on."""
        epoch, lost = entry["epoch"], entry["lost"]
        if not streams:
            streams.append(Stream(epoch, entry["seq"], entry["seq"]))
        elif streams[-1].epoch != epoch:
            streams.append(Stream(epoch, 0, 0, told_unknown=lost is None))
        elif lost:
            streams[-1].skip(lost)
