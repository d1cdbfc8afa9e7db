"""Why a mouse is not captured, or not all of it: one sentence each, with the cure.

The sentences go to the console and, as `about.health`, to every viewer. Pure: the environment is
passed in.
"""

from __future__ import annotations

from collections.abc import Mapping

OK = "ok"

NO_DISPLAY = (
    "There is no display to capture a mouse on: start hardware.py in a terminal of the desktop, "
    "or set DISPLAY, or use --simulate."
)
DISPLAY_GONE = (
    "The X server is gone, and the mouse with it: capture comes back by itself "
    "when the display does."
)
NO_RECORDING = (
    "The X server does not let programs listen to the mouse: start it with its RECORD extension."
)
WAYLAND = (
    "Wayland shows the pointer only while it is over XWayland windows: "
    "choose an X11 (Xorg) session on the login screen to capture all of it, "
    "or send what the mouse itself does with python -m examples.gamepad."
)
NO_PERMISSION = (
    "macOS does not let this program watch the mouse: allow this terminal in System Settings, "
    "Privacy & Security, Accessibility and Input Monitoring, and start hardware.py again."
)
PAUSED = (
    "Capture is paused: nothing that the mouse does leaves its machine until somebody there "
    "resumes it, by p and Enter in the console of hardware.py or by SIGUSR1."
)


def of_session(environ: Mapping[str, str]) -> str:
    """Return what the desktop session limits, judged by its environment variables."""
    if environ.get("WAYLAND_DISPLAY") or environ.get("XDG_SESSION_TYPE") == "wayland":
        return WAYLAND
    return OK
