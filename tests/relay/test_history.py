"""A history keeps the newest events of an epoch, and knows where they begin."""

from __future__ import annotations

import pytest

from protocol.events import AnyEvent, Click, Move, Scroll
from relay import history
from relay.history import CHUNK, History
from tests.relay.world import numbered


def filled(count: int, every: int = 10) -> History:
    kept = History()
    for seq in range(1, count + 1):
        event: AnyEvent = Click(seq, 0, "left", True) if seq % every == 0 else Move(seq, 0)
        kept.append(numbered(event, seq), 50)
    return kept


def test_an_empty_history_begins_nowhere() -> None:
    kept = History()
    assert (len(kept), kept.size, kept.start) == (0, 0, None)
    assert list(kept.condensed_after(0)) == kept.newest(5) == []
    kept.forget()


def test_the_events_after_a_seq_account_for_everything_after_it() -> None:
    kept = filled(3 * CHUNK)
    for seq in (0, 1, CHUNK - 1, CHUNK, CHUNK + 7, 3 * CHUNK - 1, 3 * CHUNK):
        cursor = seq
        for event in kept.condensed_after(seq):
            assert event.seq - event.n == cursor
            cursor = event.seq
        assert cursor == 3 * CHUNK


def test_no_press_is_merged_away_in_an_old_stretch() -> None:
    kept = filled(3 * CHUNK)
    presses = [event.seq for event in kept.condensed_after(0) if isinstance(event, Click)]
    assert presses == list(range(10, 3 * CHUNK + 1, 10))


def test_old_stretches_are_merged_and_the_newest_is_not() -> None:
    kept = filled(2 * CHUNK, every=10**9)
    events = list(kept.condensed_after(0))
    assert events[0] == numbered(Move(CHUNK, 0), CHUNK, n=CHUNK)
    assert len(events) == 1 + CHUNK


def test_a_stretch_that_begins_before_the_cursor_is_not_merged_across_it() -> None:
    kept = History()
    for seq in range(1, 2 * CHUNK + 1):
        kept.append(numbered(Scroll(0, 0, 0, 1), seq), 50)
    events = kept.condensed_after(CHUNK // 2)
    assert sum(e.dy for e in events if isinstance(e, Scroll)) == 2 * CHUNK - CHUNK // 2


def test_what_is_forgotten_is_the_oldest_and_the_start_moves_with_it() -> None:
    kept = filled(2 * CHUNK)
    before = kept.size
    kept.forget()
    assert (len(kept), kept.start) == (CHUNK, CHUNK)
    assert kept.size == before / 2


def test_there_are_never_more_events_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "LONGEST", CHUNK)
    kept = filled(10 * CHUNK)
    assert len(kept) <= CHUNK
    assert kept.newest(1)[0].seq == 10 * CHUNK


def test_a_hole_before_the_first_event_is_not_part_of_the_history() -> None:
    kept = History()
    kept.append(numbered(Move(0, 0), 20, n=3), 50)
    assert kept.start == 17


@pytest.mark.parametrize("count", [0, 1, 5, CHUNK, CHUNK + 1, 10 * CHUNK])
def test_the_newest_are_told_oldest_first(count: int) -> None:
    total = 2 * CHUNK + 3
    seqs = [event.seq for event in filled(total).newest(count)]
    assert seqs == list(range(max(1, total - count + 1), total + 1))


def test_fewer_are_told_where_they_are_large() -> None:
    kept = filled(2 * CHUNK)
    each = kept.size / len(kept)
    assert len(kept.newest(CHUNK, largest=10.5 * each)) == 10
    assert len(kept.newest(2 * CHUNK, largest=(CHUNK + 0.5) * each)) == CHUNK
    assert kept.newest(CHUNK, largest=each / 2) == []
