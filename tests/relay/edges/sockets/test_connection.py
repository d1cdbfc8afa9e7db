"""A connection carries bytes both ways within bounds, and ends for a reason that has a name."""

from __future__ import annotations

import asyncio
import json

import pytest

from protocol.close_codes import NORMAL, Ending
from protocol.messages import SUBPROTOCOL
from protocol.wire import LARGEST_FRAME
from relay.edges.sockets import connection, listener
from tests.relay.edges.room import ending, house, join, say, say_hello, until


async def test_who_offers_the_subprotocol_speaks_it() -> None:
    async with house() as home:
        assert (await home.call()).subprotocol == SUBPROTOCOL
        assert (await home.call("something-else")).subprotocol is None
        assert (await home.call(None)).subprotocol is None


async def test_nobody_is_offered_compression() -> None:
    async with house() as home:
        plain = await home.call(None)
        assert plain.response is not None
        assert "Sec-WebSocket-Extensions" not in plain.response.headers


@pytest.mark.parametrize("subprotocol", [SUBPROTOCOL, None])
async def test_a_frame_that_is_too_large_ends_the_connection(subprotocol: str | None) -> None:
    async with house() as home:
        viewer = await home.call(subprotocol)
        await viewer.send("x" * (LARGEST_FRAME + 1))
        assert await ending(viewer) == 1009  # message too big (RFC 6455, 7.4.1)


async def test_text_that_is_not_utf_8_ends_the_connection() -> None:
    async with house() as home:
        viewer = await join(home)
        await viewer.send(b"\xff\xfe", text=True)
        assert await ending(viewer) == 1007


async def test_the_largest_frame_is_read() -> None:
    async with house() as home:
        viewer = await join(home)
        text = json.dumps({"type": "client", "message": "large", "more": ""})
        await viewer.send(text[:-2] + "x" * (LARGEST_FRAME - len(text)) + text[-2:])
        await until(lambda: home.said == ["large"], "the message is heard")


async def test_disconnect_ends_the_connection_without_reproach() -> None:
    async with house() as home:
        for subprotocol in (SUBPROTOCOL, None):
            viewer = await home.call(subprotocol)
            await say_hello(viewer, "client")
            await say(viewer, type="client", message="disconnect")
            assert await ending(viewer) == NORMAL


async def test_endings_are_counted_by_the_code_of_this_end() -> None:
    """A peer may say any code: it neither makes up a fault of the relay nor numbers without end."""
    async with house() as home:
        for code in (1000, 1011, 4500, 4999):
            await (await join(home)).close(code)
        broken, polite, large = await join(home), await join(home), await join(home)
        broken.transport.abort()
        await say(polite, type="client", message="disconnect")
        await large.send("x" * (LARGEST_FRAME + 1))
        await until(lambda: home.hub.tally.endings.total() == 7, "all are counted")
        assert home.hub.tally.endings == {"peer": 4, "1006": 1, "1000": 1, "1009": 1}


async def test_an_ending_is_counted_though_the_peer_does_not_answer_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listener, "HELLO_SECONDS", 0.1)
    monkeypatch.setattr(connection, "CLOSE_SECONDS", 0.1)
    async with house() as home:
        silent = await home.call()
        silent.transport.pause_reading()
        await until(home.hub.tally.endings.total, "the ending is counted")
        assert home.hub.tally.endings == {str(Ending.NO_HELLO.code): 1}


async def test_a_viewer_whose_line_breaks_leaves_at_once() -> None:
    async with house() as home:
        viewer = await join(home)
        viewer.transport.abort()
        await until(lambda: home.hub.viewers == 0, "the viewer has gone")


async def test_a_ping_is_answered() -> None:
    async with house() as home:
        viewer = await home.call()
        await asyncio.wait_for(await viewer.ping("are you there"), 5)


async def test_who_does_not_read_is_not_read_from() -> None:
    """Else the answers to a flood would pile up without limit."""
    async with house() as home:
        flooder = await join(home)
        flooder.transport.pause_reading()
        (session,) = home.listener._sessions
        ping = json.dumps({"type": "client", "message": "ping", "t": 1})

        async def flood() -> None:
            while True:
                await flooder.send(ping)

        flooding = asyncio.create_task(flood())
        await until(lambda: session.peer.congested, "answers wait for the flooder")
        before = home.hub.tally.errors.total()
        viewer = await join(home)
        await say(viewer, type="client", message="others are heard")
        await until(lambda: home.said == ["others are heard"], "others are heard")
        transport = session.peer.transport  # type: ignore[attr-defined]
        assert transport.get_write_buffer_size() < 64 * 1024
        assert home.hub.tally.errors.total() == before
        flooding.cancel()
        flooder.transport.abort()
