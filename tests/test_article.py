"""Programs that are written as the article does it work with this relay, and with each other."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosedOK
from websockets.sync.client import ClientConnection, connect

from tests.end_to_end.browser import chromium, serve
from tests.end_to_end.processes import PATIENCE, Program, Programs, Relay, free_port, wait_until
from tests.end_to_end.processes import programs as start_programs

ARTICLE = Path(__file__).parent / "article"


@pytest.fixture
def programs() -> Iterator[Programs]:
    with start_programs() as started:
        yield started


@pytest.fixture
def relay(programs: Programs) -> Relay:
    return programs.relay(free_port())  # a test may start it there again


def start_hardware(programs: Programs, relay: Relay) -> Program:
    """Start the article's producer, and wait until the relay knows it."""
    before = len(relay.printed("hardware has connected"))
    command = [sys.executable, str(ARTICLE / "hardware.py"), relay.url]
    hardware = programs.start("article's hardware.py", *command)
    relay.wait_for("hardware has connected", times=before + 1)
    return hardware


class Clients:
    """What the article's page does: several connections, one for each time that it is drawn."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._open = ExitStack()

    def __enter__(self) -> Clients:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def render(self, times: int = 1) -> list[ClientConnection]:
        before = len(self._relay.printed("client has connected"))
        opened = [
            self._open.enter_context(connect(self._relay.url, proxy=None)) for _ in range(times)
        ]
        for client in opened:
            tell(client, "first connection")
        self._relay.wait_for("client has connected", times=before + times)
        return opened


@pytest.fixture
def clients(relay: Relay) -> Iterator[Clients]:
    with Clients(relay) as opened:
        yield opened


def tell(client: ClientConnection, message: str) -> None:
    client.send(json.dumps({"type": "client", "message": message}))


def heard(client: ClientConnection, times: int) -> list[str]:
    """Return so many messages; each must look as the article's page expects it."""
    messages = []
    for _ in range(times):
        data: dict[str, Any] = json.loads(client.recv(PATIENCE))
        assert data["type"] == "hardware"
        messages.append(data["message"])
    return messages


def press(hardware: Program, *places: tuple[int, int]) -> list[str]:
    """Press the mouse, and return what is said of it."""
    for x, y in places:
        hardware.enter(f"{x} {y}")
    return [f"Pressed at ({x}, {y})" for x, y in places]


def test_each_connection_gets_each_press_once_and_in_order(
    programs: Programs, relay: Relay, clients: Clients
) -> None:
    hardware = start_hardware(programs, relay)
    opened = clients.render(times=4)
    said = press(hardware, *[(800 + number, 879) for number in range(20)])
    said += press(hardware, (1, 2))  # the last one: there is nothing between it and the others
    assert [heard(client, len(said)) for client in opened] == [said] * 4


def test_several_producers_and_pages_work_at_once(
    programs: Programs, relay: Relay, clients: Clients
) -> None:
    first, second = start_hardware(programs, relay), start_hardware(programs, relay)
    opened = clients.render(times=3)
    said = press(first, (1, 1), (1, 2), (1, 3)), press(second, (2, 1), (2, 2), (2, 3))
    for client in opened:
        messages = heard(client, 6)
        for messages_of_one in said:
            assert [m for m in messages if m in messages_of_one] == messages_of_one
    assert relay.printed("hardware has connected") == [
        "hardware has connected (hardware)",
        "hardware has connected (hardware-2)",
    ]


def test_a_second_producer_takes_nothing_from_the_first(
    programs: Programs, relay: Relay, clients: Clients
) -> None:
    first = start_hardware(programs, relay)
    (client,) = clients.render()
    second = start_hardware(programs, relay)
    assert heard_after(client, press(first, (1, 1)))
    assert heard_after(client, press(second, (2, 2)))
    second.end()
    relay.wait_for("hardware has disconnected")
    assert heard_after(client, press(first, (3, 3)))
    assert first.is_running


def heard_after(client: ClientConnection, said: list[str]) -> bool:
    return heard(client, len(said)) == said


