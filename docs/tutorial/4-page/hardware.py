"""Send what the mouse does to the server, as events."""

import json
import signal
from contextlib import suppress

import rel
import websocket
from pynput import mouse

introduced: websocket.WebSocket | None = None  # the line on which we have said who we are


def send(app: websocket.WebSocketApp, **event: object) -> None:
    """Send an event. What cannot be sent is lost; step 7 puts that right."""
    if app.sock is introduced:
        with suppress(OSError, websocket.WebSocketException):
            app.send(json.dumps(event))


def on_open(app: websocket.WebSocketApp) -> None:
    """Say who we are, each time that the server comes back. Events may follow, not precede."""
    global introduced
    print("Connected")
    app.send(json.dumps({"type": "hardware", "message": "first connection"}))
    introduced = app.sock


def on_error(app: websocket.WebSocketApp, error: Exception) -> None:
    """Say nothing: `reconnect` below tries again by itself."""


def main() -> None:
    """Capture and send until Ctrl-C."""
    app = websocket.WebSocketApp("ws://localhost:8765", on_open=on_open, on_error=on_error)

    def on_move(x: int, y: int) -> None:
        send(app, event="move", x=x, y=y)

    def on_click(x: int, y: int, button: mouse.Button, pressed: bool) -> None:
        send(app, event="click", x=x, y=y, button=button.name, pressed=pressed)
        if pressed:
            print(f"Pressed at ({x}, {y})")

    listener = mouse.Listener(on_move=on_move, on_click=on_click)
    listener.start()
    listener.wait()
    app.run_forever(dispatcher=rel, reconnect=1)
    rel.signal(signal.SIGINT, rel.abort)
    rel.signal(signal.SIGTERM, rel.abort)
    rel.dispatch()


if __name__ == "__main__":
    main()
