"""Producers: numbered events, sent when they are due, in the same bytes to every server."""

from __future__ import annotations

import os
from typing import Any

import msgspec

from bench import frames
from bench.captured import Captured
from bench.line import Line
from bench.loop import Loop, now


class Producer(Line):
    """One source. Each event is a frame of its own, an array of one."""

    def __init__(
        self,
        loop: Loop,
        port: int,
        subprotocol: str | None,
        captured: Captured,
        press_every: int,
        wall: float,
    ) -> None:
        """Every `press_every`th event is a press or release, none if that is 0.

        `wall` is what to add to the monotonic clock to get seconds since 1970.
        """
        super().__init__(loop, port, subprotocol)
        self._captured = captured
        self._press_every = press_every
        self._wall = wall
        self.acked = 0

    def hello(self) -> dict[str, Any]:
        """Introduce the source."""
        return {
            "type": "hardware",
            "message": "first connection",
            "source": self._captured.source,
            "epoch": self._captured.epoch,
            "first": 1,
            "next": 1,
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
        event = f'[{{"event":"{kind}","seq":{seq},"t":{t:.3f},{body}}}]'
        self._captured.add(due, now(), is_press)
        if self.ending is None:
            self.send(frames.build(event.encode(), os.urandom(4)))

    def take(self, chunk: bytes, moment: float) -> None:
        """Read what the server says, as far as it matters here."""
        data, at = self.tail + chunk, 0
        while (found := frames.find(data, at)) is not None:
            opcode, start, end = found
            if opcode == frames.TEXT:
                message = msgspec.json.decode(data[start:end])
                if message["message"] == "welcome":
                    self.welcomed_at = moment
                elif message["message"] == "ack":
                    self.acked = message["seq"]
            else:
                self.control(opcode, data[start:end])
                if self.ending is not None:
                    return
            at = end
        self.tail = data[at:]
