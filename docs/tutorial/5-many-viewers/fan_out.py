"""One event in, and out to many viewers: each has a queue, and a task that empties it."""

import asyncio
from contextlib import suppress

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

queues: set[asyncio.Queue[str]] = set()


def publish(message: str) -> None:
    """Put a message into every queue. It awaits nothing, so nobody can hold it up."""
    for queue in queues:
        queue.put_nowait(message)
        if queue.qsize() % 1000 == 0:
            print("A viewer is", queue.qsize(), "events behind")


async def send_all(connection: ServerConnection, queue: asyncio.Queue[str]) -> None:
    """Send what comes through a queue. Here one viewer may wait, and only this one."""
    with suppress(ConnectionClosed):
        while True:
            await connection.send(await queue.get())


async def serve_viewer(connection: ServerConnection) -> None:
    """Keep a viewer supplied until it goes."""
    queue: asyncio.Queue[str] = asyncio.Queue()
    queues.add(queue)
    sending = asyncio.create_task(send_all(connection, queue))
    try:
        await connection.wait_closed()
    finally:
        queues.discard(queue)
        sending.cancel()
