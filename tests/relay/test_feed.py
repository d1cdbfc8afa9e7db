"""A feed writes the same bytes to everybody in step, and work of its own only to who is behind."""

from __future__ import annotations

from math import inf

import pytest
from msgspec.structs import replace

from protocol.events import AnyEvent, Click, Move, Scroll, Text
from protocol.messages import Cursor, SourceEntry, SourceStatus, Status
from protocol.outbox import Notice
from protocol.wire import encode
from relay.asking import SIGN_OF_LIFE
from relay.feed import LOOK_INTERVAL, SERVED_AT_ONCE, Feed
from relay.interest import Interest
from relay.tally import Tally
from relay.viewer import LONGEST_PROBATION, PROBATION, RELAPSE, MarkCounter, Viewer
from tests.relay.line import Clock, Line
from tests.relay.reference import Json, Reader
from tests.relay.world import numbered

ENTRY = SourceEntry(epoch="e1", seq=0, online=True)


class Stage:
    """A feed and its viewers, each on a line of its own."""

    def __init__(self, interest: Interest | None = None) -> None:
        self.seq = 0
        self.now = 0.0
        self.tally = Tally()
        self.resumed: list[str] = []
        self.feed = Feed(
            interest or Interest(),
            MarkCounter(),
            self.tally,
            self.resume,
            self.seq_of,
            lambda viewer: self.feed.serve(viewer, self.now),
        )
        self.lines: list[Line] = []
        self.viewers: list[Viewer] = []

    def resume(self, viewer: Viewer, name: str) -> None:
        del viewer.kept[name]
        self.resumed.append(name)

    def seq_of(self, name: str) -> int:
        return self.seq

    def add(self) -> tuple[Viewer, Line]:
        """Add a viewer, and wait until it is in step."""
        line = Line(Clock())
        viewer = Viewer(line, self.feed.interest, self.now)
        self.feed.admit(viewer, self.now)
        self.now += PROBATION
        self.feed.settle(self.now)
        assert viewer in self.feed.in_step
        self.lines.append(line)
        self.viewers.append(viewer)
        return viewer, line

    def publish(self, *events: AnyEvent) -> None:
        for event in events:
            self.seq += 1
            numbered_event = numbered(event, self.seq)
            self.feed.publish(numbered_event, encode(numbered_event))

    def flush(self, seconds: float = 0.0, slack: float = 0.0) -> None:
        self.now += seconds
        self.feed.flush(self.now, slack)


def events(line: Line) -> list[Json]:
    said = Reader().read(bytes(line.written))
    return [event for message in said if isinstance(message, list) for event in message]


def spans(line: Line) -> list[tuple[int, int]]:
    return [(event["seq"], event.get("n", 1)) for event in events(line)]


def marks(line: Line) -> list[int]:
    said = Reader().read(bytes(line.written))
    return [message["mark"] for message in said if isinstance(message, dict) and "mark" in message]


def statuses(line: Line) -> list[Json]:
    said = Reader().read(bytes(line.written))
    return [m for m in said if isinstance(m, dict) and m["message"] == "status"]


def fall_behind(stage: Stage, viewer: Viewer, line: Line) -> None:
    line.stuck, line.capacity = True, 0
    stage.publish(Text("a"))
    stage.flush(1.0)
    assert viewer in stage.feed.behind


def test_everybody_in_step_gets_the_same_bytes_and_nothing_merged() -> None:
    stage = Stage()
    for _ in range(3):
        stage.add()
    stage.publish(Move(1, 1), Move(2, 2), Move(3, 3))
    stage.flush()
    first, *others = [bytes(line.written) for line in stage.lines]
    assert others == [first, first]
    assert spans(stage.lines[0]) == [(1, 1), (2, 1), (3, 1)]


def test_a_flush_without_anything_pending_writes_nothing() -> None:
    stage = Stage()
    _, line = stage.add()
    stage.flush()
    assert line.written == b""


def test_what_is_not_wanted_is_accounted_for_by_the_next_that_is() -> None:
    stage = Stage(Interest(events=frozenset({"click"})))
    _, line = stage.add()
    stage.publish(Move(1, 1), Move(2, 2))
    assert stage.feed.due == inf
    assert stage.feed.position("desk", 2) == 0
    stage.publish(Click(1, 1, "left", True))
    stage.flush()
    assert spans(line) == [(3, 3)]


def test_another_epoch_does_not_answer_for_what_was_left_out_before() -> None:
    stage = Stage(Interest(events=frozenset({"click"})))
    _, line = stage.add()
    stage.publish(Move(1, 1))
    stage.feed.restart("desk")
    stage.publish(Click(1, 1, "left", True))
    stage.flush()
    assert spans(line) == [(2, 1)]


def test_a_thin_feed_merges_for_everybody() -> None:
    stage = Stage(Interest(thin=True))
    _, line = stage.add()
    stage.publish(Move(1, 1), Move(2, 2), Click(1, 1, "left", True), Move(3, 3))
    stage.flush()
    assert spans(line) == [(2, 2), (3, 1), (4, 1)]


