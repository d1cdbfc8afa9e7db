"""Handlers run beside the relay: in order, whatever they do, and their queue is bounded."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest

from relay.edges import handler_thread
from relay.edges.handler_thread import HandlerThread
from relay.handlers import Handlers
from tests.end_to_end.processes import PATIENCE, wait_until


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def beside(complaints: list[str]) -> Iterator[HandlerThread]:
    thread = HandlerThread(complaints.append)
    yield thread
    thread.close()


@pytest.fixture
def on(complaints: list[str], beside: HandlerThread) -> Handlers:
    return Handlers(complaints.append, beside.run, time.monotonic)


def test_what_happens_is_handled_in_order(on: Handlers, beside: HandlerThread) -> None:
    seen: list[str] = []
    on.on_message(seen.append)
    on.on_connect(lambda role, name: seen.append(role))
    on.came("client", "")
    for number in range(1000):
        on.said(str(number))
    beside.close()
    assert seen == ["client", *map(str, range(1000))]


def test_a_handler_that_blocks_holds_up_no_caller_and_no_more_than_it_may_waits(
    on: Handlers,
    beside: HandlerThread,
    complaints: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(handler_thread, "MOST_WAITING", 10)
    stuck, let_go = threading.Event(), threading.Event()
    seen: list[str] = []

    @on.on_message
    def block(text: str) -> None:
        seen.append(text)
        stuck.set()
        let_go.wait()

    on.said("first")
    assert stuck.wait(PATIENCE)
    for number in range(13):
        on.said(str(number))
    assert (len(beside), beside.left_out) == (10, 3)
    assert [line for line in complaints if "left out" in line] == [
        "The handlers cannot keep up: 10 calls wait, and from now on new ones are left out."
    ]
    let_go.set()
    wait_until(lambda: len(seen) == 11, "the calls that waited are made")
    assert seen == ["first", *map(str, range(10))]


def test_coroutines_run_beside_the_other_handlers(on: Handlers, beside: HandlerThread) -> None:
    seen: list[str] = []

    @on.on_message
    async def forward(text: str) -> None:
        await asyncio.sleep(0)
        await asyncio.to_thread(seen.append, f"forwarded {text}")

    on.on_message(seen.append)
    on.said("a")
    on.said("b")
    wait_until(lambda: "forwarded b" in seen, "both are forwarded")
    assert [text for text in seen if text in "ab"] == ["a", "b"]
    assert seen.index("forwarded a") < seen.index("forwarded b")


def test_at_the_end_what_waits_is_done_and_what_never_ends_is_given_up(
    on: Handlers, beside: HandlerThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handler_thread, "LAST_WORDS", 0.1)
    seen: list[str] = []

    @on.on_message
    async def forward(text: str) -> None:
        await asyncio.sleep(0)
        seen.append(f"forwarded {text}")

    @on.on_message
    async def hang(text: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            seen.append("given up")

    on.said("a")
    beside.close()
    wait_until(lambda: len(seen) == 2, "the thread ends")
    assert seen == ["forwarded a", "given up"]
    on.said("late")  # nothing happens any more
    assert len(beside) == 0


def test_a_thread_that_is_stuck_is_not_waited_for(
    beside: HandlerThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handler_thread, "LAST_WORDS", 0.01)
    let_go = threading.Event()
    beside.run(partial(_block, let_go))
    beside.close()
    let_go.set()


def _block(until: threading.Event) -> None:
    until.wait()
