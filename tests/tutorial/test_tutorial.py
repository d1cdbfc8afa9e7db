"""Whoever follows the tutorial sees what it promises."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from mypy import api
from playwright.sync_api import Browser
from websockets.sync.client import connect

from tests.end_to_end.browser import chromium
from tests.end_to_end.processes import PATIENCE, ROOT, programs
from tests.tutorial.pages import STEPS, TUTORIAL, shown, with_code
from tests.tutorial.walk import Walk

MOST_LINES = 85
"""Lines of a file that still can be read at once."""

step = pytest.mark.parametrize("step", STEPS, ids=lambda folder: folder.name)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def page_of(step: Path) -> str:
    return (step / "README.md").read_text(encoding="utf-8")


@pytest.mark.end_to_end
@step
def test_what_the_page_promises_happens(step: Path, browser: Browser, tmp_path: Path) -> None:
    with Walk(step, tmp_path / "step", browser) as walk:
        walk.follow()


@pytest.mark.end_to_end
@pytest.mark.parametrize(
    "program", ["1-echo/client.py", "2-roles/client.py", "2-roles/hardware.py", "3-mouse/client.py"]
)
def test_a_program_that_finds_no_server_says_so(program: str) -> None:
    ran = subprocess.run(
        [sys.executable, TUTORIAL / program],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ran.stdout == "Nobody listens there. Is the server running?\n"
    assert ran.stderr == ""


@pytest.mark.end_to_end
@pytest.mark.parametrize("step", ["2-roles", "3-mouse"])
def test_a_client_whose_server_is_killed_says_so(step: str) -> None:
    with programs() as started:
        server = started.start("server", sys.executable, str(TUTORIAL / step / "server.py"))
        server.wait_for("Listening")
        client = started.start("client", sys.executable, str(TUTORIAL / step / "client.py"))
        server.wait_for("client has connected")
        server.process.kill()
        client.wait_for("The server has ended")
        client.process.wait(PATIENCE)
        assert not client.printed("Traceback")


@pytest.mark.end_to_end
@pytest.mark.parametrize("step", ["1-echo", "2-roles", "3-mouse"])
def test_a_server_whose_client_is_killed_only_says_that_it_has_gone(step: str) -> None:
    with programs() as started:
        server = started.start("server", sys.executable, str(TUTORIAL / step / "server.py"))
        server.wait_for("Listening")
        with connect("ws://localhost:8765", proxy=None) as caller:
            caller.send('{"type": "client", "message": "first connection"}')
            server.wait_for("has connected")
            caller.socket.shutdown(socket.SHUT_RDWR)  # as when a program is killed: no goodbye
            server.wait_for("has disconnected")
        assert not server.printed("Traceback")


@pytest.mark.end_to_end
def test_the_hardware_of_an_earlier_step_is_told_from_that_of_the_last() -> None:
    with programs() as started:
        file = TUTORIAL / "8-your-sensor" / "server.py"
        server = started.start("server", sys.executable, "-u", str(file))
        server.wait_for("The page: ")
        with connect("ws://localhost:8765", proxy=None) as hardware:
            hardware.send('{"type": "hardware", "message": "first connection"}')
            server.wait_for("The hardware.py of an earlier step is still running: end it")
        assert not server.printed("Traceback")


@step
def test_the_code_of_a_page_is_that_of_its_files(step: Path) -> None:
    assert page_of(step) == with_code(page_of(step), step), "run: python -m tests.tutorial.include"


@step
def test_a_page_shows_or_names_every_file(step: Path) -> None:
    for path in step.iterdir():
        if path.suffix in (".py", ".html"):
            assert path.name in shown(page_of(step)) or f"`{path.name}`" in page_of(step)
        elif path.suffix == ".png":
            assert f"]({path.name})" in page_of(step)


@step
def test_a_file_can_be_read_on_one_screen(step: Path) -> None:
    for path in [*step.glob("*.py"), *step.glob("*.html")]:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES, path.name


@step
def test_the_types_of_a_step_are_right(step: Path) -> None:
    config = ["--config-file", str(ROOT / "pyproject.toml")]
    said, complaints, status = api.run([*config, *map(str, sorted(step.glob("*.py")))])
    assert status == 0, said + complaints


@step
def test_a_page_leads_on_and_ends_with_what_was_learned(step: Path) -> None:
    headings = re.findall(r"^## (.+)$", page_of(step), re.MULTILINE)
    assert {"Run it", "Break it", "What you have learned"} <= set(headings)
    following = STEPS[STEPS.index(step) + 1 :][:1]
    assert all(f"](../{folder.name}/README.md)" in page_of(step) for folder in following)


def test_the_overview_leads_to_every_step() -> None:
    overview = (TUTORIAL / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\]\((\d-[a-z-]+)/README.md\)", overview) == [
        folder.name for folder in STEPS
    ]
