"""The producer is killed, stopped, or talks to nobody without knowing."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.faults.ledgers import compare
from tests.faults.length import LENGTH
from tests.faults.world import BUSY, World, pass_time, wait_until

pytestmark = pytest.mark.end_to_end

Tell = Callable[[str], None]


def test_a_killed_producer_lets_go_and_its_next_run_is_seen_from_its_first_event(
    faulty: World, tell: Tell
) -> None:
    viewer, first = faulty.viewer(), faulty.producer()
    first.go(BUSY)
    viewer.is_live_after(first, 0.0)
    first.press("left")
    viewer.wait_to_see(first, len(first.ledger.captured))  # so the relay has it, and tells it
    late = faulty.viewer()
    late.wait_to_be_told("the button is held", lambda entry: "left" in entry["held"])
    killed = time.monotonic()
    first.kill()
    gone = [
        v.wait_to_be_told("it has gone", lambda entry: not entry["online"]) for v in (viewer, late)
    ]
    for told in (viewer, late):
        told.wait_to_be_told("nothing is held", lambda entry: entry["held"] == [])
    second = faulty.producer()
    second.go(BUSY)
    for each in (viewer, late):
        wait_until(lambda each=each: len(each.streams) == 2, "the next run")  # type: ignore[misc]
    viewer.is_live_after(second, killed)
    faulty.settle(second, viewer, late)
    for each in (viewer, late):
        before, after = each.streams
        compare(first.ledger.captured, before)
        assert (after.start, before.lost, after.lost) == (0, 0, 0)
        assert not after.told_unknown
    tell(f"producer killed: viewers knew after {(max(gone) - killed) * 1000:.0f} ms")


def test_a_stopped_producer_is_told_as_silent_and_loses_nothing(faulty: World, tell: Tell) -> None:
    viewer, producer = faulty.viewer(), faulty.producer()
    producer.go(BUSY)
    viewer.is_live_after(producer, 0.0)
    stopped = time.monotonic()
    producer.stop()
    silent = viewer.wait_to_be_told("it is silent", lambda entry: entry["silent"])
    pass_time(LENGTH.stopped)
    producer.go_on()
    back = time.monotonic()
    wait = viewer.is_live_after(producer, back) - back
    viewer.wait_to_be_told("it is back", lambda entry: entry["online"] and not entry["silent"])
    faulty.settle(producer, viewer)
    assert (len(viewer.streams), viewer.stream.lost, viewer.stream.repeated) == (1, 0, 0)
    tell(
        f"producer stopped: silent after {silent - stopped:.1f} s; live {wait:.2f} s after its end"
    )


def test_a_producer_whose_line_is_dead_comes_back_on_another_and_takes_over(
    faulty: World, tell: Tell
) -> None:
    line = faulty.proxy()
    viewer, producer = faulty.viewer(), faulty.producer(line)
    producer.go(BUSY)
    viewer.is_live_after(producer, 0.0)
    dead = time.monotonic()
    line.freeze()
    producer.program.wait_for("Connected to", times=2)
    wait = viewer.is_live_after(producer, time.monotonic()) - dead
    line.thaw()  # what was on its way on the old line comes now
    viewer.is_live_after(producer, time.monotonic())
    faulty.settle(producer, viewer)
    assert (len(viewer.streams), viewer.stream.lost, viewer.stream.repeated) == (1, 0, 0)
    assert all(entry["online"] for _, _, entry in viewer.ledger.account.entries if entry)
    tell(f"dead line of a producer: live again after {wait:.1f} s")
