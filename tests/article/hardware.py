# mypy: ignore-errors
"""A producer as one writes it after reading the article: websocket-client on rel, plain messages.

Each line that it reads, as `x y`, is a press of the mouse, reported by a listener's thread.
"""

import json
import sys
import threading

import rel
import websocket


def send(app, message):
    app.send(json.dumps({"type": "hardware", "message": message}))


def listen(app):
    for line in sys.stdin:
        x, y = line.split()
        message = f"Pressed at ({x}, {y})"
        print(message, flush=True)
        send(app, message)


def on_open(app):
    send(app, "first connection")
    threading.Thread(target=listen, args=[app], daemon=True).start()


def on_error(app, error):
    print("error:", error, flush=True)


if __name__ == "__main__":
    app = websocket.WebSocketApp(sys.argv[1], on_open=on_open, on_error=on_error)
    app.run_forever(dispatcher=rel, reconnect=5)
    rel.signal(2, rel.abort)
    rel.signal(15, rel.abort)
    rel.dispatch()
