"""The walk-through in docs/extending.md is done, word by word, in a copy of the repository."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol

from protocol.messages import SUBPROTOCOL
from tests.end_to_end import processes
from tests.end_to_end.browser import BUILT, Viewer, chromium
from tests.end_to_end.processes import PATIENCE, Programs, Relay, programs, wait_until

pytestmark = pytest.mark.end_to_end

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "extending.md").read_text()
PARTS = ["protocol", "relay", "producer", "tests", "frontend", "server.py", "hardware.py"]
NOT_COPIED = shutil.ignore_patterns("node_modules", "dist", "__pycache__", ".*")

HANDLERS, AN_EVENT_TYPE, _ = re.split(r"^## (?:An event type|A sensor)$", GUIDE, flags=re.MULTILINE)
SLEEP = "time.sleep"


def blocks(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield the language, the rest of the first line and the lines of each block of code."""
    for indent, language, more, body in re.findall(
        r"^( *)```(\w+) ?(.*)\n((?:.*\n)*?)\1```$", text, re.MULTILINE
    ):
        lines = (line.removeprefix(indent) for line in body.splitlines(keepends=True))
        yield language, more, "".join(lines)


def promised(text: str, more: str = "") -> list[str]:
    """Return the lines that a text says will be shown."""
    shown = [body for language, rest, body in blocks(text) if (language, rest) == ("text", more)]
    assert shown, f"nothing is promised {more}"
    return [line for body in shown for line in body.splitlines()]


def is_as_promised(shown: str, line: str) -> bool:
    """Tell whether a line is there; its numbers may be others."""
    return re.search(re.sub(r"\d+", r"\\d+", re.escape(line.rstrip("."))), shown) is not None


def apply(copy: Path, text: str, leave_out: str = "") -> None:
    """Make the changes that a text describes."""
    for language, path, body in blocks(text):
        file = copy / path
        if language == "diff" and path != leave_out and SLEEP not in body:
            file.write_text(changed(file.read_text(), body, path))
        elif language in ("python", "json") and path != leave_out:
            assert not file.exists(), path
            file.write_text(body)


def changed(content: str, diff: str, path: str) -> str:
    """Replace what a diff says, at the only place where that is."""
    lines = diff.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    assert content.count(before) == 1, f"{path} has not one place like this:\n{before}"
    return content.replace(before, after)


def run(copy: Path, *command: str) -> str:
    """Run a command that succeeds; return what it says."""
    status, said = attempt(copy, *command)
    assert status == 0, said
    return said