def test_a_viewer_that_is_late_gets_frames_of_its_own_and_the_others_notice_nothing() -> None:
    stage = Stage()
    slow, slow_line = stage.add()
    _, line = stage.add()
    fall_behind(stage, slow, slow_line)
    for _ in range(2):
        stage.publish(Move(1, 1), Move(2, 2))
        stage.flush()
    assert spans(line) == [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1)]
    slow_line.stuck = False
    stage.feed.serve(slow, stage.now)
    assert spans(slow_line) == [(1, 1), (5, 4)]


def test_a_viewer_that_has_caught_up_is_in_step_again_after_a_while() -> None:
    stage = Stage()
    slow, line = stage.add()
    fall_behind(stage, slow, line)
    stage.publish(Move(1, 1))
    stage.flush()
    line.stuck = False
    stage.feed.serve(slow, stage.now)
    assert slow in stage.feed.behind
    slow.window.answer(marks(line)[-1], stage.now)
    stage.now += 2 * PROBATION + 0.01
    stage.feed.serve(slow, stage.now)
    assert slow in stage.feed.in_step
    stage.publish(Move(2, 2))
    stage.flush()
    assert spans(line) == [(1, 1), (2, 1), (3, 1)]


def test_whoever_falls_behind_again_soon_has_to_keep_up_for_longer() -> None:
    viewer = Viewer(Line(Clock()), Interest(), 0.0)
    waits = []
    for _ in range(8):
        viewer.fall_behind(0.0)
        waits.append(next(s / 4 for s in range(1, 100) if viewer.is_ready(s / 4)))
        viewer.catch_up(0.0)
    assert waits == [PROBATION, 0.5, 1.0, 2.0, 4.0, LONGEST_PROBATION, 8.0, 8.0]
    viewer.fall_behind(RELAPSE)
    assert viewer.is_ready(RELAPSE + PROBATION)


def test_nobody_changes_place_while_something_is_pending() -> None:
    stage = Stage()
    viewer = Viewer(Line(Clock()), stage.feed.interest, 0.0)
    stage.feed.admit(viewer, 0.0)
    stage.publish(Move(1, 1))
    stage.feed.settle(10.0)
    assert viewer in stage.feed.behind


def test_whoever_joins_does_so_after_the_flush() -> None:
    stage = Stage()
    _, line = stage.add()
    seen: list[int] = []
    stage.feed.joining.append(lambda now: seen.append(len(events(line))))
    stage.publish(Move(1, 1))
    stage.flush()
    stage.feed.let_join(0.0)
    assert seen == [1]
    assert stage.feed.due == inf


def test_a_notice_stands_between_the_events_before_and_after_it() -> None:
    stage = Stage()
    _, line = stage.add()
    stage.publish(Text("a"))
    stage.feed.note(Notice("desk", ENTRY))
    stage.publish(Text("b"))
    stage.flush()
    kinds = [type(message) for message in Reader().read(bytes(line.written))]
    assert kinds[:3] == [list, dict, list]


def test_a_viewer_that_kept_a_cursor_resumes_where_its_source_is_announced() -> None:
    stage = Stage()
    viewer, line = stage.add()
    viewer.kept = {"desk": None}  # type: ignore[dict-item]
    stage.feed.note(Notice("desk", ENTRY, begins=0))
    stage.publish(Text("a"))
    stage.flush()
    assert stage.resumed == ["desk"]
    assert events(line) == []  # all that was pending is part of what it resumed with


def test_a_viewer_that_is_ahead_merges_only_what_it_has_not_seen() -> None:
    stage = Stage(Interest(thin=True))
    viewer, line = stage.add()
    stage.feed.leave(viewer)
    stage.feed.admit(viewer, stage.now)
    assert viewer.outbox is not None
    viewer.outbox.expect("desk", 2)
    viewer.ahead = True
    stage.publish(*(Scroll(0, 0, 0, 1) for _ in range(4)))
    stage.flush()
    assert [(e["seq"], e["n"], e["dy"]) for e in events(line)] == [(4, 2, 2)]


STATUS = Status(time=1.0, viewers=2, sources={"desk": SourceStatus(1, (0.0, 0.0))})


def test_a_status_asks_who_is_behind_and_others_only_for_a_sign_of_life() -> None:
    stage = Stage()
    viewer, line = stage.add()
    slow, slow_line = stage.add()
    fall_behind(stage, slow, slow_line)
    asked = viewer.window.questions
    stage.feed.send_status(STATUS, stage.now + 1)
    assert viewer.window.questions == asked
    assert slow.window.questions == 1
    stage.feed.send_status(STATUS, stage.now + 1 + SIGN_OF_LIFE)
    assert viewer.window.questions == asked + 1
    assert len(marks(line)) == viewer.window.questions


