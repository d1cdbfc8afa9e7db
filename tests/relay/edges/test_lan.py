"""`server.py` for more than its own machine: who comes in, and where the tokens are said.

All traffic stays on loopback: 127.0.0.2 stands for another address of this machine.
"""

from __future__ import annotations

import codecs
import json
import os
import pty
import re
import signal
import socket
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import psutil
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from protocol.close_codes import Ending
from relay.edges.door.secrets_file import PRODUCER, VIEWER
from relay.guesses import TRIES
from tests.end_to_end.processes import PATIENCE, ROOT, Program, Programs, wait_until
from tests.relay.edges.door.certificates import certify
from tests.relay.edges.room import call, ending, hear_message, say, say_hello

SET = {PRODUCER: "producer-0123456789", VIEWER: "viewer-0123456789"}


class OpenRelay:
    """A relay that asks for tokens."""

    def __init__(self, programs: Programs, *options: str, state: Path, **set_: str) -> None:
        command = [sys.executable, "server.py", "--port", "0", *options]
        env = {"XDG_STATE_HOME": str(state), **set_}
        self.program: Program = programs.start("relay", *command, env=env)
        self.program.wait_for("The relay is running")
        self.port = next(iter(self.listens_at()))[1]
        self.tokens = dict(set_)
        self.file = state / "hardware-relay" / "tokens"
        if self.file.exists():
            lines = self.file.read_text().splitlines()
            self.tokens |= dict(line.split("=", 1) for line in lines)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("GET", path, headers=named)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def metrics(self) -> str:
        status, page = self.get("/metrics", Authorization=f"Bearer {self.tokens[PRODUCER]}")
        assert status == 200
        return page

    def listens_at(self) -> set[tuple[str, int]]:
        connections = psutil.Process(self.program.process.pid).net_connections("inet")
        return {(c.laddr.ip, c.laddr.port) for c in connections if c.status == "LISTEN"}


@pytest.fixture
def lan(programs: Programs, tmp_path: Path) -> OpenRelay:
    return OpenRelay(programs, "--lan", state=tmp_path)


async def shown(
    relay: OpenRelay, role: str, *, plain: bool = False, **token: str
) -> ClientConnection:
    """Say hello with this token."""
    connection = await call(relay.url, None if plain else "hardware-relay.v1")
    more = {} if plain or role == "client" else {"source": "desk", "epoch": "one", "next": 1}
    await say_hello(connection, role, **more, **token)
    return connection


