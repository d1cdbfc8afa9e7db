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


def test_nobody_is_asked_again_before_the_shortest_interval_is_over() -> None:
    asking = Asking()
    asking.asked(100, 10.0)
    assert asking.whom(10_000, 100, 10.0 + SHORTEST_INTERVAL * 0.9) == 0
    assert asking.whom(10_000, 100, 10.0 + SHORTEST_INTERVAL * 1.1) > 0


def test_many_viewers_are_asked_in_turns_each_once_in_an_interval() -> None:
    asking = Asking()
    asked, now = 0, 0.0
    asking.asked(200, now)
    while now < interval(200) - 1e-9:
        now += 0.05
        count = asking.whom(100, 200, now)
        assert 0 < count < 20
        asked += count
        asking.asked(200, now)
    assert asked == pytest.approx(200, rel=0.1)


def test_a_few_viewers_are_all_asked_at_each_turn() -> None:
    asking = Asking()
    asking.asked(2, 10.0)
    assert asking.whom(10, 2, 10.0 + SHORTEST_INTERVAL * 1.01) == 2


def test_when_a_stream_begins_or_grows_all_are_asked_at_once_and_only_then() -> None:
    asking = Asking()
    asking.asked(1000, 10.0)
    asking.sent(2_000)
    assert asking.whom(100, 1000, 10.05) == 1000
    asking.asked(1000, 10.05)
    asking.sent(2_000)
    assert asking.whom(100, 1000, 10.1) < 100


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


def test_a_sign_of_life_is_asked_for_when_nothing_was_for_long() -> None:
    asking = Asking()
    asking.asked(1, 10.0)
    assert not asking.needs_sign_of_life(9.9 + SIGN_OF_LIFE)
    assert asking.needs_sign_of_life(10.0 + SIGN_OF_LIFE)
