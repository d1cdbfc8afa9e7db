"""A token opens one door, and nothing shows it by accident."""

from __future__ import annotations

import hmac
import secrets

import pytest

from relay.tokens import Tokens, is_token

TOKENS = Tokens(producer="producer-0123456789", viewer="viewer-0123456789")


def test_each_token_fits_its_own_side_only() -> None:
    assert TOKENS.fits("hardware", TOKENS.producer)
    assert TOKENS.fits("client", TOKENS.viewer)
    assert not TOKENS.fits("hardware", TOKENS.viewer)
    assert not TOKENS.fits("client", TOKENS.producer)


@pytest.mark.parametrize(
    "shown", ["", "producer", "producer-0123456789 ", "PRODUCER-0123456789", "ü", "\udc80", "\0"]
)
def test_nothing_but_the_whole_token_fits(shown: str) -> None:
    assert not TOKENS.fits("hardware", shown)


def test_the_time_that_a_comparison_takes_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared has one length, by a function that looks at all of it."""
    compared: list[int] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.extend((len(one), len(other)))
        return one == other

    monkeypatch.setattr(hmac, "compare_digest", compare)
    for shown in ("", "producer-0123456789", "x" * 256):
        TOKENS.fits("hardware", shown)
    assert set(compared) == {32}
    assert len(compared) == 6


def test_tokens_are_not_printed_with_what_holds_them() -> None:
    assert TOKENS.producer not in f"{TOKENS!r} {TOKENS}"
    assert TOKENS.viewer not in f"{TOKENS!r} {TOKENS}"


def test_what_is_made_here_is_a_token_and_stands_in_a_link_as_it_is() -> None:
    assert all(is_token(secrets.token_urlsafe(16)) for _ in range(100))


@pytest.mark.parametrize("text", ["", "x" * 15, "x" * 129, "a b" * 6, "ä" * 20, "x" * 20 + "\n"])
def test_what_is_short_or_needs_quoting_is_no_token(text: str) -> None:
    assert not is_token(text)
