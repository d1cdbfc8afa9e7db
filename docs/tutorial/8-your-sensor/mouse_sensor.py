"""The mouse is one more sensor."""

from contextlib import suppress

from events import Move, Press
from pynput import mouse

from producer import Producer


def main() -> None:
    """Capture until Ctrl-C."""
    with Producer("desk") as desk:

        def on_move(x: int, y: int) -> None:
            desk.send(Move(x=x, y=y))

        def on_click(x: int, y: int, button: mouse.Button, pressed: bool) -> None:
            if pressed:
                desk.send(Press(x=x, y=y))
                print(f"Pressed at ({x}, {y})")

        listener = mouse.Listener(on_move=on_move, on_click=on_click)
        listener.start()
        with suppress(KeyboardInterrupt):
            listener.join()


if __name__ == "__main__":
    main()