def test_who_has_no_room_for_a_status_gets_the_newest_with_its_next_answer() -> None:
    stage = Stage()
    viewer, line = stage.add()
    fall_behind(stage, viewer, line)
    line.stuck = False
    line.written.clear()
    viewer.window.ask(1, stage.now)
    viewer.window.sent += int(viewer.window.limit)
    for time in (1.0, 2.0):
        stage.feed.send_status(replace(STATUS, time=time), stage.now + time)
    assert line.written == b""
    viewer.window.answer(1, stage.now)
    viewer.window.seen = viewer.window.sent
    for _ in range(2):
        stage.feed.serve(viewer, stage.now)
    assert [status["time"] for status in statuses(line)] == [2.0]


def test_a_status_that_had_to_wait_is_forgotten_where_a_newer_one_was_told() -> None:
    stage = Stage()
    viewer, line = stage.add()
    fall_behind(stage, viewer, line)
    line.stuck = False
    viewer.postponed = b"old"
    stage.feed.send_status(STATUS, stage.now)
    stage.feed.serve(viewer, stage.now)
    assert b"old" not in line.written


def test_in_a_large_feed_viewers_are_asked_in_turns_and_get_the_same_events() -> None:
    stage = Stage()
    lines = [stage.add()[1] for _ in range(50)]
    for _ in range(10):
        stage.publish(Move(1, 1))
        stage.flush(0.1)
    assert all(spans(line) == spans(lines[0]) for line in lines)
    counts = sorted(len(marks(line)) for line in lines)
    assert 2 <= counts[0] <= counts[-1] <= counts[0] + 1


def test_many_who_are_late_at_once_are_given_more_time() -> None:
    stage = Stage()
    for _ in range(20):
        stage.add()
    stage.publish(Move(1, 1))
    stage.flush(1.0)
    stage.publish(Move(2, 2))
    stage.flush(0.5, slack=0.025)
    assert len(stage.feed.in_step) == 20
    stage.publish(Move(2, 2))
    stage.flush(0.5, slack=0.025)
    assert len(stage.feed.behind) == 20


@pytest.mark.parametrize("plain", [False, True])
def test_only_v1_viewers_are_asked(plain: bool) -> None:
    stage = Stage(Interest(plain=plain))
    viewer = Viewer(Line(Clock()), stage.feed.interest, 0.0)
    stage.feed.admit(viewer, 0.0)
    stage.publish(Text("a"))
    stage.flush(5.0)
    assert viewer.window.questions == (0 if plain else 1)


def crowd(stage: Stage) -> list[tuple[Viewer, Line]]:
    """Add more viewers than are served with every flush, all behind, and hold something back."""
    added = []
    for _ in range(SERVED_AT_ONCE + 1):
        line = Line(Clock())
        viewer = Viewer(line, stage.feed.interest, stage.now)
        stage.feed.admit(viewer, stage.now)
        added.append((viewer, line))
    stage.flush(LOOK_INTERVAL)
    stage.publish(Text("a"))
    stage.flush()
    return added


def test_many_who_are_behind_are_served_at_each_look() -> None:
    stage = Stage()
    lines = [line for _, line in crowd(stage)]
    assert not any(events(line) for line in lines)
    assert stage.feed.due == pytest.approx(stage.now + LOOK_INTERVAL)
    stage.publish(Text("b"))
    stage.flush(LOOK_INTERVAL)
    assert all(len(events(line)) == 2 for line in lines)
    assert stage.feed.due == inf


def test_what_is_held_back_goes_out_when_the_relay_stops() -> None:
    stage = Stage()
    lines = [line for _, line in crowd(stage)]
    stage.feed.finish(stage.now)
    assert all(len(events(line)) == 1 for line in lines)


def test_whoever_comes_is_not_sent_what_is_held_back_for_others() -> None:
    stage = Stage()
    there = [line for _, line in crowd(stage)]
    late = Line(Clock())
    stage.feed.admit(Viewer(late, stage.feed.interest, stage.now), stage.now)
    stage.flush(LOOK_INTERVAL)
    assert not events(late)
    assert all(len(events(line)) == 1 for line in there)


def test_nobody_is_put_in_step_while_something_is_held_back() -> None:
    stage = Stage()
    viewer, line = crowd(stage)[0]
    stage.now += PROBATION
    stage.feed.serve(viewer, stage.now)
    assert viewer in stage.feed.behind
    stage.flush(LOOK_INTERVAL)
    assert len(events(line)) == 1


def test_whoever_falls_behind_is_not_sent_again_what_is_held_back_for_others() -> None:
    stage = Stage()
    viewer, line = stage.add()
    crowd(stage)
    viewer.kept = {"desk": Cursor(epoch="e1", seq=1)}
    stage.feed.note(Notice("desk", ENTRY, begins=1))
    stage.flush()
    stage.flush(LOOK_INTERVAL)
    assert len(events(line)) == 1
