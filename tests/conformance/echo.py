"""Send back what comes, over connections that are made as the relay's own.

    python -m tests.conformance.echo

Most cases of Autobahn look at a server by what it sends back. A relay never does that.
"""

from __future__ import annotations

import asyncio
from math import inf

from websockets.asyncio.server import ServerConnection, serve
from websockets.frames import Frame, Opcode

from relay.allowance import Allowance
from relay.edges.sockets.connection import Connection, new_turns, rules
from relay.edges.sockets.ports import open_sockets
from relay.session import Session
from relay.strangers import Strangers


class Echo(Session):
    """Send everything back."""

    def __init__(self, connection: Connection) -> None:
        self.peer = connection
        self.role = None
        self.ending = None
        self.unfinished = None
        self.reliable = 0

    def begin(self, data: str | bytes) -> None:
        """Send back what came, as it came."""
        opcode = Opcode.TEXT if isinstance(data, str) else Opcode.BINARY
        payload = data.encode() if isinstance(data, str) else data
        self.peer.write(Frame(opcode, payload).serialize(mask=False))


async def echo(connection: ServerConnection) -> None:
    """Send everything back until the other end closes."""
    assert isinstance(connection, Connection), "made by the rules"
    connection.welcome()
    connection.talk(Echo(connection), Allowance(inf, 0.0))
    await connection.wait_closed()


async def main() -> None:
    """Echo until the process is ended."""
    (opened,) = open_sockets(["127.0.0.1"], 0)
    async with serve(echo, sock=opened, **rules(Strangers(8), new_turns())) as server:
        print(opened.getsockname()[1], flush=True)
        await server.wait_closed()


if __name__ == "__main__":
    asyncio.run(main())
