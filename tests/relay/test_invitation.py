"""The owner is shown how others come in, once, and at a terminal only."""

from __future__ import annotations

from relay.access import of_loopback, of_names
from relay.invitation import invite
from relay.tokens import Tokens

TOKENS = Tokens(producer="producer-0123456789", viewer="viewer-0123456789")
HOUSE = of_names(["192.168.1.20", "localhost"], 3001)


def draw(link: str) -> list[str]:
    return [f"[{link}]"]


def invitation(tokens: Tokens | None = TOKENS, at_terminal: bool = True) -> list[str]:
    also = ["http://desk.local:3001"]
    return invite(HOUSE, also, tokens, "/home/me/tokens", at_terminal=at_terminal, draw=draw)


def test_a_relay_of_this_machine_says_one_line() -> None:
    lines = invite(of_loopback(3001), [], None, "", at_terminal=True, draw=draw)
    assert lines == ["The relay is running. The page: http://localhost:3001"]


def test_a_relay_of_the_house_shows_links_that_work_as_they_are() -> None:
    assert invitation() == [
        "The relay is running. The page: http://192.168.1.20:3001",
        "Also at: http://desk.local:3001",
        "",
        "To view:  http://192.168.1.20:3001/#token=viewer-0123456789",
        "To send:  HARDWARE_TOKEN=producer-0123456789 python hardware.py"
        " --url ws://192.168.1.20:3001",
        "",
        "[http://192.168.1.20:3001/#token=viewer-0123456789]",
        "The line is not encrypted: whoever can listen on it reads along. See docs/lan.md.",
    ]


def test_what_is_no_terminal_is_told_where_the_tokens_are_instead() -> None:
    said = "\n".join(invitation(at_terminal=False))
    assert "/home/me/tokens" in said
    assert TOKENS.producer not in said
    assert TOKENS.viewer not in said


def test_an_encrypted_page_is_reached_by_https_and_wss() -> None:
    access = of_names(["desk.local"], 3001, secure=True, pages=["https://example.org/desk/"])
    lines = invite(access, [], TOKENS, "", at_terminal=True, draw=draw)
    assert "To view:  https://example.org/desk/#token=viewer-0123456789" in lines
    assert any(line.endswith("--url wss://example.org/desk") for line in lines)
    assert not any("not encrypted" in line for line in lines)
