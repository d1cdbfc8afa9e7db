"""Attempts to connect come soon at first, ever seldomer later, and never in step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer.backoff import AWAY, FIRST, LONG, SHORT, STEADY, Backoff


def ceilings(backoff: Backoff, count: int, *, refused: bool = False) -> list[float]:
    return [backoff.delay(0.0, refused=refused) for _ in range(count)]


def test_the_ceiling_doubles_from_a_tenth_of_a_second_to_two_seconds() -> None:
    backoff = Backoff(lambda: 1.0)
    assert ceilings(backoff, 7) == [0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0]


def test_a_relay_that_refuses_is_asked_ever_seldomer_down_to_twice_a_minute() -> None:
    backoff = Backoff(lambda: 1.0)
    assert ceilings(backoff, 10, refused=True)[5:] == [3.2, 6.4, 12.8, 25.6, LONG]


def test_after_minutes_of_absence_the_delays_grow_too() -> None:
    backoff = Backoff(lambda: 1.0)
    ceilings(backoff, 12)
    assert backoff.delay(AWAY - 0.1, refused=False) == SHORT
    assert backoff.delay(AWAY, refused=False) == LONG


def test_a_relay_that_stopped_refusing_is_waited_for_shortly() -> None:
    backoff = Backoff(lambda: 1.0)
    ceilings(backoff, 12, refused=True)
    assert backoff.delay(1.0, refused=False) == SHORT


def test_after_a_steady_connection_the_next_delay_is_short() -> None:
    backoff = Backoff(lambda: 1.0)
    ceilings(backoff, 12)
    backoff.connected(500.0)
    assert backoff.delay(500.0 + STEADY, refused=False) == FIRST


def test_a_relay_that_welcomes_and_hangs_up_again_does_not_make_the_delays_short() -> None:
    backoff = Backoff(lambda: 1.0)
    ceilings(backoff, 12)
    for second in range(10):
        backoff.connected(float(second))
        assert backoff.delay(second + STEADY - 0.1, refused=False) == SHORT


def test_absence_is_counted_from_the_end_of_the_last_connection() -> None:
    backoff = Backoff(lambda: 1.0)
    ceilings(backoff, 12)
    backoff.connected(1000.0)
    assert backoff.delay(1001.0, refused=False) == SHORT
    assert backoff.delay(1001.0 + AWAY, refused=False) == LONG


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_the_delay_is_a_random_share_of_the_ceiling(share: float) -> None:
    assert Backoff(lambda: share).delay(0.0, refused=False) == share * FIRST


@given(st.lists(st.tuples(st.floats(0, 60), st.booleans()), max_size=40), st.floats(0, 1))
def test_no_delay_is_ever_longer_than_the_longest(
    steps: list[tuple[float, bool]], share: float
) -> None:
    backoff, now = Backoff(lambda: share), 0.0
    for passed, refused in steps:
        now += passed
        assert 0 <= backoff.delay(now, refused=refused) <= LONG
