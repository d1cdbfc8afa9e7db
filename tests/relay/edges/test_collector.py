"""The garbage collector is tamed, not turned off."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from relay.edges.collector import ALL_EVERY, THRESHOLDS, Collector

MOST_NEW = 400_000
"""Objects that may be made before what is in a circle is gone, wherever the collector has put
it."""


class Circle:
    """What only the collector can free."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector() -> Iterator[Collector]:
    before = gc.get_threshold()
    yield Collector()
    gc.unfreeze()
    gc.set_threshold(*before)


def old_circle() -> weakref.ref[Circle]:
    """Leave a circle to the collector that is among the oldest objects."""
    circle = Circle()
    gc.collect(0)
    gc.collect(1)
    return weakref.ref(circle)


@pytest.mark.usefixtures("collector")
def test_circles_are_still_collected_before_they_become_many() -> None:
    circle = old_circle()
    kept: list[list[int]] = []
    while circle() is not None:
        kept.append([])
        assert len(kept) < MOST_NEW


def test_on_a_quiet_relay_they_are_collected_after_some_seconds(collector: Collector) -> None:
    circle = old_circle()
    for _ in range(ALL_EVERY):
        assert circle() is not None
        collector.tick()
    assert circle() is None


@pytest.mark.usefixtures("collector")
def test_what_was_there_at_the_start_is_left_out() -> None:
    assert gc.isenabled()
    assert gc.get_threshold() == THRESHOLDS
    assert gc.get_freeze_count() > 0
