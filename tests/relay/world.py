"""A relay in memory with its producers and viewers; whatever is done to it is done by name.

So a schedule can be run again, as it was or with a part of it left away. What has to hold is in
`judge.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from protocol.events import AnyEvent, Click, Move, Reading, Scroll, Text
from relay.greeting import greet, greet_plain
from relay.handlers import Handlers
from relay.hub import Hub
from relay.roster import Roster
from relay.session import Room, Session
from relay.source import Source
from relay.viewer import Viewer
from relay.viewing import Viewing
from tests.relay.line import STARTED, Clock, Line, unframed
from tests.relay.maker import Maker
from tests.relay.reference import PlainViewer, V1Viewer

NAMES = ("desk", "attic")
KINDS: tuple[dict[str, Any] | None, ...] = (
    {},
    {"events": ["click", "text"]},
    {"sources": ["desk"], "events": ["scroll", "click"]},
    {"thin": True},
    {"rate": 10},
    None,  # plain
    {"events": ["move"], "thin": True},
    {"recent": 5},
    {"rate": 60, "events": ["scroll", "text", "reading"]},
)
TAGS: dict[type, str] = {
    Click: "click",
    Move: "move",
    Scroll: "scroll",
    Reading: "reading",
    Text: "text",
}


@dataclass
class Watcher:
    """A viewer and its connection, if it has one."""

    number: int
    wishes: dict[str, Any] | None
    far: V1Viewer | PlainViewer
    session: Session | None = None
    line: Line | None = None
    stalled: bool = False
    mute: bool = False
    unanswered: list[bytes] | None = None
    streams: list[bytes] | None = None
    from_event: int = 0
    congested_since: float | None = None
    written_late: set[float] = field(default_factory=set)
    was_ended: bool = False
    """Whether the relay ever ended a connection of it."""

    resumed: bool = False
    """Whether it had cursors when it connected."""

    @property
    def plain(self) -> bool:
        return self.wishes is None

    @property
    def near(self) -> Viewer | None:
        """Return the relay's view of it."""
        role = None if self.session is None else self.session.role
        return role.viewer if isinstance(role, Viewing) else None

    def wants(self, name: str, event: AnyEvent) -> bool:
        if self.wishes is None:
            return isinstance(event, Text) or (isinstance(event, Click) and event.pressed)
        sources, events = self.wishes.get("sources"), self.wishes.get("events")
        return (sources is None or name in sources) and (
            events is None or TAGS[type(event)] in events
        )


