"""Under which address the page is shown: one that leads to where the relay listens."""

from __future__ import annotations

import pytest

from relay.edges.door import open_door
from relay.edges.door.addresses import names
from relay.edges.door.options import read_options

TOKENS = {
    "HARDWARE_RELAY_PRODUCER_TOKEN": "p" * 22,
    "HARDWARE_RELAY_VIEWER_TOKEN": "v" * 22,
}


@pytest.mark.parametrize(
    ("arguments", "page"),
    [
        ([], "http://localhost:3001"),
        (["--lan", "--host", "127.0.0.1"], "http://localhost:3001"),
        (["--lan", "--host", "::1", "--proxy", "::1"], "http://localhost:3001"),
        (["--lan", "--host", "192.0.2.7"], "http://192.0.2.7:3001"),
        (
            ["--host", "127.0.0.1", "--page", "https://relay.example.org"],
            "https://relay.example.org",
        ),
    ],
)
def test_the_page_is_where_the_relay_listens(arguments: list[str], page: str) -> None:
    access = open_door(read_options(arguments), TOKENS).access(3001)
    assert access.page.rstrip("/") == page


def test_a_proxy_may_ask_for_the_machine_by_its_name() -> None:
    access = open_door(read_options(["--lan", "--host", "127.0.0.1"]), TOKENS).access(3001)
    assert {f"{name}:3001".lower() for name in names()} <= access.hosts
