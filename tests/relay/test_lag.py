"""The lag of a second is told as its median and its 99th percentile."""

from __future__ import annotations

from relay.lag import MOST, Lag


def test_without_events_there_is_no_lag() -> None:
    assert Lag().take() == (0.0, 0.0)


def test_median_and_99th_percentile_are_told() -> None:
    lag = Lag()
    for value in range(200, 0, -1):
        lag.add(value)
    assert lag.take() == (101, 199)


def test_each_second_starts_anew() -> None:
    lag = Lag()
    lag.add(5.004)
    assert lag.take() == (5.0, 5.0)
    assert lag.take() == (0.0, 0.0)


def test_a_flood_is_not_collected_without_end() -> None:
    lag = Lag()
    for _ in range(MOST):
        lag.add(0)
    lag.add(1e9)
    assert lag.take() == (0.0, 0.0)
