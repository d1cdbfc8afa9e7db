"""A viewer is stopped, cut off or talks to nobody, and comes back."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.faults.hand import Pace
from tests.faults.length import LENGTH
from tests.faults.world import BUSY, World, pass_time, wait_until

pytestmark = pytest.mark.end_to_end

Tell = Callable[[str], None]

WITHIN_HISTORY = Pace(clicks=50, moves=900, scrolls=10)
"""Less than the relay remembers of 65 s: a viewer needs a moment to come back."""

BURST = Pace(clicks=8000, moves=0, scrolls=0)
MORE_THAN_HISTORY = 67_000


def test_a_viewer_that_was_stopped_or_cut_off_resumes_without_loss(
    faulty: World, tell: Tell
) -> None:
    dead, broken = faulty.proxy(), faulty.proxy()
    stays, stopped = faulty.viewer(), faulty.viewer()
    on_dead_line, on_broken_line = faulty.viewer(dead, patience=4), faulty.viewer(broken)
    producer = faulty.producer()
    producer.go(WITHIN_HISTORY)
    everybody = [stays, stopped, on_dead_line, on_broken_line]
    for viewer in everybody:
        viewer.is_live_after(producer, 0.0)
    stopped.stop()
    dead.freeze()
    dead.refuse()
    cuts, ends = 0, time.monotonic() + LENGTH.cut
    while time.monotonic() < ends:
        broken.cut()
        cuts += 1
        pass_time(faulty.random.uniform(0.2, 0.8))
    stopped.go_on()
    dead.admit()
    back = time.monotonic()
    waits = [f"{viewer.is_live_after(producer, back) - back:.2f}" for viewer in everybody[1:]]
    faulty.settle(producer, *everybody)
    for viewer in everybody:
        assert (len(viewer.streams), viewer.stream.lost, viewer.stream.repeated) == (1, 0, 0)
    assert len(on_dead_line.ledger.account.welcomes) > 1
    assert len(on_broken_line.ledger.account.welcomes) > 1
    assert stays.ledger.account.endings == []
    tell(
        f"viewers cut for {LENGTH.cut} s (SIGSTOP, dead line, {cuts} RSTs):"
        f" live again after {', '.join(waits)} s"
    )


def test_a_viewer_that_was_away_for_longer_than_the_history_is_told_the_exact_number(
    faulty: World, tell: Tell
) -> None:
    stays, away, producer = faulty.viewer(), faulty.viewer(), faulty.producer()
    producer.go(BUSY)
    for viewer in (stays, away):
        viewer.is_live_after(producer, 0.0)
    away.stop()
    enough = len(producer.ledger.captured) + MORE_THAN_HISTORY
    producer.go(BURST)
    wait_until(lambda: len(producer.ledger.captured) > enough, "more presses than the relay keeps")
    producer.go(BUSY)
    stays.is_live_after(producer, time.monotonic())
    away.go_on()
    last = faulty.settle(producer, stays, away)
    assert (stays.stream.lost, stays.stream.repeated) == (0, 0)
    assert away.stream.lost > 0
    assert not away.stream.told_unknown
    tell(f"away for longer than the history: {away.stream.lost} of {last} lost, as told")
