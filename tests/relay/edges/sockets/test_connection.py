"""A connection carries bytes both ways within bounds, and ends for a reason that has a name."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import socket
import weakref
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from protocol.close_codes import NORMAL, Ending
from protocol.messages import SUBPROTOCOL
from protocol.wire import LARGEST_FRAME
from relay.allowance import PIECES
from relay.edges.sockets import connection, listener
from relay.share import MESSAGES_PER_TURN
from tests.end_to_end.processes import PATIENCE
from tests.hostile.peers import CLOSE, CONTINUATION, PING, Peer, frame, hello
from tests.relay.edges.room import House, ending, house, join, say, say_hello, until


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


async def test_nothing_after_what_made_a_connection_fail_is_heard_and_it_ends_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not only when the peer has had its time to answer."""
    monkeypatch.setattr(connection, "CLOSE_SECONDS", 10 * PATIENCE)
    async with house() as home:
        viewer = await join(home)
        said = json.dumps({"type": "client", "message": "too late"})
        viewer.transport.write(frame(b"\xff\xfe") + frame(said))
        async with asyncio.timeout(PATIENCE):
            assert await ending(viewer) == 1007
        assert home.said == []


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


async def test_who_says_goodbye_and_stays_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CLOSE_SECONDS", 0.1)
    async with house() as home:
        with Peer(home.port) as peer:
            peer.send(peer.handshake(None) + frame(json.dumps(hello("client"))))
            await until(lambda: home.hub.viewers == 1, "it is there")
            peer.send(frame((1000).to_bytes(2, "big"), CLOSE))
            await until(lambda: not home.listener._sessions, "it has gone")


async def test_what_fails_and_cannot_be_told_so_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CLOSE_SECONDS", 0.1)
    async with house() as home:
        viewer = await join(home)
        viewer.transport.pause_reading()
        (session,) = home.listener._sessions
        near = session.peer.transport.get_extra_info("socket")  # type: ignore[attr-defined]
        far = viewer.transport.get_extra_info("socket")
        far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # else the system makes more room
        pong = b"\x8a\x00"
        with suppress(BlockingIOError):
            while os.write(near.fileno(), pong * 500):
                pass
        assert not session.peer.congested, "it is read from"
        viewer.transport.write(frame(b"\xff\xfe"))
        await until(lambda: not home.listener._sessions, "it has gone")
        viewer.transport.abort()


async def test_a_viewer_whose_line_breaks_leaves_at_once() -> None:
    async with house() as home:
        viewer = await join(home)
        viewer.transport.abort()
        await until(lambda: home.hub.viewers == 0, "the viewer has gone")


async def test_a_ping_is_answered() -> None:
    async with house() as home:
        viewer = await home.call()
        await asyncio.wait_for(await viewer.ping("are you there"), PATIENCE)


async def test_what_was_read_is_with_the_viewers_in_the_same_turn() -> None:
    async with house() as home:
        await join(home)
        producer = await home.call()
        await say_hello(producer, "hardware", source="desk", epoch="one", next=1)
        await until(lambda: "desk" in home.hub.sources, "the source is known")
        await until(lambda: home.hub.feeds, "somebody watches")
        there = next(s.peer for s in home.listener._sessions if s.role and s.role.name == "desk")
        assert isinstance(there, connection.Connection)
        move = {"event": "move", "x": 1, "y": 1, "seq": 1}
        before = home.hub.tally.events_out
        there.data_received(frame(json.dumps([move])))
        assert home.hub.tally.events_out == before + 1


@pytest.mark.parametrize("pieces", [1, 2])
async def test_nothing_is_lost_of_who_says_everything_at_once_and_goes(pieces: int) -> None:
    """The hello comes before the relay has answered, and the rest is more than one turn's."""
    many = 4 * MESSAGES_PER_TURN
    async with house() as home:
        with Peer(home.port) as peer:
            peer.send(
                peer.handshake(None)
                + frame(json.dumps(hello("client")))
                + b"".join(
                    _in_pieces(json.dumps({"type": "client", "message": str(number)}), pieces)
                    for number in range(many)
                )
                + frame((1000).to_bytes(2, "big"), CLOSE)
            )
            await until(lambda: len(home.said) == many, "all is heard")
            assert home.said == [str(number) for number in range(many)]
        await until(lambda: not home.listener._sessions, "it has gone")


def _in_pieces(text: str, pieces: int) -> bytes:
    if pieces == 1:
        return frame(text)
    return frame(text[:7], fin=False) + frame(text[7:], CONTINUATION)


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


async def knock(home: House) -> None:
    """Connect and go without a word."""
    _, writer = await asyncio.open_connection("127.0.0.1", home.port)
    await until(lambda: len(home.listener._strangers) == 1, "it is there")
    writer.close()


async def visit_and_break(home: House) -> None:
    (await join(home)).transport.abort()


async def visit_and_say_goodbye(home: House) -> None:
    await (await join(home)).close()


async def send_what_is_no_frame(home: House) -> None:
    (await join(home)).transport.write(b"\xff" * 100)


@pytest.mark.parametrize(
    "visit", [knock, visit_and_break, visit_and_say_goodbye, send_what_is_no_frame]
)
async def test_a_connection_that_has_ended_is_freed_without_the_garbage_collector(
    visit: Callable[[House], Awaitable[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    known: list[weakref.ref[connection.Connection]] = []
    begin = connection.Connection.connection_made

    def note(made: connection.Connection, transport: asyncio.BaseTransport) -> None:
        known.append(weakref.ref(made))
        begin(made, transport)

    monkeypatch.setattr(connection.Connection, "connection_made", note)
    async with house() as home:
        gc.disable()
        try:
            await visit(home)
            await until(lambda: known and known[0]() is None, "it is freed")
        finally:
            gc.enable()


async def test_what_a_message_costs_is_counted_in_bytes() -> None:
    costs: list[float] = []

    class Free:
        def spend(self, cost: float, now: float) -> float:
            costs.append(cost)
            return 0.0

    async with house() as home:
        viewer = await join(home)
        (session,) = home.listener._sessions
        assert isinstance(session.peer, connection.Connection)
        session.peer._allowance = Free()  # type: ignore[assignment]  # all that is asked of it
        text = json.dumps({"type": "client", "message": "\U0001f5b1" * 500}, ensure_ascii=False)
        await viewer.send(text)
        await until(lambda: home.said, "it is heard")
        assert costs == [len(text.encode())]


@pytest.mark.parametrize("piece", [frame(b"", PING), frame(b"", CONTINUATION, fin=False)])
async def test_frames_that_are_no_message_are_read_at_a_pace(piece: bytes) -> None:
    async with house() as home:
        viewer = await join(home)
        (session,) = home.listener._sessions
        there = session.peer
        assert isinstance(there, connection.Connection)
        if piece[0] == CONTINUATION:
            viewer.transport.write(frame(b"", fin=False))
        viewer.transport.write(piece * 2 * PIECES)  # fewer than a message may have
        await until(lambda: not there.transport.is_reading(), "it has to wait")
        other = await join(home)
        await say(other, type="client", message="unaffected")
        await until(lambda: home.said == ["unaffected"], "others are heard")
        await until(there.transport.is_reading, "it is read again")
