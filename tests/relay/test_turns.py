"""Who has to wait for a turn gets it, once, in the order of coming."""

from __future__ import annotations

import pytest

from relay.interest import Interest
from relay.turns import SERVED_PER_TURN, Turns
from relay.viewer import Viewer
from tests.relay.line import Clock, Line


class Counter:
    """Turns, and who had one."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.served: list[Viewer] = []
        self.turns = Turns(self.served.append, self.clock.schedule)

    def crowd(self, size: int) -> list[Viewer]:
        return [Viewer(Line(self.clock), Interest(), 0.0) for _ in range(size)]


@pytest.fixture
def counter() -> Counter:
    return Counter()


def test_a_few_are_served_at_once_and_the_others_in_the_turns_that_follow(counter: Counter) -> None:
    crowd = counter.crowd(2 * SERVED_PER_TURN + 1)
    for viewer in crowd:
        counter.turns.add(viewer)
    assert counter.served == crowd[:SERVED_PER_TURN]
    counter.clock.advance(0.0)
    assert counter.served == crowd


def test_whoever_waits_already_is_served_once(counter: Counter) -> None:
    *first, last = counter.crowd(SERVED_PER_TURN + 1)
    for viewer in (*first, last, last):
        counter.turns.add(viewer)
    counter.clock.advance(0.0)
    assert counter.served == [*first, last]


def test_nobody_overtakes_those_who_wait(counter: Counter) -> None:
    crowd = counter.crowd(SERVED_PER_TURN + 2)
    for viewer in crowd[:-1]:
        counter.turns.add(viewer)
    counter.clock.schedule(0.0, lambda: counter.turns.add(crowd[-1]))
    counter.clock.advance(0.0)
    assert counter.served == crowd


def test_the_next_turn_serves_at_once_again(counter: Counter) -> None:
    for viewer in counter.crowd(SERVED_PER_TURN):
        counter.turns.add(viewer)
    counter.clock.advance(0.0)
    (viewer,) = counter.crowd(1)
    counter.turns.add(viewer)
    assert counter.served[-1] is viewer
    counter.clock.advance(0.0)
    assert counter.clock.timers == 0
