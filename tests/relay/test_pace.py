"""Long flushes take no more than their share of the time; short ones make nobody wait."""

from __future__ import annotations

import pytest

from relay.pace import LONG, SHORT, SHORTEST_REST, rest


@pytest.mark.parametrize("cost", [LONG, 2 * LONG, 1.0])
def test_after_a_long_flush_two_thirds_of_the_time_are_left_to_others(cost: float) -> None:
    assert cost / (cost + rest(cost)) == pytest.approx(1 / 3)


@pytest.mark.parametrize("cost", [0.0, 0.0001, SHORT])
def test_a_short_flush_is_followed_by_one_turn_of_the_loop(cost: float) -> None:
    assert rest(cost) == 0.0


def test_the_longer_a_flush_the_longer_the_rest_in_proportion() -> None:
    costs = [n * 0.00025 for n in range(60)]
    shares = [rest(cost) / cost for cost in costs[1:]]
    assert shares == sorted(shares)


def test_no_rest_is_shorter_than_a_timer_can_be() -> None:
    rests = [rest(n * 0.00001) for n in range(1, 1000)]
    assert all(r == 0.0 or r >= SHORTEST_REST for r in rests)
