"""A session turns bad input into an error, and into an end when there is too much of it."""

from __future__ import annotations

import pytest

from protocol.close_codes import Ending
from relay.session import ASK_AFTER, FORGIVEN_AFTER, GIVE_UP_AFTER, MOST_ERRORS
from tests.relay.rooms import Parlour, text


@pytest.fixture
def parlour() -> Parlour:
    return Parlour()


def test_bad_input_is_answered_and_counted_and_nobody_else_notices(parlour: Parlour) -> None:
    viewer, producer = parlour.viewer(), parlour.producer()
    viewer.hear()
    producer.session.receive("{")
    producer.session.receive(b"\x00\x01")
    assert [e["reason"] for e in producer.told("error")] == ["bad-json", "bad-message"]
    assert parlour.hub.tally.errors == {"bad-json": 1, "bad-message": 1}
    producer.send(text(1))
    assert [event["seq"] for event in viewer.events()] == [1]


def test_who_goes_on_with_errors_is_ended_and_told_not_to_come_back(parlour: Parlour) -> None:
    caller = parlour.viewer()
    for _ in range(MOST_ERRORS):
        caller.session.receive("{")
    assert caller.line.endings == []
    for _ in range(5):
        caller.session.receive("{")
    assert caller.line.endings == [Ending.TOO_MANY_ERRORS]
    assert len(caller.told("error")) == MOST_ERRORS + 1


def test_what_is_wrong_after_the_end_is_neither_told_nor_counted(parlour: Parlour) -> None:
    producer = parlour.producer()
    for _ in range(MOST_ERRORS):
        producer.session.receive("{")
    producer.session.receive("[1, 2, 3]")
    assert len(producer.told("error")) == MOST_ERRORS + 1
    assert parlour.hub.tally.errors.total() == MOST_ERRORS + 1


def test_errors_are_forgiven_in_time(parlour: Parlour) -> None:
    caller = parlour.viewer()
    for _ in range(3 * MOST_ERRORS):
        caller.session.receive("{")
        parlour.clock.advance(FORGIVEN_AFTER)
    assert caller.line.endings == []


def test_an_ended_session_reads_nothing_more(parlour: Parlour) -> None:
    producer = parlour.producer()
    producer.session.end(Ending.CUT)
    producer.send(text(1))
    assert parlour.hub.sources["desk"].seq == 0
    assert producer.line.endings == [Ending.CUT]
    producer.session.end(Ending.SILENT)
    assert producer.line.endings == [Ending.CUT]


def test_whoever_says_no_hello_is_ended_and_whoever_has_is_not(parlour: Parlour) -> None:
    silent, viewer = parlour.open(), parlour.viewer()
    silent.session.end_without_hello()
    viewer.session.end_without_hello()
    assert silent.line.endings == [Ending.NO_HELLO]
    assert viewer.line.endings == []


def test_handlers_are_told_who_came_and_went_once(parlour: Parlour) -> None:
    seen: list[tuple[str, str, str]] = []
    parlour.handlers.on_connect(lambda role, name: seen.append(("came", role, name)))
    parlour.handlers.on_disconnect(lambda role, name: seen.append(("went", role, name)))
    producer = parlour.producer()
    producer.session.lost()
    producer.session.lost()
    parlour.open().session.lost()
    assert seen == [("came", "hardware", "desk"), ("went", "hardware", "desk")]


@pytest.mark.parametrize("role", ["hardware", "client"])
def test_a_quiet_plain_peer_is_asked_and_then_ended(parlour: Parlour, role: str) -> None:
    peer = parlour.plain(role)
    parlour.clock.advance(ASK_AFTER + 1)
    peer.session.tick()
    assert peer.line.probes == 1
    peer.session.heard()
    parlour.clock.advance(GIVE_UP_AFTER - 1)
    peer.session.tick()
    assert peer.line.endings == []
    parlour.clock.advance(2)
    peer.session.tick()
    assert peer.line.endings == [Ending.SILENT]
