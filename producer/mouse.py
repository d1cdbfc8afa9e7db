"""The mouse of this machine, by pynput; capture that has died is told, and tried again.

The handlers are called in pynput's thread, which on Windows holds up the pointer of the whole
desktop: they must only put something somewhere. No keys are captured: what could do that is not
even loaded.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import ModuleType
from typing import Any

from producer import health
from producer.screens import ON_X11, Display
from protocol.messages import About, Screen

CHECK_INTERVAL = 1.0
"""Seconds between two looks at whether capture is alive, and where the screens are."""

RETRY_INTERVAL = 2.0

CAPTURE = f"pynput/{'xorg' if ON_X11 else sys.platform}"

OnMove = Callable[[float, float], None]
OnClick = Callable[[float, float, str, bool], None]
OnScroll = Callable[[float, float, float, float], None]

_log = logging.getLogger(__name__)


class Mouse:
    """Capture the mouse until `stop`, in threads of its own.

    `on_about` is called when something about the capture changes, `on_loss` when it has failed, so
    that nothing stays pressed.
    """

    def __init__(
        self,
        on_move: OnMove,
        on_click: OnClick,
        on_scroll: OnScroll,
        *,
        on_about: Callable[[About], None],
        on_loss: Callable[[], None],
    ) -> None:
        self._handlers = {
            "on_move": lambda x, y, *_: on_move(x, y),
            "on_click": lambda x, y, button, pressed, *_: on_click(x, y, button.name, pressed),
            "on_scroll": lambda x, y, dx, dy, *_: on_scroll(x, y, dx, dy),
        }
        self._on_about = on_about
        self._on_loss = on_loss
        self._about = About()
        self._stopping = threading.Event()
        self._has_failed = False
        self._thread = threading.Thread(target=self._supervise, name="mouse", daemon=True)

    def start(self) -> None:
        """Begin; what is wrong, if anything, comes by `on_about`."""
        self._thread.start()

    def stop(self) -> None:
        """End capture: no handler is called from now on."""
        self._stopping.set()

    def _supervise(self) -> None:
        wrong = health.NO_DISPLAY
        while not self._stopping.is_set():
            try:
                display = Display() if ON_X11 else None
                listener = self._listen()
            except Exception:  # python-xlib has a dozen ways to say that there is no server
                self._tell(wrong)
            else:
                wrong = self._watch(listener, display)
                if self._stopping.is_set():
                    return
                self._on_loss()
                self._tell(wrong)
            self._stopping.wait(RETRY_INTERVAL)

    def _listen(self) -> Any:
        # pynput would load its keyboard module too, if there were none yet.
        sys.modules.setdefault("pynput.keyboard", ModuleType("pynput.keyboard"))
        from pynput import mouse  # here, because without a display it cannot be imported

        logging.getLogger("pynput").setLevel(logging.CRITICAL)  # what it knows, health says better

        class Listener(mouse.Listener):  # type: ignore[misc]  # pynput carries no types
            def run(self) -> None:
                with suppress(Exception):  # it dies with the X server; `_watch` sees that
                    super().run()

        guarded = {name: self._guard(handler) for name, handler in self._handlers.items()}
        listener = Listener(**guarded)
        listener.start()
        return listener

    def _watch(self, listener: Any, display: Display | None) -> str:
        """Return what is wrong once the listener has ended, or when it is time to stop."""
        while listener.is_alive() and not self._stopping.is_set():
            is_trusted = getattr(listener, "IS_TRUSTED", True)  # only macOS has it
            self._tell(
                health.of_session(os.environ) if is_trusted else health.NO_PERMISSION,
                _screens_of(display),
            )
            self._stopping.wait(CHECK_INTERVAL)
        with suppress(Exception):
            listener.stop()  # on X11 it ends with the next input, so nobody waits for it
        if display is None:
            return health.NO_PERMISSION
        wrong = health.DISPLAY_GONE if _can_be_listened_to(display) else health.NO_RECORDING
        with suppress(Exception):
            display.close()
        return wrong

    def _guard(self, handler: Callable[..., None]) -> Callable[..., None]:
        """Keep what a handler returns or raises from pynput: either would end the capture."""

        def callback(*args: Any) -> None:
            if self._stopping.is_set():
                return
            try:
                handler(*args)
            except Exception:
                if not self._has_failed:
                    _log.exception("This event could not be handled; nor may others.")
                self._has_failed = True

        return callback

    def _tell(self, condition: str, screens: list[Screen] | None = None) -> None:
        known = self._about.screens if screens is None else screens
        about = About(capture=CAPTURE, health=condition, screens=known)
        if about != self._about:
            self._about = about
            self._on_about(about)


def _screens_of(display: Display | None) -> list[Screen] | None:
    with suppress(Exception):
        return [] if display is None else display.screens()
    return None


def _can_be_listened_to(display: Display) -> bool:
    """Tell whether the server could be listened to; of one that is gone, nothing else is known."""
    with suppress(Exception):
        return display.can_be_listened_to()
    return True
