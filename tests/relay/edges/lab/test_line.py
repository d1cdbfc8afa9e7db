"""A line between a connection and its socket, with a real socket behind it."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection

from relay.edges.door.tls import read_certificate
from relay.edges.lab.line import LINGER_NOT, MOST_HELD, Line, line_of
from relay.edges.sockets.connection import Connection
from relay.frame import text_frame
from tests.relay.edges.door.certificates import certify
from tests.relay.edges.room import House, hear, house, join, say, say_hello, until

FOREVER = 1000.0


class Ends:
    """A viewer's end of a connection, and the relay's."""

    def __init__(self, home: House, viewer: ClientConnection, connection: Connection) -> None:
        self.home = home
        self.viewer = viewer
        self.connection = connection
        self.line = line_of(connection)


def reset(viewer: ClientConnection) -> None:
    opened = viewer.transport.get_extra_info("socket")
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
    viewer.transport.abort()


@pytest.fixture
async def ends() -> AsyncIterator[Ends]:
    async with house() as home:
        viewer = await join(home)
        (session,) = home.listener._sessions
        assert isinstance(session.peer, Connection)
        yield Ends(home, viewer, session.peer)


async def test_there_is_one_line_however_often_it_is_asked_for(ends: Ends) -> None:
    assert isinstance(ends.line, Line)
    assert line_of(ends.connection) is ends.line


async def test_a_line_that_is_not_made_bad_changes_nothing(ends: Ends) -> None:
    ends.connection.write(text_frame(b'"there"'))
    assert await hear(ends.viewer) == "there"
    await say(ends.viewer, type="client", message="back")
    await until(lambda: ends.home.said == ["back"], "it has come back")


async def test_a_full_line_is_congested_until_there_is_room(ends: Ends) -> None:
    ends.line.stall(0.2)
    ends.connection.write(text_frame(b'"%s"' % (b"x" * MOST_HELD)))
    assert ends.connection.congested
    await say(ends.viewer, type="client", message="later")
    assert len(await hear(ends.viewer)) == MOST_HELD
    await until(lambda: not ends.connection.congested, "there is room")
    await until(lambda: ends.home.said == ["later"], "it is read again")


async def test_what_was_written_before_a_close_arrives_before_it(ends: Ends) -> None:
    ends.line.speed = 20_000
    ends.connection.write(text_frame(b'"%s"' % (b"x" * 4_000)))
    ends.connection.end(None)
    assert len(await hear(ends.viewer)) == 4_000
    await asyncio.wait_for(ends.viewer.wait_closed(), 20)
    assert ends.viewer.close_code == 1000


async def test_a_dead_line_tells_nobody_that_the_other_end_has_gone(ends: Ends) -> None:
    ends.line.stall(FOREVER)
    reset(ends.viewer)
    opened = ends.line.get_extra_info("socket")
    await until(lambda: opened.fileno() == -1, "the socket has noticed")
    assert ends.home.hub.viewers == 1
    ends.connection.drop()
    await until(lambda: ends.home.hub.viewers == 0, "the relay has given it up")


async def test_a_dead_line_tells_of_the_end_when_it_is_over(ends: Ends) -> None:
    ends.line.stall(0.2)
    reset(ends.viewer)
    await until(lambda: ends.home.hub.viewers == 0, "the relay knows")


async def test_a_line_that_is_reset_is_over_for_both_at_once(ends: Ends) -> None:
    ends.line.stall(FOREVER)
    ends.line.reset()
    await asyncio.wait_for(ends.viewer.wait_closed(), 20)
    assert ends.viewer.close_code == 1006
    await until(lambda: ends.home.hub.viewers == 0, "the relay knows")


async def test_over_tls_everything_comes_back_as_it_was_sent(tmp_path: Path) -> None:
    """Also where more than one record of TLS is read at once."""
    files = certify(tmp_path / "tls")
    trust = ssl.create_default_context(cafile=str(files.authority))
    async with house(tls=read_certificate(files.certificate, files.key)) as home:
        viewer = await home.call(tls=trust)
        await say_hello(viewer, "client")
        (session,) = home.listener._sessions
        line_of(session.peer).stall(0.0)
        said = [f"{number} {'x' * (number % 500)}" for number in range(200)]
        for message in said:
            await say(viewer, type="client", message=message)
        await until(lambda: len(home.said) == len(said), "all has come back")
        assert home.said == said
