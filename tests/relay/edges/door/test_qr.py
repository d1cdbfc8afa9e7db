"""The picture shows every module of the code, in colours that do not depend on the terminal."""

from __future__ import annotations

import re

import segno

from relay.edges.door.qr import AS_BEFORE, WHITE_ON_BLACK, draw

LINK = "http://192.168.1.20:3001/#token=ZWoi8MAXHB0evLiScZieWA"
HALVES = {" ": (1, 1), "▀": (0, 1), "▄": (1, 0), "█": (0, 0)}  # 1: dark
BORDER = 4


def test_the_picture_is_the_code_of_the_link() -> None:
    lines = draw(LINK, "utf-8")
    assert all(re.fullmatch(r"\x1b\[97;40m[ ▀▄█]+\x1b\[0m", line) for line in lines)
    rows: list[list[int]] = []
    for line in lines:
        inside = line.removeprefix(WHITE_ON_BLACK).removesuffix(AS_BEFORE)
        for half in (0, 1):
            rows.append([HALVES[block][half] for block in inside])
    expected = [list(row) for row in segno.make_qr(LINK).matrix_iter(border=BORDER)]
    assert rows[: len(expected)] == expected


def test_a_link_with_a_token_fits_a_terminal_of_24_lines() -> None:
    assert len(draw(LINK, "utf-8")) <= 24


def test_a_terminal_without_blocks_is_shown_none() -> None:
    assert draw(LINK, "ascii") == []
