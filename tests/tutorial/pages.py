"""What a page of the tutorial says: which code it shows, what is to be done, what is to be seen.

A page is read from the top. These count, everything else is prose:

    <!-- file: server.py -->                 the block after it shows this file
    <!-- file: server.py, part: publish -->  or one function or class of it
    Terminal 2 shows:                        the block after it is what is typed and seen there
    Terminal 2 stands still                  it prints nothing more for now
    Terminal 2 goes on                       it keeps printing
    <!-- page 1: open http://… -->           what a person does or sees in a browser
    <!-- mouse: click 800 400 -->            what a hand does
    <!-- mouse: click 1 2 until Oh! -->      and does again until a terminal shows this

In a block of a terminal `$ ` begins a command, `^C`, `^Z` and `$ fg` are what they are in a shell,
and every other line is printed. `…` stands for anything: within a line for a part of it, alone for
any number of lines. Where the line before the block says that numbers will differ, a number stands
for any other; but a whole 0 is a promise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.processes import ROOT

TUTORIAL = ROOT / "docs" / "tutorial"
STEPS = sorted(folder for folder in TUTORIAL.iterdir() if folder.is_dir())

_LANGUAGES = {".py": "python", ".html": "html"}
_LISTING = re.compile(
    r"^<!-- file: (?P<file>\S+?)(?:, part: (?P<part>\w+))? -->\n```\w*\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_PLAY = re.compile(
    r"^Terminal (?P<terminal>\d)(?P<heading>[^\n]*):\n\n```console\n(?P<lines>.*?)^```$"
    r"|^Terminal (?P<watched>\d) (?P<state>stands still|goes on)\b"
    r"|^<!-- (?P<tool>page \d|mouse): (?P<deed>.+?) -->$"
    r"|^```console$(?P<stray>)",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Typed:
    """A command, or a key, entered at a terminal."""

    terminal: str
    text: str


@dataclass(frozen=True)
class Printed:
    """A line that a terminal shows."""

    terminal: str
    text: str
    numbers_differ: bool = False


@dataclass(frozen=True)
class Watched:
    """What a terminal is seen to do for a while: "stands still" or "goes on"."""

    terminal: str
    state: str


@dataclass(frozen=True)
class Deed:
    """What is done or seen with a tool: a page of the browser, or the mouse."""

    tool: str
    text: str


Act = Typed | Printed | Watched | Deed


def acts(text: str) -> Iterator[Act]:
    """Return what a page says is to be done and seen, in its order.

    Raises ValueError for a console block that belongs to no terminal.
    """
    for found in _PLAY.finditer(text):
        if found["terminal"]:
            differ = "numbers will differ" in found["heading"]
            for line in found["lines"].splitlines():
                yield _line(found["terminal"], line, differ)
        elif found["watched"]:
            yield Watched(found["watched"], found["state"])
        elif found["tool"]:
            yield Deed(found["tool"], found["deed"])
        else:
            raise ValueError("A console block has to follow a line `Terminal 1 …:`.")


def _line(terminal: str, line: str, differ: bool) -> Act:
    if line.startswith(("$ ", "^")):
        return Typed(terminal, line.removeprefix("$ "))
    return Printed(terminal, line, differ)


def with_code(text: str, folder: Path) -> str:
    """Return a page with every listing as it is in the folder's files now."""

    def listing(found: re.Match[str]) -> str:
        path = folder / found["file"]
        code = path.read_text(encoding="utf-8")
        part = found["part"]
        if part:
            code = part_of(code, part)
        comment = f"{found['file']}, part: {part}" if part else found["file"]
        return f"<!-- file: {comment} -->\n```{_LANGUAGES[path.suffix]}\n{code}```"

    return _LISTING.sub(listing, text)


def shown(text: str) -> set[str]:
    """Return the names of the files that a page shows, in whole or in part."""
    return {found["file"] for found in _LISTING.finditer(text)}


def part_of(code: str, name: str) -> str:
    """Return the definition of a function or class, by its indentation; Python or JavaScript.

    Raises ValueError when there is none.
    """
    lines = code.splitlines()
    begins = re.compile(rf"(\s*)(?:async )?(?:def|class|function) {name}\b")
    for start, line in enumerate(lines):
        if found := begins.match(line):
            indent = len(found[1])
            end = start + 1
            while end < len(lines) and _belongs(lines[end], indent):
                end += 1
            part = [line[indent:].rstrip() for line in lines[start:end]]
            return "\n".join(part).rstrip() + "\n"
    raise ValueError(f"There is no function or class {name}.")


def _belongs(line: str, indent: int) -> bool:
    inner = line[indent:]
    return not line.strip() or line[: indent + 1].isspace() or inner[:1] in (")", "}")
