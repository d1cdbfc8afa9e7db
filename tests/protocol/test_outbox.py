"""The outbox gives each receiver everything that is reliable, the newest of the rest, and exact
accounts of both."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.chain import Chain
from protocol.events import AnyEvent, Click, Event, Move, Reading, Scroll, Text
from protocol.outbox import Notice, Outbox
from tests.protocol.ledger import Ledger, anchors, slots
from tests.protocol.streams import LeftOut, Step, captures, histories, inputs, interleaved


def move(seq: int, source: str = "desk", n: int = 1) -> Move:
    return Move(seq, -seq, seq=seq, t=float(seq), source=source, n=n)


def press(seq: int, source: str = "desk", n: int = 1) -> Click:
    return Click(seq, -seq, "left", True, seq=seq, t=float(seq), source=source, n=n)


def wheel(seq: int, dy: float, n: int = 1) -> Scroll:
    return Scroll(seq, -seq, 0, dy, seq=seq, t=float(seq), source="desk", n=n)


def heat(seq: int, value: float) -> Reading:
    return Reading("heat", value, seq=seq, t=float(seq), source="desk")


def filled(*events: AnyEvent) -> Outbox:
    outbox = Outbox()
    outbox.extend(events)
    return outbox


def condense(events: Sequence[AnyEvent]) -> list[AnyEvent]:
    """Return what a receiver gets that is behind by all of them."""
    return [item for item in filled(*events).take_all() if isinstance(item, Event)]


def totals(events: list[AnyEvent]) -> dict[str, tuple[int, int, int]]:
    """Return seq, received + merged, and lost of each source, as a receiver counts them."""
    chains: dict[str, Chain] = {}
    for event in events:
        chains.setdefault(event.source, Chain()).advance(event.seq, event.n)
    return {
        source: (chain.seq, chain.received + chain.merged, chain.lost)
        for source, chain in chains.items()
    }


# By example


def test_an_empty_outbox_gives_nothing() -> None:
    outbox = Outbox()
    assert len(outbox) == 0
    assert outbox.take() == []
    assert outbox.take_all() == []
    assert outbox.drop_oldest() == 0


def test_of_many_moves_the_newest_is_left_and_stands_for_all() -> None:
    outbox = filled(move(1), move(2), move(3))
    assert len(outbox) == 1
    assert outbox.take_all() == [move(3, n=3)]
    assert outbox.absorbed == 2


def test_a_move_never_crosses_a_press() -> None:
    assert condense([move(1), move(2), press(3), move(4), move(5)]) == [
        move(2, n=2),
        press(3),
        move(5, n=2),
    ]


def test_a_press_of_one_source_holds_back_the_moves_of_all() -> None:
    given: list[AnyEvent] = [move(1, "attic"), press(1), move(2, "attic")]
    assert condense(given) == given


def test_presses_are_never_merged() -> None:
    given = [press(1), press(2), press(3)]
    assert condense(given) == given


def test_the_notches_of_a_wheel_add_up() -> None:
    assert condense([wheel(1, 2), wheel(2, -1), wheel(3, 4)]) == [wheel(3, 5, n=3)]


def test_a_merged_reading_tells_its_extremes() -> None:
    (merged,) = condense([heat(1, 20), heat(2, 25), heat(3, 19), heat(4, 21)])
    assert isinstance(merged, Reading)
    assert (merged.value, merged.low, merged.high, merged.n) == (21, 19, 25, 4)


def test_an_event_that_stayed_between_merged_ones_keeps_the_chain_whole() -> None:
    """The move at 1 is gone into 3; the wheel at 2, which comes first now, stands for it."""
    assert condense([move(1), wheel(2, 1), move(3)]) == [wheel(2, 1, n=2), move(3)]


def test_a_hole_stays_visible_and_nothing_is_merged_over_it() -> None:
    assert condense([move(1), move(2), move(5), move(6)]) == [move(2, n=2), move(6, n=2)]


def test_a_hole_at_the_start_of_a_source_that_is_expected_stays_visible() -> None:
    outbox = Outbox()
    outbox.expect("desk", 10)
    outbox.extend([move(13), move(14)])
    assert outbox.take_all() == [move(14, n=2)]


def test_what_the_receiver_has_already_is_left_out() -> None:
    outbox = Outbox()
    outbox.expect("desk", 10)
    outbox.extend([press(9), press(10), press(11)])
    assert outbox.take_all() == [press(11)]
    assert outbox.repeated == 2


def test_an_event_that_reaches_back_stands_only_for_what_is_new() -> None:
    outbox = Outbox()
    outbox.expect("desk", 10)
    outbox.add(move(12, n=12))
    assert outbox.take_all() == [move(12, n=2)]


def test_a_new_epoch_starts_its_numbers_anew() -> None:
    outbox = filled(move(7), move(8))
    outbox.note(Notice("desk", "epoch b"))
    outbox.expect("desk", 0)
    outbox.extend([move(1), move(2)])
    assert outbox.take_all() == [move(8, n=2), Notice("desk", "epoch b"), move(2, n=2)]


def test_a_notice_can_say_itself_where_the_stream_goes_on() -> None:
    outbox = filled(move(7), move(8))
    outbox.note(Notice("desk", "epoch b", begins=0))
    outbox.extend([move(1), move(2)])
    assert outbox.take_all() == [move(8, n=2), Notice("desk", "epoch b", begins=0), move(2, n=2)]


def test_a_notice_that_replaces_another_keeps_where_the_stream_goes_on() -> None:
    outbox = Outbox()
    outbox.note(Notice("desk", "epoch b", begins=0))
    outbox.note(Notice("desk", "gone"))
    assert outbox.take_all() == [Notice("desk", "gone", begins=0)]


def test_what_is_left_out_is_stated_by_the_next_event_of_its_source() -> None:
    outbox = filled(press(1))
    outbox.leave_out(move(2))
    outbox.add(press(1, "attic"))
    outbox.leave_out(move(4, n=2))
    assert outbox.positions == {"desk": 1, "attic": 1}
    outbox.add(press(5))
    assert outbox.take_all() == [press(1), press(1, "attic"), press(5, n=4)]
    assert outbox.positions == {"desk": 5, "attic": 1}


def test_a_hole_among_what_is_left_out_stays_a_hole() -> None:
    outbox = filled(move(1))
    outbox.leave_out(move(2))
    outbox.leave_out(move(5))
    outbox.add(move(6))
    assert outbox.take_all() == [move(1), move(6, n=3)]


def test_what_is_left_out_and_comes_again_counts_once() -> None:
    outbox = filled(move(1))
    for _ in range(2):
        outbox.leave_out(press(2))
    outbox.add(press(3))
    assert outbox.take_all() == [move(1), press(3, n=2)]


def test_a_stream_that_is_told_anew_forgets_what_was_left_out() -> None:
    outbox = filled(press(1))
    outbox.leave_out(press(2))
    outbox.expect("desk", 0)
    outbox.add(press(1))
    assert outbox.take_all() == [press(1), press(1)]


def test_the_positions_tell_where_each_source_goes_on() -> None:
    outbox = filled(move(1), move(2), press(1, "attic"))
    outbox.expect("greenhouse", 5)
    outbox.take_all()
    assert outbox.positions == {"desk": 2, "attic": 1, "greenhouse": 5}


def test_what_is_appended_comes_last_and_stays_as_it_is() -> None:
    more = filled(move(1, "attic"), move(2, "attic"))
    more.leave_out(press(3, "attic"))
    outbox = filled(move(1), move(2))
    outbox.append(more)
    assert len(outbox) == 2
    assert outbox.positions == {"desk": 2, "attic": 2}
    outbox.add(move(4, "attic"))
    assert outbox.take_all() == [move(2, n=2), move(2, "attic", n=2), move(4, "attic", n=2)]
    assert outbox.absorbed == 2


def test_what_is_appended_begins_where_it_says() -> None:
    more = Outbox()
    more.expect("desk", 5)
    more.add(press(6))
    outbox = filled(press(1))
    outbox.leave_out(press(2))
    outbox.append(more)
    assert outbox.take_all() == [press(1), press(6)]
    assert outbox.positions == {"desk": 6}


@given(st.data())
def test_what_two_outboxes_share_each_gives_whole(data: st.DataObject) -> None:
    shared = data.draw(captures("desk"))
    more = filled(*shared)
    outboxes = [Outbox(), Outbox()]
    for outbox in outboxes:
        outbox.append(more)
        outbox.note(Notice("desk", "silent"))
        outbox.extend(filled(press(1, "attic")).take_all())
    for outbox in outboxes:
        assert outbox.take_all() == [
            *condense(shared),
            Notice("desk", "silent"),
            press(1, "attic"),
        ]


def test_take_gives_one_whole_segment_after_the_other() -> None:
    outbox = filled(move(1), move(2), wheel(3, 1), press(4), move(5))
    assert outbox.take() == [move(2, n=2), wheel(3, 1), press(4)]
    assert outbox.take() == [move(5)]
    assert outbox.take() == []


def test_what_was_taken_absorbs_nothing_more() -> None:
    outbox = filled(move(1))
    assert outbox.take() == [move(1)]
    outbox.add(move(2))
    assert outbox.take() == [move(2)]


def test_taking_a_closed_segment_lets_the_open_one_go_on_merging() -> None:
    outbox = filled(press(1), move(2))
    assert outbox.take() == [press(1)]
    outbox.add(move(3))
    assert outbox.take() == [move(3, n=2)]


def test_a_notice_has_its_place_between_the_events() -> None:
    outbox = filled(move(1))
    outbox.note(Notice("desk", "gone"))
    outbox.add(move(2))
    assert outbox.take_all() == [move(1), Notice("desk", "gone"), move(2)]


def test_a_notice_replaces_the_one_of_its_source_directly_before_it() -> None:
    outbox = Outbox()
    for notice in (Notice("desk", 1), Notice("desk", 2), Notice("attic", 1), Notice("desk", 3)):
        outbox.note(notice)
    assert len(outbox) == 3
    assert outbox.take_all() == [Notice("desk", 2), Notice("attic", 1), Notice("desk", 3)]


def test_a_notice_replaces_none_that_an_event_follows() -> None:
    outbox = Outbox()
    outbox.note(Notice("desk", 1))
    outbox.add(move(1))
    outbox.note(Notice("desk", 2))
    assert outbox.take_all() == [Notice("desk", 1), move(1), Notice("desk", 2)]


def test_dropping_the_oldest_tells_how_many_captured_events_are_lost() -> None:
    outbox = filled(move(1), move(2), press(3), move(4), press(5))
    assert outbox.drop_oldest() == 3
    assert outbox.take_all() == [move(4), press(5)]
    assert outbox.dropped == 3


# For any stream


@settings(deadline=None, max_examples=300)
@given(histories())
def test_whatever_comes_the_receiver_gets_it_once_in_order_and_accounted_for(
    steps: list[Step],
) -> None:
    outbox, ledger = Outbox(), Ledger()
    for step in steps:
        if isinstance(step, Notice):
            outbox.note(step)
            ledger.note(step)
        elif isinstance(step, LeftOut):
            outbox.leave_out(step.event)
            ledger.pass_by(step.event)
        elif isinstance(step, Event):
            outbox.add(step)
            ledger.give(step)
        else:
            ledger.emitted += outbox.take()
            ledger.check_wheels_so_far()
    waiting = len(outbox)
    rest = outbox.take_all()
    ledger.emitted += rest
    assert waiting == len(rest)
    assert len(outbox) == 0
    assert outbox.repeated == ledger.repeated
    assert outbox.absorbed == len(ledger.accepted) - len(ledger.emitted)
    ledger.check()
    for source, position in outbox.positions.items():
        outbox.add(press(ledger.cursors[source] + 1, source))
        (following,) = outbox.take_all()
        assert isinstance(following, Event)
        assert following.seq - following.n == position


@settings(deadline=None)
@given(histories(), st.integers(0, 5))
def test_the_count_of_what_waits_is_what_taking_gives(steps: list[Step], takes: int) -> None:
    outbox = Outbox()
    for step in steps:
        if isinstance(step, Notice):
            outbox.note(step)
        elif isinstance(step, Event):
            outbox.add(step)
    for _ in range(takes):
        waiting = len(outbox)
        assert len(outbox.take()) == waiting - len(outbox)


@settings(deadline=None)
@given(inputs(holes=False))
def test_without_holes_one_event_of_each_key_is_left_between_two_presses(
    events: list[AnyEvent],
) -> None:
    left = slots([*condense(events)])
    assert all(len(found) == 1 for found in left.values())


@settings(deadline=None)
@given(inputs())
def test_what_is_dropped_is_lost_and_nothing_else(events: list[AnyEvent]) -> None:
    due = totals(condense(events))
    outbox = filled(*events)
    dropped = outbox.drop_oldest() + outbox.drop_oldest()
    left = [item for item in outbox.take_all() if isinstance(item, Event)]
    got = totals([*left, *(press(1000, source) for source in due)])
    more = sum(got[source][2] - lost - (999 - seq) for source, (seq, _, lost) in due.items())
    assert more == dropped == outbox.dropped


@settings(deadline=None)
@given(inputs(holes=False))
def test_condensing_twice_is_condensing_once(events: list[AnyEvent]) -> None:
    once = condense(events)
    assert condense(once) == once


@settings(deadline=None)
@given(inputs(sources=("desk",)))
def test_condensing_a_source_with_holes_twice_is_condensing_it_once(
    events: list[AnyEvent],
) -> None:
    """Of several sources with holes, a second pass may merge more: the hole of one source closes
    the segment for all, and moves with the event that absorbs the one behind it."""
    once = condense(events)
    assert condense(once) == once


@settings(deadline=None)
@given(inputs())
def test_condensing_again_changes_no_account(events: list[AnyEvent]) -> None:
    once = condense(events)
    twice = condense(once)
    assert totals(twice) == totals(once)
    assert anchors([*twice]) == anchors([*once])


def condensed_in_pieces(events: list[AnyEvent], cuts: list[int]) -> list[AnyEvent]:
    edges = [0, *sorted(cuts), len(events)]
    pieces = [events[after:upto] for after, upto in pairwise(edges)]
    return [event for piece in pieces for event in condense(piece)]


cuts = st.lists(st.integers(0, 40), max_size=4)


@settings(deadline=None)
@given(inputs(holes=False), cuts)
def test_condensed_pieces_give_what_the_raw_events_give(
    events: list[AnyEvent], cuts: list[int]
) -> None:
    assert condense(condensed_in_pieces(events, cuts)) == condense(events)


@settings(deadline=None)
@given(st.data(), cuts)
def test_condensed_pieces_of_a_stream_with_holes_give_the_same_accounts(
    data: st.DataObject, cuts: list[int]
) -> None:
    logs = [data.draw(captures(source)) for source in ("desk", "attic")]
    events = [e for e in data.draw(interleaved(logs)) if data.draw(st.integers(0, 4))]
    pieces, raw = condense(condensed_in_pieces(events, cuts)), condense(events)
    assert totals(pieces) == totals(raw)
    ledger = Ledger()
    for event in events:
        ledger.give(event)
    ledger.emitted += pieces
    ledger.check()


def test_a_text_is_as_reliable_as_a_press() -> None:
    given: list[AnyEvent] = [Text("a", seq=1), Text("a", seq=2)]
    assert condense(given) == given
