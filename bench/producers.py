"""Producers: numbered events, sent when they are due, in the same bytes to every server."""

from __future__ import annotations

from typing import Any

import msgspec

from bench import frames
from bench.captured import Captured
from bench.dialects import Dialect
from bench.line import Line
from bench.loop import Loop, now


class Producer(Line):
    """One source. Each event is a frame of its own, an array of one.

    With `keeps` set it keeps its events, and sends again what a server does not have that it
    connects to later.
    """

    role = "hardware"

    def __init__(
        self,
        loop: Loop,
        port: int,
        dialect: Dialect,
        captured: Captured,
        press_every: int,
        wall: float,
    ) -> None:
        """Every `press_every`th event is a press or release, none if that is 0.

        `wall` is what to add to the monotonic clock to get seconds since 1970.
        """
        super().__init__(loop, port, dialect)
        self._captured = captured
        self._press_every = press_every
        self._wall = wall
        self._source = "" if dialect.subprotocol else f'"source":"{captured.source}",'
        self.keeps = False
        self.kept: list[bytes] = []

    def hello(self) -> dict[str, Any]:
        """Introduce the source."""
        return {
            "type": "hardware",
            "message": "first connection",
            "source": self._captured.source,
            "epoch": self._captured.epoch,
            "first": 1,
            "next": self._captured.last + 1,
        }

    def start(self, rate: float, at: float) -> None:
        """Capture `rate` events a second from this moment on."""
        self._timer = self._loop.every(1 / rate, self._capture, at)

    def stop(self) -> None:
        """Capture no more."""
        self._loop.cancel(self._timer)

    def _capture(self, due: float) -> None:
        seq = self._captured.last + 1
        every = self._press_every
        is_press = bool(every) and seq % every == 0
        t = round((self._wall + due) * 1000, 3)
        x, y = 300 + seq % 1300, 200 + seq % 700
        if is_press:
            pressed = "true" if seq // every % 2 else "false"
            body = f'"x":{x},"y":{y},"button":"left","pressed":{pressed}'
        else:
            body = f'"x":{x},"y":{y}'
        kind = "click" if is_press else "move"
        text = f'[{{"event":"{kind}",{self._source}"seq":{seq},"t":{t:.3f},{body}}}]'
        event = text.encode()
        self._captured.add(due, now(), is_press)
        if self.keeps:
            self.kept.append(event)
        if self.is_in:
            self.utter(self.dialect.event(event))

    def take(self, chunk: bytes, moment: float) -> None:
        """Read what the server says, as far as it matters here."""
        if self.dialect.is_stream:
            chunk = self.unwrap(chunk)
        data, at = self.tail + chunk, 0
        while (found := self.dialect.find(data, at)) is not None:
            opcode, start, end = found
            if opcode != frames.TEXT:
                self.control(opcode, data[start:end])
                if self.ending is not None:
                    return
            else:
                was_in = self.is_in
                self.told(data[start:end], moment)
                if self.is_in and not was_in:
                    self._send_again(data[start:end])
            at = end
        self.tail = data[at:]

    def _send_again(self, welcome: bytes) -> None:
        """Send what a server that was started anew does not have."""
        if self.kept:
            have = msgspec.json.decode(welcome).get("have", len(self.kept))
            for event in self.kept[have:]:
                self.utter(self.dialect.event(event))
