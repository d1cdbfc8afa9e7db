"""A page is read as it is meant, and a promise that is not kept is found."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.processes import programs
from tests.tutorial.pages import Deed, Printed, Typed, Watched, acts, part_of, with_code
from tests.tutorial.terminals import Differs, Terminal, pattern

PAGE = """
Terminal 1, the server:

```console
$ python server.py
Listening
^C
```

Terminal 2 shows (your numbers will differ):

```console
press 12
```

Terminal 2 stands still. <!-- not an act: it does not fill the line -->
<!-- page 1: reads Pressed at (1, 2) -->
<!-- mouse: click 1 2 -->
"""

CODE = """\
import os


class First:
    def one(
        self,
    ) -> None:
        pass

    async def two(self) -> None:

        pass


def third() -> None: ...
"""


def test_a_page_is_read_in_its_order() -> None:
    assert list(acts(PAGE)) == [
        Typed("1", "python server.py"),
        Printed("1", "Listening"),
        Typed("1", "^C"),
        Printed("2", "press 12", numbers_differ=True),
        Watched("2", "stands still"),
        Deed("page 1", "reads Pressed at (1, 2)"),
        Deed("mouse", "click 1 2"),
    ]


def test_a_console_block_that_belongs_to_no_terminal_is_refused() -> None:
    with pytest.raises(ValueError, match="has to follow"):
        list(acts("Look:\n\n```console\n$ true\n```\n"))


def test_a_part_ends_where_its_indentation_ends() -> None:
    assert part_of(CODE, "third") == "def third() -> None: ...\n"
    assert part_of(CODE, "one") == "def one(\n    self,\n) -> None:\n    pass\n"
    assert part_of(CODE, "two") == "async def two(self) -> None:\n\n    pass\n"
    assert part_of(CODE, "First").endswith("\n        pass\n")
    with pytest.raises(ValueError, match="fourth"):
        part_of(CODE, "fourth")


def test_the_code_of_a_page_is_put_in_anew(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(CODE, encoding="utf-8")
    page = "Before\n<!-- file: a.py, part: third -->\n```\nold\n```\nAfter"
    new = "```python\ndef third() -> None: ...\n```\nAfter"
    assert with_code(page, tmp_path).endswith(new)
    assert with_code(with_code(page, tmp_path), tmp_path) == with_code(page, tmp_path)


@pytest.mark.parametrize(
    ("promised", "seen", "same"),
    [
        ("press 12, 0.5 s", "press 12, 0.5 s", True),
        ("press 12", "press 13", False),
        ("press …", "press 13 of 14", True),
        ("a (b) [c]", "a (b) [c]", True),
    ],
)
def test_a_line_has_to_be_what_is_promised(promised: str, seen: str, same: bool) -> None:
    assert bool(pattern(Printed("1", promised)).fullmatch(seen)) is same


@pytest.mark.parametrize(
    ("promised", "seen", "same"),
    [
        ("press 12", "press 7", True),
        ("press 12", "press 0", False),
        ("lost: 0;", "lost: 0;", True),
        ("lost: 0;", "lost: 3;", False),
        ("0.00 s old", "13.25 s old", True),
        ("0.00 s old", "13 s old", False),
    ],
)
def test_where_numbers_differ_a_whole_0_is_a_promise(promised: str, seen: str, same: bool) -> None:
    line = Printed("1", promised, numbers_differ=True)
    assert bool(pattern(line).fullmatch(seen)) is same


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    with programs() as started:
        yield Terminal("1", started, tmp_path, {})


def says(*lines: str) -> str:
    return f"""{sys.executable} -c 'print("{'''", "'''.join(lines)}", sep="\\n")'"""


def test_another_line_than_the_promised_one_is_found(terminal: Terminal) -> None:
    terminal.enter(says("one", "two"))
    terminal.expect(Printed("1", "one"))
    with pytest.raises(Differs, match="'two' instead of 'three'"):
        terminal.expect(Printed("1", "three"))


def test_more_lines_than_the_promised_ones_are_found(terminal: Terminal) -> None:
    terminal.enter(says("one", "two"))
    terminal.expect(Printed("1", "one"))
    with pytest.raises(Differs, match="more than is promised"):
        terminal.enter(says("three"))


def test_lines_that_are_left_out_may_be_anything(terminal: Terminal) -> None:
    terminal.enter(says("one", "two", "three", "four"))
    for line in ("…", "three", "…"):
        terminal.expect(Printed("1", line))
    terminal.finish()
