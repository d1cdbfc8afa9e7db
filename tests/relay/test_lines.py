"""What comes over the wire cannot take over a console."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.lines import LONGEST_LINE, LineLimit, one_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Pressed at (800, 879)", "Pressed at (800, 879)"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
        ("\u2028", "\\u2028"),
        ("\ud800", "\\ud800"),
        ("für Ünal 你好", "für Ünal 你好"),
    ],
)
def test_what_could_do_something_is_escaped(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_a_long_line_is_shortened() -> None:
    assert one_line("x" * LONGEST_LINE) == "x" * LONGEST_LINE
    assert one_line("x" * (LONGEST_LINE + 1)) == "x" * LONGEST_LINE + "…"


@given(st.text(st.characters(), max_size=300))
def test_nothing_that_is_shown_controls_anything(text: str) -> None:
    line = one_line(text)
    assert not [c for c in line if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]


def test_some_lines_a_second_are_let_through_and_the_rest_is_counted() -> None:
    limit = LineLimit(per_second=3)
    assert [limit.admit(10.0 + i / 10) for i in range(5)] == [True, True, True, False, False]
    assert limit.take_held_back() == 2
    assert limit.take_held_back() == 0
    assert limit.admit(11.0)
