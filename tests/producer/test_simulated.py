"""The simulated pointer does what a hand does, and the same each time."""

from __future__ import annotations

import threading
from itertools import islice, pairwise, takewhile

from producer.simulated import ABOUT, CYCLE, RATE, SCREEN, SimulatedMouse, pointer
from protocol.events import AnyEvent, Click, Move, Scroll
from tests.producer.scripted_relay import wait_until


def first_cycle() -> list[AnyEvent]:
    return list(takewhile(lambda event: event.t < CYCLE / RATE * 1000, pointer()))


def test_it_is_the_same_each_time() -> None:
    assert list(islice(pointer(), 1000)) == list(islice(pointer(), 1000))


def test_its_times_ascend_from_zero() -> None:
    times = [event.t for event in islice(pointer(), 2000)]
    assert times[0] == 0.0
    assert times == sorted(times)


def test_it_moves_within_the_screen_and_never_leaps() -> None:
    moves = [event for event in first_cycle() if isinstance(event, Move)]
    assert len(moves) == CYCLE
    assert all(0 <= m.x < SCREEN.width and 0 <= m.y < SCREEN.height for m in moves)
    steps = pairwise(moves)
    assert all(abs(a.x - b.x) + abs(a.y - b.y) < 60 for a, b in steps)


def test_it_uses_all_three_buttons_and_lets_each_go_again() -> None:
    clicks = [event for event in first_cycle() if isinstance(event, Click)]
    assert {click.button for click in clicks} == {"left", "right", "middle"}
    held: set[str] = set()
    for click in clicks:
        assert (click.button in held) is not click.pressed
        held ^= {click.button}
    assert held == set()


def test_it_drags() -> None:
    events = first_cycle()
    presses = [at for at, e in enumerate(events) if isinstance(e, Click) and e.pressed]
    drag = takewhile(lambda event: not isinstance(event, Click), events[presses[-1] + 1 :])
    assert len(list(drag)) > RATE


def test_its_wheel_turns_both_ways_and_back() -> None:
    turns = [event.dy for event in first_cycle() if isinstance(event, Scroll)]
    assert set(turns) == {-1, 1}
    assert sum(turns) == 0


def test_it_does_the_same_at_any_rate() -> None:
    second = list(takewhile(lambda event: event.t < 1000, pointer(1000)))
    assert sum(isinstance(event, Move) for event in second) == 1000
    fast = takewhile(lambda event: event.t < CYCLE / RATE * 1000, pointer(1000))
    others = [event for event in fast if not isinstance(event, Move)]
    usual = [event for event in first_cycle() if not isinstance(event, Move)]
    assert [type(event) for event in others] == [type(event) for event in usual]
    assert all(abs(a.t - b.t) <= 1 for a, b in zip(others, usual, strict=True))


def test_it_says_that_it_is_simulated() -> None:
    assert ABOUT.capture == "simulated"
    assert ABOUT.screens == [SCREEN]


def test_it_plays_in_a_thread_of_its_own_until_it_is_stopped() -> None:
    played: list[AnyEvent] = []
    mouse = SimulatedMouse(played.append)
    mouse.start()
    wait_until(lambda: len(played) > 5, "some events")
    mouse.stop()
    wait_until(lambda: "simulated" not in {t.name for t in threading.enumerate()}, "it ends")
    assert played == list(islice(pointer(), len(played)))
