"""The words of docs/glossary.md are those of the code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TABLE = re.compile(r"^\| (?!word )([^|]+) \| ([^|]+) \| (`[^|]+`) \|$", re.MULTILINE)
ROWS = TABLE.findall((ROOT / "docs" / "glossary.md").read_text())

WORDS = """
    producer viewer relay source event epoch seq n cursor reliable mergeable outbox feed in-step
    behind mark seen window flush pace history snapshot close-code frame message
"""
"""What nobody can do without who reads the code."""


def names_in(file: Path) -> set[str]:
    """Return everything that a module defines: `Chain`, `Chain.lost`, `rest`. Nothing is imported:
    what a program does when it is started stays undone."""
    return set(_names(ast.parse(file.read_text()).body, ""))


def _names(statements: list[ast.stmt], within: str) -> list[str]:
    found: list[str] = []
    for statement in statements:
        match statement:
            case ast.ClassDef(name=name, body=body):
                found += [within + name, *_names(body, f"{within}{name}.")]
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.append(within + name)
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.append(within + name)
            case ast.Assign(targets=targets):
                found += [within + target.id for target in targets if isinstance(target, ast.Name)]
    return found


def is_there(place: str) -> bool:
    """Tell whether a file, a folder, or a name in a module exists."""
    if "/" in place:
        return (ROOT / place).exists()
    parts = place.split(".")
    for length in range(len(parts) - 1, 0, -1):
        file = ROOT.joinpath(*parts[:length]).with_suffix(".py")
        if file.exists():
            return ".".join(parts[length:]) in names_in(file)
    return False


@pytest.mark.parametrize(("word", "places"), [(word, places) for word, _, places in ROWS])
def test_a_word_is_where_the_glossary_says(word: str, places: str) -> None:
    for place in re.findall(r"`([^`]+)`", places):
        assert is_there(place), f"“{word}” is not at {place}: correct docs/glossary.md"


def test_no_word_is_explained_twice_and_none_that_matters_is_missing() -> None:
    explained = [word.strip().replace(" ", "-") for row in ROWS for word in row[0].split(",")]
    assert len(explained) == len(set(explained))
    assert set(WORDS.split()) <= set(explained)


@pytest.mark.parametrize(
    "place",
    ["protocol.chain.Chain.gone", "protocol.chains.Chain", "relay/nowhere", "nowhere.at.all"],
)
def test_a_word_that_is_nowhere_is_noticed(place: str) -> None:
    assert not is_there(place)
