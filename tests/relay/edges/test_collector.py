"""The garbage collector is tamed, not turned off."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from relay.edges.collector import THRESHOLDS, tame

MOST_NEW = 400_000
"""Objects that may be made before what is in a circle is gone, wherever the collector has put
it."""


class Circle:
    """What only the collector can free."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def tamed() -> Iterator[None]:
    before = gc.get_threshold()
    tame()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("tamed")
def test_circles_are_still_collected_before_they_become_many() -> None:
    circle = Circle()
    gc.collect(0)
    gc.collect(1)  # it is among the oldest now
    gone = weakref.ref(circle)
    del circle
    kept: list[list[int]] = []
    while gone() is not None:
        kept.append([])
        assert len(kept) < MOST_NEW


@pytest.mark.usefixtures("tamed")
def test_what_was_there_at_the_start_is_left_out() -> None:
    assert gc.isenabled()
    assert gc.get_threshold() == THRESHOLDS
    assert gc.get_freeze_count() > 0
