"""`server.py --lab` as a process, with viewers that try everything out and keep strict accounts."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import psutil
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from protocol.close_codes import Ending
from tests.end_to_end.processes import PATIENCE, ROOT, Programs, Relay
from tests.faults.account import Account, Json, Stream
from tests.relay.edges.room import call, until

SOURCE = "lab"
OUT, WAITS, OUTBOX = 2, 4, 6
"""Places in a sample; docs/protocol.md says what is there."""


@pytest.fixture
def relay(programs: Programs) -> Relay:
    return programs.relay(0, "--lab")


class Watcher:
    """A viewer that comes back after every ending, and goes on where it was."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._line: ClientConnection | None = None
        self.account = Account()
        self.samples: list[list[Any]] = []
        self.speed: int | None = None
        self.errors: list[Json] = []

    async def run(self) -> None:
        while True:
            self._line = await call(self._relay.url)
            try:
                await self._watch(self._line)
            except ConnectionClosed as closed:
                code = closed.rcvd.code if closed.rcvd else None
                self.account.take({"ended": code})
            finally:
                self._line.transport.abort()
                await self._line.wait_closed()

    async def _watch(self, line: ClientConnection) -> None:
        await self.say("first connection", cursors=self.account.cursors)
        await self.ask("watch", 1)
        async for text in line:
            self._take(json.loads(text))
            if '"mark":' in str(text):
                await self.say("seen", mark=json.loads(text)["mark"])

    def _take(self, frame: Any) -> None:
        self.account.take({"at": 0.0, "frame": frame})
        if isinstance(frame, dict) and frame["message"] == "lab":
            self.samples += frame["samples"]
            self.speed = frame["speed"]
        elif isinstance(frame, dict) and frame["message"] == "error":
            self.errors.append(frame)

    async def say(self, message: str, **more: Any) -> None:
        assert self._line is not None
        with suppress(ConnectionClosed):
            await self._line.send(json.dumps({"type": "client", "message": message} | more))

    async def ask(self, do: str, value: float = 0) -> None:
        await self.say("lab", do=do, value=value)

    async def until_in(self, times: int = 1) -> None:
        await until(lambda: len(self.account.welcomes) == times, f"it is in ({times})")

    async def until_received(self, events: int) -> None:
        await until(lambda: self.has_received(events), f"{events} events have come")

    @property
    def stream(self) -> Stream:
        (stream,) = self.account.streams[SOURCE]
        return stream

    def has_received(self, events: int) -> bool:
        return SOURCE in self.account.streams and self.stream.received >= events

    @property
    def is_behind(self) -> bool:
        return bool(self.samples and self.samples[-1][1])

    def is_told_that_the_source_went(self) -> bool:
        entries = [entry for _, source, entry in self.account.entries if source == SOURCE]
        return bool(entries) and entries[-1] is not None and not entries[-1]["online"]

    def presses(self, after: int) -> list[tuple[int, str, bool]]:
        clicks = [event for _, event in self.stream.taken if event["event"] == "click"]
        return [(e["seq"], e["button"], e["pressed"]) for e in clicks if e["seq"] > after]


@asynccontextmanager
async def watchers(relay: Relay, number: int) -> AsyncIterator[list[Watcher]]:
    """Let so many viewers watch within this."""
    watching = [Watcher(relay) for _ in range(number)]
    tasks = [asyncio.create_task(each.run()) for each in watching]
    try:
        for each in watching:
            await each.until_in()
        yield watching
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def start_producing(*viewers: Watcher) -> None:
    await viewers[0].ask("produce", 60)
    for viewer in viewers:
        await viewer.until_received(20)


async def compare(*viewers: Watcher) -> None:
    """End the producer; then every viewer must have seen the same, exactly."""
    await viewers[0].ask("produce", 0)
    for viewer in viewers:
        await until(viewer.is_told_that_the_source_went, "the source is told to be gone")
    start = max(viewer.stream.start for viewer in viewers)
    for viewer in viewers:
        stream = viewer.stream
        assert (stream.lost, stream.repeated) == (0, 0)
        assert stream.received + stream.merged == stream.cursor - stream.start
        assert stream.cursor == viewers[0].stream.cursor
        assert viewer.presses(start) == viewers[0].presses(start)
    assert viewers[0].presses(start)