class World:
    """Everything together. Each public verb is a step of a schedule."""

    def __init__(self, write_cost: float = 0.0) -> None:
        self.clock = Clock()
        self.write_cost = write_cost
        self.makers = {name: Maker(name) for name in NAMES}
        self.lines: dict[str, tuple[Session, Line]] = {}
        self.zombies: list[tuple[str, Session, Line]] = []
        self.frozen: set[str] = set()
        self.watchers: list[Watcher] = []
        self.bytes_of: list[bytearray] = []
        self.accepted: dict[
            tuple[str, str], list[int]
        ] = {}  # seqs as the relay took them, in order
        self.on_write: Callable[[Watcher, Line, bytes], None] = lambda *_: None
        self.published: list[tuple[str, AnyEvent]] = []
        self.errors: list[str] = []
        self.next_tick = 1.0
        self._start_relay()

    def _start_relay(self) -> None:
        self.clock.forget_timers()
        self.hub = Hub(self.clock, self.clock.schedule, STARTED)
        self.roster = Roster(self.hub)
        self._epochs = 0
        self._publish = self.hub.publish
        self.hub.publish = self._note_published  # type: ignore[method-assign]
        self.runs: dict[str, list[str]] = {}  # the epochs that this relay has known
        self.taken: dict[tuple[str, str], list[int]] = {}  # as `accepted`, by this relay
        self.room = Room(self.hub, self.roster, Handlers(self.errors.append), self._new_epoch)

    def _new_epoch(self) -> str:
        self._epochs += 1
        return f"plain-{self._epochs}"

    def _note_published(self, source: Source, event: AnyEvent) -> None:
        if source.announced:
            self.published.append((source.name, event))
            for watcher in self.watchers:
                if not self._is_in(watcher):
                    watcher.from_event = len(self.published)
        self._publish(source, event)

    # Producers

    def connect(self, name: str, *, in_doubt: bool = False) -> None:
        """Let a producer connect; while it is connected, that is a second connection.

        In doubt, it sends all that it keeps again.
        """
        maker = self.makers[name]
        if name in self.lines:
            self.zombies.append((name, *self.lines.pop(name)))
        maker.disconnect()
        maker.in_doubt = in_doubt
        line = Line(self.clock)
        session = Session(self.room, line, greet)
        self.lines[name] = (session, line)
        session.receive(maker.hello().decode())
        runs = self.runs.setdefault(name, [])
        if session.ending is None and maker.epoch not in runs:
            runs.append(maker.epoch)

    def capture(self, name: str, event: AnyEvent) -> None:
        maker = self.makers[name]
        maker.capture(event, STARTED + self.clock.now * 1000)

    def push(self, name: str, count: int) -> None:
        """Let a producer write some of what it has."""
        maker = self.makers[name]
        if name not in self.lines or name in self.frozen or not maker.welcomed:
            return
        frame = maker.take(count)
        if frame is None:
            return
        session = self.lines[name][0]
        if session.ending is None:
            seqs = [event["seq"] for event in json.loads(frame)]
            self.accepted.setdefault((name, maker.epoch), []).extend(seqs)
            self.taken.setdefault((name, maker.epoch), []).extend(seqs)
        session.receive(frame.decode())

    def freeze(self, name: str) -> None:
        """Stop a producer's process (SIGSTOP): its connection stays, and says nothing."""
        self.frozen.add(name)

    def thaw(self, name: str) -> None:
        self.frozen.discard(name)

    def cut_producer(self, name: str) -> None:
        """Break a producer's connection."""
        if name in self.lines:
            session, _ = self.lines.pop(name)
            self.makers[name].disconnect()
            session.lost()

    def kill_producer(self, name: str, *, noticed: bool) -> None:
        """End a producer's process and begin another; perhaps the relay does not notice the end."""
        self.frozen.discard(name)
        if name in self.lines and not noticed:
            self.zombies.append((name, *self.lines.pop(name)))
        self.cut_producer(name)
        self.makers[name].restart()

    def give_up(self, name: str) -> None:
        """Let a producer without a connection lose its oldest events."""
        if name not in self.lines:
            self.makers[name].give_up()

    def forget(self, name: str) -> None:
        self.makers[name].forget()

    def change_about(self, name: str, health: str) -> None:
        if name in self.lines and name not in self.frozen and self.makers[name].welcomed:
            about = {"type": "hardware", "message": "about", "about": {"health": health}}
            self.lines[name][0].receive(json.dumps(about))

    # Viewers

    def join(self, kind: int) -> None:
        wishes = KINDS[kind]
        far = PlainViewer() if wishes is None else V1Viewer(wishes)
        watcher = Watcher(len(self.watchers), wishes, far, streams=[])
        self.watchers.append(watcher)
        self._connect(watcher)

    def come_back(self, number: int) -> None:
        if number < len(self.watchers) and self.watchers[number].session is None:
            self._connect(self.watchers[number])

    def _connect(self, watcher: Watcher) -> None:
        watcher.far.connect()
        watcher.unanswered = []
        watcher.stalled = watcher.mute = False
        watcher.from_event = len(self.published)
        line = watcher.line = Line(self.clock, write_cost=self.write_cost)
        session = watcher.session = Session(
            self.room, line, greet_plain if watcher.plain else greet
        )
        watcher.congested_since, watcher.written_late = None, set()
        line.on_write = lambda data: self.on_write(watcher, line, data)
        hello = watcher.far.hello
        watcher.resumed = bool(hello.get("cursors"))
        session.receive(json.dumps(hello))

    def stall(self, number: int) -> None:
        """Let a viewer stop reading."""
        if number < len(self.watchers):
            watcher = self.watchers[number]
            watcher.stalled = True
            if watcher.line is not None:
                watcher.line.stuck = True

    def read_some(self, number: int, count: int) -> None:
        """Let a few bytes reach a viewer that is stalled."""
        if number < len(self.watchers) and self.watchers[number].line is not None:
            self._deliver(self.watchers[number], count)

    def wake(self, number: int) -> None:
        """Let a viewer read and answer again."""
        if number >= len(self.watchers):
            return
        watcher = self.watchers[number]
        watcher.stalled = watcher.mute = False
        if watcher.line is not None:
            watcher.line.stuck = False
            self._deliver(watcher)
            if watcher.session is not None:
                watcher.session.drained()
            self._answer(watcher)

    def mute_viewer(self, number: int) -> None:
        """Let a viewer read, but answer nothing: its page is busy."""
        if number < len(self.watchers):
            self.watchers[number].mute = True

    def cut(self, number: int) -> None:
        """Break a viewer's connection; what has not arrived is lost."""
        if number < len(self.watchers) and self.watchers[number].session is not None:
            self._lose(self.watchers[number])

    def cut_midway(self, number: int, count: int) -> None:
        """Break it while bytes arrive."""
        self.read_some(number, count)
        self.cut(number)

    def _lose(self, watcher: Watcher) -> None:
        assert watcher.session is not None
        assert watcher.line is not None
        assert watcher.streams is not None
        session, watcher.session = watcher.session, None
        watcher.streams.append(bytes(watcher.line.written))
        watcher.line = None
        session.lost()

    # The relay and time

    def restart_relay(self) -> None:
        for watcher in self.watchers:
            if watcher.session is not None:
                assert watcher.streams is not None
                assert watcher.line is not None
                watcher.streams.append(bytes(watcher.line.written))
                watcher.session = watcher.line = None
        for name in list(self.lines):
            self.makers[name].disconnect()
        self.lines.clear()
        self.zombies.clear()
        self._start_relay()

    def wait(self, seconds: float) -> None:
        """Let time pass, with what happens each second."""
        until = self.clock.now + seconds
        while self.next_tick <= until:
            self.clock.advance(max(0.0, self.next_tick - self.clock.now))
            self.next_tick += 1.0
            self._tick()
            self.settle()
        self.clock.advance(max(0.0, until - self.clock.now))

    def _tick(self) -> None:
        for name, (session, _) in list(self.lines.items()):
            if name not in self.frozen and self.makers[name].welcomed:
                session.receive('{"type":"hardware","message":"ping","t":1}')
        self.hub.tick()
        sessions = [session for session, _ in self.lines.values()]
        sessions += [session for _, session, _ in self.zombies]
        sessions += [w.session for w in self.watchers if w.session is not None]
        for session in sessions:
            session.tick()

    # After each step

    def settle(self) -> None:
        """Let everything arrive that is on its way to somebody who reads."""
        for _ in range(200):
            if not self._settle_once():
                return
        raise AssertionError("there is always more to deliver")

    def _settle_once(self) -> bool:
        moved = False
        self.clock.advance(0.0)  # the event loop turns
        for name, (session, line) in list(self.lines.items()):
            if session.ending is not None or line.endings:
                self.cut_producer(name)
                moved = True
            elif name not in self.frozen and line.arrived < len(line.written):
                self.makers[name].hear(line.take())
                moved = True
            if line.probes and name not in self.frozen:
                line.probes = 0
                self.clock.now += 0.001
                session.heard()
        for zombie in [z for z in self.zombies if z[2].endings]:
            self.zombies.remove(zombie)
            zombie[1].lost()
            moved = True
        for watcher in self.watchers:
            moved |= self._settle_watcher(watcher)
        return moved

    def _settle_watcher(self, watcher: Watcher) -> bool:
        line, session = watcher.line, watcher.session
        if line is None or session is None:
            return False
        moved = not watcher.stalled and line.arrived < len(line.written)
        if moved:
            self._deliver(watcher)
        if line.endings:
            watcher.was_ended = True
            self._lose(watcher)
            moved = True
        return moved

    def _deliver(self, watcher: Watcher, most: int | None = None) -> None:
        assert watcher.line is not None
        was_congested = watcher.line.congested
        for message in watcher.far.reader.read(watcher.line.take(most)):
            for answer in watcher.far.hear(message):
                assert watcher.unanswered is not None
                watcher.unanswered.append(json.dumps(answer).encode())
        if not watcher.mute:
            self._answer(watcher)
        if was_congested and not watcher.line.congested and watcher.session is not None:
            watcher.session.drained()

    def _answer(self, watcher: Watcher) -> None:
        answers, watcher.unanswered = watcher.unanswered or [], []
        for answer in answers:
            if watcher.session is not None:
                watcher.session.receive(answer.decode())

    def rest(self) -> None:
        """Let everybody recover."""
        for name in NAMES:
            self.thaw(name)
        for number in range(len(self.watchers)):
            self.wake(number)
        for _ in range(30):
            for name in NAMES:
                self.push(name, 1000)
                self.settle()
            self.wait(0.1)
            self.settle()

    def _is_in(self, watcher: Watcher) -> bool:
        """Tell whether a viewer has been let in: it may have to wait for a flush."""
        near = watcher.near
        feed = None if near is None else self.hub.feeds.get(near.interest)
        return feed is not None and (near in feed.in_step or near in feed.behind)

    # Bytes

    def everything_written(self) -> list[list[bytes]]:
        """Return all bytes that each viewer was sent, by connection."""
        return [
            [*(w.streams or []), *([bytes(w.line.written)] if w.line is not None else [])]
            for w in self.watchers
        ]


def stripped(stream: bytes) -> list[Any]:
    """Return the messages of a stream without what concerns all viewers: marks and their number."""
    messages = []
    for payload in unframed(stream)[0]:
        message = json.loads(payload)
        if isinstance(message, dict):
            if message["message"] == "mark":
                continue
            message = {k: v for k, v in message.items() if k not in ("mark", "viewers")}
        messages.append(message)
    return messages


def unparted(stream: bytes) -> list[Any]:
    """Return the same with each event by itself, however many came in a frame."""
    messages: list[Any] = []
    for message in stripped(stream):
        messages += message if isinstance(message, list) else [message]
    return messages


def press(button: str = "left", pressed: bool = True) -> Click:
    return Click(1, 2, button, pressed)


def numbered(event: AnyEvent, seq: int, n: int = 1, source: str = "desk") -> AnyEvent:
    return replace(event, seq=seq, n=n, t=float(seq), source=source)