def refused_to_start(*options: str, env: dict[str, str] | None = None) -> str:
    """Return the one sentence with which it does not start."""
    ended = subprocess.run(
        [sys.executable, "server.py", "--port", "0", *options],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    return ended.stderr


# Where it listens


def test_lan_listens_at_all_addresses(lan: OpenRelay) -> None:
    addresses = {address for address, port in lan.listens_at() if port == lan.port}
    assert {"0.0.0.0"} <= addresses <= {"0.0.0.0", "::"}


def test_another_host_listens_there_and_nowhere_else(programs: Programs, tmp_path: Path) -> None:
    relay = OpenRelay(programs, "--lan", "--host", "127.0.0.2", state=tmp_path)
    assert relay.listens_at() == {("127.0.0.2", relay.port)}


def test_another_loopback_address_needs_no_tokens(programs: Programs, tmp_path: Path) -> None:
    relay = OpenRelay(programs, "--host", "127.0.0.2", state=tmp_path)
    assert relay.listens_at() == {("127.0.0.2", relay.port)}
    assert relay.program.lines[0].endswith(f"http://127.0.0.2:{relay.port}")
    assert not relay.file.exists()
    with connect(f"ws://127.0.0.2:{relay.port}", proxy=None) as viewer:
        viewer.send(json.dumps({"type": "client", "message": "first connection"}))
        relay.program.wait_for("client has connected")


@pytest.mark.parametrize(
    "options",
    [
        ["--host", "0.0.0.0"],
        ["--host", "::"],
        ["--proxy", "127.0.0.1"],
        ["--page", "https://relay.example.org"],
    ],
)
def test_without_tokens_nobody_else_is_let_in(options: list[str]) -> None:
    sentence = refused_to_start(*options)
    assert "--lan" in sentence
    assert PRODUCER in sentence
    assert VIEWER in sentence


def test_an_address_that_this_machine_does_not_have_is_told() -> None:
    sentence = refused_to_start("--lan", "--host", "198.51.100.77", env=SET)
    assert sentence.endswith("--host takes an address that this machine has.\n")


# Who comes in


@pytest.mark.parametrize("plain", [False, True])
async def test_who_shows_the_right_token_comes_in(lan: OpenRelay, plain: bool) -> None:
    viewer = await shown(lan, "client", plain=plain, token=lan.tokens[VIEWER])
    producer = await shown(lan, "hardware", plain=plain, token=lan.tokens[PRODUCER])
    lan.program.wait_for("client has connected")
    lan.program.wait_for("hardware has connected")
    await viewer.close()
    await producer.close()


@pytest.mark.parametrize("plain", [False, True])
async def test_nobody_else_does_not_from_this_machine_either(lan: OpenRelay, plain: bool) -> None:
    tokens = {"hardware": lan.tokens[PRODUCER], "client": lan.tokens[VIEWER]}
    other = {"hardware": tokens["client"], "client": tokens["hardware"]}
    for role in tokens:
        for token in ({}, {"token": "a-guess"}, {"token": other[role]}):
            stranger = await shown(lan, role, plain=plain, **token)
            error = await hear_message(stranger, "error")
            assert error["reason"] == "wrong-token"
            assert not any(token in str(error) for token in tokens.values())
            assert await ending(stranger) == Ending.WRONG_TOKEN.code
    assert not lan.program.printed("connected")


async def test_whoever_comes_back_is_asked_again(lan: OpenRelay) -> None:
    producer = await shown(lan, "hardware", token=lan.tokens[PRODUCER])
    await hear_message(producer, "welcome")
    thief = await shown(lan, "hardware")
    assert await ending(thief) == Ending.WRONG_TOKEN.code
    await say(producer, type="hardware", message="ping", t=1)
    await hear_message(producer, "pong")
    await producer.close()


async def test_a_viewer_whose_token_was_taken_back_cannot_resume(
    programs: Programs, tmp_path: Path
) -> None:
    first = OpenRelay(programs, "--lan", state=tmp_path)
    viewer = await shown(first, "client", token=first.tokens[VIEWER])
    await hear_message(viewer, "welcome")
    first.program.end()
    first.file.unlink()
    second = OpenRelay(programs, "--lan", state=tmp_path)
    assert second.tokens[VIEWER] != first.tokens[VIEWER]
    back = await call(second.url)
    cursors = {"desk": {"epoch": "one", "seq": 5}}
    await say_hello(back, "client", token=first.tokens[VIEWER], cursors=cursors)
    assert (await hear_message(back, "error"))["reason"] == "wrong-token"
    assert await ending(back) == Ending.WRONG_TOKEN.code


async def test_guessing_is_slow_and_holds_up_nobody_behind_the_proxy(
    programs: Programs, tmp_path: Path
) -> None:
    options = ["--proxy", "127.0.0.1", "--host", "127.0.0.1"]
    relay = OpenRelay(programs, *options, state=tmp_path, **SET)

    def try_token(visitor: str, token: str) -> int | None:
        headers = {"X-Forwarded-For": f"6.6.6.6, {visitor}"}
        with connect(relay.url, additional_headers=headers, proxy=None) as viewer:
            hello = {"type": "client", "message": "first connection", "token": token}
            viewer.send(json.dumps(hello))
            with suppress(ConnectionClosed):  # a wrong token may be the end before the goodbye
                viewer.send(json.dumps({"type": "client", "message": "disconnect"}))
            with suppress(ConnectionClosed):
                while True:
                    viewer.recv(PATIENCE)
            return viewer.close_code

    guesser, other = "192.168.1.66", "192.168.1.33"
    for _ in range(TRIES):
        assert try_token(guesser, "a-guess") == Ending.WRONG_TOKEN.code
    assert try_token(guesser, SET[VIEWER]) == Ending.TOO_MANY_TRIES.code
    assert try_token(other, SET[VIEWER]) == 1000


def test_only_the_own_names_are_answered_to(lan: OpenRelay) -> None:
    name = socket.gethostname().lower().partition(".")[0]
    for host in ("127.0.0.1", "localhost", f"{name}.local"):
        assert lan.get("/", Host=f"{host}:{lan.port}")[0] == 200
    for host in ("evil.example", f"{name}.evil.example", f"{name}.local.evil.example"):
        assert lan.get("/", Host=f"{host}:{lan.port}")[0] == 403
    assert lan.get("/", Host=f"{name}.local")[0] == 403


def test_the_address_that_was_asked_for_is_a_right_host_and_origin(lan: OpenRelay) -> None:
    """As when this machine is given another address while the relay runs."""
    there = f"127.0.0.2:{lan.port}"
    with connect(f"ws://{there}", origin=Origin(f"http://{there}"), proxy=None) as page:
        assert page.close_code is None
    with pytest.raises(InvalidStatus):
        connect(f"ws://{there}", origin=Origin(f"http://127.0.0.3:{lan.port}"), proxy=None)
    assert lan.get("/", Host=there)[0] == 403


def test_a_page_behind_a_proxy_is_answered_to(programs: Programs, tmp_path: Path) -> None:
    page = "https://relay.example.org"
    options = ["--page", page, "--proxy", "127.0.0.1", "--host", "127.0.0.1"]
    relay = OpenRelay(programs, *options, state=tmp_path, **SET)
    assert relay.program.lines[0].endswith(f"The page: {page}")
    assert relay.get("/", Host="relay.example.org", Origin=page)[0] == 200
    assert relay.get("/", Host="relay.example.org", Origin="https://evil.example")[0] == 403
    assert relay.get("/", Host="evil.example")[0] == 403


# Where the tokens are said


class Terminal:
    """A relay at a terminal: what it shows there."""

    def __init__(self, *options: str, state: Path, **set_: str) -> None:
        self._near, far = pty.openpty()
        env = {**os.environ, "XDG_STATE_HOME": str(state), **set_}
        command = [sys.executable, "server.py", "--port", "0", *options]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=far, stdout=far, stderr=far
        )
        os.close(far)
        self.shown = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def read_until(self, text: str) -> str:
        """Return what was shown until this was, and forget it."""
        while text not in self.shown:
            self._read()
        told, self.shown = self.shown, ""
        return told

    def _read(self) -> bool:
        data = os.read(self._near, 4096)  # it may end within a character
        self.shown += self._decoder.decode(data)
        return bool(data)

    def end(self) -> str:
        """End it, and return what else it showed."""
        self.process.send_signal(signal.SIGTERM)
        try:
            while self._read():
                pass
        except OSError:  # the other end is closed
            pass
        self.process.wait(PATIENCE)
        os.close(self._near)
        return self.shown


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    started = Terminal("--lan", state=tmp_path)
    yield started
    if started.process.poll() is None:
        started.end()


