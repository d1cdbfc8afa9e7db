"""`server.py` as a process: what it listens to, how it ends, and what it stands.

That it prints no stack trace and ends nobody with 1011 is checked after every test: see
`processes.Relay.close`.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection

import psutil
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosedOK, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from protocol.close_codes import GOING_AWAY, Ending
from relay.viewer import LONGEST_OUTBOX
from tests.end_to_end.processes import PATIENCE, ROOT, Programs, Relay, wait_until
from tests.relay.edges.raw import PING, TEXT, RawPeer, close_code, frame
from tests.relay.edges.room import call, ending, hear, hear_message, say, say_hello

MIB = 1024 * 1024
LAST_SECONDS = 10.0
"""What its end may take: 3 s are its own, and the rest is for a machine that has much to do."""


def memory(relay: Relay) -> int:
    return int(psutil.Process(relay.process.pid).memory_info().rss)


def loopback_addresses() -> set[str]:
    """Return those that this machine has."""
    addresses = {"127.0.0.1"}
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
        addresses.add("::1")
    except OSError:
        pass
    return addresses


async def join(relay: Relay) -> ClientConnection:
    viewer = await call(relay.url)
    await say_hello(viewer, "client")
    await hear_message(viewer, "welcome")
    return viewer


def hello(role: str) -> bytes:
    return json.dumps({"type": role, "message": "first connection"}).encode()


# What it listens to


def test_only_loopback_listens_and_on_one_port(relay: Relay) -> None:
    connections = psutil.Process(relay.process.pid).net_connections("all")
    listening = {(c.laddr.ip, c.laddr.port) for c in connections if c.status == "LISTEN"}
    assert listening == {(address, relay.port) for address in loopback_addresses()}


def test_a_second_relay_on_the_port_says_so_in_a_sentence(relay: Relay) -> None:
    second = subprocess.run(
        [sys.executable, "server.py", "--port", str(relay.port)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert second.returncode == 1
    assert second.stdout == ""
    assert second.stderr == (
        f"The relay cannot listen on port {relay.port}: Address already in use."
        " Is another one running? Stop it, or choose another port with --port.\n"
    )
    assert relay.is_running


# HTTP


def test_http_requests_are_answered(relay: Relay) -> None:
    status, headers, body = relay.get("/")
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in headers
    assert "Hardware Relay" in body
    assert relay.get("/", "HEAD")[::2] == (200, "")
    assert relay.get("/nothing")[0] == 404
    assert relay.get("/", "POST")[0] == 405
    assert relay.get("/healthz")[::2] == (200, "ok\n")


@pytest.mark.parametrize("path", ["/../server.py", "/..%2fserver.py", "/assets/../../server.py"])
def test_no_path_leads_out_of_the_page(relay: Relay, path: str) -> None:
    assert relay.get(path)[0] == 404


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://localhost:{port}.evil.example", "http://localhost"],
)
def test_pages_of_others_are_refused_before_any_upgrade(relay: Relay, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(relay.url, origin=Origin(origin.format(port=relay.port)), proxy=None)
    assert refused.value.response.status_code == 403
    assert refused.value.response.body == b"Pages of another origin may not use this relay.\n"


@pytest.mark.parametrize("path", ["/", "/metrics", "/healthz"])
def test_a_name_that_was_bound_anew_is_refused(relay: Relay, path: str) -> None:
    """DNS rebinding: the page's own name leads to this machine now."""
    host = f"evil.example:{relay.port}"
    connection = HTTPConnection("127.0.0.1", relay.port, timeout=PATIENCE)
    connection.request("GET", path, headers={"Host": host, "Origin": f"http://{host}"})
    assert connection.getresponse().status == 403
    connection.close()


@pytest.mark.parametrize(
    "garbage",
    [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"\0" * 100_000, b"GET / HTTP/1.1\r\n" * 9_000],
)
def test_what_is_not_http_is_ended(relay: Relay, garbage: bytes) -> None:
    with RawPeer(relay.port) as peer:
        try:
            peer.socket.sendall(garbage)
            peer.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # ended already
        assert b"101 Switching" not in peer.read_all()
    assert relay.get("/healthz")[0] == 200


async def test_metrics_tell_what_happened(relay: Relay) -> None:
    viewer, producer = await join(relay), await call(relay.url)
    await say_hello(producer, "hardware", source="desk", epoch="one", next=1)
    await hear_message(producer, "welcome")
    presses = [click(seq) for seq in range(1, 11)]
    await producer.send(json.dumps(presses))
    await saw(viewer, 10)
    assert relay.count("events_in_total") == relay.count("events_out_total") == 10
    assert sum(relay.count(f'viewers{{state="{state}"}}') for state in ("in_step", "behind")) == 1
    assert relay.count("sources_online") == 1
    await viewer.close(1000)
    wait_until(lambda: relay.count('endings_total{code="peer"}') == 1, "the ending is counted")
    await producer.close()


def click(seq: int) -> dict[str, object]:
    where = {"x": seq, "y": -seq, "button": "left", "pressed": seq % 2 == 1}
    return {"event": "click", "seq": seq, "t": 1.7e12 + seq, **where}


