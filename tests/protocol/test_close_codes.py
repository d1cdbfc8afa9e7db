"""Every ending has a name, a code and an answer to "come back?"."""

from __future__ import annotations

import re

import pytest

from protocol.close_codes import GOING_AWAY, NORMAL, Ending, come_back

each_ending = pytest.mark.parametrize("ending", list(Ending), ids=lambda ending: ending.label)


def test_no_two_endings_share_a_code_or_a_label() -> None:
    members = Ending.__members__  # holds aliases too
    assert len({ending.code for ending in Ending}) == len(members)
    assert len({ending.label for ending in Ending}) == len(members)


@each_ending
def test_the_code_is_in_the_range_for_applications(ending: Ending) -> None:
    assert 4000 <= ending.code <= 4999


@each_ending
def test_an_ending_below_4500_asks_to_come_back_and_no_other(ending: Ending) -> None:
    assert come_back(ending.code) == (ending.code < 4500)


@each_ending
def test_the_label_fits_into_a_close_frame(ending: Ending) -> None:
    """RFC 6455, 5.5: a control frame carries 125 bytes, of which the code takes two."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", ending.label)
    assert len(ending.label.encode()) <= 123


@each_ending
def test_the_sentence_is_one_line_that_ends_with_a_period(ending: Ending) -> None:
    assert ending.sentence.isprintable()
    assert ending.sentence.endswith(".")


def test_only_these_endings_are_final() -> None:
    final = {ending for ending in Ending if not come_back(ending.code)}
    assert final == {
        Ending.REPLACED,
        Ending.BAD_HELLO,
        Ending.WRONG_TOKEN,
        Ending.TOO_MANY_ERRORS,
        Ending.NOT_ALLOWED,
    }


@pytest.mark.parametrize("code", [None, GOING_AWAY, 1005, 1006, 1011, 1012, 1013, 4000, 4499])
def test_whoever_lost_the_line_or_the_relay_comes_back(code: int | None) -> None:
    assert come_back(code)


@pytest.mark.parametrize("code", [NORMAL, 1002, 1003, 1007, 1008, 1009, 1010, 4500, 4999])
def test_whoever_was_done_or_would_fail_again_stays_away(code: int) -> None:
    assert not come_back(code)
