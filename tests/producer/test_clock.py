"""Events are stamped by a clock that never jumps, and its distance from the relay's is found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from producer.clock import WINDOW, CaptureClock, OffsetEstimate


def test_the_capture_clock_starts_at_the_wall_and_goes_on_by_the_monotonic_clock() -> None:
    clock = CaptureClock(anchor=1_764_230_400_000.0, started=50.0)
    assert clock.at(50.0) == 1_764_230_400_000.0
    assert clock.at(51.5) == 1_764_230_401_500.0


def test_without_an_answer_the_offset_is_zero() -> None:
    assert OffsetEstimate().offset == 0.0


def test_an_answer_is_taken_to_have_been_given_in_the_middle() -> None:
    estimate = OffsetEstimate()
    estimate.add(asked=1000.0, answered=1010.0, relay=5005.0)
    assert estimate.offset == 4000.0


def test_the_quickest_answer_counts() -> None:
    estimate = OffsetEstimate()
    estimate.add(asked=0.0, answered=200.0, relay=4010.0)
    estimate.add(asked=1000.0, answered=1001.0, relay=4901.0)
    estimate.add(asked=2000.0, answered=2300.0, relay=6200.0)
    assert estimate.offset == 3900.5


def test_old_answers_are_forgotten() -> None:
    estimate = OffsetEstimate()
    estimate.add(asked=0.0, answered=1.0, relay=100.5)
    for second in range(1, WINDOW + 1):
        estimate.add(asked=second * 1e3, answered=second * 1e3 + 50, relay=second * 1e3 + 125.5)
    assert estimate.offset == 100.5


def test_when_a_clock_has_jumped_the_answers_before_it_are_forgotten_at_once() -> None:
    estimate = OffsetEstimate()
    for second in range(10):
        estimate.add(asked=second * 1e3, answered=second * 1e3 + 1, relay=second * 1e3)
    estimate.add(asked=20_000.0, answered=20_100.0, relay=90_050.0)
    assert estimate.offset == 70_000.0


def test_an_answer_to_a_question_from_the_future_is_ignored() -> None:
    estimate = OffsetEstimate()
    estimate.add(asked=5000.0, answered=1000.0, relay=0.0)
    assert estimate.offset == 0.0


@given(
    st.floats(-1e6, 1e6),
    st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500)), min_size=1, max_size=40),
)
def test_the_estimate_is_never_off_by_more_than_half_the_quickest_round_trip(
    true_offset: float, trips: list[tuple[float, float]]
) -> None:
    estimate = OffsetEstimate()
    for second, (there, back) in enumerate(trips):
        asked = second * 1000.0
        estimate.add(asked, asked + there + back, asked + there + true_offset)
    quickest = min(there + back for there, back in trips[-WINDOW:])
    assert abs(estimate.offset - true_offset) <= quickest / 2 + 1e-3
