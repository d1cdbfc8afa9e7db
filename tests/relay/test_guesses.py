"""Guessing is slow for who guesses, and nobody else notices."""

from __future__ import annotations

import pytest

from relay.guesses import MOST_ADDRESSES, SECONDS_PER_TRY, TRIES, Guesses


def guess(guesses: Guesses, address: str, times: int, now: float = 0.0) -> None:
    for _ in range(times):
        guesses.note(address, now)


def test_an_address_has_some_tries_and_then_has_to_wait() -> None:
    guesses = Guesses()
    guess(guesses, "10.0.0.1", TRIES - 1)
    assert not guesses.are_too_many("10.0.0.1", 0)
    guess(guesses, "10.0.0.1", 1)
    assert guesses.are_too_many("10.0.0.1", 0)
    assert guesses.are_too_many("10.0.0.1", SECONDS_PER_TRY - 1)


def test_one_try_comes_back_at_a_time_and_all_of_them_in_the_end() -> None:
    guesses = Guesses()
    guess(guesses, "10.0.0.1", TRIES)
    assert not guesses.are_too_many("10.0.0.1", SECONDS_PER_TRY)
    guess(guesses, "10.0.0.1", 1, SECONDS_PER_TRY)
    assert guesses.are_too_many("10.0.0.1", SECONDS_PER_TRY)
    later = 1_000 * SECONDS_PER_TRY
    guess(guesses, "10.0.0.1", TRIES - 1, later)
    assert not guesses.are_too_many("10.0.0.1", later)


@pytest.mark.parametrize(
    ("guesser", "other"),
    [("10.0.0.1", "10.0.0.2"), ("fd00::1", "fd00:0:0:1::1"), ("", "10.0.0.1"), ("::1", "::2")],
)
def test_nobody_at_another_address_has_to_wait(guesser: str, other: str) -> None:
    guesses = Guesses()
    guess(guesses, guesser, 10 * TRIES)
    assert guesses.are_too_many(guesser, 0)
    assert not guesses.are_too_many(other, 0)


def test_all_addresses_of_an_ipv6_network_are_one() -> None:
    guesses = Guesses()
    for number in range(TRIES):
        guess(guesses, f"2001:db8::{number:x}", 1)
    assert guesses.are_too_many("2001:db8::ffff", 0)
    assert len(guesses) == 1


def test_who_has_shown_a_right_token_is_not_locked_out_by_others_in_the_house() -> None:
    guesses = Guesses()
    guesses.clear("2001:db8::1")
    guess(guesses, "2001:db8::2", TRIES)
    assert not guesses.are_too_many("2001:db8::1", 0)
    assert guesses.are_too_many("2001:db8::3", 0)
    guess(guesses, "2001:db8::1", TRIES)
    assert guesses.are_too_many("2001:db8::1", 0)


def test_an_ipv4_address_is_the_same_in_its_ipv6_form() -> None:
    guesses = Guesses()
    guess(guesses, "::ffff:10.0.0.1", TRIES)
    assert guesses.are_too_many("10.0.0.1", 0)
    assert not guesses.are_too_many("::ffff:10.0.0.2", 0)


def test_of_those_who_have_shown_a_right_token_the_latest_are_known() -> None:
    guesses = Guesses()
    for number in range(MOST_ADDRESSES + 1):
        guesses.clear(f"2001:db8::{number:x}")
    guess(guesses, "2001:db8::ffff", TRIES)
    assert guesses.are_too_many("2001:db8::0", 0)
    assert not guesses.are_too_many("2001:db8::1", 0)


def test_the_table_is_bounded_and_forgets_who_was_wrong_longest_ago() -> None:
    guesses = Guesses()
    guess(guesses, "first", TRIES)
    guess(guesses, "second", TRIES)
    for number in range(MOST_ADDRESSES - 2):
        guess(guesses, f"10.0.{number // 256}.{number % 256}", 1)
    guess(guesses, "first", 1)  # is the latest now
    guess(guesses, "one more", 1)
    assert len(guesses) == MOST_ADDRESSES
    assert guesses.are_too_many("first", 0)
    assert not guesses.are_too_many("second", 0)
