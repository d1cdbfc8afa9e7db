"""Start the producer of a mouse: what it does here is seen at once in every browser.

    python hardware.py --help

Moves, clicks and the wheel are captured, keys never. What pynput reports becomes an event in one
of the three handlers below; how events reach the relay is in `producer/`.
"""

from __future__ import annotations

import signal
import sys
from contextlib import suppress

from producer import Producer, ProducerEnded, disclosure, options, screens
from producer.console import Console
from producer.controls import Controls
from producer.gate import Gate
from producer.health import OK
from producer.limits import Limits, MouseEvent
from producer.mouse import Mouse
from producer.simulated import ABOUT, SimulatedMouse
from protocol.events import Click, Move, Scroll
from protocol.messages import About

LAST_WORDS = 0.3
"""Seconds that the console gets at the end, if somebody has stopped it."""


def main() -> int:
    """Capture until Ctrl-C, SIGTERM, or the relay says not to come back; return the exit status."""
    option = options.read()
    console = Console()
    producer = Producer(
        option.url, option.source, token=option.token, ca=option.ca, say=console.say
    )
    gate = Gate(producer, Limits(option.region, option.grid), console.say)
    controls = Controls(gate.toggle)

    # The handlers run in the thread that captures, and must not hold it up.

    def on_move(x: float, y: float) -> None:
        on_event(Move(x, y))

    def on_click(x: float, y: float, button: str, pressed: bool) -> None:
        on_event(Click(x, y, button, pressed))

    def on_scroll(x: float, y: float, dx: float, dy: float) -> None:
        on_event(Scroll(x, y, dx, dy))

    def on_event(event: MouseEvent) -> None:
        with suppress(ProducerEnded):  # the program is about to end
            sent = gate.send(event)  # None while it is paused, and outside of --region
            if isinstance(sent, Click):
                did = "Pressed" if sent.pressed else "Released"
                console.say(f"{did} at ({sent.x}, {sent.y})")

    def on_about(about: About) -> None:
        gate.describe(about)
        if about.health != OK:
            console.say(about.health)

    capture: Mouse | SimulatedMouse
    simulated = is_simulated(option.simulate)
    if simulated:
        capture = SimulatedMouse(on_event)
        on_about(ABOUT)
    else:
        capture = Mouse(on_move, on_click, on_scroll, on_about=on_about, on_loss=gate.release)

    for number in (signal.SIGINT, signal.SIGTERM):  # until `run` handles them, and after it
        signal.signal(number, lambda *_: producer.stop())
    controls.start()
    told = disclosure.sentences(option, simulated=simulated, ways_to_pause=controls.ways)
    console.say("\n".join(told))
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
