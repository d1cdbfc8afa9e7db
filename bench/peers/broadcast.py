"""The same job with `websockets.broadcast`.

Usage: python broadcast.py PORT
"""

import asyncio
import json
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve

viewers: set[ServerConnection] = set()


async def handle(connection: ServerConnection) -> None:
    """Take one producer or viewer, whichever its first message says."""
    hello = json.loads(await connection.recv())
    await connection.send('{"type":"relay","message":"welcome"}')
    if hello["type"] == "hardware":
        async for message in connection:
            broadcast(viewers, message)
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
