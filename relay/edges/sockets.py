"""Listen, accept WebSocket connections, and carry bytes between them and their sessions.

Frames are built once for many viewers and written to the transport as they are; that is right
because this relay sends no fragmented messages (RFC 6455, 5.4). A peer that does not read is not
read from either, so that pongs cannot pile up; every other peer is read within bounds. What the
bytes mean is none of this module's business.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import resource
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from math import inf
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
from relay.access import Arrival
from relay.allowance import PLAIN_MESSAGES, SMALLEST, V1_BYTES, Allowance
from relay.greeting import greet, greet_plain
from relay.session import Room, Session
from relay.strangers import MOST_STRANGERS, Strangers

HELLO_SECONDS = 5.0
CLOSE_SECONDS = 2.0
STOP_SECONDS = 3.0
MESSAGES_PER_TURN = 64
BYTES_PER_TURN = 64 * 1024
"""What one peer is read before everybody else has a turn."""

READ_AT_ONCE = 4 * 1024
"""Bytes that are taken from a socket at once: they may hold hundreds of frames, each of which takes
time, and much more memory than it has bytes."""

LARGEST_REQUEST = 16 * 1024
"""Bytes of an HTTP request with all its headers."""

MOST_BEFORE_HELLO = LARGEST_REQUEST + 2 * LARGEST_FRAME
"""Bytes that a peer may send before it has said hello."""

ACCEPTS_PER_TURN = 8
"""Connections that are accepted before everybody else has a turn (asyncio: `backlog`)."""

MOST_WAITING = 1024
"""Connections that may wait to be accepted."""

SPARE_FILES = 64
"""File descriptors that are kept for other uses than connections."""

TRIES = 10
"""How often a free port is looked for: one that is free on one host may be taken on another."""

OPTIONAL = ("::1", "::")
NO_IPV6 = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}

NO_MORE_FILES = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
REFUSAL_SECONDS = 60.0
"""How seldom it is said that the system refuses connections."""

TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"Connection: close\r\nContent-Length: 0\r\n\r\n"
)

log = logging.getLogger(__name__)

Answer = Callable[[Request, Arrival], Response | None]
"""Answer an HTTP request; None: it may become a WebSocket."""


class Connection(ServerConnection, asyncio.BufferedProtocol):
    """A connection as the pure part of the relay sees it: raw writes, and an end that does not
    wait."""

    _buffer = memoryview(bytearray(READ_AT_ONCE))  # what is read is copied out of it at once

    def __init__(self, strangers: Strangers[Connection], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.session: Session | None = None
        self.arrival = Arrival()
        self._strangers = strangers
        self._heard = 0  # bytes before the hello
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
        if self.transport.get_extra_info("sslcontext") is None:
            self.transport.set_write_buffer_limits(high=0)
        else:
            # Over TLS a buffer is too full at `high` already, and now it still holds the last words
            # of the handshake: they would never leave, since who is not written to is not read.
            self.loop.call_soon(self.transport.set_write_buffer_limits, 1)
        self.transport.get_extra_info("socket").setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NODELAY, True
        )
        oldest = self._strangers.admit(self)
        if oldest is not None:
            oldest.drop()

    def get_buffer(self, sizehint: int) -> memoryview:
        """Bound what is read at once: asyncio itself would read 256 KiB."""
        return self._buffer

    def buffer_updated(self, size: int) -> None:
        """Take what was read, unless a peer that has not said hello sends too much."""
        if self._strangers.knows(self):
            self._heard += size
            if self._heard > (LARGEST_REQUEST if self.request is None else MOST_BEFORE_HELLO):
                self._refuse()
                return
        self.data_received(bytes(self._buffer[:size]))

    def _refuse(self) -> None:
        """End a connection that has sent too much; say so where HTTP can (RFC 6585, 5)."""
        if self.request is None and self.protocol.handshake_exc is None:
            self.transport.write(TOO_LARGE)
            self.transport.close()
        else:
            self.drop()

    def welcome(self) -> None:
        """Take note that it has said hello."""
        self._strangers.discard(self)

    def drop(self) -> None:
        """End the connection at once, without a closing handshake: there is no room for it."""
        self._code = Ending.FULL.code
        self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let the session go at once: nothing is written to a connection that is lost."""
        super().connection_lost(exc)
        self._strangers.discard(self)
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


def encrypted(tls: ssl.SSLContext | None) -> dict[str, Any]:
    """Return the options with which `serve` encrypts, and waits for nobody longer than it does
    otherwise."""
    if tls is None:
        return {}
    return {
        "ssl": tls,
        "ssl_handshake_timeout": HELLO_SECONDS,
        "ssl_shutdown_timeout": CLOSE_SECONDS,
    }


def choose_subprotocol(
    connection: ServerConnection, offered: Sequence[Subprotocol]
) -> Subprotocol | None:
    """Speak v1 with whoever offers it, plain with everybody else."""
    return Subprotocol(SUBPROTOCOL) if SUBPROTOCOL in offered else None


