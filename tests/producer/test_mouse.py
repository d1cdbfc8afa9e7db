"""The mouse is captured; what is wrong is told, and nothing that fails ends the capture.

Most of this is tested with a listener in pynput's place; what pynput itself does is seen in
`test_hardware.py`.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

import producer.mouse
from producer import health
from producer.mouse import CAPTURE, Mouse
from protocol.messages import About, Screen
from tests.producer.scripted_relay import PATIENCE, wait_until

LEFT = SimpleNamespace(name="left")


class Desktop:
    """Stands for pynput and the X server: what it does is decided here."""

    def __init__(self) -> None:
        self.is_there = True
        self.can_be_listened_to = True
        self.is_trusted = True
        self.screens = [Screen(0, 0, 800, 600)]
        self.listeners: list[Any] = []
        self.open_displays = 0

    def display(self) -> Any:
        if not self.is_there:
            raise ConnectionError("no server")
        self.open_displays += 1
        return SimpleNamespace(
            screens=lambda: self.screens,
            can_be_listened_to=lambda: self.can_be_listened_to,
            close=self._close,
        )

    def _close(self) -> None:
        self.open_displays -= 1

    def pynput(self) -> Any:
        desktop = self

        class Listener(threading.Thread):
            def __init__(self, **callbacks: Callable[..., object]) -> None:
                super().__init__(daemon=True)
                self.callbacks = callbacks
                self.IS_TRUSTED = desktop.is_trusted
                self.over = threading.Event()
                desktop.listeners.append(self)

            def run(self) -> None:
                if desktop.can_be_listened_to:
                    self.over.wait(PATIENCE)
                raise ConnectionError("the server is gone")

            def stop(self) -> None:
                self.over.set()

        return SimpleNamespace(mouse=SimpleNamespace(Listener=Listener))

    @property
    def listener(self) -> Any:
        wait_until(lambda: self.listeners and self.listeners[-1].is_alive(), "somebody listens")
        return self.listeners[-1]


class Captured:
    """A mouse, and everything that came of it."""

    def __init__(self) -> None:
        self.events: list[tuple[Any, ...]] = []
        self.abouts: list[About] = []
        self.losses = 0
        self.mouse = Mouse(
            lambda *args: self.events.append(("move", *args)),
            lambda *args: self.events.append(("click", *args)),
            lambda *args: self.events.append(("scroll", *args)),
            on_about=self.abouts.append,
            on_loss=self._lose,
        )

    def end(self) -> None:
        """Stop the mouse, and wait until nothing of it is left."""
        self.mouse.stop()
        self.mouse._thread.join(PATIENCE)

    def _lose(self) -> None:
        self.losses += 1

    @property
    def health(self) -> str:
        return self.abouts[-1].health if self.abouts else ""


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Desktop:
    it = Desktop()
    monkeypatch.setitem(sys.modules, "pynput", it.pynput())
    monkeypatch.setattr(producer.mouse, "Display", it.display)
    monkeypatch.setattr(producer.mouse, "CHECK_INTERVAL", 0.01)
    monkeypatch.setattr(producer.mouse, "RETRY_INTERVAL", 0.02)
    for name in ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        monkeypatch.delenv(name, raising=False)
    return it


@pytest.fixture
def captured(desktop: Desktop) -> Iterator[Captured]:
    it = Captured()
    it.mouse.start()
    yield it
    it.end()


def test_what_pynput_reports_is_handed_on_without_what_only_pynput_knows(
    desktop: Desktop, captured: Captured
) -> None:
    callbacks = desktop.listener.callbacks
    callbacks["on_move"](1, 2, False)
    callbacks["on_click"](3, 4, LEFT, True, False)
    callbacks["on_scroll"](5, 6, 0, -1, False)
    assert captured.events == [
        ("move", 1, 2),
        ("click", 3, 4, "left", True),
        ("scroll", 5, 6, 0, -1),
    ]


def test_a_handler_that_raises_or_returns_false_does_not_end_the_capture(
    desktop: Desktop, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a mistake")

    refuse: Any = lambda *_: False  # noqa: E731
    mouse = Mouse(fail, refuse, fail, on_about=lambda _: None, on_loss=lambda: None)
    mouse.start()
    callbacks = desktop.listener.callbacks
    assert callbacks["on_move"](1, 2, False) is None
    assert callbacks["on_move"](1, 2, False) is None
    assert callbacks["on_click"](1, 2, LEFT, True, False) is None
    assert len(caplog.records) == 1
    mouse.stop()
    mouse._thread.join(PATIENCE)


def test_a_module_that_could_listen_to_keys_is_not_loaded(
    desktop: Desktop, captured: Captured
) -> None:
    wait_until(lambda: desktop.listeners, "somebody listens")
    assert not hasattr(sys.modules["pynput.keyboard"], "Listener")


def test_the_screens_and_the_kind_of_capture_are_told_and_told_again_when_they_change(
    desktop: Desktop, captured: Captured
) -> None:
    wait_until(lambda: captured.abouts, "what is captured")
    desktop.screens = [Screen(0, 0, 1920, 1080), Screen(1920, 0, 800, 600)]
    wait_until(lambda: len(captured.abouts) > 1, "the change")
    assert [about.screens for about in captured.abouts] == [
        [Screen(0, 0, 800, 600)],
        [Screen(0, 0, 1920, 1080), Screen(1920, 0, 800, 600)],
    ]
    assert {(about.capture, about.health) for about in captured.abouts} == {(CAPTURE, health.OK)}


def test_capture_that_died_is_told_once_lets_go_and_comes_back_by_itself(
    desktop: Desktop, captured: Captured
) -> None:
    first = desktop.listener
    wait_until(lambda: captured.health == health.OK, "it is well")
    desktop.is_there = False
    first.over.set()
    wait_until(lambda: captured.health == health.DISPLAY_GONE, "the loss is told")
    assert captured.losses == 1
    desktop.is_there = True
    wait_until(lambda: captured.health == health.OK, "it is well again")
    assert desktop.listener is not first
    assert [about.health for about in captured.abouts] == [
        health.OK,
        health.DISPLAY_GONE,
        health.OK,
    ]


def test_there_is_one_listener_at_a_time_and_no_display_is_left_open(
    desktop: Desktop, captured: Captured
) -> None:
    for count in range(1, 6):
        wait_until(lambda n=count: len(desktop.listeners) == n, "somebody listens")  # type: ignore[misc]
        assert sum(listener.is_alive() for listener in desktop.listeners) <= 1
        desktop.listener.over.set()
    wait_until(lambda: desktop.open_displays <= 1, "the displays are closed")


def test_without_a_display_that_is_told_and_it_is_tried_again(desktop: Desktop) -> None:
    desktop.is_there = False
    captured = Captured()
    captured.mouse.start()
    wait_until(lambda: captured.health == health.NO_DISPLAY, "it is told")
    desktop.is_there = True
    wait_until(lambda: captured.health == health.OK, "it is well")
    captured.end()


def test_a_server_that_cannot_be_listened_to_is_told(desktop: Desktop) -> None:
    desktop.can_be_listened_to = False
    captured = Captured()
    captured.mouse.start()
    wait_until(lambda: captured.health == health.NO_RECORDING, "it is told")
    captured.end()


def test_wayland_is_told_and_capture_goes_on(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    captured = Captured()
    captured.mouse.start()
    wait_until(lambda: captured.health == health.WAYLAND, "it is told")
    desktop.listener.callbacks["on_move"](1, 2, False)
    assert captured.events == [("move", 1, 2)]
    captured.end()


def test_a_missing_permission_is_told(desktop: Desktop) -> None:
    desktop.is_trusted = False
    captured = Captured()
    captured.mouse.start()
    wait_until(lambda: captured.health == health.NO_PERMISSION, "it is told")
    captured.end()


def test_after_stop_nothing_is_handed_on(desktop: Desktop, captured: Captured) -> None:
    callbacks = desktop.listener.callbacks
    captured.mouse.stop()
    callbacks["on_move"](1, 2, False)
    assert captured.events == []


def test_a_capture_that_was_stopped_is_not_told_as_lost(
    desktop: Desktop, captured: Captured
) -> None:
    wait_until(lambda: captured.health == health.OK, "it is well")
    captured.mouse.stop()
    captured.mouse._thread.join(PATIENCE)
    assert not captured.mouse._thread.is_alive()
    assert [about.health for about in captured.abouts] == [health.OK]
    assert captured.losses == 0
