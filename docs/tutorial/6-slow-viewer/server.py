"""Pass events on to viewers, to each as fast as it can take them."""

import asyncio
import json
from collections.abc import Coroutine
from contextlib import suppress

from outbox import Outbox
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

outboxes: set[Outbox] = set()


async def serve_hardware(connection: ServerConnection) -> None:
    """Put every event into every outbox."""
    async for message in connection:
        event = json.loads(message)
        for outbox in outboxes:
            outbox.add(event)


async def serve_viewer(connection: ServerConnection) -> None:
    """Send what waits, and no more until the viewer says that it has seen it."""
    outbox = Outbox()
    outboxes.add(outbox)
    try:
        while True:
            await connection.send(json.dumps(await outbox.take()))
            await connection.recv()  # "seen"
    finally:
        outboxes.discard(outbox)


async def while_open(connection: ServerConnection, work: Coroutine[None, None, None]) -> None:
    """Do something until the connection ends, even if it is waiting for something else then."""
    task = asyncio.create_task(work)
    await connection.wait_closed()
    task.cancel()
    with suppress(asyncio.CancelledError, ConnectionClosed):
        await task


async def handle(connection: ServerConnection) -> None:
    """Serve one connection of either role until it ends."""
    role = json.loads(await connection.recv())["type"]
    print(role, "has connected")
    serve_it = serve_hardware if role == "hardware" else serve_viewer
    await while_open(connection, serve_it(connection))
    print(role, "has disconnected")


async def main() -> None:
    """Listen until Ctrl-C."""
    async with serve(handle, "localhost", 8765, origins=[None]) as server:
        print("Listening at ws://localhost:8765")
        await server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
