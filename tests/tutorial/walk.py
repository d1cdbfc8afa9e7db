"""Follow a page of the tutorial: do what it says, and compare all that it promises.

The files are run as they are, in a copy of their folder, but for the number of the port: a test
takes one that is free.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.sync_api import Browser, Page

from tests.end_to_end.desktop import HEIGHT, WIDTH, Desktop, desktop
from tests.end_to_end.processes import Programs, free_port, programs, wait_until
from tests.tutorial.pages import Act, Deed, Printed, Typed, Watched, acts
from tests.tutorial.terminals import Terminal, pattern

PORT = "8765"
"""The port of the tutorial, which appears there nowhere in another meaning."""

HAND_TRIES = 5
HAND_PATIENCE = 600  # looks, 10 ms apart


class Walk:
    """One walk through one step. `keep_pictures` saves what the page says is a picture."""

    def __init__(self, step: Path, copy: Path, browser: Browser, keep_pictures: bool = False):
        self._step = step
        self._folder = copy
        self._browser = browser
        self._keep_pictures = keep_pictures
        port = str(free_port())
        shutil.copytree(step, copy, ignore=shutil.ignore_patterns("*.png", "__pycache__"))
        for path in copy.iterdir():
            path.write_text(path.read_text(encoding="utf-8").replace(PORT, port), encoding="utf-8")
        self._acts = list(acts((copy / "README.md").read_text(encoding="utf-8")))
        self._terminals: dict[str, Terminal] = {}
        self._pages: dict[str, Page] = {}
        self._errors: list[str] = []

    def __enter__(self) -> Self:
        self._open = ExitStack()
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self._env = {"PATH": path, "DISPLAY": "", "no_proxy": "localhost"}
        self._desk: Desktop | None = None
        if any(isinstance(act, Deed) and act.tool == "mouse" for act in self._acts):
            self._desk = self._open.enter_context(desktop())
            self._env["DISPLAY"] = self._desk.display
        self._programs: Programs = self._open.enter_context(programs())
        self._open.callback(self._let_go)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def _let_go(self) -> None:
        for terminal in self._terminals.values():
            terminal.wake()
        for page in self._pages.values():
            page.close()

    def follow(self) -> None:
        """Do everything, in order. Raises AssertionError where the page says what is not so."""
        assert self._acts, "the page has nothing to run"
        for act in self._acts:
            self._do(act)
        for terminal in self._terminals.values():
            terminal.compare_the_rest()
        assert not self._errors, self._errors

    def _do(self, act: Act) -> None:
        match act:
            case Typed(name, text):
                self._terminal(name).enter(text)
            case Printed(name):
                self._terminal(name).expect(act)
            case Watched(name, state):
                self._terminal(name).watch(state)
            case Deed("mouse", text):
                way, _, until = text.partition(" until ")
                verb, x, y = way.split()
                self._hand(verb, int(x), int(y), until)
            case Deed(name, text):
                self._browse(name, *text.split(" ", 1))

    def _terminal(self, name: str) -> Terminal:
        if name not in self._terminals:
            self._terminals[name] = Terminal(name, self._programs, self._folder, self._env)
        return self._terminals[name]

    # The hand

    def _hand(self, verb: str, x: int, y: int, until: str) -> None:
        assert self._desk is not None
        if verb == "move":
            self._desk.move(x, y)
            return
        before = self._lines(until)
        for _ in range(HAND_TRIES):  # what happens just after a listener has started is not heard
            self._desk.click(x, y)
            if self._is_noticed(before, until):
                return
        raise AssertionError(f"no program says anything of the press at ({x}, {y})")

    def _lines(self, text: str) -> int:
        return sum(len(terminal.printed(text)) for terminal in self._terminals.values())

    def _is_noticed(self, before: int, text: str) -> bool:
        for _ in range(HAND_PATIENCE):
            if self._lines(text) > before:
                return True
            time.sleep(0.01)  # the pause between two looks, not a hope
        return False

    # The browser

    def _browse(self, name: str, verb: str, what: str = "") -> None:
        if verb == "open":
            screen = {"width": WIDTH, "height": HEIGHT}
            view = {"width": 760, "height": 620}
            options = {"screen": screen, "viewport": view}
            page = self._browser.new_page(**options)  # type: ignore[arg-type]
            page.on("pageerror", lambda error: self._errors.append(str(error)))
            page.goto(what)
            self._pages[name] = page
            return
        page = self._pages[name]
        match verb:
            case "press":
                page.get_by_role("button", name=what).click()
            case "reads":
                wait_until(lambda: _reads(page, what), f"{name} reads {what!r}")
            case "resembles":  # other numbers will do
                wait_until(lambda: _reads(page, what, True), f"{name} resembles {what!r}")
            case "misses":
                assert not _reads(page, what), f"{name} reads {what!r}"
            case "picture":
                self._photograph(page, self._step / what)
            case _:
                raise ValueError(f"Nobody knows how to {verb} a page.")

    def _photograph(self, page: Page, path: Path) -> None:
        if self._keep_pictures:
            page.screenshot(path=path, full_page=True)
        assert path.exists(), f"{path.name} is missing: run python -m tests.tutorial.pictures"


def _reads(page: Page, what: str, numbers_differ: bool = False) -> bool:
    text = page.locator("body").inner_text()
    return pattern(Printed("", what, numbers_differ)).search(text) is not None
