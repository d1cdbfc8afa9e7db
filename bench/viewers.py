"""Viewers: what they read is noted, checked later; marks are answered in their place."""

from __future__ import annotations

import select
from typing import Any

import msgspec

from bench import frames
from bench.deliveries import Deliveries
from bench.dialects import Dialect
from bench.line import READ, Line
from bench.loop import Loop, now
from bench.reading import Allowance, Never
from bench.stream import Stream


class _Told(msgspec.Struct):
    epoch: str
    seq: int
    lost: int | None = 0


class _Control(msgspec.Struct):
    message: str
    mark: int | None = None
    sources: msgspec.Raw = msgspec.Raw(b"{}")


_decode = msgspec.json.Decoder(_Control).decode
_decode_told = msgspec.json.Decoder(dict[str, _Told | None]).decode


class Viewer(Line):
    """One viewer. Without an allowance it reads whatever is there, as soon as it is there."""

    def __init__(
        self,
        loop: Loop,
        port: int,
        dialect: Dialect,
        number: int,
        stream: Stream,
        deliveries: Deliveries,
        allowance: Allowance | None = None,
    ) -> None:
        super().__init__(loop, port, dialect)
        self.number = number
        self.stream = stream
        self.deliveries = deliveries
        self.allowance = allowance
        self.position = 0
        self.row = 0
        self.seq = 0
        self.cursors: dict[str, dict[str, Any]] = {}
        self.marks = 0
        self.lost_unknown = 0

    def hello(self) -> dict[str, Any]:
        """Say where this viewer is, if it was there before."""
        message = {"type": "client", "message": "first connection"}
        return {**message, "cursors": self.cursors} if self.cursors else message

    def come_back(self) -> None:
        """Connect again with the cursor of the one source that is watched."""
        for cursor in self.cursors.values():
            cursor["seq"] = max(self.seq, cursor["seq"])
        self.position, _ = self.stream.begun(self.position)  # half a frame does not come again
        self.connect()

    def read_within_allowance(self, moment: float) -> None:
        """Read as much as a slow viewer may by now."""
        if self.ending is None and self._upgraded and self.allowance is not None:
            size = self.allowance.at(moment)
            while size > 0 and (got := self.read(min(size, READ))):
                self.allowance.spend(got)
                size -= got
                if self.ending is not None:
                    return

    def ready(self, what: int) -> None:
        """Read; the usual case first, because it decides how much one core can check."""
        if what != select.EPOLLIN or not self._upgraded:
            super().ready(what)
            return
        try:
            chunk = self.socket.recv(READ)
        except OSError:
            chunk = b""
        if chunk:
            self.take(chunk, now())
        else:
            super().ready(what)

    def hung_up(self) -> None:
        """Read on at the viewer's own pace; who never reads looks now for the reason."""
        self._loop.forget(self.fd)
        if isinstance(self.allowance, Never):
            while self.ending is None and self.read(READ):
                pass
            self.end("hung up")

    def take(self, chunk: bytes, moment: float) -> None:
        """Note which events a chunk brought: by comparison where it is what others got."""
        if self.dialect.is_stream:
            chunk = self.unwrap(chunk)
        stream = self.stream
        if not self.tail and stream.log.startswith(chunk, self.position):
            self.position += len(chunk)
            row = stream.rows_before(self.position)
            if row > self.row:
                self.deliveries.add(self.number, moment, self.row, row - self.row)
                self.row = row
                self.seq = stream.shared.seq[row - 1]
        else:
            self._walk(chunk, moment)

    def _walk(self, chunk: bytes, moment: float) -> None:
        if not self.tail:
            self.position, self.tail = self.stream.begun(self.position)
        data, at = self.tail + chunk, 0
        while (found := self.dialect.find(data, at)) is not None:
            opcode, start, end = found
            if opcode != frames.TEXT:
                self.control(opcode, data[start:end])
                if self.ending is not None:
                    return
            elif (where := self.dialect.events(data, start, end)) is not None:
                self._events(data[at:end], where[0] - at, where[1] - at, moment)
            else:
                self._message(data[start:end], moment)
            at = end
        self.tail = data[at:]

    def _events(self, frame: bytes, start: int, stop: int, moment: float) -> None:
        first, count, end = self.stream.place(frame, start, stop)
        if count == 0:
            return
        self.deliveries.add(self.number, moment, first, count)
        if end is None:
            self.seq = self.stream.seq(first - count + 1)
        else:
            self.position, self.row = end, first + count
            self.seq = self.stream.seq(self.row - 1)

    def _message(self, payload: bytes, moment: float) -> None:
        self.told(payload, moment)
        if self.allowance is not None and self.is_in and self._wants_reading:
            self.pause_reading()
        if not payload.startswith(b"{"):
            return
        control = _decode(payload)
        if control.mark is not None:
            self.marks += 1
            self.say({"type": "client", "message": "seen", "mark": control.mark})
        if control.message in ("welcome", "sources"):
            for source, told in _decode_told(control.sources).items():
                if told is not None and source in self.stream.sources:
                    self._source(source, told, moment)

    def _source(self, source: str, told: _Told, moment: float) -> None:
        if source not in self.cursors:
            self.cursors[source] = {"epoch": told.epoch, "seq": told.seq}
            self.deliveries.join(self.number, self.stream.sources[source], told.seq)
        elif told.lost is None:
            self.lost_unknown += 1
        elif told.lost:
            row = self.stream.note(source, told.lost)
            self.deliveries.add(self.number, moment, row, 1)
