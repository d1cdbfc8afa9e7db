"""Who has to wait for a turn gets it, once, in the order of coming."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from relay.turns import Turns
from tests.relay.line import Clock

PER_TURN = 3


class Counter:
    """Turns, and who had one when."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.served: list[int] = []
        self.turns = Turns(self.served.append, self.schedule, PER_TURN)

    def schedule(self, seconds: float, call: Callable[[], None]) -> None:
        assert seconds == 0.0
        self.clock.schedule(0.001, call)  # a turn takes a while

    def turn(self) -> None:
        """Let a turn of the event loop pass."""
        self.clock.advance(0.001)


@pytest.fixture
def counter() -> Counter:
    return Counter()


def add(counter: Counter, *ones: int) -> None:
    for one in ones:
        counter.turns.add(one)


def test_a_few_are_served_at_once_and_the_others_in_the_turns_that_follow(counter: Counter) -> None:
    add(counter, 1, 2, 3, 4, 5, 6, 7)
    assert counter.served == [1, 2, 3]
    counter.turn()
    assert counter.served == [1, 2, 3, 4, 5, 6]
    counter.turn()
    assert counter.served == [1, 2, 3, 4, 5, 6, 7]


def test_whoever_waits_already_is_served_once(counter: Counter) -> None:
    add(counter, 1, 2, 3, 4, 4)
    counter.turn()
    assert counter.served == [1, 2, 3, 4]


def test_nobody_overtakes_those_who_wait(counter: Counter) -> None:
    add(counter, 1, 2, 3, 4, 5, 6, 7)
    counter.turn()
    add(counter, 8)
    assert counter.served == [1, 2, 3, 4, 5, 6]
    counter.turn()
    assert counter.served == [1, 2, 3, 4, 5, 6, 7, 8]


def test_whoever_is_added_to_the_next_turn_waits_for_it(counter: Counter) -> None:
    for one in (1, 2, 3, 4):
        counter.turns.add_to_next(one)
    assert counter.served == []
    counter.turn()
    assert counter.served == [1, 2, 3]
    counter.turn()
    assert counter.served == [1, 2, 3, 4]


def test_who_asks_for_another_turn_in_its_own_comes_after_the_others() -> None:
    clock = Clock()
    served: list[int] = []

    def serve(one: int) -> None:
        served.append(one)
        if len(served) < 6:
            turns.add_to_next(one)

    turns = Turns(serve, lambda _, call: clock.schedule(0.001, call), 1)
    turns.add_to_next(1)
    turns.add_to_next(2)
    clock.advance(1.0)
    assert served == [1, 2, 1, 2, 1, 2, 1]


def test_the_next_turn_serves_at_once_again(counter: Counter) -> None:
    add(counter, 1, 2, 3)
    counter.turn()
    add(counter, 4)
    assert counter.served == [1, 2, 3, 4]
    counter.turn()
    assert counter.clock.timers == 0
