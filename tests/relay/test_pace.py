"""Flushes take no more than their share of the time, and idle means at once."""

from __future__ import annotations

import pytest

from relay.pace import LEAST_REST, LONG, MOST_REST, Pace, rest


def test_the_first_flush_does_not_wait() -> None:
    assert Pace().wait(0.0) == 0.0


@pytest.mark.parametrize("cost", [LONG, 2 * LONG, 1.0])
def test_after_a_long_flush_two_thirds_of_the_time_are_left_to_others(cost: float) -> None:
    pace = Pace()
    pace.flushed(cost, 1.0)
    assert cost / (cost + pace.wait(1.0)) == pytest.approx(1 / 3)


def test_the_shorter_a_flush_the_shorter_the_rest_in_proportion() -> None:
    rests = [rest(cost) for cost in (0.0, 0.0001, 0.001, 0.003, LONG, 1.0)]
    assert rests == sorted(rests)
    assert (rests[0], rests[-1]) == (LEAST_REST, MOST_REST)


def test_after_a_while_nothing_waits_any_more() -> None:
    pace = Pace()
    pace.flushed(0.010, 1.010)
    assert pace.wait(1.015) == pytest.approx(0.015)
    assert pace.wait(1.031) == 0.0


def test_a_flush_that_costs_nothing_makes_nobody_wait() -> None:
    pace = Pace()
    pace.flushed(0.0, 2.0)
    assert pace.cost == 0.0
    assert pace.wait(2.0) == 0.0
