"""Pass events on to many viewers, each in its turn. This is the wrong way."""

import asyncio
import json
import socket
from contextlib import suppress

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

viewers: set[ServerConnection] = set()


async def publish(message: str) -> None:
    """Send a message to everybody; each of them has to wait for the one before."""
    for viewer in list(viewers):
        with suppress(ConnectionClosed):
            await viewer.send(message)


async def handle(connection: ServerConnection) -> None:
    """Serve one connection of either role until it ends."""
    role = json.loads(await connection.recv())["type"]
    print(role, "has connected")
    if role == "client":
        viewers.add(connection)
    with suppress(ConnectionClosed):
        async for message in connection:
            if role == "hardware":
                await publish(str(message))
    viewers.discard(connection)
    print(role, "has disconnected")


def keep_buffers_small(server: Server) -> None:
    """Let the system keep 16 KiB for each line, not megabytes: what happens here happens sooner."""
    for listening in server.sockets:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16 * 1024)


async def main() -> None:
    """Listen until Ctrl-C."""
    async with serve(handle, "localhost", 8765, compression=None) as server:
        keep_buffers_small(server)
        print("Listening at ws://localhost:8765")
        await server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