async def test_a_terminal_is_shown_the_links_once(terminal: Terminal, tmp_path: Path) -> None:
    start = terminal.read_until("The line is not encrypted")
    file = tmp_path / "hardware-relay" / "tokens"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    tokens = dict(line.split("=", 1) for line in file.read_text().splitlines())
    link = re.search(r"To view:  http://\S+:(\d+)/#token=(\S+)", start)
    command = re.search(r"HARDWARE_TOKEN=(\S+) python hardware\.py --url ws://\S+:(\d+)", start)
    assert link is not None
    assert command is not None
    assert (link[2], command[1]) == (tokens[VIEWER], tokens[PRODUCER])
    assert link[1] == command[2]
    assert start.count("█") > 100
    right = {"hardware": tokens[PRODUCER], "client": tokens[VIEWER]}
    for token in (*tokens.values(), "a-guess"):
        for role in ("hardware", "client"):
            peer = await call(f"ws://127.0.0.1:{link[1]}")
            await say_hello(peer, role, source="desk", epoch="one", next=1, token=token)
            await hear_message(peer, "welcome" if token == right[role] else "error")
            await peer.close()
    rest = terminal.read_until("client has connected") + terminal.end()
    assert not any(token in rest for token in tokens.values())


def test_a_log_is_told_where_the_tokens_are_and_not_which(lan: OpenRelay) -> None:
    lan.program.wait_for(str(lan.file))
    told = "\n".join(lan.program.lines)
    assert stat.S_IMODE(lan.file.stat().st_mode) == 0o600
    assert not any(token in told for token in lan.tokens.values())


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text("".join(f"{name}={token}\n" for name, token in SET.items()))
    file.chmod(0o644)
    sentence = refused_to_start("--lan", "--token-file", str(file))
    assert f"chmod 600 {file}" in sentence
    assert not any(token in sentence for token in SET.values())


