"""The comparison of the two ledgers finds what it is there to find."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.account import Account, Json, Stream
from tests.faults.hand import Hand, Pace
from tests.faults.ledgers import Captured, ages, compare, whole_lines

ENTRY = {"epoch": "e1", "seq": 0, "lost": 0}

HAPPENED: list[Json] = [
    {"event": "move", "x": 1, "y": 1},
    {"event": "scroll", "x": 1, "y": 1, "dx": 0, "dy": 1},
    {"event": "scroll", "x": 2, "y": 2, "dx": 1, "dy": 2},
    {"event": "click", "x": 2, "y": 2, "button": "left", "pressed": True},
    {"event": "move", "x": 3, "y": 3},
    {"event": "move", "x": 4, "y": 4},
    {"event": "click", "x": 4, "y": 4, "button": "left", "pressed": False},
    {"event": "scroll", "x": 5, "y": 5, "dx": 0, "dy": -1},
]
CAPTURED = [Captured(float(number), event) for number, event in enumerate(HAPPENED)]


def event(seq: int, n: int = 1, **other: object) -> Json:
    return {**HAPPENED[seq - 1], "seq": seq, "n": n, "t": 0.0, "source": "desk", **other}


def merged() -> list[Json]:
    """What a viewer is sent that is behind."""
    return [event(1), event(3, 2, dy=3), event(4), event(6, 2), event(7), event(8)]


def seen(*events: Json, entry: Json = ENTRY) -> Stream:
    account = Account()
    message = {"message": "welcome", "sources": {"desk": entry}}
    account.take({"at": 0.0, "frame": message})
    account.take({"at": 10.0, "frame": [*events]})
    return account.streams["desk"][-1]


def test_what_was_merged_rightly_passes() -> None:
    stream = seen(*merged())
    compare(CAPTURED, stream)
    assert (stream.received, stream.merged, stream.lost) == (6, 2, 0)


def test_what_was_lost_and_told_passes() -> None:
    stream = seen(event(1), event(5), event(6), event(7), event(8))
    compare(CAPTURED, stream)
    assert stream.lost == 3


def test_what_came_again_is_counted_and_left_out() -> None:
    stream = seen(*merged()[:3], *merged())
    compare(CAPTURED, stream)
    assert stream.repeated == 3


def drop(events: list[Json], at: int) -> list[Json]:
    following = {**events[at + 1], "n": events[at + 1]["n"] + events[at]["n"]}
    return [*events[:at], following, *events[at + 2 :]]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda events: drop(events, 2), id="a press is missing"),
        pytest.param(lambda events: drop(events, 1), id="the wheel is missing"),
        pytest.param(lambda events: [*events[:1], event(3, 2), *events[2:]], id="the wheel is off"),
        pytest.param(
            lambda events: [*events[:3], event(6, 2, x=3), *events[4:]], id="another place"
        ),
        pytest.param(lambda events: [*events, event(8) | {"seq": 9}], id="more than was captured"),
        pytest.param(lambda events: [*events[:4], event(5) | {"seq": 7}], id="another event"),
    ],
)
def test_what_is_wrong_fails(spoil: Callable[[list[Json]], list[Json]]) -> None:
    with pytest.raises(AssertionError):
        compare(CAPTURED, seen(*spoil(merged())))


def test_a_press_in_the_wrong_order_fails() -> None:
    stream = seen(*merged())
    stream.taken[2], stream.taken[4] = stream.taken[4], stream.taken[2]
    with pytest.raises(AssertionError, match="out of order"):
        compare(CAPTURED, stream)


def test_events_that_the_relay_says_are_gone_are_lost() -> None:
    account = Account()
    for entry in (ENTRY, {**ENTRY, "seq": 5, "lost": 5}):
        account.take({"at": 0.0, "frame": {"message": "welcome", "sources": {"desk": entry}}})
    (stream,) = account.streams["desk"]
    assert (stream.cursor, stream.lost, stream.gaps) == (5, 5, [(0, 5)])


def test_another_epoch_begins_at_its_first_event() -> None:
    account = Account()
    for entry in (ENTRY, {"epoch": "e2", "seq": 7, "lost": None}):
        account.take({"at": 0.0, "frame": {"message": "welcome", "sources": {"desk": entry}}})
    assert account.cursors == {"desk": {"epoch": "e2", "seq": 0}}
    assert account.streams["desk"][-1].told_unknown


def test_a_line_that_was_not_written_whole_is_left_out() -> None:
    assert whole_lines(b"one\ntwo\nthr") == [b"one\n", b"two\n"]
    assert whole_lines(b"one") == []


def test_an_age_is_that_of_the_newest_event_of_a_frame() -> None:
    assert ages(CAPTURED, seen(*merged())) == [3000.0]


def test_the_same_seed_makes_the_same_events() -> None:
    def made(seed: int) -> list[object]:
        hand = Hand(seed, 0.0)
        hand.go(Pace(50, 1000, 20), 0.0)
        return list(hand.until(1.0))

    assert made(7) == made(7) != made(8)
    assert 900 < len(made(7)) < 1250
