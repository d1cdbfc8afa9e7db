"""Accept connections, and give each a session.

What a request or a message means is for others to say.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from math import inf
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from protocol.close_codes import GOING_AWAY, Ending
from relay.access import Arrival
from relay.allowance import (
    PLAIN_MESSAGES,
    V1_BYTES,
    Allowance,
    SharedAllowance,
)
from relay.edges.sockets.connection import HELLO_SECONDS, Connection, new_turns, rules
from relay.edges.sockets.ports import MOST_WAITING
from relay.greeting import greet, greet_plain
from relay.session import Room, Session
from relay.strangers import MOST_ENCRYPTED_STRANGERS, MOST_STRANGERS, Strangers

STOP_SECONDS = 3.0

ACCEPTS_PER_TURN = 1
"""Connections that are accepted before everybody else has a turn (asyncio: `backlog`)."""

NO_MORE_FILES = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
REFUSAL_SECONDS = 60.0
"""How seldom it is said that the system refuses connections."""

log = logging.getLogger(__name__)

Answer = Callable[[Request, Arrival], Response | None]
"""Answer an HTTP request; None: it may become a WebSocket."""


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
        strangers = MOST_STRANGERS if tls is None else MOST_ENCRYPTED_STRANGERS
        self._strangers = Strangers[Connection](max(1, min(strangers, most // 4)))
        self._shared = Allowance(V1_BYTES, 0.0)
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
        turns = new_turns()
        for opened in sockets:
            self._servers.append(
                await serve(
                    self._talk,
                    sock=opened,
                    backlog=ACCEPTS_PER_TURN,
                    process_request=self._process_request,
                    **rules(self._strangers, turns, self._tls),
                )
            )
            opened.listen(MOST_WAITING)

    async def _talk(self, connection: ServerConnection) -> None:
        """Let a connection talk to a session until it ends."""
        assert isinstance(connection, Connection), "made by create_connection"
        plain = connection.subprotocol is None
        greeting = greet_plain if plain else greet
        session = Session(self._room, connection, greeting, connection.arrival.visitor)
        now = connection.loop.time()
        connection.forget_headers()
        self._sessions.add(session)
        deadline = connection.loop.call_later(HELLO_SECONDS, session.end_without_hello)
        try:
            connection.talk(
                session,
                Allowance(PLAIN_MESSAGES, now) if plain else SharedAllowance(self._shared, now),
            )
            await connection.wait_closed()
        finally:
            deadline.cancel()
            self._sessions.discard(session)
            session.lost()
            self._room.hub.tally.endings[connection.ended_with] += 1

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

    def end_all(self, ending: Ending) -> None:
        """End every connection; whoever is told to come back may."""
        for session in list(self._sessions):
            session.end(ending)

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
