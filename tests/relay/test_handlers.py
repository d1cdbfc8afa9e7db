"""A person's own functions are called, and whatever they do stays with them."""

from __future__ import annotations

from functools import partial

import pytest

from protocol.events import Click, Event, Move
from relay.handlers import Handlers


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def on(complaints: list[str]) -> Handlers:
    return Handlers(complaints.append)


def test_handlers_are_told_who_came_and_went_and_what_was_said(on: Handlers) -> None:
    seen: list[tuple[str, ...]] = []
    on.on_connect(lambda role, name: seen.append(("came", role, name)))
    on.on_disconnect(lambda role, name: seen.append(("went", role, name)))
    on.on_message(lambda text: seen.append(("said", text)))
    on.came("hardware", "desk")
    on.said("hello")
    on.went("hardware", "desk")
    assert seen == [("came", "hardware", "desk"), ("said", "hello"), ("went", "hardware", "desk")]


def test_an_event_reaches_the_handlers_of_its_type_only(on: Handlers) -> None:
    seen: list[Event] = []
    on.on_event(Click)(seen.append)
    press = Click(1, 2, "left", True)
    on.happened(Move(1, 2))
    on.happened(press)
    assert seen == [press]


def test_a_handler_stays_usable_as_a_function(on: Handlers) -> None:
    @on.on_message
    def listen(text: str) -> None:
        raise AssertionError

    assert listen.__name__ == "listen"


def fail(word: str, text: str) -> None:
    raise ValueError(word)


def test_a_handler_that_fails_is_told_about_once_and_disturbs_nobody(
    on: Handlers, complaints: list[str]
) -> None:
    heard: list[str] = []

    @on.on_message
    def shout(text: str) -> None:
        fail("no", text)

    on.on_message(heard.append)
    on.said("one")
    on.said("two")
    assert heard == ["one", "two"]
    assert complaints == ["The handler shout failed: ValueError('no')"]


def test_a_handler_without_a_name_may_fail_too(on: Handlers, complaints: list[str]) -> None:
    on.on_message(partial(fail, "no"))
    on.said("one")
    assert len(complaints) == 1
