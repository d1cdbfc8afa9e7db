"""A feed asks seldom enough that answers stay cheap, and often enough to know what is out."""

from __future__ import annotations

import pytest

from relay.asking import (
    ANSWERS_PER_SECOND,
    LEAST_NEED,
    LONGEST_INTERVAL,
    SHORTEST_INTERVAL,
    SIGN_OF_LIFE,
    Asking,
    interval,
)


def test_the_more_viewers_the_less_often_they_are_asked_within_bounds() -> None:
    intervals = [interval(viewers) for viewers in (1, 10, 100, 300, 1_000, 10_000)]
    assert intervals == sorted(intervals)
    assert (intervals[0], intervals[-1]) == (SHORTEST_INTERVAL, LONGEST_INTERVAL)
    viewers = ANSWERS_PER_SECOND // 2
    assert viewers / interval(viewers) == pytest.approx(ANSWERS_PER_SECOND)


def test_it_is_time_to_ask_when_the_interval_is_over() -> None:
    asking = Asking()
    asking.asked(1, 10.0)
    assert not asking.is_time(10, 1, 10.0 + SHORTEST_INTERVAL * 0.9)
    assert asking.is_time(10, 1, 10.0 + SHORTEST_INTERVAL * 1.1)


def test_more_than_expected_is_asked_about_at_once() -> None:
    asking = Asking()
    asking.asked(1, 10.0)
    asking.sent(LEAST_NEED // 2 - 100)
    assert not asking.is_time(99, 1, 10.0)
    assert asking.is_time(100, 1, 10.0)


def test_the_need_follows_what_is_sent_and_sinks_again() -> None:
    asking = Asking()
    asking.asked(1, 10.0)
    assert asking.need == LEAST_NEED
    asking.sent(100_000)
    asking.asked(1, 11.0)
    busy = asking.need
    assert busy == LEAST_NEED + 2 * 100_000 * SHORTEST_INTERVAL
    asking.asked(1, 12.0)
    assert LEAST_NEED < asking.need < busy


def test_a_status_asks_about_what_was_sent_and_else_seldom() -> None:
    asking = Asking()
    asking.asked(1, 10.0)
    assert not asking.is_time_in_status(1, 11.0)
    assert asking.is_time_in_status(1, 10.0 + SIGN_OF_LIFE)
    asking.sent(1)
    assert asking.is_time_in_status(1, 11.0)
    assert not asking.is_time_in_status(1, 10.0 + SHORTEST_INTERVAL * 0.9)
