"""Acknowledged events stay for a relay that knows nothing: condensed, bounded, in a chain."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from producer.retention import LONGEST, MOST, MOST_KEYS, Retention
from protocol.chain import Chain
from protocol.events import AnyEvent, Click, Event, Move, Reading, Scroll, Text
from tests.protocol.streams import captures


def retention_of(*events: AnyEvent, now: float = 0.0) -> Retention:
    retention = Retention()
    for event in events:
        retention.add(event, now)
    return retention


def spans(retention: Retention) -> list[tuple[int, int]]:
    return [(event.seq, event.n) for event in retention]


def move(seq: int, n: int = 1) -> Move:
    return Move(seq, seq, seq=seq, n=n)


def text(seq: int) -> Text:
    return Text("x", seq=seq)


def test_moves_are_condensed_to_the_newest_between_events_that_are_kept_each() -> None:
    retention = retention_of(move(1), move(2), text(3), move(4), move(5), move(6))
    assert spans(retention) == [(2, 2), (3, 1), (6, 3)]
    assert len(retention) == 3


def test_clicks_texts_and_turns_of_the_wheel_are_kept_each() -> None:
    events: list[AnyEvent] = [
        Click(1, 1, "left", True, seq=1),
        Click(1, 1, "left", False, seq=2),
        Scroll(1, 1, 0, 1, seq=3),
        Scroll(1, 1, 0, 1, seq=4),
        text(5),
    ]
    assert list(retention_of(*events)) == events


def test_readings_are_condensed_by_name_and_keep_their_extremes() -> None:
    heat = [Reading("heat", value, seq=seq) for seq, value in ((1, 7), (3, 9), (4, 8))]
    retention = retention_of(heat[0], Reading("damp", 1, seq=2), *heat[1:])
    assert list(retention) == [
        Reading("damp", 1, seq=2, n=2),
        Reading("heat", 8, low=7, high=9, seq=4, n=2),
    ]


def test_a_hole_stays_a_hole() -> None:
    retention = retention_of(move(1), move(2), move(10), move(11))
    assert spans(retention) == [(2, 2), (11, 2)]


def test_what_is_too_old_is_given_up_and_first_says_so() -> None:
    retention = Retention()
    retention.add(text(1), 0.0)
    retention.add(text(2), 100.0)
    retention.forget(LONGEST + 1)
    assert spans(retention) == [(2, 1)]
    assert retention.first == 2


def test_the_newest_of_a_key_stays_however_old_it_is() -> None:
    retention = retention_of(text(1), move(2), move(3))
    retention.forget(100 * LONGEST)
    assert spans(retention) == [(3, 2)]
    assert retention.first == 2


def test_no_more_than_the_bound_is_kept() -> None:
    retention = retention_of(*(text(seq) for seq in range(1, MOST + 4)))
    assert len(retention) == MOST
    assert retention.first == 4


def test_the_keys_that_are_condensed_are_bounded() -> None:
    names = (Reading(f"heat{seq}", 1, seq=seq) for seq in range(1, 3 * MOST_KEYS))
    retention = retention_of(*names)
    retention.forget(LONGEST + 1)
    assert len(retention) <= MOST_KEYS


def test_an_empty_retention_accounts_for_nothing() -> None:
    assert Retention().first is None
    assert list(Retention()) == []


def _wheel(events: list[AnyEvent]) -> list[Event]:
    return [event for event in events if event.keep_each]


@given(captures("desk", longest=40), st.integers(0, 39))
def test_whoever_gets_all_that_is_kept_accounts_for_every_event(
    events: list[AnyEvent], asked_after: int
) -> None:
    retention = Retention()
    for event in events[: asked_after + 1]:
        retention.add(event, 0.0)
    list(retention)  # looking changes nothing
    for event in events[asked_after + 1 :]:
        retention.add(event, 0.0)
    chain = Chain()
    for event in retention:
        assert chain.advance(event.seq, event.n) == event.n
    assert (chain.seq, chain.lost, chain.repeated) == (len(events), 0, 0)
    reliable = [event for event in events if not event.mergeable]
    assert [event.seq for event in retention if not event.mergeable] == [e.seq for e in reliable]
    kept = list(retention)
    assert [event.seq for event in _wheel(kept)] == [event.seq for event in _wheel(events)]
