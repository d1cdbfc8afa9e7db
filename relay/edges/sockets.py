"""Listen, accept WebSocket connections, and carry bytes between them and their sessions.

Frames are built once for many viewers and written to the transport as they are; that is right
because this relay sends no fragmented messages (RFC 6455, 5.4). A peer that does not read is not
read from either, so that pongs cannot pile up. What the bytes mean is none of this module's
business.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import resource
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.typing import Subprotocol

from protocol.close_codes import GOING_AWAY, NORMAL, Ending
from protocol.messages import SUBPROTOCOL
from protocol.wire import LARGEST_FRAME
from relay.greeting import greet, greet_plain
from relay.session import Room, Session

HELLO_SECONDS = 5.0
CLOSE_SECONDS = 2.0
STOP_SECONDS = 3.0
MESSAGES_PER_TURN = 64
"""Messages that one peer is read before everybody else has a turn."""

ACCEPTS_PER_TURN = 8
"""Connections that are accepted before everybody else has a turn (asyncio: `backlog`)."""

MOST_WAITING = 1024
"""Connections that may wait to be accepted."""

SPARE_FILES = 64
"""File descriptors that are kept for other uses than connections."""

TRIES = 10
"""How often a free port is looked for: one that is free on one host may be taken on another."""

log = logging.getLogger(__name__)

Answer = Callable[[Request], Response | None]
"""Answer an HTTP request; None: it may become a WebSocket."""


class Connection(ServerConnection):
    """A connection as the pure part of the relay sees it: raw writes, and an end that does not
    wait."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.session: Session | None = None
        self._code = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def ended_with(self) -> int:
        """Return the close code: this end's if it has begun, even if the peer has not answered."""
        return self._code or self.close_code or CloseCode.INTERNAL_ERROR.value

    @property
    def congested(self) -> bool:
        """Tell whether something that was written has not left this process yet."""
        return self.paused

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask to be told as soon as anything stays in the transport's buffer, and send at once.

        asyncio turns Nagle's algorithm off for sockets that it has opened itself only; with it, a
        small frame waits up to 40 ms for the acknowledgement of the one before.
        """
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=0)
        self.transport.get_extra_info("socket").setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NODELAY, True
        )

    def connection_lost(self, exc: Exception | None) -> None:
        """Let the session go at once: nothing is written to a connection that is lost."""
        super().connection_lost(exc)
        if self.session is not None:
            self.session.lost()

    def forget_headers(self) -> None:
        """Give up the headers of the handshake: a fifth of what an idle viewer takes."""
        for message in (self.request, self.response):
            if message is not None:
                message.headers.clear()

    def write(self, data: bytes) -> None:
        """Write whole frames, unless the closing handshake has begun (RFC 6455, 5.5.1)."""
        if self.protocol.state is State.OPEN:
            self.transport.write(data)

    def pause_writing(self) -> None:
        """Stop reading from a peer that does not read."""
        super().pause_writing()
        if not self.transport.is_closing():
            self.transport.pause_reading()

    def resume_writing(self) -> None:
        """Read again, unless too many frames wait to be handled."""
        super().resume_writing()
        if not self.recv_messages.paused and not self.transport.is_closing():
            self.transport.resume_reading()
        if self.session is not None:
            self.session.drained()

    def end(self, ending: Ending | None) -> None:
        """Start the closing handshake; drop the connection if the peer does not take part."""
        if self._task is None:
            code, reason = (NORMAL, "") if ending is None else (ending.code, ending.label)
            self._code = code
            self._task = self.loop.create_task(self._end(code, reason))

    async def _end(self, code: int, reason: str) -> None:
        try:
            async with asyncio.timeout(2 * CLOSE_SECONDS):
                await self.close(code, reason)
        except TimeoutError:
            self.transport.abort()

    def probe(self) -> None:
        """Send a ping; its pong is a sign of life."""
        self.loop.create_task(self._probe())

    async def _probe(self) -> None:
        try:
            await (await self.ping())
        except ConnectionClosed:
            return
        if self.session is not None:
            self.session.heard()


def choose_subprotocol(
    connection: ServerConnection, offered: Sequence[Subprotocol]
) -> Subprotocol | None:
    """Speak v1 with whoever offers it, plain with everybody else."""
    return Subprotocol(SUBPROTOCOL) if SUBPROTOCOL in offered else None


def most_connections() -> int:
    """Raise the limit of file descriptors as far as it goes; return how many connections fit."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return max(1, hard - SPARE_FILES)