async def saw(viewer: ClientConnection, last: int, after: int = 0) -> None:
    """Read until an event has come; every one before it must come once and in order. Answer
    marks."""
    while after < last:
        frame = await hear(viewer)
        if isinstance(frame, list):
            for event in frame:
                assert (event["seq"], event.get("n", 1)) == (after + 1, 1)
                after += 1
        elif "mark" in frame:
            await say(viewer, type="client", message="seen", mark=frame["mark"])


# How it ends


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_tells_everybody_that_it_goes_and_leaves_with_0(
    programs: Programs, number: signal.Signals
) -> None:
    relay = programs.relay()
    v1, plain = await join(relay), await call(relay.url, None)
    await say_hello(plain, "hardware")
    relay.wait_for("hardware has connected")
    unknown = await call(relay.url)  # last: who says no hello is not waited for long
    codes = asyncio.gather(*map(ending, (v1, plain, unknown)))
    relay.process.send_signal(number)
    assert await codes == [GOING_AWAY] * 3
    assert await asyncio.to_thread(relay.process.wait, PATIENCE) == 0


def test_nobody_can_hold_it_up_at_its_end(programs: Programs) -> None:
    relay = programs.relay()
    with (
        RawPeer(relay.port) as mute,
        RawPeer(relay.port) as deaf,
        RawPeer(relay.port),  # has said nothing at all
        RawPeer(relay.port) as stuttering,
    ):
        stuttering.socket.sendall(b"GET / HTTP/1.1\r\nHost:")
        for peer in (mute, deaf):
            peer.upgrade()
            peer.socket.sendall(frame(TEXT, hello("client")))
        relay.wait_for("client has connected", times=2)
        deaf.flood(frame(PING, bytes(100)), 32 * MIB)
        relay.process.send_signal(signal.SIGTERM)
        assert relay.process.wait(LAST_SECONDS) == 0
        assert close_code(mute.read_all()) == GOING_AWAY


def test_it_goes_on_when_its_terminal_is_closed() -> None:
    reading, writing = os.pipe()
    command = [sys.executable, "server.py", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE) as relay:
        os.close(writing)
        with os.fdopen(reading) as terminal:
            url = "ws" + terminal.readline().rpartition("http")[2].strip()
        with connect(url, proxy=None) as viewer:
            for message in ("first connection", "nobody reads this", "nor this", "disconnect"):
                viewer.send(json.dumps({"type": "client", "message": message}))
            with pytest.raises(ConnectionClosedOK):
                viewer.recv(PATIENCE)
        relay.terminate()
        assert relay.communicate(timeout=PATIENCE)[1] == b""
        assert relay.returncode == 0


# What it stands


@pytest.mark.parametrize(
    ("opcode", "payload"),
    [(PING, bytes(120)), (TEXT, b'{"type":"client","message":"ping","t":1764230400123.456}')],
)
def test_a_flood_of_pings_from_who_does_not_read_costs_no_memory(
    relay: Relay, opcode: int, payload: bytes
) -> None:
    with RawPeer(relay.port) as flooder:
        flooder.upgrade()
        flooder.socket.sendall(frame(TEXT, hello("client")))
        relay.wait_for("client has connected")
        before = memory(relay)
        flooder.flood(frame(opcode, payload), 96 * MIB)
        assert relay.get("/healthz")[0] == 200
        assert memory(relay) - before < 16 * MIB


async def test_a_viewer_that_never_reads_is_ended_and_nobody_else_notices(relay: Relay) -> None:
    producer, healthy = await call(relay.url), await join(relay)
    await say_hello(producer, "hardware", source="desk", epoch="one", next=1)
    await hear_message(producer, "welcome")
    with RawPeer(relay.port) as deaf:
        deaf.upgrade()
        deaf.socket.sendall(frame(TEXT, hello("client")))
        relay.wait_for("client has connected", times=2)
        for first in range(1, 2 * LONGEST_OUTBOX, 100):
            await producer.send(json.dumps([click(seq) for seq in range(first, first + 100)]))
            await saw(healthy, first + 99, after=first - 1)
        code = Ending.FELL_BEHIND.code
        wait_until(lambda: relay.count(f'endings_total{{code="{code}"}}') == 1, "it is ended")
        assert close_code(await asyncio.to_thread(deaf.read_all)) == code
    await producer.close()
    await healthy.close()


async def test_bad_input_of_every_kind_leaves_the_others_alone(relay: Relay) -> None:
    healthy = await join(relay)
    for bad in ("", "[", "null", "{}", '{"type":"client"}', "[" * 60_000, '{"message":' * 5_000):
        for role in ("hardware", "client"):
            peer = await call(relay.url)
            await say_hello(peer, role, source="bad", epoch="one", next=1)
            await hear_message(peer, "welcome")
            await peer.send(bad)
            assert (await hear_message(peer, "error"))["reason"]
            await peer.close()
    await say(healthy, type="client", message="ping", t=1)
    await hear_message(healthy, "pong")
    await healthy.close()
