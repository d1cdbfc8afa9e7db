"""Slow viewers see what is true now, with every press, and nobody else notices them."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median, quantiles

import pytest

from protocol.close_codes import Ending
from tests.faults.hand import Pace
from tests.faults.ledgers import ages
from tests.faults.length import LENGTH
from tests.faults.world import BUSY, Producer, Viewer, World, pass_time, wait_until

pytestmark = pytest.mark.end_to_end

RATE = 12_500
"""Bytes per second: 100 kbit/s, an eighth of what the producer makes."""

WITHIN_RATE = Pace(clicks=20, moves=1000, scrolls=10)
"""What is reliable of it, with a move before each, fits on that line."""

BEHIND = 'viewers{state="behind"}'

Tell = Callable[[str], None]


def test_viewers_on_slow_lines_get_every_press_and_an_unbroken_chain(
    faulty: World, tell: Tell
) -> None:
    healthy, producer = faulty.viewer(), faulty.producer()
    slow = {
        "in before it begins, 50 ms each way": faulty.viewer(faulty.proxy(rate=RATE, delay=0.05))
    }
    producer.go(WITHIN_RATE)
    healthy.is_live_after(producer, 0.0)
    for delay in (0.0, 0.1):
        viewer = faulty.viewer(faulty.proxy(rate=RATE, delay=delay))
        slow[f"coming later, {delay * 1000:.0f} ms each way"] = viewer
    pass_time(LENGTH.slow)
    faulty.settle(producer, healthy, *slow.values())
    for viewer in (healthy, *slow.values()):
        assert viewer.ledger.account.endings == []
        assert (viewer.stream.lost, viewer.stream.repeated) == (0, 0)
    for name, viewer in slow.items():
        assert viewer.stream.merged > viewer.stream.received / 2
        tell(f"viewer at 12.5 kB/s, {name}: newest position {_age(producer, viewer)}")
    tell(f"viewer beside them: newest position {_age(producer, healthy)}")


def _age(producer: Producer, viewer: Viewer, since: float = 0.0) -> str:
    found = _ages(producer, viewer, since)
    p99 = quantiles(found, n=100)[-1]
    return f"{median(found):.0f} ms old (median), {p99:.0f} (99th), {max(found):.0f} (worst)"


def _ages(producer: Producer, viewer: Viewer, since: float) -> list[float]:
    return ages(producer.ledger.captured, viewer.stream, since)


def test_a_viewer_that_never_reads_falls_behind_alone_and_is_ended(
    faulty: World, tell: Tell
) -> None:
    healthy, dead = faulty.viewer(), faulty.viewer()
    producer = faulty.producer()
    producer.go(BUSY)
    for viewer in (healthy, dead):
        viewer.is_live_after(producer, 0.0)
    stopped = time.monotonic()
    dead.stop()
    wait_until(
        lambda: len(_ages(producer, healthy, stopped)) > 100 and faulty.relay.count(BEHIND) == 1,
        "it is behind, and beside it much is seen",
    )
    if LENGTH.waits_for_the_end:
        wait_until(lambda: faulty.relay.count(BEHIND) == 0, "it is ended")
    took = time.monotonic() - stopped
    dead.go_on()
    faulty.settle(producer, healthy, dead)
    assert healthy.ledger.account.endings == []
    assert (healthy.stream.lost, healthy.stream.repeated) == (0, 0)
    if LENGTH.waits_for_the_end:
        assert dead.ledger.account.endings == [Ending.NO_ANSWER.code]
    what = "ended" if LENGTH.waits_for_the_end else "behind"
    tell(
        f"viewer that never reads: {what} after {took:.1f} s;"
        f" beside it {_age(producer, healthy, stopped)}, {healthy.stream.merged} merged"
    )
