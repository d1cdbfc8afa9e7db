"""A room with a clock of its own, and peers to talk with, for tests of one part at a time."""

from __future__ import annotations

import json
from typing import Any

from relay.greeting import greet, greet_plain
from relay.handlers import Handlers
from relay.hub import Hub
from relay.roster import Roster
from relay.session import Room, Session
from tests.relay.line import STARTED, Clock, Line

Said = dict[str, Any]


class Parlour:
    """A relay in memory, and a word for each thing that a test does to it."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.hub = Hub(self.clock, self.clock.schedule, STARTED)
        self.roster = Roster(self.hub)
        self.complaints: list[str] = []
        self.handlers = Handlers(self.complaints.append)
        self._epochs = 0
        self.room = Room(self.hub, self.roster, self.handlers, self._new_epoch)

    def _new_epoch(self) -> str:
        self._epochs += 1
        return f"epoch-{self._epochs}"

    def open(self, *, plain: bool = False) -> Caller:
        line = Line(self.clock)
        return Caller(Session(self.room, line, greet_plain if plain else greet), line)

    def producer(self, source: str = "desk", epoch: str = "e1", **more: Any) -> Caller:
        caller = self.open()
        hello = {"type": "hardware", "message": "first connection", "source": source}
        caller.say(**(hello | {"epoch": epoch, "next": 1} | more))
        return caller

    def viewer(self, **wishes: Any) -> Caller:
        caller = self.open()
        caller.say(type="client", message="first connection", **wishes)
        return caller

    def plain(self, role: str) -> Caller:
        caller = self.open(plain=True)
        caller.say(type=role, message="first connection")
        return caller


class Caller:
    """The far end of a connection."""

    def __init__(self, session: Session, line: Line) -> None:
        self.session = session
        self.line = line
        self._heard = 0

    def say(self, **message: Any) -> None:
        self.session.receive(json.dumps(message))

    def send(self, *events: Said) -> None:
        self.session.receive(json.dumps(events))

    def hear(self) -> list[Any]:
        """Return what came since the last time."""
        said = [json.loads(text) for text in self.line.texts]
        news, self._heard = said[self._heard :], len(said)
        return news

    def answer(self) -> list[Any]:
        """Return what came since the last time, and answer the marks in it."""
        news = self.hear()
        for message in news:
            if isinstance(message, dict) and "mark" in message:
                self.say(type="client", message="seen", mark=message["mark"])
        return news

    def events(self) -> list[Said]:
        """Return the events that came since the last time."""
        return [event for said in self.hear() if isinstance(said, list) for event in said]

    def told(self, kind: str) -> list[Said]:
        """Return the control messages of a kind that came since the last time."""
        return [s for s in self.hear() if isinstance(s, dict) and s["message"] == kind]


def move(seq: int, n: int = 1) -> Said:
    return {"event": "move", "seq": seq, "n": n, "x": seq, "y": -seq, "t": 1.0}


def click(seq: int, pressed: bool = True, button: str = "left") -> Said:
    return {"event": "click", "seq": seq, "x": 1, "y": 2, "button": button, "pressed": pressed}


def wheel(seq: int, dy: float) -> Said:
    return {"event": "scroll", "seq": seq, "x": 0, "y": 0, "dx": 0, "dy": dy}


def text(seq: int, words: str = "hello") -> Said:
    return {"event": "text", "seq": seq, "text": words}
