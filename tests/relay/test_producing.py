"""What a producer may say after its hello, and what it is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from protocol.close_codes import Ending
from protocol.events import LONGEST_TEXT, Text
from relay.producing import (
    ACK_AFTER,
    CATCH_UP_SECONDS,
    GIVE_UP_AFTER,
    SILENT_AFTER,
)
from tests.relay.rooms import Caller, Parlour, Said, click, move, text


@pytest.fixture
def parlour() -> Parlour:
    return Parlour()


def entry(viewer: Caller) -> Said:
    """Return the newest state of the desk that a viewer was told."""
    entries: list[Said] = [
        message["sources"]["desk"]
        for message in viewer.hear()
        if isinstance(message, dict) and "desk" in message.get("sources", {})
    ]
    return entries[-1]


def test_the_welcome_says_how_far_the_relay_is(parlour: Parlour) -> None:
    first = parlour.producer()
    assert first.told("welcome")[0]["have"] == 0
    first.send(text(1), text(2))
    first.session.lost()
    assert parlour.producer(next=3).told("welcome")[0]["have"] == 2


def test_a_new_epoch_begins_at_nothing(parlour: Parlour) -> None:
    first = parlour.producer()
    first.send(text(1))
    first.session.lost()
    assert parlour.producer(epoch="e2").told("welcome")[0]["have"] == 0


def test_events_are_acknowledged_after_a_number_of_them_or_with_the_next_second(
    parlour: Parlour,
) -> None:
    producer = parlour.producer()
    producer.send(*(move(seq) for seq in range(1, ACK_AFTER)))
    assert producer.told("ack") == []
    producer.send(move(ACK_AFTER))
    assert [ack["seq"] for ack in producer.told("ack")] == [ACK_AFTER]
    producer.send(move(ACK_AFTER + 1))
    producer.session.tick()
    producer.session.tick()
    assert [ack["seq"] for ack in producer.told("ack")] == [ACK_AFTER + 1]


def test_events_that_come_again_are_dropped(parlour: Parlour) -> None:
    producer, viewer = parlour.producer(), parlour.viewer()
    producer.send(text(1), text(2))
    producer.send(text(1), text(2), text(3))
    assert [event["seq"] for event in viewer.events()] == [1, 2, 3]
    assert parlour.hub.tally.repeated_in == 2


def test_a_bad_event_is_complained_about_and_the_good_ones_are_taken(parlour: Parlour) -> None:
    producer, viewer = parlour.producer(), parlour.viewer()
    nameless: dict[str, Any] = {"event": "text", "text": "no seq"}
    producer.send(text(1), {"event": "click", "seq": 2}, nameless, text(3))
    assert {error["reason"] for error in producer.told("error")} == {"bad-event"}
    assert [event["seq"] for event in viewer.events()] == [1, 3]


@pytest.mark.parametrize("character", ["\u0001", "語"])
def test_an_event_that_is_too_large_is_refused(parlour: Parlour, character: str) -> None:
    producer, viewer = parlour.producer(), parlour.viewer()
    large = text(2, character * LONGEST_TEXT)
    frame = json.dumps([text(1), large, text(3)], ensure_ascii=False)
    producer.session.receive(frame)
    assert [event["seq"] for event in viewer.events()] == [1, 3]
    assert len(producer.told("error")) == 1


def test_a_ping_is_answered_and_brings_the_offset(parlour: Parlour) -> None:
    producer = parlour.producer()
    producer.say(type="hardware", message="ping", t=7, offset=3.0)
    assert producer.told("pong")[0]["t"] == 7


def test_what_a_producer_says_of_itself_is_passed_on(parlour: Parlour) -> None:
    producer, viewer = parlour.producer(), parlour.viewer()
    producer.say(type="hardware", message="about", about={"health": "There is no display."})
    assert entry(viewer)["about"]["health"] == "There is no display."


def test_a_source_is_announced_when_it_has_caught_up(parlour: Parlour) -> None:
    producer, viewer = parlour.producer(next=3, held=["left"]), parlour.viewer()
    producer.send(text(1))
    assert viewer.told("sources") == []
    producer.send(text(2), text(3))
    told, events = viewer.hear()[:2]
    assert told["sources"]["desk"]["seq"] == 2
    assert [event["seq"] for event in events] == [3]


def test_the_snapshot_of_the_hello_is_older_than_the_events_after_it(parlour: Parlour) -> None:
    producer = parlour.producer(next=2, held=["left"])
    producer.send(click(1), click(2, pressed=False))
    assert list(parlour.hub.sources["desk"].held) == []


def test_a_source_that_does_not_catch_up_is_announced_all_the_same(parlour: Parlour) -> None:
    producer, viewer = parlour.producer(next=100), parlour.viewer()
    producer.send(text(1))
    parlour.clock.advance(CATCH_UP_SECONDS + 1)
    producer.session.tick()
    assert entry(viewer)["seq"] == 1


def test_who_was_ahead_is_told_what_is_held_once_a_slow_source_is_there(parlour: Parlour) -> None:
    producer = parlour.producer(next=3, held=["left"])
    viewer = parlour.viewer(events=["click"], cursors={"desk": {"epoch": "e1", "seq": 2}})
    parlour.clock.advance(CATCH_UP_SECONDS + 1)
    producer.session.tick()
    assert entry(viewer)["seq"] == 0
    producer.send(click(1), move(2))
    told = entry(viewer)
    assert (told["seq"], told["held"]) == (2, ["left"])


def test_silence_is_told_at_once_and_so_is_its_end(parlour: Parlour) -> None:
    producer, viewer = parlour.producer(), parlour.viewer()
    parlour.clock.advance(SILENT_AFTER + 0.1)
    producer.session.tick()
    assert entry(viewer)["silent"] is True
    producer.say(type="hardware", message="ping", t=1)
    assert entry(viewer)["silent"] is False


def test_a_producer_that_stays_silent_is_ended(parlour: Parlour) -> None:
    producer = parlour.producer()
    parlour.clock.advance(GIVE_UP_AFTER + 1)
    producer.session.tick()
    assert producer.line.endings == [Ending.SILENT]


def test_nothing_is_held_any_more_when_a_producer_is_gone(parlour: Parlour) -> None:
    producer, viewer = parlour.producer(), parlour.viewer()
    producer.send(click(1))
    producer.session.lost()
    told = entry(viewer)
    assert (told["online"], told["held"]) == (False, [])


def test_a_second_hello_is_refused(parlour: Parlour) -> None:
    producer = parlour.producer()
    producer.say(type="hardware", message="first connection", source="desk", epoch="e1", next=1)
    assert [error["reason"] for error in producer.told("error")] == ["unknown-message"]


def test_handlers_see_each_event_after_it_has_been_passed_on(parlour: Parlour) -> None:
    producer, viewer = parlour.producer(), parlour.viewer()
    seen: list[tuple[str, int]] = []
    parlour.handlers.on_event(Text)(lambda e: seen.append((e.text, len(viewer.events()))))
    producer.send(text(1, "a"), text(1, "a"))
    assert seen == [("a", 1)]


def test_plain_producers_get_names_of_their_own_and_numbers_from_the_relay(
    parlour: Parlour,
) -> None:
    viewer = parlour.viewer()
    for producer in [parlour.plain("hardware"), parlour.plain("hardware")]:
        producer.say(type="hardware", message="Pressed at (1, 2)")
        producer.say(type="hardware", message="Pressed at (3, 4)")
    told = [(event["source"], event["seq"], event["text"]) for event in viewer.events()]
    assert told == [
        ("hardware", 1, "Pressed at (1, 2)"),
        ("hardware", 2, "Pressed at (3, 4)"),
        ("hardware-2", 1, "Pressed at (1, 2)"),
        ("hardware-2", 2, "Pressed at (3, 4)"),
    ]


def test_a_plain_producer_may_leave_and_may_not_say_too_much(parlour: Parlour) -> None:
    producer = parlour.plain("hardware")
    producer.say(type="hardware", message="x" * (LONGEST_TEXT + 1))
    producer.say(type="client", message="x")
    assert len(producer.told("error")) == 2
    producer.say(type="hardware", message="disconnect")
    assert producer.line.endings == [None]


def test_producers_are_told_how_many_are_watching(parlour: Parlour) -> None:
    producer = parlour.producer()
    viewer = parlour.viewer()
    parlour.viewer()
    parlour.clock.advance(1.0)
    viewer.session.lost()
    parlour.clock.advance(1.0)
    assert [message["viewers"] for message in producer.told("viewers")] == [2, 1]
