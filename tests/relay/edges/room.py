"""A relay within the test's own process, and clients for it."""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from protocol.close_codes import Ending
from protocol.messages import SUBPROTOCOL
from relay.access import Arrival
from relay.edges.sockets.listener import Listener
from relay.edges.sockets.ports import open_sockets
from relay.guard import Guard
from relay.handlers import Handlers
from relay.hub import Hub
from relay.roster import Roster
from relay.session import Room
from tests.end_to_end.processes import PATIENCE


class SilentPeer:
    """A viewer's other end that takes everything."""

    congested = False

    def write(self, data: bytes) -> None:
        pass

    def end(self, ending: Ending | None) -> None:
        pass

    def probe(self) -> None:
        pass


class House:
    """A listener with everything behind it."""

    def __init__(
        self, most: int = 100, guard: Guard | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        loop = asyncio.get_running_loop()
        self.said: list[str] = []
        self.complaints: list[str] = []
        handlers = Handlers(self.complaints.append)
        handlers.on_message(self.said.append)
        self.hub = Hub(time.monotonic, loop.call_later, time.time() * 1000)
        epochs = count(1)
        room = Room(
            self.hub,
            Roster(self.hub),
            handlers,
            lambda: f"epoch-{next(epochs)}",
            guard or Guard(),
        )
        self.answer: Callable[[Request, Arrival], Response | None] = lambda *_: None
        self.listener = Listener(room, lambda *asked: self.answer(*asked), most, tls)
        self.port = 0
        self._calls: list[ClientConnection] = []

    async def open(self) -> None:
        sockets = open_sockets(["127.0.0.1"], 0)
        self.port = sockets[0].getsockname()[1]
        await self.listener.start(sockets)

    async def call(
        self, subprotocol: str | None = SUBPROTOCOL, tls: ssl.SSLContext | None = None
    ) -> ClientConnection:
        scheme = "ws" if tls is None else "wss"
        self._calls.append(await call(f"{scheme}://127.0.0.1:{self.port}", subprotocol, tls))
        return self._calls[-1]

    async def close(self) -> None:
        for connection in self._calls:
            connection.transport.abort()
            await connection.wait_closed()
        await self.listener.stop()


@asynccontextmanager
async def house(
    most: int = 100, guard: Guard | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[House]:
    """Listen within this."""
    opened = House(most, guard, tls)
    await opened.open()
    try:
        yield opened
    finally:
        await opened.close()


async def call(
    url: str, subprotocol: str | None = SUBPROTOCOL, tls: ssl.SSLContext | None = None
) -> ClientConnection:
    """Connect; None: to speak the plain form."""
    offered = None if subprotocol is None else [Subprotocol(subprotocol)]
    return await connect(
        url,
        ssl=tls,
        subprotocols=offered,
        compression=None,
        proxy=None,
        ping_interval=None,
        max_size=None,
        close_timeout=1,
    )


async def say(connection: ClientConnection, **message: Any) -> None:
    await connection.send(json.dumps(message))


async def say_hello(connection: ClientConnection, role: str, **more: Any) -> None:
    await say(connection, type=role, message="first connection", **more)


async def join(home: House) -> ClientConnection:
    """Come as a viewer."""
    viewer = await home.call()
    await say_hello(viewer, "client")
    await hear_message(viewer, "welcome")
    return viewer


async def hear(connection: ClientConnection) -> Any:
    """Return the next frame."""
    return json.loads(await asyncio.wait_for(connection.recv(), PATIENCE))


async def hear_message(connection: ClientConnection, message: str) -> dict[str, Any]:
    """Return the next message of this kind, whatever comes before it."""
    while True:
        heard = await hear(connection)
        if isinstance(heard, dict) and heard["message"] == message:
            return heard


async def ending(connection: ClientConnection) -> int | None:
    """Return the code with which the other end closes."""
    async with asyncio.timeout(PATIENCE):
        with suppress(ConnectionClosed):
            while True:
                await connection.recv()
    return connection.close_code


async def until(condition: Callable[[], object], what: str) -> None:
    """Wait for a condition in this process."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        await asyncio.sleep(0.005)