def test_disconnect_ends_only_who_says_it(
    programs: Programs, relay: Relay, clients: Clients
) -> None:
    hardware = start_hardware(programs, relay)
    leaving, staying = clients.render(times=2)
    tell(leaving, "disconnect")
    with pytest.raises(ConnectionClosedOK):
        leaving.recv(PATIENCE)
    relay.wait_for("client has disconnected")
    assert heard_after(staying, press(hardware, (5, 6)))
    assert len(relay.printed("client has disconnected")) == 1


def test_the_console_shows_what_the_article_shows(
    programs: Programs, relay: Relay, clients: Clients
) -> None:
    hardware = start_hardware(programs, relay)
    (client,) = clients.render()
    press(hardware, (800, 879))
    tell(client, "this is from client")
    tell(client, "disconnect")
    relay.wait_for("client has disconnected")
    relay.wait_for("From Hardware")
    hardware.wait_for("Pressed at (800, 879)")
    hardware.end()
    relay.wait_for("hardware has disconnected")
    assert sorted(relay.lines[1:]) == sorted(
        [
            "hardware has connected (hardware)",
            "client has connected",
            "From Hardware: Pressed at (800, 879)",
            "From Client: this is from client",
            "client has disconnected",
            "hardware has disconnected (hardware)",
        ]
    )


def test_a_new_producers_presses_reach_the_articles_page_once(
    relay: Relay, clients: Clients
) -> None:
    opened = clients.render(times=2)
    options = {"subprotocols": ["hardware-relay.v1"], "proxy": None}
    with connect(relay.url, **options) as producer:  # type: ignore[arg-type]
        hello = {"type": "hardware", "message": "first connection"}
        producer.send(json.dumps({**hello, "source": "desk", "epoch": "one", "next": 1}))
        producer.send(json.dumps([event(seq, "move") for seq in (1, 2)]))
        producer.send(json.dumps([event(3, "click", pressed=True, button="left")]))
        producer.send(json.dumps([event(3, "click", pressed=True, button="left")]))  # again
        producer.send(json.dumps([event(4, "click", pressed=False, button="left")]))
        producer.send(json.dumps([event(5, "click", pressed=True, button="right")]))
        for client in opened:
            assert heard(client, 2) == ["Pressed at (3, 30)", "Pressed at (5, 50)"]


def event(seq: int, kind: str, **fields: Any) -> dict[str, Any]:
    return {"event": kind, "seq": seq, "t": 1.7e12 + seq, "x": seq, "y": 10 * seq, **fields}


def test_the_articles_producer_comes_back_after_the_relay_was_restarted(
    programs: Programs, relay: Relay
) -> None:
    hardware = start_hardware(programs, relay)
    relay.end()
    again = programs.relay(relay.port)
    again.wait_for("hardware has connected")
    with Clients(again) as clients:
        (client,) = clients.render()
        assert heard_after(client, press(hardware, (7, 8)))


@pytest.mark.end_to_end
def test_the_articles_page_works_in_a_browser(programs: Programs, relay: Relay) -> None:
    """It comes from another port than the relay, as it does with `npm start`."""
    hardware = start_hardware(programs, relay)
    with (
        serve(ARTICLE) as port,
        chromium(f"--host-resolver-rules=MAP localhost:3000 127.0.0.1:{port}") as browser,
    ):
        page = browser.new_page()
        page.goto(f"http://localhost:3000/page.html?relay={relay.url}")
        relay.wait_for("client has connected", times=3)
        said = press(hardware, (1, 2), (3, 4))
        wait_until(lambda: page.evaluate("received") == [said] * 3, "each connection heard it once")
        page.click("#send")
        relay.wait_for("From Client: this is from client")
        page.click("#leave")
        relay.wait_for("client has disconnected")
        said += press(hardware, (5, 6))
        wait_until(
            lambda: page.evaluate("received") == [said, said, said[:2]], "the other two go on"
        )
        assert page.inner_text("#shown") == said[-1]
