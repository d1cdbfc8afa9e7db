"""A snapshot tells what is held, and the newest event of each key."""

from __future__ import annotations

from msgspec.structs import replace

from producer.snapshot import MOST_HELD, MOST_KEYS, Snapshot
from protocol.events import AnyEvent, Click, Move, Reading, Scroll, Text
from protocol.wire import encode


def snapshot_of(*events: AnyEvent) -> Snapshot:
    snapshot = Snapshot()
    for seq, event in enumerate(events, 1):
        snapshot.add(replace(event, seq=seq))
    return snapshot


def press(button: str, pressed: bool = True) -> Click:
    return Click(1, 2, button, pressed)


def test_what_was_pressed_is_held_until_it_is_let_go() -> None:
    snapshot = snapshot_of(press("left"), press("right"), press("left", pressed=False))
    assert snapshot.held == ["right"]


def test_what_is_pressed_twice_is_held_once() -> None:
    snapshot = snapshot_of(press("left"), press("left"))
    assert snapshot.held == ["left"]


def test_a_release_of_what_is_not_held_changes_nothing() -> None:
    assert snapshot_of(press("left", pressed=False)).held == []


def test_no_more_is_told_to_be_held_than_a_hello_may_say() -> None:
    snapshot = snapshot_of(*(press(f"button{n}") for n in range(MOST_HELD + 5)))
    assert len(snapshot.held) == MOST_HELD


def test_the_newest_event_of_each_mergeable_key_is_told_in_order() -> None:
    snapshot = snapshot_of(
        Move(1, 1),
        Reading("heat", 1),
        Text("a"),
        Scroll(0, 0, 0, 1),
        Reading("damp", 2),
        Move(2, 2),
    )
    assert [event.seq for event in snapshot.latest(10_000)] == [2, 4, 5, 6]


def test_when_not_all_fits_the_newest_are_told() -> None:
    snapshot = snapshot_of(*(Reading(f"heat{n}", n) for n in range(10)))
    size = len(encode(snapshot.latest(10_000)[-1])) + 1
    assert [event.seq for event in snapshot.latest(2 * size)] == [9, 10]


def test_the_keys_are_bounded() -> None:
    snapshot = snapshot_of(*(Reading(f"heat{n}", n) for n in range(MOST_KEYS + 3)))
    latest = snapshot.latest(10_000_000)
    assert len(latest) == MOST_KEYS
    assert latest[0].seq == 4


def test_releases_let_go_of_all_that_is_held_where_the_pointer_is() -> None:
    snapshot = snapshot_of(press("left"), press("right"), Move(30, 40))
    assert list(snapshot.releases()) == [
        Click(30, 40, "left", pressed=False),
        Click(30, 40, "right", pressed=False),
    ]


def test_without_a_move_a_button_is_released_where_it_was_pressed() -> None:
    assert list(snapshot_of(press("left")).releases()) == [Click(1, 2, "left", pressed=False)]


def test_when_nothing_is_held_there_is_nothing_to_release() -> None:
    assert list(snapshot_of(Move(1, 1)).releases()) == []
