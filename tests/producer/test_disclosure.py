"""The program says what it captures, where it sends it and how to stop it."""

from __future__ import annotations

import pytest

from producer import disclosure
from producer.address import parse
from producer.options import read


def test_at_its_start_it_says_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["--source", "desk", "--region=-800,0,800,600", "--grid", "20", "--token", "sesame"]
    option = read([*words, "--url", "ws://192.168.1.20:3001"])
    told = disclosure.sentences(option, simulated=False, ways_to_pause=["p and Enter", "kill 7"])
    assert list(told) == [
        "Capturing the mouse of this display: moves, clicks and the wheel, never keys.",
        "Only what happens in 800 x 600 pixels from (-800, 0) on is sent.",
        "Places are rounded to 20 pixels before they are sent.",
        "Sending it to ws://192.168.1.20:3001 as 'desk' (not encrypted: "
        "whoever is on the way can read it).",
        "Warning: the token is not encrypted either. Only wss:// keeps it secret on the way.",
        "Ctrl-C ends this. To pause and resume it: p and Enter, or kill 7.",
    ]


def test_a_simulation_says_that_it_is_one() -> None:
    assert "nothing of this machine" in disclosure.of_capture(simulated=True)


def test_where_nothing_is_limited_nothing_is_said_of_limits() -> None:
    assert list(disclosure.of_limits(None, 1)) == []


@pytest.mark.parametrize("has_token", [True, False])
@pytest.mark.parametrize(
    ("url", "how"),
    [
        ("ws://localhost:3001", "on this machine, not encrypted"),
        ("wss://localhost:3001", "encrypted"),
        ("wss://relay.example.org", "encrypted"),
    ],
)
def test_where_nobody_can_read_along_nobody_is_warned(url: str, how: str, has_token: bool) -> None:
    (line,) = disclosure.of_way(parse(url), "desk", has_token=has_token)
    assert line == f"Sending it to {url} as 'desk' ({how})."


def test_who_has_no_token_need_not_keep_it_secret() -> None:
    (line,) = disclosure.of_way(parse("ws://relay.example.org"), "desk", has_token=False)
    assert "not encrypted" in line


def test_where_it_cannot_be_paused_nothing_is_said_of_that() -> None:
    assert disclosure.of_controls([]) == "Ctrl-C ends this."
