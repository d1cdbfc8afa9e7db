"""Viewers written from the description of the wire alone, strict about everything they are told.

They use nothing of the relay and nothing of `protocol`: a second opinion.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.relay.line import unframed

Json = dict[str, Any]


@dataclass
class Account:
    """What a viewer has been given of one epoch of a source, from `start` on."""

    start: int
    cursor: int
    received: int = 0
    merged: int = 0
    lost: int = 0
    events: list[Json] = field(default_factory=list)
    covered: set[int] = field(default_factory=set)

    def skip(self, lost: int) -> None:
        assert lost >= 0
        self.lost += lost
        self.cursor += lost

    def take(self, event: Json) -> None:
        seq, n = event["seq"], event.get("n", 1)
        assert seq > self.cursor, f"event {seq} came again after {self.cursor}"
        before = seq - n
        assert before >= self.cursor, f"event {seq} reaches back to {before}, seen {self.cursor}"
        self.lost += before - self.cursor
        self.received += 1
        self.merged += n - 1
        self.covered |= set(range(before + 1, seq + 1))
        self.cursor = seq
        self.events.append(event)


class Reader:
    """Bytes in, whole messages out; what is cut in the middle of a frame was never there."""

    def __init__(self) -> None:
        self._rest = b""

    def read(self, data: bytes) -> list[Any]:
        payloads, self._rest = unframed(self._rest + data)
        return [json.loads(payload, parse_constant=_refuse) for payload in payloads]


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


class V1Viewer:
    """A viewer that speaks v1 and lives on when its connection does not."""

    def __init__(self, wishes: Json) -> None:
        self.wishes = wishes
        self.cursors: dict[str, tuple[str, int]] = {}
        self.accounts: dict[tuple[str, str], Account] = {}
        self.held: dict[str, set[str]] = {}
        self.online: dict[str, bool] = {}
        self.finished: list[tuple[str, str]] = []
        """Epochs that another one followed in the stream without a gap."""
        self.unknown: list[tuple[str, str, str]] = []
        """Epochs after which the relay did not know how much was lost, and what followed them."""
        self.connect()

    def connect(self) -> None:
        """Begin a new connection."""
        self.reader = Reader()
        self.welcomed = False
        self._true_at: dict[str, int] = {}  # the seq at which `held` was told
        self._told: set[str] = set()
        self._not_before: dict[str, int] = {}  # what is told again stands after its own events

    @property
    def hello(self) -> Json:
        cursors = {name: {"epoch": e, "seq": seq} for name, (e, seq) in self.cursors.items()}
        hello = {"type": "client", "message": "first connection", "cursors": cursors}
        return hello | self.wishes

    def account(self, name: str) -> Account:
        return self.accounts[name, self.cursors[name][0]]

    def hear(self, message: Any) -> list[Json]:
        """Take a message; return the answers."""
        if isinstance(message, list):
            assert message, "an empty frame"
            for event in message:
                self._take(event)
            return []
        assert message["type"] == "relay"
        return self._hear_control(message)

    def _hear_control(self, message: Json) -> list[Json]:
        kind = message["message"]
        if kind == "welcome":
            assert not self.welcomed, "welcome twice"
            self.welcomed = True
        else:
            assert self.welcomed, f"{kind} before the welcome"
        if kind in ("welcome", "sources"):
            for name, entry in message["sources"].items():
                self._be_told(name, entry)
        else:
            assert kind in ("status", "mark"), message
        if "mark" in message:
            return [{"type": "client", "message": "seen", "mark": message["mark"]}]
        return []

    def _be_told(self, name: str, entry: Json | None) -> None:
        wanted = self.wishes.get("sources")
        assert wanted is None or name in wanted, f"{name} was not asked for"
        if entry is None:
            del self.cursors[name]
            return
        self._follow(name, entry)
        if name in self._told:
            self._not_before[name] = entry["seq"]
        self._told.add(name)
        past = entry["online"] and entry["seq"] < self.cursors[name][1]
        if not past or name not in self.held:  # of a past moment it knows more by itself
            self.held[name] = set(entry["held"])
        self.online[name] = entry["online"]
        self._true_at[name] = entry["seq"]

    def _follow(self, name: str, entry: Json) -> None:
        epoch, seq = entry["epoch"], entry["seq"]
        known = self.cursors.get(name)
        if known is None:
            self.accounts[name, epoch] = Account(seq, seq)
            self.cursors[name] = (epoch, seq)
        elif known[0] == epoch:
            assert entry["lost"] is not None, "the number is known within an epoch"
            self.account(name).skip(entry["lost"])
            self.cursors[name] = (epoch, self.account(name).cursor)
        else:
            assert (name, epoch) not in self.accounts, "an epoch came back"
            if entry["lost"] is not None:
                self.finished.append((name, known[0]))
            else:
                self.unknown.append((name, known[0], epoch))
            self.accounts[name, epoch] = Account(0, 0)
            self.cursors[name] = (epoch, 0)

    def _take(self, event: Json) -> None:
        name = event["source"]
        assert self.welcomed, "an event before the welcome"
        assert name in self.cursors, "an event of a source that was not told"
        assert event["seq"] > self._not_before.get(name, 0), "a state was told before its events"
        account = self.account(name)
        account.take(event)
        self.cursors[name] = (self.cursors[name][0], account.cursor)
        if event["event"] == "click" and event["seq"] > self._true_at[name]:
            change = self.held[name].add if event["pressed"] else self.held[name].discard
            change(event["button"])


class PlainViewer:
    """A viewer as in the original article: whatever comes is a line."""

    def __init__(self) -> None:
        self.lines: list[Json] = []
        self.connect()

    def connect(self) -> None:
        """Begin a new connection: there is nothing to come back to."""
        self.reader = Reader()
        self.lines = []

    @property
    def hello(self) -> Json:
        return {"type": "client", "message": "first connection"}

    def hear(self, message: Any) -> list[Json]:
        assert isinstance(message, dict)
        assert message["type"] == "hardware"
        self.lines.append(message)
        return []
