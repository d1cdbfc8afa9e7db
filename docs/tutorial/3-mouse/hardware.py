"""Tell the server where the mouse is pressed: pynput captures, websocket-client on rel sends."""

import json
import signal

import rel
import websocket
from pynput import mouse


def send(app: websocket.WebSocketApp, message: str) -> None:
    """Say something as the hardware."""
    app.send(json.dumps({"type": "hardware", "message": message}))


def on_open(app: websocket.WebSocketApp) -> None:
    """Say who we are. This happens again each time that the server comes back."""
    print("Connected")
    send(app, "first connection")


def on_error(app: websocket.WebSocketApp, error: Exception) -> None:
    """Say nothing: `reconnect` below tries again by itself."""


def main() -> None:
    """Capture and send until Ctrl-C."""
    app = websocket.WebSocketApp("ws://localhost:8765", on_open=on_open, on_error=on_error)

    def on_click(x: int, y: int, button: mouse.Button, pressed: bool) -> None:
        """Run in pynput's thread, not in rel's. An exception here would end the capture."""
        if pressed:
            message = f"Pressed at ({x}, {y})"
            try:
                send(app, message)
                print(message)
            except (OSError, websocket.WebSocketException):
                print("Nobody to tell:", message)

    listener = mouse.Listener(on_click=on_click)
    listener.start()  # once, and not in on_open
    listener.wait()
    print("Listening to the mouse")
    app.run_forever(dispatcher=rel, reconnect=1)
    rel.signal(signal.SIGINT, rel.abort)
    rel.signal(signal.SIGTERM, rel.abort)
    rel.dispatch()


if __name__ == "__main__":
    main()
