"""Whoever connects is let in, read in turns, and told when the relay goes away."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections import Counter
from contextlib import ExitStack

import pytest
from websockets.exceptions import InvalidStatus

from protocol.close_codes import GOING_AWAY, Ending
from relay import share
from relay.allowance import V1_BYTES
from relay.edges.sockets import connection, listener
from relay.edges.sockets.connection import (
    LEAST_AT_ONCE,
    READ_AT_ONCE,
    Connection,
)
from relay.session import MOST_ERRORS
from tests.end_to_end.processes import PATIENCE
from tests.relay.edges.raw import TEXT, frame
from tests.relay.edges.room import ending, hear, hear_message, house, join, say, say_hello, until


async def test_who_says_no_hello_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "HELLO_SECONDS", 1.0)
    async with house() as home:
        v1, plain = await home.call(), await home.call(None)
        await say(plain, type="client", message="no hello")
        assert await ending(v1) == Ending.NO_HELLO.code
        assert await ending(plain) == Ending.NO_HELLO.code


async def test_who_has_said_hello_may_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "HELLO_SECONDS", 2.0)  # this process has to keep to it itself
    async with house() as home:
        viewer, silent = await join(home), await home.call()
        assert await ending(silent) == Ending.NO_HELLO.code
        await say(viewer, type="client", message="still here")
        await until(lambda: home.said == ["still here"], "the viewer is heard")


async def test_a_v1_hello_that_is_not_understood_ends_the_connection() -> None:
    async with house() as home:
        viewer = await home.call()
        await say(viewer, type="nobody", message="first connection")
        assert (await hear(viewer))["reason"] == "bad-hello"
        assert await ending(viewer) == Ending.BAD_HELLO.code


async def test_a_binary_frame_is_an_error_and_the_connection_lives() -> None:
    async with house() as home:
        viewer = await join(home)
        await viewer.send(b'{"type":"client","message":"in bytes"}')
        error = await hear_message(viewer, "error")
        assert error["reason"] == "bad-message"
        assert "text frames" in error["detail"]
        await say(viewer, type="client", message="in text")
        await until(lambda: home.said == ["in text"], "only the text is heard")


async def test_too_many_errors_end_the_connection() -> None:
    async with house() as home:
        viewer = await join(home)
        for _ in range(MOST_ERRORS + 1):
            await viewer.send("not JSON")
        assert await ending(viewer) == Ending.TOO_MANY_ERRORS.code
        assert home.hub.tally.errors["bad-json"] == MOST_ERRORS + 1


async def test_errors_of_one_peer_are_not_held_against_another() -> None:
    async with house() as home:
        good, bad = await join(home), await join(home)
        for _ in range(MOST_ERRORS + 1):
            await bad.send("[]")
        assert await ending(bad) == Ending.TOO_MANY_ERRORS.code
        await say(good, type="client", message="hello")
        await until(lambda: home.said == ["hello"], "the other is heard")


async def test_there_is_room_for_so_many_and_no_more() -> None:
    async with house(most=2) as home:
        first, _ = await join(home), await join(home)
        with pytest.raises(InvalidStatus) as refused:
            await home.call()
        assert refused.value.response.status_code == 503
        await first.close()
        await until(lambda: home.hub.viewers == 1, "the first has gone")
        await join(home)


async def test_stopping_tells_everybody_that_the_relay_goes_away() -> None:
    async with house() as home:
        viewers = [await join(home), await home.call(), await home.call(None)]
        await home.listener.stop()
        assert [await ending(viewer) for viewer in viewers] == [GOING_AWAY] * 3
        with pytest.raises(ConnectionRefusedError):
            await home.call()


async def test_a_fault_of_the_relay_itself_ends_one_connection_and_is_seen(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with house() as home:
        viewer, other = await join(home), await join(home)
        known = home.hub.seen

        def seen(viewer: object, mark: int) -> bool:
            if mark == 404:
                raise ZeroDivisionError
            return known(viewer, mark)  # type: ignore[arg-type]

        monkeypatch.setattr(home.hub, "seen", seen)
        await say(viewer, type="client", message="seen", mark=404)
        assert await ending(viewer) == 1011
        assert "ZeroDivisionError" in caplog.text
        await say(other, type="client", message="hello")
        await until(lambda: home.said == ["hello"], "the other is heard")


async def test_a_plain_peer_that_says_too_much_is_heard_later_and_the_others_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listener, "PLAIN_MESSAGES", 5)
    async with house() as home:
        talker, other = await home.call(None), await join(home)
        await say_hello(talker, "client")
        for _ in range(20):
            await say(talker, type="client", message="and again")
        await until(lambda: home.said, "it is heard")
        await say(other, type="client", message="other")
        await until(lambda: "other" in home.said, "the other is heard")
        assert len(home.said) < 20


async def test_reliable_events_are_read_more_slowly_than_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "RELIABLE", V1_BYTES)
    async with house() as home:
        for event in ("move", "click"):
            producer = await home.call()
            await say_hello(producer, "hardware", source=event, epoch="one", next=1)
            pressed = {"button": "left", "pressed": True} if event == "click" else {}
            for seq in (1, 2, 3, 4):
                one = {"event": event, "x": 1, "y": 1, "seq": seq} | pressed
                await producer.send(json.dumps([one]))
        await until(lambda: home.hub.sources["move"].seq == 4, "the moves have come")
        viewer = await join(home)
        await say(viewer, type="client", message="other")
        await until(lambda: "other" in home.said, "the others are heard")
        assert home.hub.sources["click"].seq < 4


async def test_after_some_messages_of_one_peer_others_have_a_turn() -> None:
    async with house() as home:
        viewer = await join(home)
        heard: list[int] = []
        loop = asyncio.get_running_loop()

        def look(_: str) -> None:
            loop.call_soon(lambda: heard.append(len(home.said)))

        home.listener._room.handlers.on_message(look)
        message = b'{"type":"client","message":"a"}'
        viewer.transport.write(frame(TEXT, message) * 100)
        await until(lambda: len(home.said) == 100, "all are heard")
        assert heard[0] <= share.MESSAGES_PER_TURN


async def test_who_says_what_takes_long_has_a_shorter_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    async with house() as home:
        viewer = await join(home)
        loop = asyncio.get_running_loop()
        handled: list[int] = []
        in_a_turn: list[int] = []

        def seen(_: object, mark: int) -> bool:
            if not handled:
                loop.call_soon(lambda: in_a_turn.append(len(handled)))
            handled.append(mark)
            time.sleep(2 * share.TURN_SECONDS)  # what takes long
            return True

        monkeypatch.setattr(home.hub, "seen", seen)
        answer = b'{"type":"client","message":"seen","mark":1}'
        viewer.transport.write(frame(TEXT, answer) * 12)
        await until(lambda: len(handled) == 12, "all are handled")
        assert in_a_turn[0] <= share.SURE_PER_TURN


async def test_a_few_connections_are_accepted_in_a_turn_of_the_loop() -> None:
    """Each takes time, and the others wait for it."""
    async with house() as home:
        with ExitStack() as crowd:
            for _ in range(20):
                crowd.enter_context(socket.create_connection(("127.0.0.1", home.port)))
            for turns in range(1, 5):
                await asyncio.sleep(0)
                assert len(home.listener._strangers) <= turns * listener.ACCEPTS_PER_TURN
            await until(lambda: len(home.listener._strangers) == 20, "all are let in")


async def test_all_who_have_more_to_say_share_one_place_in_a_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turn = 0
    turns: list[int] = []
    read_on = Connection.read_on

    def note(one: Connection) -> None:
        turns.append(turn)
        read_on(one)

    monkeypatch.setattr(Connection, "read_on", note)
    async with house() as home:
        viewers = [await join(home) for _ in range(8)]
        turns.clear()
        for viewer in viewers:
            viewer.transport.write(frame(TEXT, b'{"type":"client","message":"a"}') * 100)
        async with asyncio.timeout(PATIENCE):
            while len(home.said) < 800:
                await asyncio.sleep(0)
                turn += 1
        # two may share a number: one was before this test in its turn, one after it in the next
        assert max(Counter(turns).values()) <= 2


@pytest.mark.parametrize(
    ("said", "most"),
    [
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 100, LEAST_AT_ONCE),
        (b"X: y\r\n" * 2_000, READ_AT_ONCE),
    ],
    ids=["may become one", "is none"],
)
async def test_of_what_may_become_a_request_little_is_read_at_once(
    said: bytes, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each header takes time; when it is known to be no request, none of them does."""
    sizes: list[int] = []
    take = Connection.buffer_updated

    def note(one: Connection, size: int) -> None:
        sizes.append(size)
        take(one, size)

    monkeypatch.setattr(Connection, "buffer_updated", note)
    async with house() as home:
        with socket.create_connection(("127.0.0.1", home.port)) as stranger:
            stranger.sendall(said)
            await until(lambda: sum(sizes) == len(said), "all is read")
        assert max(sizes) == most
