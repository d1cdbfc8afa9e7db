"""The relay is killed or away, and nobody misses a press."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.hand import Pace
from tests.faults.length import LENGTH
from tests.faults.world import BUSY, Producer, World, pass_time

pytestmark = pytest.mark.end_to_end

MOST_GROWTH = 64 * 1024 * 1024
TOO_MANY = Pace(clicks=4000, moves=0, scrolls=0)

Tell = Callable[[str], None]


def test_a_viewer_that_stays_sees_each_press_once_while_the_relay_is_killed_again_and_again(
    faulty: World, tell: Tell
) -> None:
    viewer, producer = faulty.viewer(), faulty.producer()
    producer.go(BUSY)
    viewer.is_live_after(producer, 0.0)
    waited = []
    for _ in range(LENGTH.kills):
        pass_time(faulty.random.uniform(0.1, 1.0))
        faulty.kill_relay()
        pass_time(faulty.random.uniform(0.0, 1.0))
        back = faulty.start_relay()
        waited.append(viewer.is_live_after(producer, back) - back)
    faulty.settle(producer, viewer)
    stream = viewer.stream
    assert (len(viewer.streams), stream.lost, stream.repeated) == (1, 0, 0)
    assert len(viewer.ledger.account.welcomes) > LENGTH.kills
    times = ", ".join(f"{wait:.2f}" for wait in sorted(waited))
    tell(f"relay killed {LENGTH.kills} times: live again after {times} s")


def test_presses_survive_an_absence_of_the_relay_and_the_producer_stays_small(
    faulty: World, tell: Tell
) -> None:
    viewer, producer = faulty.viewer(), faulty.producer()
    producer.go(BUSY)
    viewer.is_live_after(producer, 0.0)
    usual, _, _ = _watch_usage(producer, min(LENGTH.away, 10) / 4)
    faulty.kill_relay()
    first, before, _ = _watch_usage(producer, LENGTH.away / 2)
    second, _, after = _watch_usage(producer, LENGTH.away / 2)
    back = faulty.start_relay()
    wait = viewer.is_live_after(producer, back) - back
    faulty.settle(producer, viewer)
    stream = viewer.stream
    assert (len(viewer.streams), stream.lost, stream.repeated) == (1, 0, 0)
    assert stream.merged > 0
    assert after - before < MOST_GROWTH
    tell(
        f"relay away for {LENGTH.away} s: live again after {wait:.2f} s; producer: CPU {usual:.0%}"
        f" before, {first:.0%} and {second:.0%} meanwhile, {(after - before) / 2**20:+.1f} MiB"
    )


def _watch_usage(producer: Producer, seconds: float) -> tuple[float, int, int]:
    """Return the share of a core over some time, and the memory before and after."""
    cpu, before = producer.usage
    pass_time(seconds)
    cpu_after, after = producer.usage
    return (cpu_after - cpu) / seconds, before, after


def test_when_even_presses_are_too_many_their_number_is_told(faulty: World, tell: Tell) -> None:
    viewer, producer = faulty.viewer(), faulty.producer()
    producer.go(BUSY)
    viewer.is_live_after(producer, 0.0)
    faulty.kill_relay()
    producer.go(TOO_MANY)
    producer.program.wait_for("the oldest events are given up")
    producer.go(BUSY)
    back = faulty.start_relay()
    viewer.is_live_after(producer, back)
    last = faulty.settle(producer, viewer)
    stream = viewer.stream
    assert stream.lost > 0
    assert stream.repeated == 0
    assert not stream.told_unknown
    producer.program.wait_for(f"{stream.lost} events were given up and are lost.")
    tell(f"too many presses while the relay was away: {stream.lost} of {last} lost, as told")
