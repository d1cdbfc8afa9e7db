"""A history keeps the newest events of an epoch, and knows where they begin."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.events import AnyEvent, Click, Event, Move, Reading, Scroll
from protocol.outbox import Outbox
from relay import history
from relay.history import CHUNK, History
from tests.relay.world import numbered

Wants = Callable[[AnyEvent], bool] | None


def filled(count: int, every: int = 10) -> History:
    kept = History()
    for seq in range(1, count + 1):
        event: AnyEvent = Click(seq, 0, "left", True) if seq % every == 0 else Move(seq, 0)
        kept.append(numbered(event, seq), 50)
    return kept


def missed(kept: History, seq: int, wants: Wants = None) -> list[AnyEvent]:
    """Return what a viewer gets that has everything up to `seq`."""
    outbox = Outbox()
    outbox.expect("desk", seq)
    kept.put_into(outbox, seq, wants)
    return [item for item in outbox.take_all() if isinstance(item, Event)]


def test_an_empty_history_begins_nowhere() -> None:
    kept = History()
    assert (len(kept), kept.size, kept.start) == (0, 0, None)
    assert missed(kept, 0) == kept.newest(5) == []
    kept.forget()


def test_the_events_after_a_seq_account_for_everything_after_it() -> None:
    kept = filled(3 * CHUNK)
    for seq in (0, 1, CHUNK - 1, CHUNK, CHUNK + 7, 3 * CHUNK - 1, 3 * CHUNK):
        cursor = seq
        for event in missed(kept, seq):
            assert event.seq - event.n == cursor
            cursor = event.seq
        assert cursor == 3 * CHUNK


@given(
    steps=st.lists(
        st.tuples(st.sampled_from("mmmspr"), st.sampled_from([1, 1, 1, 2])), max_size=40
    ),
    seq=st.integers(0, 45),
    presses_only=st.booleans(),
)
def test_what_was_missed_is_what_merging_everything_at_once_would_leave(
    steps: list[tuple[str, int]], seq: int, presses_only: bool
) -> None:
    """However it is cut into stretches, and where something is missing."""
    with patch.object(history, "CHUNK", 4):
        kept, events, last = History(), list[AnyEvent](), 0
        for kind, step in steps:
            last += step
            events.append(numbered(MADE[kind](last), last))
            kept.append(events[-1], 50)
        wants: Wants = (lambda event: isinstance(event, Click)) if presses_only else None
        after = Outbox()
        after.expect("desk", seq)
        for event in events:
            if wants is None or wants(event):
                after.add(event)
            else:
                after.leave_out(event)
        assert missed(kept, seq, wants) == after.take_all()


MADE: dict[str, Callable[[int], AnyEvent]] = {
    "m": lambda seq: Move(seq, 0),
    "s": lambda seq: Scroll(seq, 0, 0, 1),
    "p": lambda seq: Click(seq, 0, "left", True),
    "r": lambda seq: Reading("heat", seq, "C"),
}


def test_old_stretches_are_merged_once_and_shared() -> None:
    kept = filled(3 * CHUNK)
    one, other = Outbox(), Outbox()
    for outbox in (one, other):
        outbox.expect("desk", 0)
        kept.put_into(outbox, 0, None)
    one.take()
    other.take()
    assert one.take() is other.take()


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
