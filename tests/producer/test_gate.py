"""The gate passes on what the limits admit; while it is closed, nothing at all."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from producer import Producer, health
from producer.gate import Gate
from producer.limits import Limits, MouseEvent
from protocol.events import AnyEvent, Click, Move
from protocol.messages import About, Screen
from tests.producer.scripted_relay import ScriptedRelay, wait_until

REGION = Screen(0, 0, 100, 100)
ABOUT = About(capture="pynput/xorg", screens=[Screen(0, 0, 800, 600)])


class Guarded:
    """A producer behind a gate, and what has come of it at the relay."""

    def __init__(self, relay: ScriptedRelay, producer: Producer, limits: Limits) -> None:
        self._relay = relay
        self.producer = producer
        self.told: list[str] = []
        self.gate = Gate(producer, limits, self.told.append)

    def send(self, *events: MouseEvent) -> list[MouseEvent | None]:
        return [self.gate.send(event) for event in events]

    def arrived(self, count: int) -> list[AnyEvent]:
        """Return what has arrived as (x, y, ...) without numbers and times."""
        wait_until(lambda: len(self._relay.events) >= count, f"{count} events")
        assert len(self._relay.events) == count
        return self._relay.events

    def clicks(self, count: int) -> list[tuple[float, float, str, bool]]:
        return [
            (event.x, event.y, event.button, event.pressed)
            for event in self.arrived(count)
            if isinstance(event, Click)
        ]

    @property
    def about(self) -> About:
        return self._relay.abouts[-1] if self._relay.abouts else About()


@pytest.fixture
def relay() -> Iterator[ScriptedRelay]:
    with ScriptedRelay() as running:
        yield running


@pytest.fixture
def limits() -> Limits:
    return Limits()


@pytest.fixture
def guarded(relay: ScriptedRelay, limits: Limits) -> Iterator[Guarded]:
    with Producer(relay.url, "desk", say=lambda _: None) as producer:
        wait_until(lambda: relay.pings, "it is connected")
        yield Guarded(relay, producer, limits)


def test_what_is_sent_is_returned_and_what_is_not_is_none(guarded: Guarded) -> None:
    guarded.gate = Gate(guarded.producer, Limits(REGION, 10), guarded.told.append)
    sent = guarded.send(Move(15, 17), Move(16, 18), Move(500, 5), Click(19, 19, "left", True))
    assert sent == [Move(10, 10), None, None, Click(10, 10, "left", True)]
    assert [event.seq for event in guarded.arrived(2)] == [1, 2]


def test_a_pause_lets_go_and_then_nothing_leaves(guarded: Guarded) -> None:
    guarded.send(Click(1, 1, "left", True), Click(1, 1, "right", True), Move(5, 6))
    guarded.gate.toggle()
    while_paused: list[MouseEvent] = [
        Move(7, 8),
        Click(7, 8, "left", False),
        Click(7, 8, "middle", True),
    ]
    assert guarded.send(*while_paused) == [None] * 3
    assert guarded.clicks(5)[2:] == [(5, 6, "left", False), (5, 6, "right", False)]
    assert [event.seq for event in guarded.arrived(5)] == [1, 2, 3, 4, 5]


def test_after_a_pause_it_goes_on_and_what_was_held_through_it_is_not_released_again(
    guarded: Guarded,
) -> None:
    guarded.send(Click(1, 1, "left", True))
    guarded.gate.toggle()
    guarded.gate.toggle()
    guarded.send(Click(2, 2, "left", False), Click(3, 3, "left", True))
    assert guarded.clicks(3) == [(1, 1, "left", True), (1, 1, "left", False), (3, 3, "left", True)]
    assert [event.seq for event in guarded.arrived(3)] == [1, 2, 3]


def test_a_pause_is_told_to_viewers_and_in_the_console(guarded: Guarded) -> None:
    guarded.gate.describe(ABOUT)
    guarded.gate.toggle()
    wait_until(lambda: guarded.about.health == health.PAUSED, "the pause")
    assert guarded.about.screens == ABOUT.screens
    guarded.gate.toggle()
    wait_until(lambda: guarded.about == ABOUT, "the end of the pause")
    assert guarded.told == [health.PAUSED, "Capture goes on."]


def test_what_is_wrong_with_the_capture_is_told_again_after_the_pause(guarded: Guarded) -> None:
    guarded.gate.toggle()
    guarded.gate.describe(About(health=health.DISPLAY_GONE))
    wait_until(lambda: guarded.about.health == health.PAUSED, "the pause")
    guarded.gate.toggle()
    wait_until(lambda: guarded.about.health == health.DISPLAY_GONE, "what is wrong")


def test_viewers_are_told_what_limits_the_capture(guarded: Guarded) -> None:
    gate = Gate(guarded.producer, Limits(REGION, 20), guarded.told.append)
    gate.describe(ABOUT)
    wait_until(lambda: guarded.about.screens, "what is captured")
    assert (guarded.about.region, guarded.about.grid) == (REGION, 20)


def test_when_capture_fails_what_is_held_is_released_once(guarded: Guarded) -> None:
    guarded.send(Click(1, 1, "left", True))
    guarded.gate.release()
    guarded.send(Click(2, 2, "left", False), Move(3, 3))
    assert guarded.clicks(3) == [(1, 1, "left", True), (1, 1, "left", False)]


def test_no_press_slips_through_while_somebody_pauses(guarded: Guarded) -> None:
    """However the threads meet: after each pause nothing is held."""
    stop = threading.Event()

    def press_and_release() -> None:
        while not stop.is_set():
            guarded.send(Click(1, 1, "left", True), Click(1, 1, "left", False))

    hand = threading.Thread(target=press_and_release)
    hand.start()
    for _ in range(200):
        guarded.gate.toggle()
        assert guarded.producer._link.snapshot.held == []
        guarded.gate.toggle()
    stop.set()
    hand.join()
