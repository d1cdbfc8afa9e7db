"""Who sends more than his share is told how long to wait, and never that he has to go."""

from __future__ import annotations

import pytest

from relay.allowance import Allowance


def test_a_seconds_worth_may_come_at_once() -> None:
    allowance = Allowance(100, now=5.0)
    assert allowance.spend(100, now=5.0) == 0


def test_what_goes_beyond_it_is_waited_for() -> None:
    allowance = Allowance(100, now=0.0)
    allowance.spend(100, now=0.0)
    assert allowance.spend(50, now=0.0) == pytest.approx(0.5)
    assert allowance.spend(1, now=0.5) == pytest.approx(0.01)


def test_the_pace_itself_can_be_kept_for_ever() -> None:
    allowance = Allowance(100, now=0.0)
    assert not any(allowance.spend(10, now=tenth / 10) for tenth in range(1, 1000))


def test_nothing_is_saved_up_beyond_a_second() -> None:
    allowance = Allowance(100, now=0.0)
    assert allowance.spend(100, now=3600.0) == 0
    assert allowance.spend(100, now=3600.0) == pytest.approx(1.0)