def attempt(copy: Path, *command: str) -> tuple[int, str]:
    done = subprocess.run(
        command, cwd=copy, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout + done.stderr


def generate(copy: Path) -> None:
    run(copy, "node", "frontend/scripts/generate.mjs")


def types_of_page(copy: Path) -> tuple[int, str]:
    return attempt(copy / "frontend", "node", "node_modules/typescript/bin/tsc")


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the repository, that has borrowed what is installed."""
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tmp_path / part, ignore=NOT_COPIED)
        else:
            shutil.copy(ROOT / part, tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for installed in (".venv", "frontend/node_modules"):
        (tmp_path / installed).symlink_to(ROOT / installed)
    monkeypatch.setattr(processes, "ROOT", tmp_path)
    monkeypatch.setenv("PYTHON", sys.executable)
    monkeypatch.setenv("PATH", str(ROOT / ".venv" / "bin"), prepend=":")
    return tmp_path


@pytest.fixture
def started() -> Iterator[Programs]:
    with programs() as all_of_them:
        yield all_of_them


# An event type


def test_a_sample_that_is_missing_is_named(copy: Path) -> None:
    path = "tests/samples/events/gesture.json"
    apply(copy, AN_EVENT_TYPE.split("### 4.")[0], leave_out=path)
    status, said = attempt(
        copy, sys.executable, "-m", "pytest", "-q", "-k", "sample", "tests/protocol/test_samples.py"
    )
    assert status == 1
    assert all(line in said for line in promised(AN_EVENT_TYPE, f"without {path}"))


def test_a_class_that_is_not_listed_is_named(copy: Path) -> None:
    apply(copy, AN_EVENT_TYPE.split("### 2.")[0])
    events = copy / "protocol" / "events.py"
    events.write_text(events.read_text().replace("| Text | Gesture", "| Text"))
    status, said = attempt(
        copy, sys.executable, "-m", "pytest", "-q", "-k", "listed", "tests/protocol/test_events.py"
    )
    assert status == 1
    assert "Gesture is not listed: add `| Gesture` to AnyEvent" in said


def test_types_that_were_not_generated_and_an_entry_that_is_missing_are_named(copy: Path) -> None:
    path = "frontend/src/events.ts"
    apply(copy, AN_EVENT_TYPE.split("### 4.")[0], leave_out=path)
    status, said = attempt(copy, "node", "frontend/scripts/generate.mjs", "--check")
    assert status == 1
    assert "Run `make generate`." in said
    generate(copy)
    status, said = types_of_page(copy)
    assert status != 0
    assert all(line in said for line in promised(AN_EVENT_TYPE, f"without {path}"))


def test_the_gesture_is_recognised_travels_and_is_reacted_to(copy: Path, started: Programs) -> None:
    apply(copy, HANDLERS)
    apply(copy, AN_EVENT_TYPE)
    generate(copy)
    programs_and_parts = [part for part in PARTS if part not in ("tests", "frontend")]
    run(copy, sys.executable, "-m", "mypy", *programs_and_parts, "tests/producer/test_swipes.py")
    run(copy, sys.executable, "-m", "ruff", "check", *programs_and_parts)
    run(copy, sys.executable, "-m", "ruff", "format", "--check", *programs_and_parts)
    status, said = types_of_page(copy)
    assert status == 0, said
    tests = ["tests/protocol/test_samples.py", "tests/protocol/test_schema.py"]
    run(copy, sys.executable, "-m", "pytest", "-q", *tests, "tests/producer/test_swipes.py")
    vitest = "node_modules/vitest/vitest.mjs"
    run(copy / "frontend", "node", vitest, "run", "tests/events.test.ts", "tests/decoder.test.ts")

    relay = started.relay()
    with viewer(relay) as events:
        started.hardware(relay, "--simulate", "always", "--source", "desk")
        gesture = next(event for event in events if event["event"] == "gesture")
    assert gesture["name"] in ("swipe left", "swipe right")
    assert gesture["source"] == "desk"
    for line in promised(AN_EVENT_TYPE):
        sentence = line.replace("right", gesture["name"].split()[1])
        wait_until(lambda: is_as_promised("\n".join(relay.lines), sentence), sentence)  # noqa: B023


def test_a_page_from_before_lists_a_gesture_as_it_comes_and_when_it_is_loaded_again(
    copy: Path, started: Programs
) -> None:
    apply(copy, AN_EVENT_TYPE.split("### 2.")[0])
    (copy / "frontend" / "dist").symlink_to(BUILT.parent)
    (promise,) = re.findall(r"lists it as\n`(.*)`", AN_EVENT_TYPE)
    relay = started.relay()
    source = started.start(
        "lines", sys.executable, "-m", "producer.lines", "--url", relay.url, "--source", "desk"
    )
    with chromium() as browser:
        page = Viewer(browser, relay.page)
        page.wait_until_live()
        kind, fields = promise.split(" ", 1)
        source.enter(json.dumps({"event": kind} | json.loads(fields)))
        wait_until(lambda: promise in "\n".join(page.rows()), "it is listed as it comes")
        page.page.reload()
        page.wait_until_live()
        wait_until(lambda: promise in "\n".join(page.rows()), "it is listed among the past events")
        assert page.source("desk")["lost"] == 0
        page.close()


@contextmanager
def viewer(relay: Relay) -> Iterator[Iterator[dict[str, Any]]]:
    """Watch, and get every event."""
    with connect(relay.url, subprotocols=[Subprotocol(SUBPROTOCOL)], proxy=None) as line:
        line.send(json.dumps({"type": "client", "message": "first connection"}))
        yield events_from(line)


def events_from(line: ClientConnection) -> Iterator[dict[str, Any]]:
    """Answer the relay's marks, or it takes this viewer to be behind and sends it nothing more."""
    while True:
        frame = json.loads(line.recv(PATIENCE))
        if isinstance(frame, list):
            yield from frame
        elif "mark" in frame:
            seen = {"type": "client", "message": "seen", "mark": frame["mark"]}
            line.send(json.dumps(seen))


# Handlers


def test_handlers_count_alert_keep_and_forward(copy: Path, started: Programs) -> None:
    apply(copy, HANDLERS)
    with listener() as (port, heard):
        server = copy / "server.py"
        server.write_text(server.read_text().replace("localhost:8765", f"localhost:{port}"))
        relay = started.relay()
        captured = textwrap.dedent("""\
            {"event": "click", "x": 1, "y": 2, "button": "left", "pressed": true}
            temperature 31.5 °C
            {"event": "text", "text": "The door is open."}
        """)
        source = started.start(
            "lines", sys.executable, "-m", "producer.lines", "--url", relay.url, "--source", "attic"
        )
        for line in captured.splitlines():
            source.enter(line)
        relay.wait_for("Too warm in attic: 31.5 °C")
        wait_until(lambda: heard, "the text is forwarded")
        assert heard == ["The door is open."]
        say(relay, "presses")
        relay.wait_for("Pressed so far: {'left': 1}")
    (kept,) = (copy / "presses.jsonl").read_text().splitlines()
    assert json.loads(kept)["button"] == "left"


def test_a_handler_that_fails_or_is_slow_is_told_about_as_promised(
    copy: Path, started: Programs
) -> None:
    apply(copy, HANDLERS)
    server = copy / "server.py"
    (sleep,) = (body for _, _, body in blocks(HANDLERS) if SLEEP in body)
    server.write_text(changed(server.read_text(), sleep, "server.py"))
    server.write_text(server.read_text().replace("localhost:8765", "localhost:1"))  # nobody
    relay = started.relay()
    source = started.start(
        "lines", sys.executable, "-m", "producer.lines", "--url", relay.url, "--source", "attic"
    )
    for _ in range(2):
        source.enter('{"event": "text", "text": "The door is open."}')
    say(relay, "presses")
    failing, slow = promised(HANDLERS)
    failing = failing.partition(": ")[0]  # the rest is worded by the system
    for line in (failing, slow):
        wait_until(lambda: is_as_promised("\n".join(relay.lines), line), line)  # noqa: B023
    relay.wait_for("From Hardware: The door is open.", 2)
    assert len(relay.printed("The handler forward failed")) == 1


def test_a_handler_that_never_comes_back_holds_up_no_viewer(copy: Path, started: Programs) -> None:
    server = copy / "server.py"
    server.write_text(
        server.read_text().replace(
            "async def run(",
            '@on.on_event(Text)\ndef hang(text: Text) -> None:\n    """Hang."""\n'
            "    while True:\n        time.sleep(0.01)\n\n\nasync def run(",
        )
    )
    relay = started.relay()
    with viewer(relay) as events:
        source = started.start("lines", sys.executable, "-m", "producer.lines", "--url", relay.url)
        source.enter('{"event": "text", "text": "first"}')
        relay.wait_for("The handler hang (server.py, line")
        source.enter('{"event": "text", "text": "second"}')
        assert [next(events)["text"] for _ in range(2)] == ["first", "second"]
    assert relay.end() == 0


def say(relay: Relay, text: str) -> None:
    """Say something to the relay, as the page's button does."""
    with connect(relay.url, subprotocols=[Subprotocol(SUBPROTOCOL)], proxy=None) as line:
        line.send(json.dumps({"type": "client", "message": "first connection"}))
        line.send(json.dumps({"type": "client", "message": text}))
        relay.wait_for(f"From Client: {text}")


@contextmanager
def listener() -> Iterator[tuple[int, list[str | bytes]]]:
    """Another WebSocket server, and what it hears."""
    heard: list[str | bytes] = []

    def listen(line: ServerConnection) -> None:
        heard.extend(line)

    with serve(listen, "localhost", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.socket.getsockname()[1], heard
        server.shutdown()
        thread.join(PATIENCE)
