"""Connections carry bytes between peers and sessions, and end for reasons that have a name."""

from __future__ import annotations

import asyncio
import errno
import json
import socket

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import InvalidStatus

from protocol.close_codes import GOING_AWAY, NORMAL, Ending
from protocol.messages import SUBPROTOCOL
from protocol.wire import LARGEST_FRAME
from relay.edges import sockets
from relay.edges.sockets import most_connections, open_sockets
from relay.session import MOST_ERRORS
from tests.relay.edges.room import (
    House,
    ending,
    hear,
    hear_message,
    house,
    say,
    say_hello,
    until,
)


async def join(home: House) -> ClientConnection:
    viewer = await home.call()
    await say_hello(viewer, "client")
    await hear_message(viewer, "welcome")
    return viewer


def test_a_free_port_is_the_same_on_both_addresses() -> None:
    opened = open_sockets(["127.0.0.1", "::1"], 0)
    try:
        names = [one.getsockname() for one in opened]
        assert [name[0] for name in names] == ["127.0.0.1", "::1"]
        assert names[0][1] == names[1][1] > 0
    finally:
        for one in opened:
            one.close()


def test_a_port_that_is_taken_is_an_error_and_leaves_nothing_open() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use") as error:
            open_sockets(["127.0.0.1", "::1"], port)
        assert error.value.errno == errno.EADDRINUSE
        socket.create_server(("127.0.0.1", port)).close()  # it is free again


def test_a_machine_without_ipv6_is_served_over_ipv4(monkeypatch: pytest.MonkeyPatch) -> None:
    create = socket.create_server

    def without_ipv6(address: tuple[str, int], *, family: int, backlog: int) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
        return create(address, family=family, backlog=backlog)

    monkeypatch.setattr(socket, "create_server", without_ipv6)
    (only,) = open_sockets(["127.0.0.1", "::1"], 0)
    assert only.family == socket.AF_INET
    only.close()


@pytest.mark.parametrize("absent", ["198.51.100.77", "2001:db8::77"])
def test_an_address_that_this_machine_does_not_have_is_an_error(absent: str) -> None:
    with pytest.raises(OSError, match=r"assign|support"):
        open_sockets(["127.0.0.1", absent], 0)


def test_there_is_room_for_fewer_connections_than_files() -> None:
    import resource

    most = most_connections()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert soft == hard
    assert 0 < most < hard


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


async def test_who_says_no_hello_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "HELLO_SECONDS", 0.2)
    async with house() as home:
        v1, plain = await home.call(), await home.call(None)
        await say(plain, type="client", message="no hello")
        assert await ending(v1) == Ending.NO_HELLO.code
        assert await ending(plain) == Ending.NO_HELLO.code


async def test_who_has_said_hello_may_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "HELLO_SECONDS", 0.1)
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


async def test_disconnect_ends_the_connection_without_reproach() -> None:
    async with house() as home:
        for subprotocol in (SUBPROTOCOL, None):
            viewer = await home.call(subprotocol)
            await say_hello(viewer, "client")
            await say(viewer, type="client", message="disconnect")
            assert await ending(viewer) == NORMAL


async def test_there_is_room_for_so_many_and_no_more() -> None:
    async with house(most=2) as home:
        first, _ = await join(home), await join(home)
        with pytest.raises(InvalidStatus) as refused:
            await home.call()
        assert refused.value.response.status_code == 503
        await first.close()
        await until(lambda: home.hub.viewers == 1, "the first has gone")
        await join(home)


async def test_endings_are_counted_by_their_code() -> None:
    async with house() as home:
        viewer, broken = await join(home), await join(home)
        await viewer.close(4999)
        broken.transport.abort()
        await until(lambda: home.hub.viewers == 0, "both have gone")
        await until(lambda: home.hub.tally.endings.total() == 2, "both are counted")
        assert home.hub.tally.endings == {"4999": 1, "1006": 1}


async def test_an_ending_is_counted_though_the_peer_does_not_answer_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sockets, "HELLO_SECONDS", 0.1)
    monkeypatch.setattr(sockets, "CLOSE_SECONDS", 0.1)
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
