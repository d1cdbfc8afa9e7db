"""One connection holds a name at a time; who comes second depends on the epoch."""

from __future__ import annotations

import pytest

from protocol.close_codes import Ending
from relay import roster
from relay.roster import ABOUT_SECONDS, PROBE_SECONDS
from tests.relay.rooms import Parlour, text


@pytest.fixture
def parlour() -> Parlour:
    return Parlour()


def test_a_second_connection_of_the_same_epoch_takes_over(parlour: Parlour) -> None:
    first, viewer = parlour.producer(), parlour.viewer()
    first.send(text(1))
    second = parlour.producer(next=2)
    first.send(text(2, "of the old one"))
    assert first.line.endings == [Ending.REPLACED]
    second.send(text(2, "of the new one"))
    assert [event["text"] for event in viewer.events()] == ["hello", "of the new one"]
    first.session.lost()
    assert parlour.hub.sources["desk"].online


def test_another_epoch_is_refused_while_the_name_is_in_use(parlour: Parlour) -> None:
    holder = parlour.producer()
    other = parlour.producer(epoch="e2")
    assert other.line.endings == [Ending.NAME_IN_USE]
    assert holder.line.endings == []
    assert parlour.hub.sources["desk"].epoch == "e1"


def test_a_holder_that_shows_no_sign_of_life_is_ended(parlour: Parlour) -> None:
    holder = parlour.producer()
    parlour.producer(epoch="e2")
    assert holder.line.probes == 1
    parlour.clock.advance(PROBE_SECONDS)
    assert holder.line.endings == [Ending.SILENT]
    holder.session.lost()
    assert parlour.producer(epoch="e2").told("welcome")


def test_a_holder_that_answers_stays(parlour: Parlour) -> None:
    holder = parlour.producer()
    parlour.producer(epoch="e2")
    parlour.clock.advance(1.0)
    holder.session.heard()
    parlour.clock.advance(PROBE_SECONDS)
    assert holder.line.endings == []


def test_a_holder_is_asked_once_however_many_want_its_name(parlour: Parlour) -> None:
    holder = parlour.producer()
    for _ in range(5):
        parlour.producer(epoch="e2")
    assert holder.line.probes == 1
    holder.session.heard()
    parlour.clock.advance(PROBE_SECONDS)
    parlour.producer(epoch="e2")
    assert holder.line.probes == 2


def test_what_a_producer_says_of_itself_is_told_at_once_and_then_not_too_often(
    parlour: Parlour,
) -> None:
    producer, viewer = parlour.producer(), parlour.viewer()
    viewer.hear()

    def told() -> list[str]:
        messages = viewer.told("sources")
        return [message["sources"]["desk"]["about"]["health"] for message in messages]

    for health in ("first", "second", "third"):
        producer.say(type="hardware", message="about", about={"health": health})
    assert told() == ["first"]
    parlour.clock.advance(ABOUT_SECONDS)
    assert told()[-1] == "third"
    assert "second" not in told()


def test_names_in_use_are_numbered(parlour: Parlour) -> None:
    parlour.producer(source="hardware")
    assert parlour.roster.free_name("hardware") == "hardware-2"
    assert parlour.roster.free_name("desk") == "desk"


def test_the_source_that_has_been_gone_is_forgotten_when_there_are_too_many(
    parlour: Parlour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "MOST_SOURCES", 2)
    viewer = parlour.viewer()
    gone = parlour.producer(source="gone")
    gone.send(text(1))
    parlour.producer(source="here")
    gone.session.lost()
    parlour.producer(source="new")
    assert set(parlour.hub.sources) == {"here", "new"}
    assert {"gone": None} in [message["sources"] for message in viewer.told("sources")]


def test_when_all_names_are_in_use_there_is_no_room(
    parlour: Parlour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "MOST_SOURCES", 1)
    parlour.producer(source="here")
    assert parlour.producer(source="new").line.endings == [Ending.FULL]


def test_many_viewers_who_come_at_once_are_told_as_one_change(parlour: Parlour) -> None:
    producer = parlour.producer()
    for _ in range(10):
        parlour.viewer()
    parlour.clock.advance(1.0)
    assert [message["viewers"] for message in producer.told("viewers")] == [10]


def test_the_more_producers_there_are_the_more_seldom_they_are_told_of_viewers(
    parlour: Parlour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "TELL_SECONDS_EACH", 1.0)
    producers = [parlour.producer(source=f"desk-{number}") for number in range(3)]
    parlour.viewer()
    parlour.clock.advance(2.9)
    assert producers[0].told("viewers") == []
    parlour.clock.advance(0.2)
    assert len(producers[0].told("viewers")) == 1


def test_what_a_forgotten_source_had_of_the_shared_room_is_free_again(
    parlour: Parlour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "MOST_SOURCES", 1)
    readings = [{"event": "reading", "name": f"r{n}", "value": n} for n in range(900)]
    for number in range(10):
        parlour.producer(source=f"wide-{number}", latest=readings).session.lost()
    assert len(parlour.hub.sources["wide-9"].latest) == 900


def test_a_source_that_ends_while_it_catches_up_can_be_resumed(parlour: Parlour) -> None:
    viewer = parlour.viewer()
    producer = parlour.producer(next=3)
    producer.send(text(1))
    assert not viewer.told("sources")
    producer.session.lost()
    parlour.hub.flush_soon()
    [told] = viewer.told("sources")
    assert (told["sources"]["desk"]["seq"], told["sources"]["desk"]["online"]) == (1, False)
