"""Programs in other languages and a real relay understand each other."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from typing import Any

import pytest

from tests.end_to_end.processes import PATIENCE, ROOT, Program, Programs, Relay, wait_until
from tests.examples import looking

FOLDER = ROOT / "examples" / "other_languages"


def node(program: str) -> list[str]:
    """Return the command for a program; Node has WebSocket since 22, and before that if asked."""
    found = shutil.which("node")
    assert found is not None, "There is no Node."
    version = subprocess.check_output([found, "--version"], text=True)
    asked = [] if int(version[1:].partition(".")[0]) >= 22 else ["--experimental-websocket"]
    return [found, *asked, str(FOLDER / program)]


def start(programs: Programs, relay: Relay, program: str, *words: str) -> Program:
    return programs.start(program, *node(program), *words, env={"RELAY": relay.url})


def account(viewer: Program) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(viewer.printed('"seq"')[-1])
    return found


# The plain form


def test_plain_javascript_speaks_and_is_heard(programs: Programs, relay: Relay) -> None:
    viewer = start(programs, relay, "plain.mjs")
    relay.wait_for("client has connected")
    speaker = start(programs, relay, "plain.mjs", 'The "kettle" boils.')
    viewer.wait_for('The "kettle" boils.')
    assert speaker.process.wait(PATIENCE) == 0
    relay.wait_for('From Hardware: The "kettle" boils.')


def shell(relay: Relay, said: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", str(FOLDER / "plain.sh"), "127.0.0.1", str(relay.port)],
        input=said,
        env={**os.environ, "HARDWARE_TOKEN": "any"},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (b"The door is open.\n", ["The door is open."]),
        ('"é" \\ \t.\nno end'.encode(), ['"é" \\  .', "no end"]),
        (b"x" * 2000, ["x" * 2000]),
        (b"x" * 3000 + b"\nshort\n", ["short"]),
    ],
    ids=["one line", "two lines", "a long line", "a line that is too long"],
)
def test_a_shell_says_lines(
    programs: Programs, relay: Relay, said: bytes, heard: list[str]
) -> None:
    viewer = start(programs, relay, "plain.mjs")
    relay.wait_for("client has connected")
    assert shell(relay, said).returncode == 0

    def lines() -> list[str]:
        return [line for line in viewer.lines if "Warning" not in line and "(Use" not in line]

    wait_until(lambda: len(lines()) >= len(heard), "the lines")
    assert lines() == heard


def test_a_shell_that_only_waits_shows_that_it_is_there(programs: Programs, relay: Relay) -> None:
    text = (FOLDER / "plain.sh").read_text().replace("quiet=15", "quiet=0.05")
    speaker = programs.start("plain.sh", "bash", "-c", text, "plain", "127.0.0.1", str(relay.port))
    relay.wait_for("hardware has connected")
    speaker.enter("after a while")
    relay.wait_for("From Hardware: after a while")
    assert speaker.process.stdin is not None
    speaker.process.stdin.close()
    assert speaker.process.wait(PATIENCE) == 0


# The protocol's own form


def test_javascript_keeps_account_while_the_relay_is_killed_and_comes_back(
    programs: Programs, relay: Relay
) -> None:
    viewer = start(programs, relay, "v1_viewer.mjs")
    relay.wait_for("client has connected")
    start(programs, relay, "v1_producer.mjs", "attic")
    viewer.wait_for('"seq":2')
    relay.end(signal.SIGKILL)
    relay = programs.relay(relay.port)
    wait_until(lambda: account(viewer)["seq"] >= 4, "it goes on")
    seen = account(viewer)
    count = seen["count"]
    assert count["lost"] == 0
    assert count["received"] + count["merged"] == seen["seq"]
    assert looking.entry(relay, "attic")["seq"] >= 4


def test_whoever_finds_no_relay_says_so(programs: Programs) -> None:
    env = {"RELAY": "ws://127.0.0.1:1"}
    speaker = programs.start("plain.mjs", *node("plain.mjs"), "hello", env=env)
    assert speaker.process.wait(PATIENCE) == 1
    speaker.wait_for("The connection to ws://127.0.0.1:1 has ended")


def test_they_end_when_the_relay_says_not_to_come_back(programs: Programs, relay: Relay) -> None:
    first = start(programs, relay, "v1_producer.mjs", "not a name")
    assert first.process.wait(PATIENCE) == 1
    first.wait_for("The relay says not to come back: 4501")
