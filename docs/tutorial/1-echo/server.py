"""Send every message back to whoever sent it."""

import asyncio
from contextlib import suppress

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed


async def echo(connection: ServerConnection) -> None:
    """Serve one connection until it ends. Each connection has an `echo` of its own running."""
    print("somebody has connected")
    with suppress(ConnectionClosed):
        async for message in connection:
            print("received:", message)
            await connection.send(message)
    print("somebody has disconnected")


async def main() -> None:
    """Listen until Ctrl-C."""
    async with serve(echo, "localhost", 8765) as server:
        print("Listening at ws://localhost:8765")
        await server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
