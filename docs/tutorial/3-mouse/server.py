"""Pass on what the hardware says to the client, and the other way round."""

import asyncio
import json
from contextlib import suppress

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

OTHER = {"hardware": "client", "client": "hardware"}
connections: dict[str, ServerConnection] = {}  # by role


async def handle(connection: ServerConnection) -> None:
    """Learn the role from the first message, then pass on all that follow."""
    role = json.loads(await connection.recv())["type"]
    print(role, "has connected")
    connections[role] = connection
    with suppress(ConnectionClosed):
        async for message in connection:
            if other := connections.get(OTHER[role]):
                await other.send(message)
    print(role, "has disconnected")
    if connections.get(role) is connection:
        del connections[role]


async def main() -> None:
    """Listen until Ctrl-C."""
    async with serve(handle, "localhost", 8765) as server:
        print("Listening at ws://localhost:8765")
        await server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
