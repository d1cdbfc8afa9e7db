"""Over TLS a connection is what it is without: raw writes, a peer that does not read, the end."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from asyncio.sslproto import SSLProtocol
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
import websocket
from websockets.asyncio.client import ClientConnection
from websockets.datastructures import Headers
from websockets.http11 import Response

from protocol.close_codes import GOING_AWAY, Ending
from relay.edges.door.tls import read_certificate
from relay.edges.sockets import encryption
from relay.edges.sockets.connection import Connection
from relay.edges.sockets.encryption import LARGEST_RECORD
from relay.session import Session
from tests.end_to_end.processes import PATIENCE
from tests.relay.edges.door.certificates import Certified, certify
from tests.relay.edges.room import House, ending, hear, hear_message, house, say, say_hello, until

HELLO = json.dumps({"type": "client", "message": "first connection"})


@pytest.fixture
def files(tmp_path: Path) -> Certified:
    return certify(tmp_path / "tls")


@pytest.fixture
def tls(files: Certified) -> ssl.SSLContext:
    return read_certificate(files.certificate, files.key)


@pytest.fixture
def trust(files: Certified) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(files.authority))


async def join(home: House, trust: ssl.SSLContext) -> ClientConnection:
    viewer = await home.call(tls=trust)
    await say_hello(viewer, "client")
    await hear_message(viewer, "welcome")
    return viewer


def connection_of(home: House, number: int = 0) -> Connection:
    sessions: list[Session] = list(home.listener._sessions)
    connection = sessions[number].peer
    assert isinstance(connection, Connection)
    return connection


def narrow(transport: asyncio.Transport) -> None:
    """Let the system keep little of what is under way."""
    for direction in (socket.SO_SNDBUF, socket.SO_RCVBUF):
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, direction, 16 * 1024)


async def test_events_arrive_whole_and_in_order(tls: ssl.SSLContext, trust: ssl.SSLContext) -> None:
    async with house(tls=tls) as home:
        viewer, producer = await join(home, trust), await home.call(tls=trust)
        await say_hello(producer, "hardware", source="desk", epoch="one", next=1)
        await hear_message(producer, "welcome")
        for first in range(1, 2_000, 100):
            events = [
                {"event": "text", "seq": seq, "t": 1.0, "text": "x" * 500}
                for seq in range(first, first + 100)
            ]
            await producer.send(json.dumps(events))
        seqs: list[int] = []
        while len(seqs) < 2_000:
            frame = await hear(viewer)
            if isinstance(frame, list):
                seqs += [event["seq"] for event in frame]
            elif "mark" in frame:
                await say(viewer, type="client", message="seen", mark=frame["mark"])
        assert seqs == list(range(1, 2_001))


async def test_a_connection_that_everything_has_left_is_not_congested(
    tls: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    async with house(tls=tls) as home:
        viewer = await join(home, trust)
        near = connection_of(home)
        for number in range(20):
            await say(viewer, type="client", message="ping", t=number)
            await hear_message(viewer, "pong")
            assert not near.congested


async def test_who_does_not_read_is_not_read_from(
    tls: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    async with house(tls=tls) as home:
        flooder = await join(home, trust)
        flooder.transport.pause_reading()
        near = connection_of(home)
        for transport in (flooder.transport, near.transport):
            narrow(transport)
        ping = json.dumps({"type": "client", "message": "ping", "t": 1})

        async def flood() -> None:
            while True:
                await flooder.send(ping)

        flooding = asyncio.create_task(flood())
        await until(lambda: near.congested, "answers wait for the flooder")
        viewer = await join(home, trust)
        await say(viewer, type="client", message="others are heard")
        await until(lambda: home.said == ["others are heard"], "others are heard")
        assert near.transport.get_write_buffer_size() < 64 * 1024
        flooding.cancel()
        flooder.transport.resume_reading()
        reading = asyncio.create_task(ending(flooder))
        await asyncio.wait_for(say(flooder, type="client", message="read again"), PATIENCE)
        await until(lambda: "read again" in home.said, "it is read again")
        await until(lambda: not near.congested, "what waited has left")
        flooder.transport.abort()
        await reading


async def test_what_the_system_does_not_take_is_noticed_at_once(
    tls: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    async with house(tls=tls) as home:
        viewer = await join(home, trust)
        viewer.transport.pause_reading()
        near = connection_of(home)
        for transport in (viewer.transport, near.transport):
            narrow(transport)
        written = 0
        while not near.congested:
            near.write(b"\x81\x7e\x0f\xa0" + b"x" * 4000)
            written += 4004
            await asyncio.sleep(0)
        assert SSLProtocol.max_size == LARGEST_RECORD
        kept = near.transport.get_write_buffer_size() + near._line.get_write_buffer_size()
        assert 0 < kept <= LARGEST_RECORD
        assert written < 1024 * 1024


async def test_who_only_knocks_is_a_stranger_before_tls_has_begun(
    tls: ssl.SSLContext, trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encryption, "HANDSHAKE_SECONDS", 4 * PATIENCE)  # it is not that
    async with house(most=8, tls=tls) as home:
        viewer = await join(home, trust)
        with ExitStack() as knocking:
            address = ("127.0.0.1", home.port)
            first, *_ = [
                knocking.enter_context(socket.create_connection(address, PATIENCE))
                for _ in range(4)
            ]
            with suppress(ConnectionError):
                assert await asyncio.to_thread(first.recv, 1) == b""
            await join(home, trust)
            await say(viewer, type="client", message="still here")
            await until(lambda: home.said == ["still here"], "the viewer is heard")


async def test_what_is_said_in_the_same_breath_as_the_handshake_is_heard(
    tls: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    async with house(tls=tls) as home:
        home.answer = lambda *_: say_hello_to_you()
        coming, going = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = trust.wrap_bio(coming, going, server_hostname="127.0.0.1")
        reader, writer = await asyncio.open_connection("127.0.0.1", home.port)
        while True:
            try:
                client.do_handshake()
                break
            except ssl.SSLWantReadError:
                writer.write(going.read())
                coming.write(await asyncio.wait_for(reader.read(65536), PATIENCE))
        client.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        writer.write(going.read())  # the end of the handshake, and the request
        coming.write(await asyncio.wait_for(reader.read(), PATIENCE))
        assert client.read(12) == b"HTTP/1.1 204"
        writer.close()


def say_hello_to_you() -> Response:
    return Response(204, "No Content", Headers({"Connection": "close"}))


async def test_a_viewer_that_stalls_is_ended_and_the_others_go_on(
    tls: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    async with house(tls=tls) as home:
        viewer = await join(home, trust)
        connection_of(home).end(Ending.FELL_BEHIND)
        assert await ending(viewer) == Ending.FELL_BEHIND.code
        await join(home, trust)


async def test_stopping_says_that_the_relay_goes_away(
    tls: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    async with house(tls=tls) as home:
        viewer = await join(home, trust)
        stopping = asyncio.create_task(home.listener.stop())
        assert await ending(viewer) == GOING_AWAY
        await stopping


async def test_what_is_not_tls_is_ended_and_nobody_else_notices(
    tls: ssl.SSLContext, trust: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    async with house(tls=tls) as home:
        viewer = await join(home, trust)
        reader, writer = await asyncio.open_connection("127.0.0.1", home.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"HTTP" not in await asyncio.wait_for(reader.read(), PATIENCE)
        writer.close()
        await say(viewer, type="client", message="still here")
        await until(lambda: home.said == ["still here"], "the viewer is heard")
        assert caplog.text == ""


# As hardware.py connects: websocket-client, with verification


@contextmanager
def connected(port: int, **tls: str) -> Iterator[websocket.WebSocket]:
    url = f"wss://localhost:{port}"
    client = websocket.create_connection(
        url, timeout=PATIENCE, sslopt=tls, http_no_proxy=["*"], subprotocols=["hardware-relay.v1"]
    )
    try:
        yield client
    finally:
        client.close()


async def test_websocket_client_verifies_the_certificate(
    tls: ssl.SSLContext, files: Certified
) -> None:
    async with house(tls=tls) as home:

        def view() -> str:
            with connected(home.port, ca_certs=str(files.authority)) as client:
                client.send(HELLO)
                return str(client.recv())

        assert '"welcome"' in await asyncio.to_thread(view)


async def test_and_refuses_one_that_it_does_not_know(
    tls: ssl.SSLContext, files: Certified, tmp_path: Path
) -> None:
    stranger = certify(tmp_path / "stranger")
    async with house(tls=tls) as home:

        def view() -> None:
            with connected(home.port, ca_certs=str(stranger.authority)):
                raise AssertionError("it was let through")

        with pytest.raises(ssl.SSLCertVerificationError):
            await asyncio.to_thread(view)
        assert home.hub.viewers == 0


async def test_and_one_that_was_made_for_another_name(tmp_path: Path) -> None:
    files = certify(tmp_path / "other", "desk.local")
    async with house(tls=read_certificate(files.certificate, files.key)) as home:

        def view() -> None:
            with connected(home.port, ca_certs=str(files.authority)):
                raise AssertionError("it was let through")

        with pytest.raises(ssl.SSLCertVerificationError):
            await asyncio.to_thread(view)
