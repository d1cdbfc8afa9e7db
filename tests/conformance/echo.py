"""Send back what comes, over connections that are made as the relay's own.

    python -m tests.conformance.echo

Most cases of Autobahn look at a server by what it sends back. A relay never does that.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from relay.edges.sockets.connection import Connection, rules
from relay.edges.sockets.ports import open_sockets
from relay.strangers import Strangers


async def echo(connection: ServerConnection) -> None:
    """Send everything back until the other end closes."""
    assert isinstance(connection, Connection), "made by the rules"
    connection.welcome()
    with suppress(ConnectionClosed):
        async for message in connection:
            await connection.send(message)


async def main() -> None:
    """Echo until the process is ended."""
    (opened,) = open_sockets(["127.0.0.1"], 0)
    async with serve(echo, sock=opened, **rules(Strangers(8))) as server:
        print(opened.getsockname()[1], flush=True)
        await server.wait_closed()


if __name__ == "__main__":
    asyncio.run(main())
