"""Show what the hardware says, until Ctrl-C."""

import asyncio
import json
from contextlib import suppress

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


async def main() -> None:
    """Introduce ourselves as the client, and wait."""
    try:
        async with connect("ws://localhost:8765") as connection:
            await connection.send(json.dumps({"type": "client", "message": "first connection"}))
            print("Waiting for the hardware")
            with suppress(ConnectionClosed):
                async for message in connection:
                    print("from hardware:", json.loads(message)["message"])
        print("The server has ended")
    except OSError:
        print("Nobody listens there. Is the server running?")


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
