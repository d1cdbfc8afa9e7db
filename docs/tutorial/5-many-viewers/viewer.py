"""Show the presses, and how old each of them is when it arrives."""

import asyncio
import json
import time
from contextlib import suppress

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


async def main() -> None:
    """Watch until Ctrl-C, or until the server ends."""
    async with connect("ws://localhost:8765") as connection:
        await connection.send(json.dumps({"type": "client", "message": "first connection"}))
        print("Watching")
        async for message in connection:
            event = json.loads(message)
            if event["event"] == "click":
                print(f"press {event['number']}, {time.time() - event['t']:.2f} s old")


if __name__ == "__main__":
    with suppress(KeyboardInterrupt, ConnectionClosed):
        asyncio.run(main())
