"""The article's loop: `await send` for each viewer in turn.

Usage: python article.py PORT
"""

import asyncio
import json
import sys

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

viewers: set[ServerConnection] = set()


async def handle(connection: ServerConnection) -> None:
    """Take one producer or viewer, whichever its first message says."""
    hello = json.loads(await connection.recv())
    await connection.send('{"type":"relay","message":"welcome"}')
    if hello["type"] == "hardware":
        async for message in connection:
            for viewer in list(viewers):
                try:
                    await viewer.send(message)
                except ConnectionClosed:
                    viewers.discard(viewer)
    else:
        viewers.add(connection)
        await connection.wait_closed()
        viewers.discard(connection)


async def main() -> None:
    """Serve until the process is ended."""
    port = int(sys.argv[1])
    async with serve(handle, "127.0.0.1", port, compression=None, backlog=1024):
        print("ready", flush=True)
        await asyncio.Future()


asyncio.run(main())
