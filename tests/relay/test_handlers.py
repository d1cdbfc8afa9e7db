"""A person's own functions are called, and whatever they do stays with them."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from functools import partial
from types import coroutine
from typing import Any

import pytest

from protocol.events import Click, Event, Move
from relay.handler import MOST_KINDS, MOST_WAITING, SLOW, Work
from relay.handlers import Handlers
from tests.relay.line import Clock


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def on(complaints: list[str], clock: Clock) -> Handlers:
    return Handlers(complaints.append, clock=clock)


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


def with_yield(click: Click) -> Iterator[Click]:
    yield click


async def with_yield_too(click: Click) -> AsyncIterator[Click]:
    yield click


@pytest.mark.parametrize("function", [with_yield, with_yield_too, None])
def test_what_would_do_nothing_when_called_is_no_handler(
    on: Handlers, function: Callable[[Click], object]
) -> None:
    with pytest.raises(TypeError, match="A handler is a function without yield"):
        on.on_event(Click)(function)


@pytest.mark.parametrize("kind", ["click", Event, with_yield])
def test_a_handler_of_an_event_names_its_type(on: Handlers, kind: type[Event]) -> None:
    with pytest.raises(TypeError, match=r"as in @on\.on_event\(Click\)"):
        on.on_event(kind)


# Failures


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
    line = fail.__code__.co_firstlineno + 1  # in the same file as the handler, and nearer the cause
    assert complaints == [
        f"The handler shout failed in test_handlers.py, line {line}: ValueError: no. "
        "The relay goes on, and does not say this again."
    ]


def test_each_kind_of_failure_is_told_but_not_without_end(
    on: Handlers, complaints: list[str]
) -> None:
    kinds = [type(f"Fault{number}", (Exception,), {}) for number in range(3 * MOST_KINDS)]

    @on.on_message
    def fail_anew(text: str) -> None:
        raise kinds[int(text)]

    for number in range(len(kinds)):
        on.said(str(number))
        on.said(str(number))
    assert len(complaints) == MOST_KINDS
    assert all(f"Fault{number}" in complaints[number] for number in range(MOST_KINDS))


def test_a_handler_without_a_name_may_fail_too(on: Handlers, complaints: list[str]) -> None:
    on.on_message(partial(fail, "no"))
    on.said("one")
    assert len(complaints) == 1


class Unspeakable(Exception):
    """Has no words."""

    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    "raised",
    [
        SystemExit(1),
        StopIteration(),
        KeyboardInterrupt(),
        GeneratorExit(),
        CancelledError(),
        Unspeakable(),
    ],
    ids=lambda raised: type(raised).__name__,
)
def test_nothing_that_a_handler_raises_ends_the_relay(
    on: Handlers, complaints: list[str], raised: BaseException
) -> None:
    @on.on_message
    def leave(text: str) -> None:
        raise raised

    on.said("go")
    assert type(raised).__name__ in complaints[0]


# Slowness


def test_a_handler_that_takes_long_is_named_once_with_what_to_do(
    on: Handlers, complaints: list[str], clock: Clock
) -> None:
    @on.on_message
    def think(text: str) -> None:
        clock.advance(float(text))

    for seconds in (SLOW / 2, 1.203, 2.0):
        on.said(str(seconds))
    line = think.__code__.co_firstlineno
    assert complaints == [
        f"The handler think (test_handlers.py, line {line}) has taken 1,203 ms, and the other "
        "handlers had to wait. Make it async, or let a thread do the work: docs/extending.md."
    ]


def test_a_handler_that_never_ends_is_named_while_it_goes_on(
    on: Handlers, complaints: list[str], clock: Clock
) -> None:
    @on.on_message
    def hang(text: str) -> None:
        clock.advance(SLOW / 2)
        on.tick()
        assert not complaints
        clock.advance(1)
        on.tick()  # as the relay's own thread does, each second
        assert len(complaints) == 1

    on.said("go")
    on.tick()
    assert len(complaints) == 1
    assert "hang" in complaints[0]


# Coroutine functions


@coroutine
def wait() -> Generator[str, None, None]:
    """Wait for whoever drives the coroutine."""
    yield "waiting"


class Turns:
    """What runs coroutines, moved by hand."""

    def __init__(self) -> None:
        self.tasks: list[Generator[Any, Any, None]] = []

    def run(self, work: Work) -> None:
        rest = work()
        if rest is not None:
            self.tasks.append(_drive(rest))

    def go_on(self) -> None:
        """Let every task come to its next wait."""
        self.tasks = [task for task in self.tasks if next(task, None) is not None]


def _drive(rest: Awaitable[None]) -> Generator[Any, Any, None]:
    async def until_it_ends() -> None:
        await rest

    return until_it_ends().__await__()


@pytest.fixture
def turns() -> Turns:
    return Turns()


@pytest.fixture
def later(complaints: list[str], clock: Clock, turns: Turns) -> Handlers:
    return Handlers(complaints.append, turns.run, clock)


def test_a_coroutine_handles_one_thing_after_the_other_in_order(
    later: Handlers, turns: Turns
) -> None:
    done: list[str] = []

    @later.on_message
    async def forward(text: str) -> None:
        done.append(f"begin {text}")
        await wait()
        done.append(f"end {text}")

    for text in "abc":
        later.said(text)
    assert len(turns.tasks) == 1
    for _ in range(4):
        turns.go_on()
    assert done == ["begin a", "end a", "begin b", "end b", "begin c", "end c"]
    assert not turns.tasks
    later.said("d")
    turns.go_on()
    assert done[-1] == "begin d"


def test_coroutines_of_different_handlers_do_not_wait_for_each_other(
    later: Handlers, turns: Turns
) -> None:
    done: list[str] = []

    @later.on_message
    async def never(text: str) -> None:
        while True:
            await wait()

    @later.on_message
    async def forward(text: str) -> None:
        await wait()
        done.append(text)

    later.said("a")
    later.said("b")
    for _ in range(4):
        turns.go_on()
    assert done == ["a", "b"]


def test_a_coroutine_that_fails_is_told_about_and_the_next_call_is_made(
    later: Handlers, turns: Turns, complaints: list[str]
) -> None:
    done: list[str] = []

    @later.on_message
    async def forward(text: str) -> None:
        await wait()
        done.append(text)
        fail("unreachable", text)

    for text in "abc":
        later.said(text)
    for _ in range(4):
        turns.go_on()
    assert done == ["a", "b", "c"]
    assert len(complaints) == 1
    assert "ValueError: unreachable" in complaints[0]


def test_what_is_thrown_into_a_coroutine_reaches_it(later: Handlers, turns: Turns) -> None:
    caught: list[str] = []

    @later.on_message
    async def listen(text: str) -> None:
        try:
            await wait()
        except TimeoutError:
            caught.append(text)
            await wait()

    later.said("a")
    (task,) = turns.tasks
    next(task)
    assert task.throw(TimeoutError()) == "waiting"
    with pytest.raises(StopIteration):
        next(task)
    assert caught == ["a"]


@pytest.mark.parametrize("raised", [KeyboardInterrupt, GeneratorExit, CancelledError])
def test_whatever_a_coroutine_raises_the_next_call_is_made(
    later: Handlers, turns: Turns, complaints: list[str], raised: type[BaseException]
) -> None:
    done: list[str] = []

    @later.on_message
    async def leave(text: str) -> None:
        await wait()
        done.append(text)
        raise raised

    for text in "ab":
        later.said(text)
    for _ in range(3):
        turns.go_on()
    assert done == ["a", "b"]
    assert len(complaints) == 1
    assert raised.__name__ in complaints[0]


def test_a_coroutine_may_be_cancelled(later: Handlers, turns: Turns, complaints: list[str]) -> None:
    @later.on_message
    async def listen(text: str) -> None:
        await wait()

    later.said("a")
    (task,) = turns.tasks
    next(task)
    with pytest.raises(CancelledError):
        task.throw(CancelledError())
    assert not complaints


def test_a_coroutine_that_is_given_up_can_clean_up(later: Handlers, turns: Turns) -> None:
    done: list[str] = []

    @later.on_message
    async def listen(text: str) -> None:
        try:
            await wait()
        finally:
            done.append(text)

    later.said("a")
    turns.go_on()
    turns.tasks.pop().close()
    assert done == ["a"]
    later.said("b")
    turns.go_on()
    turns.tasks.pop().close()
    assert done == ["a", "b"]


def test_a_step_of_a_coroutine_that_takes_long_is_named(
    later: Handlers, turns: Turns, complaints: list[str], clock: Clock
) -> None:
    @later.on_message
    async def compute(text: str) -> None:
        await wait()
        clock.advance(0.3)

    @later.on_message
    async def wait_long(text: str) -> None:
        await wait()

    later.said("a")
    turns.go_on()
    clock.advance(60)
    turns.go_on()
    assert len(complaints) == 1
    assert "compute" in complaints[0]
    assert "300 ms" in complaints[0]


def test_a_coroutine_that_is_behind_keeps_the_newest_calls_and_says_so_once(
    later: Handlers, turns: Turns, complaints: list[str]
) -> None:
    done: list[str] = []

    @later.on_message
    async def forward(text: str) -> None:
        await wait()
        done.append(text)

    for number in range(MOST_WAITING + 5):
        later.said(str(number))
    (complaint,) = complaints
    assert "forward" in complaint
    assert "the oldest are left out" in complaint
    while turns.tasks:
        turns.go_on()
    assert done == ["0", *map(str, range(5, MOST_WAITING + 5))]
    assert later.left_out == {"forward": 4}


def test_a_handler_is_registered_as_any_callable(on: Handlers) -> None:
    seen: list[str] = []

    class Listener:
        def __call__(self, text: str) -> None:
            seen.append(text)

    register: Callable[[Listener], Listener] = on.on_message
    register(Listener())
    on.said("a")
    assert seen == ["a"]
