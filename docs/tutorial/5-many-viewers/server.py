"""Serve the page, and pass events on to any number of viewers."""

import asyncio
import json
import socket
from contextlib import suppress
from pathlib import Path

from fan_out import publish, serve_viewer
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Origin

PAGE = Path(__file__).with_name("page.html")


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
    if role == "client":
        await serve_viewer(connection)
    else:
        with suppress(ConnectionClosed):
            async for message in connection:
                publish(str(message))
    print(role, "has disconnected")


def keep_buffers_small(server: Server) -> None:
    """Let the system keep 16 KiB for each line, not megabytes: what happens here happens sooner."""
    for listening in server.sockets:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16 * 1024)


async def main() -> None:
    """Listen until Ctrl-C. Only our own page and programs are let in, not any other web page."""
    ours = [Origin("http://localhost:8765"), None]
    async with serve(
        handle, "localhost", 8765, process_request=give_page, origins=ours, compression=None
    ) as server:
        keep_buffers_small(server)
        print("The page: http://localhost:8765")
        await server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
