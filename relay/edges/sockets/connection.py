"""One WebSocket connection: written to without waiting, read within bounds, ended with a code.

Frames are built once for many viewers and written to the transport as they are; that is right
because this relay sends no fragmented messages (RFC 6455, 5.4). What is read is handed to the
session where it is read, without a queue and a task between: an event is with the viewers within
the same turn of the event loop. A peer that does not read is not read from either, so that pongs
cannot pile up.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode, Frame, Opcode
from websockets.protocol import Event, State
from websockets.typing import Subprotocol

from protocol.close_codes import NORMAL, Ending
from protocol.messages import SUBPROTOCOL
from protocol.wire import LARGEST_FRAME
from relay.access import Arrival
from relay.allowance import PIECES, RELIABLE, SMALLEST, Allowance, SharedAllowance
from relay.edges.sockets.assembly import DATA, Assembly, Unreadable
from relay.edges.sockets.circles import cut
from relay.edges.sockets.encryption import encrypt
from relay.session import Session
from relay.share import Share
from relay.strangers import Strangers
from relay.turns import Turns

HELLO_SECONDS = 5.0
CLOSE_SECONDS = 2.0

READ_AT_ONCE = 4 * 1024
LEAST_AT_ONCE = 256
MOST_FRAMES_AT_ONCE = 32
"""Bytes that are taken from a socket at once: fewer at first, and where those held more frames than
that. Each frame takes time, and much more memory than it has bytes; so does each header of a
request."""

READ_ON_PER_TURN = 1
"""Connections that are read on in a turn of the event loop, of those that are not done with what
they have to say: all who flood the relay share that."""

LARGEST_REQUEST = 16 * 1024
"""Bytes of an HTTP request with all its headers."""

MOST_BEFORE_HELLO = LARGEST_REQUEST + 2 * LARGEST_FRAME
"""Bytes that a peer may send before it has said hello."""

TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"Connection: close\r\nContent-Length: 0\r\n\r\n"
)

log = logging.getLogger(__name__)


class Connection(ServerConnection, asyncio.BufferedProtocol):
    """A connection as the pure part of the relay sees it: raw writes, and an end that does not
    wait."""

    _buffer = memoryview(bytearray(READ_AT_ONCE))  # what is read is copied out of it at once

    def __init__(
        self,
        strangers: Strangers[Connection],
        turns: Turns[Connection],
        tls: ssl.SSLContext | None,
        *arguments: Any,
        **options: Any,
    ) -> None:
        """With `tls` it begins with the handshake of that; the rest is for websockets."""
        super().__init__(*arguments, **options)
        self.session: Session | None = None
        self.arrival = Arrival()
        self._strangers = strangers
        self._turns = turns
        self._tls = tls
        self._line: asyncio.Transport
        self._encrypting: asyncio.Task[None] | None = None
        self._heard = 0  # bytes before the hello
        self._at_once = LEAST_AT_ONCE
        self._frames = 0  # of the bytes that were read last
        self._pieces = Allowance(PIECES, self.loop.time())
        self._resting = False
        self._allowance: Allowance | SharedAllowance
        self._waiting: list[Frame] = []  # was read, and is handled later
        self._assembly = Assembly()
        self._share = Share()
        self._has_failed = False
        self._code = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def ended_with(self) -> str:
        """Return this end's close code, even if the peer has not answered; "peer" where that one
        has begun, whatever its code was; 1006 where the line broke (RFC 6455, 7.1.5)."""
        if self._code:
            return str(self._code)
        if self.protocol.close_rcvd_then_sent:
            return "peer"
        said = self.protocol.close_sent
        return str(CloseCode.ABNORMAL_CLOSURE.value if said is None else said.code)

    @property
    def congested(self) -> bool:
        """Tell whether something that was written has not left this process yet."""
        return self.paused

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take note of a stranger, and send at once.

        asyncio turns Nagle's algorithm off for sockets that it has opened itself only; with it, a
        small frame waits up to 40 ms for the acknowledgement of the one before.
        """
        assert isinstance(transport, asyncio.Transport), "TCP"
        self._line = transport  # what there is before `transport`, which is above TLS
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        oldest = self._strangers.admit(self)
        if oldest is not None:
            oldest.drop()
        if self._tls is None:
            self._begin(transport, high=0)
        else:
            self._encrypting = self.loop.create_task(self._encrypt(transport, self._tls))

    async def _encrypt(self, line: asyncio.Transport, tls: ssl.SSLContext) -> None:
        found = await encrypt(line, tls)
        if found is None:
            line.abort()
            self._strangers.discard(self)
            return
        transport, said = found
        transport.set_protocol(self)
        self._begin(transport, high=1)  # over TLS a buffer is too full at `high` already
        for start in range(0, len(said), READ_AT_ONCE):
            part = said[start : start + READ_AT_ONCE]
            self._buffer[: len(part)] = part
            self.buffer_updated(len(part))

    def _begin(self, transport: asyncio.Transport, high: int) -> None:
        """Ask to be told as soon as anything stays in the transport's buffer."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Bound what is read at once: asyncio itself would read 256 KiB."""
        return self._buffer[: self._at_once]

    def buffer_updated(self, size: int) -> None:
        """Take what was read, unless a peer that has not said hello sends too much."""
        if self._strangers.knows(self):
            self._heard += size
            if self._heard > (LARGEST_REQUEST if self.request is None else MOST_BEFORE_HELLO):
                self._refuse()
                return
        self._frames = 0
        self._share.begin(self.loop.time())
        self.data_received(bytes(self._buffer[:size]))
        asks_still = self.request is None and self.protocol.handshake_exc is None
        if asks_still or self._frames > MOST_FRAMES_AT_ONCE:
            self._at_once = LEAST_AT_ONCE
            self._rest(0)
        else:
            self._at_once = min(READ_AT_ONCE, 2 * self._at_once)

    def talk(self, session: Session, allowance: Allowance | SharedAllowance) -> None:
        """Hand every message to a session from now on: first what came with the handshake."""
        self.session, self._allowance = session, allowance
        self.read_again()

    def process_event(self, event: Event) -> None:
        """Take a frame; read more later from a peer that sends too many which are no message."""
        self._frames += 1
        if not isinstance(event, Frame) or event.opcode not in DATA:
            super().process_event(event)
            if self.protocol.close_rcvd is not None and self._task is None:
                self._task = self.loop.create_task(self._in_time(self.wait_closed()))
        elif self._has_failed:
            return
        elif self._waiting or self._must_wait:
            self._waiting.append(event)
            self.transport.pause_reading()
        else:
            self._handle(event)
        if isinstance(event, Frame) and not (event.fin and event.opcode is Opcode.TEXT):
            rest = self._pieces.spend(1, self.loop.time())
            if rest:
                self._rest(rest)

    @property
    def _must_wait(self) -> bool:
        """Tell whether no message may be handled now."""
        return self.session is None or self._resting or self.paused

    def _handle(self, frame: Frame) -> None:
        """Hand a message over with its last frame."""
        session = self.session
        assert session is not None, "else the frame waits"
        try:
            message = self._assembly.add(frame)
        except Unreadable as why:
            self._fail(why.code, why.reason)
            return
        if message is None:
            return
        self._share.count()
        cost = 1 if self.subprotocol is None else max(SMALLEST, self._assembly.size)
        self._do(session, partial(session.begin, message), cost)
        if session.role is not None:
            self.welcome()

    def _do(self, session: Session, work: Callable[[], None], cost: int) -> None:
        """Do a part of a session's work, and let the peer rest if it has to, or if enough is done
        for this turn."""
        before = session.reliable
        try:
            work()
        except Exception:
            log.exception("A fault of the relay itself has ended a connection.")
            self._fail(CloseCode.INTERNAL_ERROR, "")
            return
        if self.subprotocol is not None:
            cost += RELIABLE * (session.reliable - before)
        now = self.loop.time()
        rest = self._allowance.spend(cost, now)
        if rest or session.unfinished or self._share.is_used_up(now):
            self._rest(rest)

    def _rest(self, seconds: float) -> None:
        """Read and handle nothing for a while, and until it is its turn."""
        if not self._resting:
            self._resting = True
            self.transport.pause_reading()
            if seconds:
                self.loop.call_later(seconds, self._turns.add_to_next, self)
            else:
                self._turns.add_to_next(self)

    def read_on(self) -> None:
        """Take its turn."""
        self._resting = False
        self.read_again()

    def read_again(self) -> None:
        """Handle what waits, then read on, unless there is a reason not to."""
        self._share.begin(self.loop.time())
        session = self.session
        if session is not None and session.unfinished and not self._must_wait:
            self._do(session, session.go_on, 0)
        while self._waiting and not self._must_wait:
            self._handle(self._waiting.pop(0))
        has_to_wait = self._waiting or self._resting or self.paused
        if not has_to_wait and not self.transport.is_closing():
            self.transport.resume_reading()

    def _fail(self, code: CloseCode, reason: str) -> None:
        """Fail the connection (RFC 6455, 7.1.7): nothing more of it is handled."""
        self._has_failed = True
        self._waiting.clear()
        if self.session is not None:
            self.session.unfinished = None
        self._lose_session()
        self._task = self.loop.create_task(self._in_time(self._say_that_it_failed(code, reason)))

    async def _say_that_it_failed(self, code: CloseCode, reason: str) -> None:
        with suppress(ConnectionClosed):
            async with self.send_context():
                self.protocol.fail(code, reason)

    def _lose_session(self) -> None:
        session, self.session = self.session, None
        if session is not None:
            session.lost()

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
        getattr(self, "transport", self._line).abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let the session go at once, when all that was read is handled: nothing is written to a
        connection that is lost."""
        super().connection_lost(exc)
        self._strangers.discard(self)
        while self._waiting and self.session is not None:
            self.session.finish()
            self._handle(self._waiting.pop(0))
        self._lose_session()
        self.loop.call_soon(cut, self, self._line)  # the transport is not done with itself yet

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
        """Go on with a peer that reads again, in the next turn: nobody reads while he writes."""
        super().resume_writing()
        self.loop.call_soon(self.read_again)
        if self.session is not None:
            self.session.drained()

    def end(self, ending: Ending | None) -> None:
        """Start the closing handshake; drop the connection if the peer does not take part."""
        if self._task is None:
            code, reason = (NORMAL, "") if ending is None else (ending.code, ending.label)
            self._code = code
            self._task = self.loop.create_task(self._in_time(self.close(code, reason)))

    async def _in_time(self, ending: Coroutine[Any, Any, None]) -> None:
        """Drop the connection if the peer does not take part in its end."""
        try:
            async with asyncio.timeout(2 * CLOSE_SECONDS):
                await ending
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


def new_turns() -> Turns[Connection]:
    """Return the turns in which all connections of the running event loop are read on."""
    schedule = asyncio.get_running_loop().call_later
    return Turns(Connection.read_on, schedule, READ_ON_PER_TURN)


def rules(
    strangers: Strangers[Connection],
    turns: Turns[Connection],
    tls: ssl.SSLContext | None = None,
) -> dict[str, Any]:
    """Return what `serve` has to know of every connection, whatever is said over it."""
    return {
        "create_connection": partial(Connection, strangers, turns, tls),
        "select_subprotocol": choose_subprotocol,
        "compression": None,
        "open_timeout": HELLO_SECONDS,
        "close_timeout": CLOSE_SECONDS,
        "ping_interval": None,
        "max_size": LARGEST_FRAME,
        "server_header": None,
    }
