"""The relay: take what is new from the producer, give each viewer what follows on its cursor."""

import asyncio
import json
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from history import History
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

history = History()


async def serve_hardware(connection: ServerConnection, hello: dict[str, Any]) -> None:
    """Say how far we have got; take what follows, and say it again."""
    epoch = hello["epoch"]
    have = history.have(epoch)
    await connection.send(json.dumps({"have": have}))
    async for message in connection:
        for event in json.loads(message):
            if event["seq"] > have:  # else it came before
                have = event["seq"]
                history.add(event | {"epoch": epoch})
        await connection.send(json.dumps({"have": have}))


async def serve_viewer(connection: ServerConnection, hello: dict[str, Any]) -> None:
    """Send what comes after the viewer's cursor, which moves on when the viewer has seen it."""
    epoch, seq = hello["cursor"]
    while True:
        events = await history.after((epoch, seq))
        await connection.send(json.dumps(events))
        await connection.recv()  # "seen"
        epoch, seq = events[-1]["epoch"], events[-1]["seq"]


async def while_open(connection: ServerConnection, work: Coroutine[None, None, None]) -> None:
    """Do something until the connection ends, even if it is waiting for something else then."""
    task = asyncio.create_task(work)
    await connection.wait_closed()
    task.cancel()
    with suppress(asyncio.CancelledError, ConnectionClosed):
        await task


async def handle(connection: ServerConnection) -> None:
    """Serve one connection of either role until it ends."""
    hello = json.loads(await connection.recv())
    print(hello["type"], "has connected")
    serve_it = serve_hardware if hello["type"] == "hardware" else serve_viewer
    await while_open(connection, serve_it(connection, hello))
    print(hello["type"], "has disconnected")


async def main() -> None:
    """Listen until Ctrl-C."""
    async with serve(handle, "localhost", 8765, origins=[None]) as server:
        print("Listening at ws://localhost:8765")
        await server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
