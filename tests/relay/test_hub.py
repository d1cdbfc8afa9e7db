"""Events come in, frames go out: at once when it is quiet, paced when it is not, from the cursor
on."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest

from protocol.close_codes import Ending
from relay import hub, roster
from relay.feed import Feed
from relay.history import History
from relay.source import Source
from relay.viewer import WAITING_SIZE
from tests.relay.line import STARTED
from tests.relay.rooms import Caller, Parlour, Said, click, move, text, wheel


@pytest.fixture
def parlour() -> Parlour:
    return Parlour()


def welcome(viewer: Caller) -> Said:
    (message,) = viewer.told("welcome")
    entry: Said = message["sources"]["desk"]
    return entry


def at(epoch: str, seq: int) -> dict[str, Any]:
    return {"desk": {"epoch": epoch, "seq": seq}}


def test_an_event_on_a_quiet_relay_leaves_at_once(parlour: Parlour) -> None:
    producer, viewer = parlour.producer(), parlour.viewer()
    parlour.clock.advance(1.0)
    producer.send(text(1))
    assert [event["seq"] for event in viewer.events()] == [1]


def test_under_load_flushes_wait_and_batches_grow(parlour: Parlour) -> None:
    producer, viewer = parlour.producer(), parlour.viewer()
    parlour.clock.advance(1.0)
    viewer.line.write_cost = 0.010
    viewer.hear()
    for seq in range(1, 11):
        producer.send(text(seq))
        parlour.clock.advance(0.001)
    parlour.clock.advance(1.0)
    batches = [message for message in viewer.hear() if isinstance(message, list)]
    assert [event["seq"] for batch in batches for event in batch] == list(range(1, 11))
    assert len(batches) < 5


def test_no_timer_runs_when_nothing_happens(parlour: Parlour) -> None:
    producer, viewer = parlour.producer(), parlour.viewer(rate=10)
    for seq in range(1, 20):
        producer.send(text(seq))
    parlour.clock.advance(1.0)
    assert len(viewer.events()) == 19
    assert parlour.clock.timers == 0


def test_a_rate_caps_the_flushes_and_merges_nothing(parlour: Parlour) -> None:
    producer, viewer = parlour.producer(), parlour.viewer(rate=10)
    parlour.clock.advance(1.0)
    viewer.hear()
    said = []
    for seq in range(1, 101):
        producer.send(move(seq))
        parlour.clock.advance(0.010)
        said += viewer.answer()
    batches = [message for message in said if isinstance(message, list)]
    assert 9 <= len(batches) <= 11
    seqs = [event["seq"] for batch in batches[5:] for event in batch]
    assert seqs == [*range(seqs[0], seqs[-1] + 1)]
    assert len(seqs) > 30


def test_a_feed_with_a_rate_that_is_almost_due_is_flushed_with_the_others(
    parlour: Parlour,
) -> None:
    producer, viewer = parlour.producer(), parlour.viewer(rate=10)
    parlour.clock.advance(1.0)
    viewer.hear()
    producer.send(text(1))
    parlour.clock.now += 0.0999
    producer.send(text(2))
    parlour.clock.advance(1.0)
    assert [event["seq"] for event in viewer.events()] == [1, 2]


def test_a_new_viewer_starts_at_the_seq_of_its_welcome(parlour: Parlour) -> None:
    producer = parlour.producer()
    producer.send(text(1), move(2), click(3))
    viewer = parlour.viewer()
    entry = welcome(viewer)
    assert (entry["epoch"], entry["seq"], entry["online"]) == ("e1", 3, True)
    assert entry["held"] == ["left"]
    assert [event["seq"] for event in entry["latest"]] == [2]
    assert "recent" not in entry
    producer.send(text(4))
    assert [event["seq"] for event in viewer.events()] == [4]


def test_a_filtered_viewer_starts_where_its_own_stream_stands(parlour: Parlour) -> None:
    producer = parlour.producer()
    first = parlour.viewer(events=["text"])
    producer.send(text(1), move(2), move(3))
    viewer = parlour.viewer(events=["text"])
    assert welcome(viewer)["seq"] == 1
    producer.send(text(4))
    for each in (first, viewer):
        (event,) = [event for event in each.events() if event["seq"] == 4]
        assert event["n"] == 3


def test_a_state_is_told_with_the_seq_at_which_it_is_true(parlour: Parlour) -> None:
    producer, viewer = parlour.producer(), parlour.viewer(events=["text"])
    producer.send(move(1), move(2))
    producer.say(type="hardware", message="about", about={"health": "no display"})
    assert viewer.told("sources")[-1]["sources"]["desk"]["seq"] == 2


def test_a_viewer_that_comes_back_gets_what_it_missed_first(parlour: Parlour) -> None:
    producer = parlour.producer()
    producer.send(text(1), wheel(2, 1), wheel(3, 2), text(4))
    viewer = parlour.viewer(cursors=at("e1", 1))
    producer.send(text(5))
    entry, *rest = viewer.hear()
    assert entry["sources"]["desk"]["lost"] == 0
    events = [event for message in rest if isinstance(message, list) for event in message]
    assert [(event["seq"], event.get("n", 1)) for event in events] == [(3, 2), (4, 1), (5, 1)]
    assert events[0]["dy"] == 3


def test_a_crowd_that_comes_back_at_once_shares_what_each_has_missed(
    parlour: Parlour, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = Mock(wraps=History.put_into)
    monkeypatch.setattr(History, "put_into", lambda *args: looked(*args))
    producer = parlour.producer()
    producer.send(text(1), wheel(2, 1), wheel(3, 2), text(4))
    crowd = [parlour.viewer(cursors=at("e1", 1)) for _ in range(3)]
    other = parlour.viewer(cursors=at("e1", 3))
    filtered = parlour.viewer(cursors=at("e1", 3), events=["text"])
    producer.send(text(5))
    later = parlour.viewer(cursors=at("e1", 1))
    for viewer in (*crowd, later):
        assert steps(viewer) == [(3, 2), (4, 1), (5, 1)]
    assert steps(other) == steps(filtered) == [(4, 1), (5, 1)]
    assert looked.call_count == 4


def steps(viewer: Caller) -> list[tuple[int, int]]:
    return [(event["seq"], event.get("n", 1)) for event in viewer.events()]


def test_a_viewer_is_told_exactly_what_is_no_longer_there(parlour: Parlour) -> None:
    parlour.producer(first=11, next=12).send(text(11))
    viewer = parlour.viewer(cursors=at("e1", 4))
    assert welcome(viewer)["lost"] == 6


def test_a_viewer_of_the_epoch_before_gets_its_rest_before_the_new_one(parlour: Parlour) -> None:
    first = parlour.producer()
    first.send(text(1, "a"), text(2, "b"))
    first.session.lost()
    parlour.producer(epoch="e2").send(text(1, "c"))
    viewer = parlour.viewer(cursors=at("e1", 1), recent=5)
    greeting, *rest = viewer.hear()
    entry = greeting["sources"]["desk"]
    assert (entry["epoch"], entry["seq"], entry["online"], entry["lost"]) == ("e1", 2, False, 0)
    assert [event["text"] for event in entry["recent"]] == ["a", "b"]
    old, told, new = rest[:3]
    assert [event["text"] for event in old] == ["b"]
    assert told["sources"]["desk"]["epoch"] == "e2"
    assert [event["text"] for event in new] == ["c"]


def test_of_an_epoch_that_nobody_remembers_the_loss_is_not_known(parlour: Parlour) -> None:
    parlour.producer().send(text(1))
    viewer = parlour.viewer(cursors=at("long-ago", 7))
    greeting, events = viewer.hear()[:2]
    assert greeting["sources"]["desk"]["lost"] is None
    assert [event["seq"] for event in events] == [1]


def test_what_is_missing_of_an_epoch_whose_producer_went_too_early_is_not_known(
    parlour: Parlour,
) -> None:
    early = parlour.producer(next=5)
    early.send(text(1), text(2))
    early.session.lost()
    watching, returning = parlour.viewer(), parlour.viewer(cursors=at("e1", 1))
    parlour.producer(epoch="e2")
    late = parlour.viewer(cursors=at("e1", 1))
    for viewer in (watching, returning, late):
        told = viewer.told("sources")[0]["sources"]["desk"]
        assert (told["epoch"], told["lost"]) == ("e2", None)


def test_of_an_epoch_that_came_whole_nothing_is_missing(parlour: Parlour) -> None:
    early = parlour.producer(next=3)
    early.send(text(1), text(2))
    early.session.lost()
    watching = parlour.viewer()
    parlour.producer(epoch="e2")
    told = watching.told("sources")[0]["sources"]["desk"]
    assert (told["epoch"], told["lost"]) == ("e2", 0)


def test_a_cursor_of_an_unknown_source_is_kept_until_it_is_announced(parlour: Parlour) -> None:
    viewer = parlour.viewer(cursors=at("e1", 2))
    assert viewer.told("welcome")[0]["sources"] == {}
    producer = parlour.producer(next=4)
    producer.send(text(1), text(2), text(3), text(4))
    told, events = [message for message in viewer.hear() if "mark" not in message][:2]
    assert told["sources"]["desk"]["lost"] == 0
    assert [event["seq"] for event in events] == [3, 4]


def test_a_cursor_ahead_of_the_relay_waits_for_it(parlour: Parlour) -> None:
    producer = parlour.producer()
    producer.send(text(1))
    viewer = parlour.viewer(cursors=at("e1", 3))
    producer.send(text(2), text(3), text(4))
    assert [event["seq"] for event in viewer.events()] == [4]


def test_what_a_viewer_resumes_with_is_not_mixed_with_an_epoch_that_follows_at_once(
    parlour: Parlour,
) -> None:
    viewer = parlour.viewer(cursors=at("e1", 1), rate=10)
    first = parlour.producer(next=3)
    first.send(text(1, "a"), text(2, "b"))
    first.send(text(3, "c"))
    first.session.lost()
    parlour.producer(epoch="e2").send(text(1, "d"), text(2, "e"))
    parlour.clock.advance(1.0)
    assert [event["text"] for event in viewer.events()] == ["b", "c", "d", "e"]


def test_a_source_that_is_forgotten_before_the_flush_does_no_harm(
    parlour: Parlour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "MOST_SOURCES", 1)
    viewer = parlour.viewer(cursors=at("e1", 0), rate=10)
    first = parlour.producer(next=2)
    first.send(text(1))
    first.session.lost()
    parlour.producer(source="new")
    parlour.clock.advance(1.0)
    assert viewer.told("sources")[-1]["sources"]["new"]["online"]


def test_recent_events_are_those_that_are_wanted(parlour: Parlour) -> None:
    parlour.producer().send(text(1), move(2), text(3))
    assert [e["seq"] for e in welcome(parlour.viewer(recent=2))["recent"]] == [2, 3]
    filtered = parlour.viewer(recent=2, events=["text"])
    assert [e["seq"] for e in welcome(filtered)["recent"]] == [3]


def test_a_feed_goes_with_its_last_viewer_even_if_something_is_pending(parlour: Parlour) -> None:
    producer, viewer = parlour.producer(), parlour.viewer(rate=10)
    producer.send(text(1))
    producer.send(text(2))
    viewer.session.lost()
    assert not parlour.hub.feeds


def test_who_leaves_before_it_was_let_in_leaves_no_feed_behind(parlour: Parlour) -> None:
    parlour.viewer(rate=10)
    second = parlour.viewer(rate=10)
    parlour.hub.leave(next(iter(next(iter(parlour.hub.feeds.values())).behind)))
    second.session.lost()
    parlour.clock.advance(1.0)
    assert second.hear() == []
    assert not parlour.hub.feeds


def test_each_second_tells_which_sources_advanced(parlour: Parlour) -> None:
    viewer, other = parlour.viewer(), parlour.viewer(sources=["attic"])
    parlour.producer().send(text(1))
    for _ in range(2):
        parlour.clock.advance(1.0)
        parlour.hub.tick()
    first, second = viewer.told("status")
    assert first["sources"]["desk"]["seq"] == 1
    assert second["sources"] == {}
    assert (second["time"], second["viewers"]) == (STARTED + 2000, 2)
    assert [status["sources"] for status in other.told("status")] == [{}, {}]


def test_the_histories_stay_within_their_budget_and_offline_sources_go_first(
    parlour: Parlour, monkeypatch: pytest.MonkeyPatch
) -> None:
    online, gone = parlour.producer(), parlour.producer(source="gone")
    for producer in (online, gone):
        producer.send(*(text(seq) for seq in range(1, 101)))
    gone.session.lost()
    size = parlour.hub.sources["desk"].size
    monkeypatch.setattr(hub, "MOST_HISTORY", int(size * 1.5))
    parlour.hub.trim()
    assert parlour.hub.sources["desk"].size == size
    assert parlour.hub.sources["gone"].size <= size / 2
    monkeypatch.setattr(hub, "MOST_HISTORY", size)
    parlour.hub.trim()
    assert parlour.hub.sources["desk"].size == size
    assert parlour.hub.sources["gone"].size == 0
    monkeypatch.setattr(hub, "MOST_HISTORY", 0)
    parlour.hub.trim()
    assert parlour.hub.sources["desk"].size == 0


def test_many_short_histories_of_sources_that_are_gone_are_given_up_quickly(
    parlour: Parlour, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0
    size = Source.size.fget  # type: ignore[attr-defined]  # a property

    def counted(source: Source) -> int:
        nonlocal looks
        looks += 1
        return int(size(source))

    for number in range(100):
        producer = parlour.producer(source=f"gone-{number}")
        producer.send(text(1))
        producer.session.lost()
    monkeypatch.setattr(Source, "size", property(counted))
    monkeypatch.setattr(hub, "MOST_HISTORY", 0)
    parlour.hub.trim()
    assert sum(map(size, parlour.hub.sources.values())) == 0
    assert looks < 1_000


def test_when_viewers_let_too_much_wait_those_go_who_have_not_answered_for_longest(
    parlour: Parlour, monkeypatch: pytest.MonkeyPatch
) -> None:
    producer = parlour.producer()
    producer.send(*(text(seq) for seq in range(1, 201)))
    monkeypatch.setattr(hub, "MOST_BURDEN", 2 * 200 * WAITING_SIZE)
    deaf = []
    for number in range(4):
        deaf.append(parlour.viewer(cursors=at("e1", number)))
        parlour.clock.advance(0.1)
    honest = parlour.viewer(cursors=at("e1", 0))
    assert [viewer.line.endings for viewer in deaf[:2]] == [[Ending.FELL_BEHIND]] * 2
    parlour.hub.tick()
    got: list[int] = []
    while len(got) < 200:
        heard = [said for said in honest.answer() if isinstance(said, list)]
        assert heard, "it is served on"
        parlour.clock.advance(0.0)
        got += [event["seq"] for said in heard for event in said]
    assert got == list(range(1, 201))
    assert honest.line.endings == []


def test_a_crowd_that_has_missed_the_same_is_no_burden(
    parlour: Parlour, monkeypatch: pytest.MonkeyPatch
) -> None:
    parlour.producer().send(*(text(seq) for seq in range(1, 201)))
    monkeypatch.setattr(hub, "MOST_BURDEN", 4 * 200 * WAITING_SIZE)
    crowd = [parlour.viewer(cursors=at("e1", 0)) for _ in range(10)]
    parlour.hub.tick()
    assert [viewer.line.endings for viewer in crowd] == [[]] * 10


def test_cursors_of_unknown_sources_are_not_kept_without_end_and_what_is_missing_shows(
    parlour: Parlour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MOST_KEPT", 3)
    unknown = {f"unknown-{number}": {"epoch": "e", "seq": 1} for number in range(2)}
    first, second = (parlour.viewer(cursors=unknown | at("e1", 1)) for _ in range(2))
    parlour.producer(next=4).send(text(1), text(2), text(3), text(4))
    assert [event["seq"] for event in first.events()] == [2, 3, 4]
    assert [event["seq"] for event in second.events()] == [4], "seq - n is 3, and its cursor 1"


def test_of_many_who_join_some_do_after_each_flush_those_of_all_feeds_in_turn(
    parlour: Parlour,
) -> None:
    parlour.viewer()
    parlour.viewer(thin=True)
    parlour.clock.advance(1.0)
    admitted: list[str] = []

    def wait_in(name: str, feed: Feed) -> None:
        def join(now: float) -> None:
            admitted.append(name)
            parlour.clock.now += hub.JOIN_SECONDS * 1.1

        feed.joining.extend([join] * 4)

    for name, feed in zip("ab", parlour.hub.feeds.values(), strict=True):
        wait_in(name, feed)
    parlour.hub.flush_soon()
    assert "".join(admitted) == "a"
    parlour.clock.advance(1.0)
    assert "".join(admitted) == "abababab"


def test_when_the_relay_stops_everything_that_is_pending_is_sent(parlour: Parlour) -> None:
    producer, viewer = parlour.producer(), parlour.viewer(rate=10)
    producer.send(text(1))
    producer.send(text(2))
    assert [event["seq"] for event in viewer.events()] == []
    parlour.hub.finish()
    assert [event["seq"] for event in viewer.events()] == [1, 2]
