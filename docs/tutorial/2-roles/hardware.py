"""Say one thing to whoever watches, as a sensor would."""

import asyncio
import json
import sys

from websockets.asyncio.client import connect


async def main(words: str) -> None:
    """Introduce ourselves as the hardware, and say the words."""
    try:
        async with connect("ws://localhost:8765") as connection:
            for message in ("first connection", words):
                await connection.send(json.dumps({"type": "hardware", "message": message}))
        print("sent:", words)
    except OSError:
        print("Nobody listens there. Is the server running?")


if __name__ == "__main__":
    asyncio.run(main(" ".join(sys.argv[1:])))
