"""One direction of a line, with a clock moved by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

import pytest

from relay.edges.lab.way import Way
from tests.relay.line import Clock


class Timer:
    def __init__(self, action: Callable[[], None]) -> None:
        self.action = action

    def cancel(self) -> None:
        self.action = lambda: None


class Loop:
    """What a way needs of an event loop."""

    def __init__(self) -> None:
        self.clock = Clock()

    def time(self) -> float:
        return self.clock.now

    def call_at(self, at: float, action: Callable[[], None]) -> Timer:
        timer = Timer(action)
        self.clock.schedule(at - self.clock.now, lambda: timer.action())
        return timer


class End:
    """A way, and what has come out of it."""

    def __init__(self) -> None:
        self.loop = Loop()
        self.out: list[Any] = []
        self.way = Way(cast(asyncio.AbstractEventLoop, self.loop), self.out.append)

    @property
    def size(self) -> int:
        return sum(map(len, self.out))

    def pass_time(self, seconds: float) -> None:
        self.loop.clock.advance(seconds)


@pytest.fixture
def end() -> End:
    return End()


def test_what_is_not_slowed_comes_out_at_once(end: End) -> None:
    end.way.put(b"one")
    end.way.put(b"two")
    assert end.out == [b"one", b"two"]
    assert len(end.way) == 0


@pytest.mark.parametrize("speed", [1_000, 12_500, 200_000])
def test_a_slow_way_lets_out_what_its_speed_allows(end: End, speed: int) -> None:
    end.way.speed = speed
    end.way.put(bytes(speed))
    end.way.put(bytes(speed))
    for second in (1, 2):
        end.pass_time(1)
        assert end.size == pytest.approx(second * speed, rel=0.03)
        assert end.size + len(end.way) == 2 * speed
    end.pass_time(0.1)
    assert len(end.way) == 0


def test_a_way_that_was_quiet_has_saved_nothing_up(end: End) -> None:
    end.way.speed = 1_000
    end.pass_time(60)
    end.way.put(bytes(1_000))
    assert end.size < 50


def test_everything_comes_out_in_its_order_whatever_is_done_meanwhile(end: End) -> None:
    told = bytes(range(256)) * 8
    end.way.speed = 1_000
    for start in range(0, len(told), 100):
        end.way.put(told[start : start + 100])
        end.way.speed = [4_000, 1_000, 50_000][start % 3]
        end.pass_time(0.01)
        if start == 700:
            end.way.stall(0.5)
    end.way.speed = 0
    end.pass_time(0.5)
    assert b"".join(end.out) == told


def test_a_dead_way_lets_nothing_out_until_it_is_over(end: End) -> None:
    end.way.stall(3)
    end.way.put(b"held")
    end.pass_time(2.9)
    assert end.out == []
    end.way.speed = 0
    assert end.out == []
    end.pass_time(0.2)
    assert end.out == [b"held"]


def test_what_comes_behind_waits_for_all_that_is_on_the_way(end: End) -> None:
    end.way.speed = 1_000
    end.way.put(bytes(500))
    end.way.then(lambda: end.out.append("end"))
    end.pass_time(0.4)
    assert "end" not in end.out
    end.pass_time(0.2)
    assert end.out[-1] == "end"


def test_what_comes_out_may_change_the_way_and_nothing_overtakes_it() -> None:
    end = End()
    out: list[bytes] = []

    def deliver(data: bytes) -> None:
        if data == b"faster":
            end.way.speed = 0
        out.append(data)

    end.way = Way(cast(asyncio.AbstractEventLoop, end.loop), deliver)
    end.way.stall(1.0)
    for data in (b"faster", b"one", b"two"):
        end.way.put(data)
    end.pass_time(2.0)
    end.way.put(b"three")
    assert out == [b"faster", b"one", b"two", b"three"]
