"""The same job on picows, a WebSocket library in Cython, with the loop that it recommends.

Usage: python picows_listener.py PORT
"""

import json
import sys

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

WELCOME = b'{"type":"relay","message":"welcome"}'
viewers: set[WSTransport] = set()


class Peer(WSListener):  # type: ignore[misc]  # picows carries no types that mypy reads
    """One producer or viewer, whichever its first message says."""

    produces = False

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Pass on what a producer sends."""
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
        elif self.produces:
            event = frame.get_payload_as_bytes()
            for viewer in viewers:
                viewer.send(WSMsgType.TEXT, event)
        else:
            self.produces = json.loads(frame.get_payload_as_bytes())["type"] == "hardware"
            if not self.produces:
                viewers.add(transport)
            transport.send(WSMsgType.TEXT, WELCOME)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Forget a viewer."""
        viewers.discard(transport)


def peer(_: WSUpgradeRequest) -> Peer:
    """Take a connection."""
    return Peer()


async def main() -> None:
    """Serve until the process is ended."""
    server = await ws_create_server(peer, "127.0.0.1", int(sys.argv[1]), backlog=1024)
    print("ready", flush=True)
    await server.serve_forever()


uvloop.run(main())
