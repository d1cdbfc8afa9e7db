"""The X server, asked where its monitors are and whether it can be listened to.

On X11 only. Elsewhere nothing is known of the screens, and a viewer fits its picture to what it
sees.
"""

from __future__ import annotations

import sys
from typing import Any

from protocol.messages import Screen

MOST = 16
"""The bound of `about.screens` (protocol/messages.py)."""

ON_X11 = sys.platform not in ("darwin", "win32")


class Display:
    """A connection of its own to the X server.

    Every method may raise an exception of python-xlib or OSError: there is no server, or no longer.
    """

    def __init__(self) -> None:
        from Xlib.display import Display as XDisplay  # here, because elsewhere it is not installed

        self._display = XDisplay()

    def screens(self) -> list[Screen]:
        """Return the monitors (RandR 1.5), or without RandR the whole area."""
        screen = self._display.screen()
        monitors: list[Any] = []
        if self._display.has_extension("RANDR"):
            monitors = screen.root.xrandr_get_monitors().monitors
        found = [_screen(monitor) for monitor in monitors]
        return found[:MOST] or [Screen(0, 0, screen.width_in_pixels, screen.height_in_pixels)]

    def can_be_listened_to(self) -> bool:
        """Tell whether the server has the extension that pynput uses."""
        return bool(self._display.has_extension("RECORD"))

    def close(self) -> None:
        """End the connection."""
        self._display.close()


def _screen(monitor: Any) -> Screen:
    return Screen(monitor.x, monitor.y, monitor.width_in_pixels, monitor.height_in_pixels)


def exists() -> bool:
    """Tell whether there is a display to capture a mouse on."""
    if not ON_X11:
        return True
    try:
        Display().close()
    except Exception:  # python-xlib has a dozen ways to say that there is no server
        return False
    return True
