"""Serve the page, and pass on what the hardware sends to it."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Origin

PAGE = Path(__file__).with_name("page.html")
connections: dict[str, ServerConnection] = {}  # by role


def give_page(connection: ServerConnection, request: Request) -> Response | None:
    """Answer a browser that wants the page; None lets a WebSocket begin."""
    if request.headers.get("Upgrade", "").lower() == "websocket":
        return None
    response = connection.respond(200, PAGE.read_text(encoding="utf-8"))
    del response.headers["Content-Type"]
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    return response


async def handle(connection: ServerConnection) -> None:
    """Serve one connection of either role until it ends."""
    role = json.loads(await connection.recv())["type"]
    print(role, "has connected")
    connections[role] = connection
    with suppress(ConnectionClosed):
        async for message in connection:
            if role == "client":
                print("From Client:", json.loads(message)["message"])
            elif client := connections.get("client"):
                await client.send(message)
    print(role, "has disconnected")
    if connections.get(role) is connection:
        del connections[role]


async def main() -> None:
    """Listen until Ctrl-C. Only our own page and programs are let in, not any other web page."""
    origins = [Origin("http://localhost:8765"), None]
    async with serve(
        handle, "localhost", 8765, process_request=give_page, origins=origins
    ) as server:
        print("The page: http://localhost:8765")
        await server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
