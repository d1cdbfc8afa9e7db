"""Start the producer of a mouse: what it does here is seen at once in every browser.

    python hardware.py --help

Moves, clicks and the wheel are captured, keys never. What pynput reports becomes an event in one
of the three handlers below; how events reach the relay is in `producer/`.
"""

from __future__ import annotations

import signal
import sys
from contextlib import suppress

from producer import Producer, ProducerEnded, options, screens
from producer.console import Console
from producer.health import OK
from producer.mouse import Mouse
from producer.simulated import ABOUT, SimulatedMouse
from protocol.events import AnyEvent, Click, Move, Scroll
from protocol.messages import About

LAST_WORDS = 0.3
"""Seconds that the console gets at the end, if somebody has stopped it."""


def main() -> int:
    """Capture until Ctrl-C, SIGTERM, or the relay says not to come back; return the exit status."""
    option = options.read()
    console = Console()
    producer = Producer(option.url, option.source, token=option.token, say=console.say)

    # The handlers run in the thread that captures, and must not hold it up.

    def on_move(x: float, y: float) -> None:
        on_event(Move(x, y))

    def on_click(x: float, y: float, button: str, pressed: bool) -> None:
        on_event(Click(x, y, button, pressed))

    def on_scroll(x: float, y: float, dx: float, dy: float) -> None:
        on_event(Scroll(x, y, dx, dy))

    def on_event(event: AnyEvent) -> None:
        with suppress(ProducerEnded):  # the program is about to end
            producer.send(event)
            if isinstance(event, Click):
                did = "Pressed" if event.pressed else "Released"
                console.say(f"{did} at ({event.x}, {event.y})")

    def on_about(about: About) -> None:
        producer.describe(about)
        if about.health != OK:
            console.say(about.health)

    capture: Mouse | SimulatedMouse
    if is_simulated(option.simulate):
        capture = SimulatedMouse(on_event)
        on_about(ABOUT)
        console.say("Simulating a mouse: nothing of this machine is captured.")
    else:
        capture = Mouse(on_move, on_click, on_scroll, on_about=on_about, on_loss=producer.release)
        console.say("Capturing the mouse of this machine: moves, clicks and the wheel, never keys.")
    console.say(f"Sending it to {option.url} as '{option.source}'. Ctrl-C ends this.")

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # `run` handles them; later ones come too late
    capture.start()
    status = producer.run()
    capture.stop()
    console.drain(LAST_WORDS)
    return status


def is_simulated(when: str) -> bool:
    """Tell whether to simulate: always, never, or automatically where there is no display."""
    return when == "always" or (when == "auto" and not screens.exists())


if __name__ == "__main__":
    sys.exit(main())
