"""Two of the three are away at once."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.faults.ledgers import compare
from tests.faults.proxy import Proxy
from tests.faults.world import BUSY, Producer, Viewer, World, wait_until

pytestmark = pytest.mark.end_to_end

Tell = Callable[[str], None]


def one_of_two_goes_away(faulty: World) -> tuple[Proxy, Viewer, Viewer, Producer]:
    """Cut one of two viewers; return its line, who stays, who is away, and their producer."""
    line = faulty.proxy()
    stays, away, producer = faulty.viewer(), faulty.viewer(line), faulty.producer()
    producer.go(BUSY)
    for viewer in (stays, away):
        viewer.is_live_after(producer, 0.0)
    line.refuse()
    line.cut()
    return line, stays, away, producer


def test_a_viewer_that_was_away_while_the_relay_was_restarted_misses_nothing(
    faulty: World,
) -> None:
    line, stays, away, producer = one_of_two_goes_away(faulty)
    faulty.kill_relay()
    stays.is_live_after(producer, faulty.start_relay())
    line.admit()
    away.is_live_after(producer, time.monotonic())
    faulty.settle(producer, stays, away)
    for viewer in (stays, away):
        assert (len(viewer.streams), viewer.stream.lost, viewer.stream.repeated) == (1, 0, 0)


def test_a_viewer_that_was_killed_with_the_relay_goes_on_where_its_ledger_ends(
    faulty: World,
) -> None:
    viewer, producer = faulty.viewer(), faulty.producer()
    producer.go(BUSY)
    viewer.is_live_after(producer, 0.0)
    faulty.kill_relay()
    viewer.kill()
    back = faulty.start_relay()
    viewer = faulty.viewer(again=viewer)
    viewer.is_live_after(producer, back)
    faulty.settle(producer, viewer)
    assert (len(viewer.streams), viewer.stream.lost, viewer.stream.repeated) == (1, 0, 0)


def test_when_relay_and_producer_are_killed_at_once_the_loss_is_told(faulty: World) -> None:
    viewer, first = faulty.viewer(), faulty.producer()
    first.go(BUSY)
    viewer.is_live_after(first, 0.0)
    faulty.kill_relay()
    first.kill()
    back = faulty.start_relay()
    second = faulty.producer()
    second.go(BUSY)
    wait_until(lambda: len(viewer.streams) == 2, "the next run")
    viewer.is_live_after(second, back)
    faulty.settle(second, viewer)
    before, after = viewer.streams
    compare(first.ledger.captured, before)
    assert (before.lost, after.start, after.lost) == (0, 0, 0)
    assert after.told_unknown


def test_a_viewer_that_was_away_for_the_end_of_an_epoch_gets_the_rest_of_it_first(
    faulty: World,
) -> None:
    line, stays, away, first = one_of_two_goes_away(faulty)
    stays.is_live_after(first, time.monotonic())
    last = faulty.settle(first, stays)
    first.kill()
    second = faulty.producer()
    second.go(BUSY)
    stays.is_live_after(second, time.monotonic())
    line.admit()
    for viewer in (stays, away):
        wait_until(lambda viewer=viewer: len(viewer.streams) == 2, "the next run")  # type: ignore[misc]
    away.is_live_after(second, time.monotonic())
    faulty.settle(second, stays, away)
    before, after = away.streams
    compare(first.ledger.captured, before)
    assert (before.cursor, before.lost, after.start, after.lost) == (last, 0, 0, 0)
    assert not after.told_unknown