async def test_numbers_want_the_producers_token_and_hold_none(lan: OpenRelay) -> None:
    assert lan.get("/metrics") == (
        401,
        "Show the producer's token: Authorization: Bearer TOKEN.\n",
    )
    assert lan.get("/metrics", Authorization=f"Bearer {lan.tokens[VIEWER]}")[0] == 401
    stranger = await shown(lan, "client", token="a-guess-at-it")
    assert await ending(stranger) == Ending.WRONG_TOKEN.code
    code = Ending.WRONG_TOKEN.code
    counted = f'hardware_relay_endings_total{{code="{code}"}} 1.0'
    wait_until(lambda: counted in lan.metrics(), "the ending is counted")
    assert 'hardware_relay_errors_total{reason="wrong-token"} 1.0' in lan.metrics()
    assert not any(token in lan.metrics() for token in (*lan.tokens.values(), "a-guess-at-it"))
    assert lan.get("/healthz") == (200, "ok\n")


# Encryption


def test_with_a_certificate_the_page_is_reached_by_https(
    programs: Programs, tmp_path: Path
) -> None:
    files = certify(tmp_path / "tls")
    options = ["--tls-cert", str(files.certificate), "--tls-key", str(files.key)]
    relay = OpenRelay(programs, *options, state=tmp_path)
    page = f"https://localhost:{relay.port}"
    assert relay.program.lines[0].endswith(f"The page: {page}")
    trust = ssl.create_default_context(cafile=str(files.authority))
    connection = HTTPSConnection("localhost", relay.port, timeout=PATIENCE, context=trust)
    connection.request("GET", "/", headers={"Origin": page})
    response = connection.getresponse()
    assert response.status == 200
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert b"Hardware Relay" in response.read()
    connection.close()
    url = f"wss://localhost:{relay.port}"
    with connect(url, ssl=trust, proxy=None, origin=Origin(page)) as viewer:
        viewer.send(json.dumps({"type": "client", "message": "first connection"}))
        relay.program.wait_for("client has connected")
    with pytest.raises(InvalidStatus):
        connect(url, ssl=trust, proxy=None, origin=Origin(f"http://localhost:{relay.port}"))
    stranger = HTTPSConnection("localhost", relay.port, timeout=PATIENCE)
    with pytest.raises(ssl.SSLCertVerificationError):
        stranger.request("GET", "/")
    stranger.close()


def test_nobody_can_hold_up_its_end_within_tls(programs: Programs, tmp_path: Path) -> None:
    files = certify(tmp_path / "tls")
    options = ["--tls-cert", str(files.certificate), "--tls-key", str(files.key)]
    relay = OpenRelay(programs, *options, state=tmp_path)
    with (
        socket.create_connection(("127.0.0.1", relay.port)),  # no TLS at all
        socket.create_connection(("127.0.0.1", relay.port)) as mute,
        ssl.create_default_context(cafile=str(files.authority)).wrap_socket(
            mute, server_hostname="localhost"
        ),
    ):
        relay.program.process.send_signal(signal.SIGTERM)
        assert relay.program.process.wait(PATIENCE) == 0


def test_files_that_are_no_certificate_are_told_in_a_sentence(tmp_path: Path) -> None:
    mine, other = certify(tmp_path / "mine"), certify(tmp_path / "other")
    sentence = refused_to_start("--tls-cert", str(mine.certificate), "--tls-key", str(other.key))
    assert "is not the one of the certificate" in sentence
    sentence = refused_to_start("--tls-cert", str(mine.certificate), "--tls-key", "/nowhere")
    assert sentence == "/nowhere cannot be read: No such file or directory.\n"
