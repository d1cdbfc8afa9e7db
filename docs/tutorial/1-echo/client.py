"""Say something to the server, and show what comes back."""

import asyncio
import sys

from websockets.asyncio.client import connect


async def main(words: str) -> None:
    """Send the words, wait for the answer, and end."""
    try:
        async with connect("ws://localhost:8765") as connection:
            await connection.send(words)
            print("came back:", await connection.recv())
    except OSError:
        print("Nobody listens there. Is the server running?")


if __name__ == "__main__":
    asyncio.run(main(" ".join(sys.argv[1:])))