def open_sockets(hosts: list[str], port: int) -> list[socket.socket]:
    """Bind to the same port of each host; 0: any that is free on all of them. Raises OSError.

    A machine without IPv6 is served over IPv4 alone.
    """
    for _ in range(TRIES if port == 0 else 0):
        with suppress(OSError):
            return _open_sockets(hosts, 0)
    return _open_sockets(hosts, port)


def _open_sockets(hosts: list[str], port: int) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    for host in hosts:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            opened = socket.create_server((host, port), family=family, backlog=MOST_WAITING)
        except OSError as error:
            if sockets and error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                continue
            for other in sockets:
                other.close()
            raise
        sockets.append(opened)
        port = opened.getsockname()[1]
    return sockets


class Listener:
    """The listening sockets of a relay and everybody who is connected through them."""

    def __init__(self, room: Room, answer: Answer, most: int) -> None:
        """`answer` looks at every request first; `most` connections are let in at a time."""
        self._room = room
        self._answer = answer
        self._most = most
        self._servers: list[Server] = []
        self._sessions: set[Session] = set()

    async def start(self, sockets: list[socket.socket]) -> None:
        """Accept connections."""
        logging.getLogger("websockets").setLevel(
            logging.CRITICAL
        )  # peers' mistakes are counted, not logged
        for opened in sockets:
            self._servers.append(
                await serve(
                    self._talk,
                    sock=opened,
                    backlog=ACCEPTS_PER_TURN,
                    create_connection=Connection,
                    process_request=self._process_request,
                    select_subprotocol=choose_subprotocol,
                    compression=None,
                    open_timeout=HELLO_SECONDS,
                    close_timeout=CLOSE_SECONDS,
                    ping_interval=None,
                    max_size=LARGEST_FRAME,
                    server_header=None,
                )
            )
            opened.listen(MOST_WAITING)

    async def _talk(self, connection: ServerConnection) -> None:
        """Carry what a peer sends to its session until the connection ends."""
        assert isinstance(connection, Connection), "made by create_connection"
        greeting = greet_plain if connection.subprotocol is None else greet
        session = connection.session = Session(self._room, connection, greeting)
        connection.forget_headers()
        self._sessions.add(session)
        deadline = connection.loop.call_later(HELLO_SECONDS, session.end_without_hello)
        try:
            await self._read(connection, session)
        except (ConnectionClosed, OSError):
            pass  # however it ended, the session is told
        except Exception:
            log.exception("A fault of the relay itself has ended a connection.")
            raise
        finally:
            deadline.cancel()
            self._sessions.discard(session)
            session.lost()
            self._room.hub.tally.endings[str(connection.ended_with)] += 1

    async def _read(self, connection: Connection, session: Session) -> None:
        handled = 0
        async for data in connection:
            session.receive(data)
            handled += 1
            if connection.congested:
                await connection.drain()  # else answers to a peer that does not read pile up
            elif handled % MESSAGES_PER_TURN == 0:
                await asyncio.sleep(0)

    def _process_request(self, connection: ServerConnection, request: Request) -> Response | None:
        if len(self._sessions) >= self._most:
            return connection.respond(
                HTTPStatus.SERVICE_UNAVAILABLE, "The relay has no room for another connection.\n"
            )
        return self._answer(request)

    def tick(self) -> None:
        """Let every session do what is due each second."""
        for session in list(self._sessions):
            session.tick()

    async def stop(self) -> None:
        """Stop listening and end every connection with 1001: going away. Whoever has not even said
        a whole HTTP request by then is not waited for."""
        for server in self._servers:
            server.close(code=GOING_AWAY, reason="the relay stops")
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                for server in self._servers:
                    await server.wait_closed()
