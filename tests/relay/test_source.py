"""A source takes events once, checks the chain, corrects the clock, and knows what is held."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from protocol.events import MAX_INTEGER, AnyEvent, Click, Move, Reading
from protocol.messages import ProducerHello
from relay import source as module
from relay.source import MOST_SHARED_KEYS, SURE_KEYS, Places, Source, missing_after
from tests.relay.world import numbered


def hello(**more: Any) -> ProducerHello:
    fields: dict[str, Any] = {"source": "desk", "epoch": "e1", "next": 1}
    return ProducerHello(**(fields | more))


def give(source: Source, event: AnyEvent) -> AnyEvent | None:
    taken = source.accept(event)
    if taken is not None:
        source.run.history.append(taken, 50)
    return taken


def click(seq: int, pressed: bool, button: str = "left") -> AnyEvent:
    return numbered(Click(0, 0, button, pressed), seq, source="")


def move(seq: int, n: int = 1) -> AnyEvent:
    return numbered(Move(seq, 0), seq, n, source="")


def test_an_event_is_taken_once_and_named() -> None:
    source = Source("desk", hello())
    taken = source.accept(move(1))
    assert taken is not None
    assert taken.source == "desk"
    assert source.accept(move(1)) is None
    assert source.seq == 1


def test_an_event_that_reaches_back_stands_only_for_what_is_new() -> None:
    source = Source("desk", hello())
    source.accept(move(5, n=5))
    taken = source.accept(move(8, n=6))
    assert taken is not None
    assert taken.n == 3


def test_a_hole_stays_visible() -> None:
    source = Source("desk", hello())
    taken = source.accept(move(5))
    assert taken is not None
    assert taken.n == 1
    assert source.run.chain.lost == 4


def test_events_before_first_are_not_missed() -> None:
    source = Source("desk", hello(first=11, next=11))
    source.accept(move(11))
    assert source.run.chain.lost == 0


def test_what_is_held_follows_the_presses() -> None:
    source = Source("desk", hello())
    for seq, (button, pressed) in enumerate([("left", True), ("right", True), ("left", False)], 1):
        source.accept(click(seq, pressed, button))
    assert source.entry().held == ["right"]


def test_the_newest_event_of_each_key_is_remembered() -> None:
    source = Source("desk", hello())
    news: list[AnyEvent] = [Move(1, 1), Reading("heat", 1), Reading("damp", 2), Move(2, 2)]
    for seq, event in enumerate(news, 1):
        source.accept(numbered(event, seq, source=""))
    assert {(type(e).__name__, e.seq) for e in source.entry().latest} == {
        ("Reading", 2),
        ("Reading", 3),
        ("Move", 4),
    }


def test_keys_are_not_remembered_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEYS", 2)
    source = Source("desk", hello())
    for seq in range(1, 9):
        source.accept(numbered(Reading(f"name-{seq}", seq), seq, source=""))
    source.accept(numbered(Reading("name-1", 9), 9, source=""))
    assert sorted(event.seq for event in source.entry().latest) == [2, 9]


def test_sources_share_the_room_for_newest_events_and_each_is_sure_of_some() -> None:
    places = Places(free=3)
    greedy, modest = Source("greedy", hello(), places), Source("modest", hello(), places)
    for source in (greedy, modest):
        for seq in range(1, 2 * SURE_KEYS + 1):
            source.accept(numbered(Reading(f"name-{seq}", seq), seq, source=""))
    assert (len(greedy.latest), len(modest.latest)) == (SURE_KEYS + 3, SURE_KEYS)
    greedy.close()
    late = Source("late", hello(), places)
    for seq in range(1, 2 * SURE_KEYS + 1):
        late.accept(numbered(Reading(f"name-{seq}", seq), seq, source=""))
    assert len(late.latest) == SURE_KEYS + 3


def test_where_there_are_many_sources_the_newest_events_of_each_are_told() -> None:
    places = Places(sources=MOST_SHARED_KEYS // 2 - 1)
    source = Source("desk", hello(), places)
    for seq, t in ((1, 5.0), (2, 7.0), (3, 6.0)):
        source.accept(replace(numbered(Reading(f"name-{seq}", seq), seq, source=""), t=t))
    assert sorted(event.seq for event in source.entry().latest) == [2, 3]


def test_the_snapshot_of_a_hello_replaces_what_is_held() -> None:
    source = Source("desk", hello())
    source.accept(click(1, True))
    source.settle(hello(held=["right"]))
    assert source.entry().held == ["right"]


def test_of_a_key_the_newer_event_counts_be_it_in_the_snapshot_or_not() -> None:
    source = Source("desk", hello())
    source.accept(move(5, n=5))
    source.settle(hello(latest=[move(3), click(4, True), numbered(Reading("heat", 1), 2)]))
    assert {(type(e).__name__, e.seq) for e in source.entry().latest} == {
        ("Move", 5),
        ("Reading", 2),
    }
    source.begin(hello(epoch="e2"))
    source.settle(hello(epoch="e2", latest=[numbered(Move(9, 9), 7)]))
    assert ("Move", 7) in {(type(e).__name__, e.seq) for e in source.entry().latest}


def test_a_new_epoch_keeps_the_one_before_and_holds_nothing() -> None:
    source = Source("desk", hello())
    source.accept(click(1, True))
    source.begin(hello(epoch="e2", first=4))
    assert source.previous is not None
    assert source.previous.epoch == "e1"
    assert (source.epoch, source.seq, source.entry().held) == ("e2", 3, [])


def test_the_offset_is_added_once() -> None:
    source = Source("desk", hello(offset=1000.0))
    taken = source.accept(move(7))
    assert taken is not None
    assert taken.t == 1007.0


def test_a_new_offset_is_reached_slowly_and_time_never_runs_back() -> None:
    source = Source("desk", hello(offset=0.0))
    times = []
    for seq in range(1, 400):
        if seq == 2:
            source.aim_offset(-500.0)
        taken = source.accept(Move(0, 0, seq=seq, t=1000.0 * seq))
        assert taken is not None
        times.append(taken.t)
    assert times == sorted(times)
    assert times[1] > 2000 - 500
    assert times[-1] == 399_000 - 500


def test_what_is_missing_after_a_cursor_is_known_exactly() -> None:
    source = Source("desk", hello(first=11, next=11))
    assert missing_after(source.run, 4) == 6
    for seq in range(11, 21):
        give(source, move(seq))
    assert missing_after(source.run, 4) == 6
    assert missing_after(source.run, 15) == 0
    source.forget_some()
    assert missing_after(source.run, 15) == 5


def test_the_epoch_before_is_forgotten_first() -> None:
    source = Source("desk", hello())
    give(source, move(1))
    source.begin(hello(epoch="e2"))
    give(source, move(1))
    source.forget_some()
    assert source.previous is None
    assert len(source.run.history) == 1
    source.forget_some()
    assert source.size == 0


def test_nothing_more_is_held_than_a_hello_may_say() -> None:
    source = Source("desk", hello())
    for seq in range(1, 100):
        source.accept(click(seq, True, button=f"b{seq}"))
    assert len(source.held) == module.MOST_HELD
    source.accept(click(100, False, button="b1"))
    source.accept(click(101, True, button="again"))
    assert "again" in source.held


def test_no_offset_moves_an_event_beyond_what_a_browser_counts() -> None:
    source = Source("desk", hello(offset=1e13))
    taken = source.accept(Move(0, 0, seq=1, t=float(MAX_INTEGER)))
    assert taken is not None
    assert taken.t == MAX_INTEGER