async def test_a_slow_viewer_falls_behind_and_comes_back_with_every_press(relay: Relay) -> None:
    async with watchers(relay, 2) as (slow, other):
        await start_producing(slow, other)
        await until(lambda: not slow.is_behind, "it is in step")
        await slow.ask("speed", 12_500)
        await until(lambda: slow.speed == 12_500 and slow.is_behind, "it is behind")
        await until(lambda: slow.stream.merged > 300, "moves are merged for it")
        await until(lambda: any(sample[OUTBOX] for sample in slow.samples), "much waits for it")
        assert other.stream.merged < slow.stream.merged
        await until(lambda: slow.presses(0), "there is a press")
        await slow.ask("speed", 0)
        await until(lambda: slow.speed == 0 and not slow.is_behind, "it is in step again")
        await slow.until_received(slow.stream.received + 200)
        await compare(slow, other)


async def test_a_dead_line_holds_everything_and_then_nothing_is_missing(relay: Relay) -> None:
    async with watchers(relay, 2) as (dead, other):
        await start_producing(dead, other)
        await dead.ask("stall", 1.5)
        await until(lambda: any(s[WAITS] > 1_000 for s in dead.samples), "it was told of the stall")
        await until(lambda: dead.stream.merged > 0, "moves were merged for it")
        await until(lambda: other.presses(0), "there is a press")
        await compare(dead, other)
        assert dead.account.endings == other.account.endings == []


async def test_a_line_that_is_reset_is_resumed_with_nothing_missing(relay: Relay) -> None:
    async with watchers(relay, 2) as (cut, other):
        await start_producing(cut, other)
        for times in (1, 2):
            await cut.ask("reset")
            await cut.until_in(times + 1)
        assert cut.account.endings == [None, None]
        await until(lambda: other.presses(0), "there is a press")
        await compare(cut, other)


async def test_the_producer_says_that_it_is_simulated_and_ends_in_time(relay: Relay) -> None:
    async with watchers(relay, 1) as (viewer,):
        await viewer.ask("produce", 2)
        await viewer.until_received(1)
        entries = [entry for _, _, entry in viewer.account.entries]
        assert {entry["about"]["capture"] for entry in entries if entry} == {"simulated at 1 kHz"}
        await until(viewer.is_told_that_the_source_went, "it has ended by itself")
        await viewer.ask("produce", 60)
        await until(lambda: len(viewer.account.streams[SOURCE]) == 2, "it can be started again")


async def test_the_producer_does_not_outlive_the_relay(relay: Relay) -> None:
    async with watchers(relay, 1) as (viewer,):
        await start_producing(viewer)
    (producer,) = psutil.Process(relay.process.pid).children()
    relay.end(signal.SIGKILL)
    producer.wait(PATIENCE)


async def test_all_connections_are_ended_and_everybody_comes_back(relay: Relay) -> None:
    async with watchers(relay, 3) as viewers:
        await start_producing(*viewers)
        await viewers[0].ask("end")
        for viewer in viewers:
            await viewer.until_in(2)
            assert viewer.account.endings == [Ending.CUT.code]
        relay.wait_for("hardware has disconnected (lab)")
        relay.wait_for("hardware has connected (lab)", times=2)
        await until(lambda: viewers[0].presses(0), "there is a press")
        await compare(*viewers)


async def test_a_relay_that_is_no_lab_says_so(programs: Programs) -> None:
    async with watchers(programs.relay(), 1) as (viewer,):
        await until(lambda: viewer.errors, "it refuses")
        assert viewer.errors[0]["reason"] == "no-lab"


def test_a_program_that_is_not_asked_for_a_lab_has_none_in_memory() -> None:
    loaded = "import sys, server; print([name for name in sys.modules if 'lab' in name.split('.')])"
    told = subprocess.check_output([sys.executable, "-c", loaded], cwd=ROOT, text=True)
    assert told.strip() == "[]"


def test_it_is_not_opened_to_the_house(programs: Programs) -> None:
    refused = programs.start("server.py", sys.executable, "server.py", "--lab", "--lan")
    refused.wait_for("--lab is for this machine alone")
    assert refused.process.wait() == 2


def test_it_says_what_it_is_and_asks_nobody_for_a_token(relay: Relay, programs: Programs) -> None:
    relay.wait_for("This is a fault lab")
    tokens = {
        "HARDWARE_RELAY_PRODUCER_TOKEN": "p" * 22,
        "HARDWARE_RELAY_VIEWER_TOKEN": "v" * 22,
    }
    refused = programs.start("server.py", sys.executable, "server.py", "--lab", env=tokens)
    refused.wait_for("asks nobody for a token")
    assert refused.process.wait() == 1