def rules(strangers: Strangers[Connection]) -> dict[str, Any]:
    """Return what `serve` has to know of every connection, whatever is said over it."""
    return {
        "create_connection": partial(Connection, strangers),
        "select_subprotocol": choose_subprotocol,
        "compression": None,
        "open_timeout": HELLO_SECONDS,
        "close_timeout": CLOSE_SECONDS,
        "ping_interval": None,
        "max_size": LARGEST_FRAME,
        "server_header": None,
    }


def most_connections() -> int:
    """Raise the limit of file descriptors as far as it goes; return how many connections fit,
    beside a quarter as many strangers."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return max(1, (hard - SPARE_FILES) * 4 // 5)


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
            if sockets and host in OPTIONAL and error.errno in NO_IPV6:
                continue
            for other in sockets:
                other.close()
            raise
        sockets.append(opened)
        port = opened.getsockname()[1]
    return sockets


class Listener:
    """The listening sockets of a relay and everybody who is connected through them."""

    def __init__(
        self, room: Room, answer: Answer, most: int, tls: ssl.SSLContext | None = None
    ) -> None:
        """`answer` looks at every request first; `most` connections are let in at a time; with
        `tls` nothing goes over the line unencrypted."""
        self._room = room
        self._answer = answer
        self._most = most
        self._tls = tls
        self._strangers = Strangers[Connection](max(1, min(MOST_STRANGERS, most // 4)))
        self._refused = 0  # accepts that the system refused and nobody was told of yet
        self._told_of_refusals = -inf
        self._servers: list[Server] = []
        self._sessions: set[Session] = set()

    async def start(self, sockets: list[socket.socket]) -> None:
        """Accept connections."""
        # peers' mistakes are counted, not logged; asyncio warns of each write after a reset
        logging.getLogger("websockets").setLevel(logging.CRITICAL)
        logging.getLogger("asyncio").setLevel(logging.ERROR)
        asyncio.get_running_loop().set_exception_handler(self._take_note)
        encryption = encrypted(self._tls)
        for opened in sockets:
            self._servers.append(
                await serve(
                    self._talk,
                    sock=opened,
                    backlog=ACCEPTS_PER_TURN,
                    process_request=self._process_request,
                    **rules(self._strangers),
                    **encryption,
                )
            )
            opened.listen(MOST_WAITING)

    async def _talk(self, connection: ServerConnection) -> None:
        """Carry what a peer sends to its session until the connection ends."""
        assert isinstance(connection, Connection), "made by create_connection"
        greeting = greet_plain if connection.subprotocol is None else greet
        session = connection.session = Session(
            self._room, connection, greeting, connection.arrival.visitor
        )
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
        plain = connection.subprotocol is None
        clock = connection.loop.time
        allowance = Allowance(PLAIN_MESSAGES if plain else V1_BYTES, clock())
        messages = size = 0
        async for data in connection:
            session.receive(data)
            if session.role is not None:
                connection.welcome()
            rest = allowance.spend(1 if plain else max(SMALLEST, len(data)), clock())
            messages, size = messages + 1, size + len(data)
            if connection.congested:
                await connection.drain()  # else answers to a peer that does not read pile up
            if rest or messages >= MESSAGES_PER_TURN or size >= BYTES_PER_TURN:
                messages = size = 0
                await asyncio.sleep(rest)

    def _process_request(self, connection: ServerConnection, request: Request) -> Response | None:
        if len(self._sessions) >= self._most:
            return connection.respond(
                HTTPStatus.SERVICE_UNAVAILABLE, "The relay has no room for another connection.\n"
            )
        assert isinstance(connection, Connection), "made by create_connection"
        ends = [connection.transport.get_extra_info(name) for name in ("peername", "sockname")]
        peer, here = (str(end[0]) if end else "" for end in ends)  # none: it is gone already
        forwarded = request.headers.get_all("X-Forwarded-For")
        connection.arrival = self._room.guard.arrival(peer, here, forwarded)
        return self._answer(request, connection.arrival)

    def tick(self) -> None:
        """Let every session do what is due each second."""
        for session in list(self._sessions):
            session.tick()
        now = asyncio.get_running_loop().time()
        if self._refused and now - self._told_of_refusals > REFUSAL_SECONDS:
            log.warning(
                "The system has refused %d connections: too many files are open.", self._refused
            )
            self._refused, self._told_of_refusals = 0, now

    def _take_note(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Count what asyncio complains of for each connection that it cannot accept."""
        error = context.get("exception")
        if isinstance(error, OSError) and error.errno in NO_MORE_FILES:
            self._refused += 1
        else:
            loop.default_exception_handler(context)

    async def stop(self) -> None:
        """Stop listening and end every connection with 1001: going away. Whoever has not even said
        a whole HTTP request by then is not waited for."""
        for server in self._servers:
            server.close(code=GOING_AWAY, reason="the relay stops")
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                for server in self._servers:
                    await server.wait_closed()
