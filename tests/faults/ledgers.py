"""The two ledgers, what was captured and what was seen: read while they grow, and compared."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.faults.account import Account, Json, Stream

RELIABLE = ("click", "text")
ADDED_BY_LINK = ("seq", "t", "n", "source")


@dataclass(frozen=True)
class Captured:
    """One event as it was captured; `at` is monotonic, in s."""

    at: float
    event: Json

    @property
    def is_reliable(self) -> bool:
        return self.event["event"] in RELIABLE


def whole_lines(data: bytes) -> list[bytes]:
    """Return the lines that were written whole: a process may be killed while it writes."""
    return data[: data.rfind(b"\n") + 1].splitlines(keepends=True)


class Tail:
    """The lines that have been added to a file since the last look."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0

    def more(self) -> list[Json]:
        if not self._path.exists():
            return []
        with self._path.open("rb") as file:
            file.seek(self._read)
            lines = whole_lines(file.read())
        self._read += sum(map(len, lines))
        return [json.loads(line) for line in lines]


class CaptureLedger:
    """What a producer process has captured so far; the event with seq 1 comes first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tail = Tail(path)
        self._captured: list[Captured] = []

    @property
    def captured(self) -> list[Captured]:
        self._captured += [Captured(line["at"], line["event"]) for line in self._tail.more()]
        return self._captured


class ViewLedger:
    """What a viewer process has seen so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tail = Tail(path)
        self._account = Account()

    @property
    def account(self) -> Account:
        for line in self._tail.more():
            self._account.take(line)
        return self._account


def compare(captured: Sequence[Captured], stream: Stream) -> None:
    """Fail unless everything captured after the stream's start, up to its cursor, is accounted for.

    Each reliable event was seen once and in order, or is among the lost ones; the wheel had turned
    as far at each of them; every event is what was captured under its number.
    """
    span = stream.cursor - stream.start
    assert stream.cursor <= len(captured), "more was seen than captured"
    assert span == stream.received + stream.merged + stream.lost, "the sum is not right"
    lost = {seq + 1 for start, end in stream.gaps for seq in range(start, end)}
    numbers = range(stream.start + 1, stream.cursor + 1)
    wanted = [seq for seq in numbers if seq not in lost and captured[seq - 1].is_reliable]
    seen = [event["seq"] for _, event in stream.taken if event["event"] in RELIABLE]
    assert all(a < b for a, b in pairwise(seen)), "out of order"
    assert seen == wanted, f"missing {sorted({*wanted} - {*seen})[:5]}, {len(wanted)} wanted"
    for _, event in stream.taken:
        assert event["seq"] not in lost, f"seen, although lost: {event}"
        assert _bare(event) == _bare(captured[event["seq"] - 1].event), f"not as captured: {event}"
    _compare_wheel(captured, stream, lost)


def _bare(event: Json) -> Json:
    left_out = {*ADDED_BY_LINK, *(("dx", "dy") if event["event"] == "scroll" else ())}
    return {name: value for name, value in event.items() if name not in left_out}


def _compare_wheel(captured: Sequence[Captured], stream: Stream, lost: set[int]) -> None:
    """Check how far the wheel had turned at each reliable event and at the end."""
    at, turned, seen = stream.start, (0, 0), (0, 0)
    for _, event in [*stream.taken, (0.0, {"event": "the end", "seq": stream.cursor})]:
        if event["event"] == "scroll":
            seen = _turn(seen, event)
        elif event["event"] != "move":
            for seq in range(at + 1, event["seq"] + 1):
                before = captured[seq - 1].event
                if before["event"] == "scroll" and seq not in lost:
                    turned = _turn(turned, before)
            at = event["seq"]
            assert seen == turned, f"the wheel turned {turned}, not {seen}, up to {event}"


def _turn(wheel: tuple[int, int], scroll: Json) -> tuple[int, int]:
    return wheel[0] + scroll["dx"], wheel[1] + scroll["dy"]


def ages(captured: Sequence[Captured], stream: Stream, since: float = 0.0) -> list[float]:
    """Return how old, in ms, the newest event of each frame was when it was handled, in order."""
    newest = {at: event["seq"] for at, event in stream.taken if at >= since}
    return [(at - captured[seq - 1].at) * 1000 for at, seq in newest.items()]
