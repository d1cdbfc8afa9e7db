"""A viewer that is behind gets what its window allows, merged, and never grows without bound."""

from __future__ import annotations

import json

import pytest

from protocol.close_codes import Ending
from protocol.events import Move, Text
from relay import viewer as module
from relay.interest import PLAIN, Interest
from relay.tally import Tally
from relay.viewer import SMALL_CROWD, MarkCounter, Viewer
from relay.window import GIVE_UP
from tests.relay.line import Clock, Line
from tests.relay.world import numbered


@pytest.fixture
def line() -> Line:
    return Line(Clock())


@pytest.fixture
def viewer(line: Line) -> Viewer:
    viewer = Viewer(line, Interest(), 0.0)
    viewer.fall_behind(0.0)
    return viewer


def serve(viewer: Viewer, now: float = 0.0) -> None:
    viewer.serve(now, MarkCounter(), Tally())


def messages(line: Line) -> list[object]:
    return [json.loads(text) for text in line.texts]


def texts(line: Line) -> list[str]:
    return [e["text"] for m in messages(line) if isinstance(m, list) for e in m]


def test_what_waits_is_sent_merged_with_a_mark_after_it(viewer: Viewer, line: Line) -> None:
    viewer.put([numbered(Move(seq, 0), seq) for seq in (1, 2, 3)])
    serve(viewer)
    events, mark = messages(line)
    assert [(e["seq"], e["n"]) for e in events] == [(3, 3)]  # type: ignore[attr-defined]
    assert mark == {"type": "relay", "message": "mark", "mark": 1}
    assert viewer.window.out == len(line.written)


def test_no_more_is_sent_than_the_window_allows(viewer: Viewer, line: Line) -> None:
    viewer.put([numbered(Text("x" * 500), seq) for seq in range(1, 100)])
    serve(viewer)
    assert len(line.written) < viewer.window.limit + 1000
    assert viewer.window.room <= 0
    sent = len(line.written)
    serve(viewer)
    assert len(line.written) == sent


def test_each_part_of_a_window_is_asked_about(viewer: Viewer, line: Line) -> None:
    viewer.put([numbered(Text("x" * 100), seq) for seq in range(1, 100)])
    serve(viewer)
    assert viewer.window.questions == 4


def test_in_a_large_crowd_each_window_is_asked_about_once(viewer: Viewer, line: Line) -> None:
    viewer.put([numbered(Text("x" * 100), seq) for seq in range(1, 100)])
    viewer.serve(0.0, MarkCounter(), Tally(), crowd=SMALL_CROWD + 1)
    assert viewer.window.questions == 1


def test_nothing_is_written_to_a_line_that_is_congested(viewer: Viewer, line: Line) -> None:
    line.stuck, line.capacity = True, 0
    line.write(b"x")
    viewer.put([numbered(Move(1, 0), 1)])
    serve(viewer)
    assert len(line.written) == 1


def test_too_long_an_outbox_ends_the_viewer_and_grows_no_further(
    viewer: Viewer, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_OUTBOX", 5)
    viewer.fall_behind(0.0)
    for seq in range(1, 50):
        viewer.put([numbered(Text("a"), seq)])
    assert line.endings == [Ending.FELL_BEHIND]
    assert viewer.outbox is not None
    assert len(viewer.outbox) == 0, "nothing is kept for whoever is ended"


def test_what_a_viewer_came_back_for_does_not_end_it(
    viewer: Viewer, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_OUTBOX", 5)
    assert viewer.outbox is not None
    viewer.outbox.extend([numbered(Text("a"), seq) for seq in range(1, 50)])
    viewer.allow_backlog()
    viewer.put([numbered(Text("a"), 50)])
    assert line.endings == []
    viewer.put([numbered(Text("a"), seq) for seq in range(51, 60)])
    assert line.endings == [Ending.FELL_BEHIND]


def test_what_is_put_later_counts_as_waiting_and_goes_out_in_its_order(
    viewer: Viewer, line: Line
) -> None:
    viewer.put_later([numbered(Text("a"), 1)])
    viewer.put_later([numbered(Text("b"), 2), numbered(Text("c"), 3)])
    assert viewer.waiting == 3
    assert not viewer.has_room_for(1), "what comes next must not overtake"
    serve(viewer)
    assert viewer.waiting == 0
    assert texts(line) == ["a", "b", "c"]


def test_nothing_is_kept_for_later_for_whoever_is_ended(viewer: Viewer) -> None:
    viewer.put_later([numbered(Text("a"), 1)])
    viewer.end(Ending.FELL_BEHIND)
    viewer.put_later([numbered(Text("b"), 2)])
    assert viewer.waiting == 0


def test_who_does_not_answer_is_ended_once(viewer: Viewer, line: Line) -> None:
    viewer.put([numbered(Move(1, 0), 1)])
    serve(viewer)
    viewer.check(GIVE_UP)
    assert line.endings == []
    viewer.check(GIVE_UP + 1)
    viewer.check(GIVE_UP + 2)
    assert line.endings == [Ending.NO_ANSWER]


def test_who_owes_no_answer_is_asked_even_if_its_line_is_congested(
    viewer: Viewer, line: Line
) -> None:
    line.stuck, line.capacity = True, 0
    line.write(b"x")
    assert viewer.may_be_asked
    viewer.window.ask(1, 0.0)
    assert not viewer.may_be_asked


def test_in_step_it_is_late_when_a_mark_is_due_or_its_line_is_congested(
    viewer: Viewer, line: Line
) -> None:
    viewer.send(b"x" * 100)
    viewer.window.ask(1, 0.0)
    assert not viewer.is_late(0.1, 1000)
    assert viewer.is_late(0.2, 1000)
    line.stuck, line.capacity = True, 10
    assert viewer.is_late(0.1, 1000)


def test_in_step_it_may_have_out_what_its_feed_needs_anyway(viewer: Viewer) -> None:
    viewer.send(b"x" * 10_000)
    viewer.window.ask(1, 0.0)
    assert viewer.is_late(0.0, 9_000)
    assert not viewer.is_late(0.0, 11_000)


def test_in_step_it_may_not_have_much_out_after_a_slow_answer_to_little(viewer: Viewer) -> None:
    viewer.window.ask(1, 0.0)
    viewer.window.answer(1, 0.001)
    viewer.window.ask(2, 0.0)
    viewer.send(b"x" * 10_000)
    viewer.window.answer(2, 0.09)
    assert viewer.is_late(0.1, 1_000_000)


def test_a_plain_viewer_is_asked_nothing_and_is_late_by_its_line_alone(line: Line) -> None:
    plain = Viewer(line, PLAIN, 0.0)
    plain.fall_behind(0.0)
    plain.put([numbered(Text("x" * 500), seq) for seq in range(1, 100)])
    serve(plain)
    assert len(messages(line)) == 99
    assert not plain.is_late(1e9, 0)


def test_no_mark_is_used_twice() -> None:
    marks = MarkCounter()
    assert [marks.next() for _ in range(3)] == [1, 2, 3]
