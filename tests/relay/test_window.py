"""What may be on its way to a viewer is found from its answers."""

from __future__ import annotations

import pytest

from relay.window import CREDIT, FIRST, LARGEST, MEMORY, PATIENCE, SMALLEST, Window


def ask(window: Window, mark: int, size: int, now: float) -> None:
    window.sent += size
    window.ask(mark, now)


def exchange(window: Window, mark: int, size: float, at: float, took: float) -> float:
    ask(window, mark, int(size), at)
    assert window.answer(mark, at + took)
    return window.limit


def test_what_was_sent_is_out_until_it_is_seen() -> None:
    window = Window(0.0)
    ask(window, 1, 1000, 0.0)
    window.sent += 500
    assert (window.out, window.unasked, window.room) == (1500, 500, FIRST - 1500)
    assert window.answer(1, 0.01)
    assert (window.out, window.unasked) == (500, 500)


def test_an_answer_that_nobody_asked_for_is_refused() -> None:
    window = Window(0.0)
    ask(window, 1, 10, 0.0)
    assert not window.answer(2, 0.1)
    assert window.answer(1, 0.1)
    assert not window.answer(1, 0.2)


def test_an_answer_stands_for_the_marks_before_it() -> None:
    window = Window(0.0)
    for mark in (1, 2, 3):
        ask(window, mark, 100, mark / 100)
    assert window.answer(2, 0.05)
    assert (window.questions, window.out) == (1, 100)
    assert not window.answer(1, 0.06)


def test_a_viewer_is_due_a_while_after_the_oldest_open_mark() -> None:
    window = Window(0.0)
    exchange(window, 1, 100, 0.0, 0.02)
    ask(window, 2, 100, 1.0)
    ask(window, 3, 100, 1.05)
    assert window.due == pytest.approx(1.0 + 0.02 + PATIENCE)
    window.answer(2, 1.06)
    assert window.due == pytest.approx(1.05 + 0.02 + PATIENCE)
    window.answer(3, 1.07)
    assert window.due > 1e9


def test_the_oldest_open_mark_tells_how_long_a_viewer_has_been_waited_for() -> None:
    window = Window(0.0)
    assert window.waiting(50.0) == 0.0
    ask(window, 1, 100, 1.0)
    ask(window, 2, 100, 20.0)
    assert window.waiting(31.5) == 30.5


def test_quick_answers_to_much_raise_the_limit_up_to_the_largest() -> None:
    window = Window(0.0)
    before = window.limit
    for mark in range(1, 100):
        after = exchange(window, mark, window.limit, mark, 0.01)
        assert before < after <= LARGEST or before == after == LARGEST
        before = after
    assert window.limit == LARGEST


def test_quick_answers_to_little_raise_it_only_so_far() -> None:
    window = Window(0.0)
    for mark in range(1, 100):
        exchange(window, mark, 10, mark, 0.01)
    assert window.limit == CREDIT


def test_slow_answers_lower_the_limit_but_not_below_the_smallest() -> None:
    window = Window(0.0)
    exchange(window, 1, 100, 0.0, 0.01)
    before = window.limit
    after = exchange(window, 2, 100, 1.0, 0.09)
    assert before / 2 <= after < before
    for mark in range(3, 20):
        exchange(window, mark, 100, 10.0 + mark / 4, 0.2)
    assert window.limit == SMALLEST


def test_marks_that_were_out_already_do_not_lower_the_limit_again() -> None:
    window = Window(0.0)
    exchange(window, 1, 100, 0.0, 0.01)
    for mark in (2, 3, 4):
        ask(window, mark, 100, 1.0 + mark / 100)
    window.answer(2, 2.0)
    once = window.limit
    window.answer(3, 2.1)
    window.answer(4, 2.2)
    assert window.limit == once


def test_the_slack_of_the_relay_is_not_counted_against_a_viewer() -> None:
    late, excused = Window(0.0), Window(0.0)
    for window, slack in ((late, 0.0), (excused, 0.3)):
        exchange(window, 1, 100, 0.0, 0.01)
        ask(window, 2, 100, 1.0)
        window.answer(2, 1.3, slack)
    assert late.limit < excused.limit


def test_the_fastest_answer_is_forgotten_after_a_while() -> None:
    window = Window(0.0)
    exchange(window, 1, 10, 0.0, 0.001)
    for mark in range(2, 60):
        exchange(window, mark, 10, mark, 0.2)
        if mark < MEMORY - 1:
            assert window.fastest == pytest.approx(0.001)
    assert window.fastest == pytest.approx(0.2)


def test_it_queues_when_its_answer_to_little_was_slow_and_the_relay_was_not() -> None:
    window = Window(0.0)
    exchange(window, 1, 100, 0.0, 0.001)
    for mark, size, slack, queues in (
        (2, 100, 0.0, True),
        (3, 2 * CREDIT, 0.0, False),
        (4, 100, 0.02, False),
    ):
        ask(window, mark, size, mark)
        window.answer(mark, mark + 0.09, slack)
        assert window.queues is queues
    exchange(window, 5, 100, 5.0, 0.09)
    exchange(window, 6, 100, 6.0, 0.001)
    assert not window.queues
