"""The map's rules about imports, held for every file.

`protocol` is known by all and knows nobody; relay and producer never meet; `protocol` and the
relay's root are pure; an edge knows no other edge; nobody imports the two programs. The rules are
read off the syntax tree, so that an import within a function counts too. Tests may import anything.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("protocol", "relay", "producer")
PROGRAMS = ("server", "hardware")
FOLDERS = (*LAYERS, "bench", "examples", "setup")

PURE_IMPORTS = frozenset(
    {
        *("__future__", "abc", "array", "base64", "binascii", "bisect", "collections"),
        *("contextlib", "copy", "dataclasses", "enum", "fractions", "functools", "hashlib"),
        *("heapq", "hmac", "html", "ipaddress", "itertools", "json", "math", "msgspec"),
        *("numbers", "operator", "re", "statistics", "string", "struct", "textwrap"),
        *("types", "typing", "unicodedata", "urllib.parse", "protocol"),
    }
)
"""What a pure module may import, with everything below it. Nothing here waits, reads a clock,
draws a random number or touches the world."""

IMPURE_CALLS = frozenset({"__import__", "eval", "exec", "input", "open", "print"})


def imported(source: str, module: str, is_package: bool = False) -> set[str]:
    """Return the full name of everything that a module imports; `from a import b` is `a.b`."""
    package = module.split(".") if is_package else module.split(".")[:-1]
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            origin = [*above, *([node.module] if node.module else [])]
            names |= {".".join([*origin, alias.name]) for alias in node.names}
    return names


def is_within(name: str, package: str) -> bool:
    """Tell whether a name is the package, or something below it."""
    return name == package or name.startswith(package + ".")


def is_pure(module: str) -> bool:
    return is_within(module, "protocol") or (
        is_within(module, "relay") and not is_within(module, "relay.edges")
    )


def edge_of(name: str) -> str | None:
    """Return the edge that a name belongs to: `relay.edges.web.files` is of `web`."""
    return [*name.split("."), ""][2] if is_within(name, "relay.edges") else None


def may_be_pure(name: str, module: str) -> bool:
    """Tell whether a pure module may import a name: relay's modules know each other."""
    allowed = PURE_IMPORTS | {module.split(".")[0]}
    return any(is_within(name, package) for package in allowed)


def faults_of_import(module: str, name: str) -> Iterator[str]:
    layer, other = module.split(".")[0], name.split(".")[0]
    if other in PROGRAMS:
        yield "nothing imports a program"
    if layer in LAYERS and other in (*FOLDERS, "tests") and other not in (layer, "protocol"):
        yield f"{layer} knows {other}"
    if is_pure(module) and not may_be_pure(name, module):
        yield "a pure module touches the world"
    if is_pure(module) and edge_of(name) is not None:
        yield "a pure module knows an edge"
    if edge_of(module) is not None and edge_of(name) not in (None, edge_of(module)):
        yield "an edge knows another"


def is_main_guard(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"


def impure_doings(source: str) -> Iterator[str]:
    """Name what is impure without an import: awaiting, and a few builtins. What a module does
    only as a program of its own is left out."""
    statements = [node for node in ast.parse(source).body if not is_main_guard(node)]
    for node in (inner for statement in statements for inner in ast.walk(statement)):
        if isinstance(node, (ast.Await, ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith)):
            yield "a pure module awaits"
        elif isinstance(node, ast.Name) and node.id in IMPURE_CALLS:
            yield f"a pure module uses {node.id}"


def faults(source: str, module: str, is_package: bool = False) -> list[str]:
    """Return every rule that a module breaks, with the import that breaks it."""
    found = [
        f"{fault} ({name})"
        for name in sorted(imported(source, module, is_package))
        for fault in faults_of_import(module, name)
    ]
    return found + (list(impure_doings(source)) if is_pure(module) else [])


def files() -> list[Path]:
    found = [ROOT / f"{program}.py" for program in PROGRAMS]
    for folder in FOLDERS:
        found += sorted((ROOT / folder).rglob("*.py"))
    return [path for path in found if path.exists() and "node_modules" not in path.parts]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


# The repository


@pytest.mark.parametrize("path", files(), ids=module_name)
def test_a_module_keeps_the_rules(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert faults(source, module_name(path), path.name == "__init__.py") == []


def test_every_part_of_the_map_is_looked_at() -> None:
    looked_at = {module_name(path) for path in files()}
    assert {*LAYERS, *PROGRAMS, "protocol.outbox", "relay.edges"} <= looked_at


# The checker itself


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("protocol.wire", "import relay"),
        ("protocol.wire", "from relay import hub"),
        ("protocol.wire", "from producer.link import Link"),
        ("protocol.wire", "import producer.link as link"),
        ("protocol.wire", "from .. import relay"),
        ("protocol.wire", "import tests.strategies"),
        ("relay.hub", "import json, producer"),
        ("relay.hub", "from producer import link"),
        ("relay.edges.sockets", "import producer.link"),
        ("relay.edges.sockets", "from ...producer import link"),
        ("producer.link", "import relay.hub"),
        ("producer.link", "from relay import hub as h"),
        ("producer.link", "def later():\n    from relay.hub import Hub"),
        ("producer.link", "if TYPE_CHECKING:\n    from relay.hub import Hub"),
        ("producer.link", "import bench.load"),
    ],
)
def test_a_layer_that_knows_another_is_found(module: str, source: str) -> None:
    layer = module.split(".")[0]
    assert any(fault.startswith(f"{layer} knows ") for fault in faults(source, module))


@pytest.mark.parametrize("module", ["protocol.wire", "relay.hub"])
@pytest.mark.parametrize(
    "source",
    [
        "import asyncio",
        "import socket",
        "import time as clock",
        "import json, random",
        "from os import path",
        "from pathlib import Path",
        "from datetime import datetime",
        "import websockets.asyncio.server",
        "from websockets import ConnectionClosed",
        "import secrets",
        "import threading",
        "import logging",
        "import sys",
        "import urllib",
        "import urllib.request",
        "from urllib import request",
        "from importlib import import_module",
        "import prometheus_client",
        "try:\n    import uvloop\nexcept ImportError:\n    pass",
        "def late():\n    import time",
    ],
)
def test_an_impure_import_is_found(module: str, source: str) -> None:
    (fault,) = faults(source, module)
    assert fault.startswith("a pure module touches the world")


@pytest.mark.parametrize(
    "source",
    [
        "async def flush(): ...",
        "x = open('f')",
        "print('x')",
        "read = open",
        "clock = __import__('time')",
    ],
)
def test_an_impure_doing_is_found(source: str) -> None:
    assert len(faults(source, "relay.hub")) == 1
    assert faults(source, "relay.edges.sockets") == faults(source, "producer.link") == []


@pytest.mark.parametrize(
    ("module", "source", "is_package"),
    [
        ("relay.hub", "import relay.edges", False),
        ("relay.hub", "from relay import edges", False),
        ("relay.hub", "import relay.edges.sockets as sockets", False),
        ("relay.hub", "from relay.edges import sockets", False),
        ("relay.hub", "from relay.edges.sockets import Server", False),
        ("relay.hub", "from . import edges", False),
        ("relay.hub", "from .edges import sockets", False),
        ("relay.hub", "from .edges import *", False),
        ("relay", "from .edges.sockets import Server", True),
        ("relay", "from . import edges", True),
    ],
)
def test_a_pure_module_that_knows_an_edge_is_found(
    module: str, source: str, is_package: bool
) -> None:
    (fault,) = faults(source, module, is_package)
    assert fault.startswith("a pure module knows an edge")


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("relay.edges.pages", "import relay.edges"),
        ("relay.edges.pages", "import relay.edges.sockets as y"),
        ("relay.edges.pages", "from relay import edges"),
        ("relay.edges.pages", "from relay.edges import sockets"),
        ("relay.edges.pages", "from relay.edges import pages, sockets"),
        ("relay.edges.pages", "from relay.edges.sockets import Server"),
        ("relay.edges.pages", "from . import sockets"),
        ("relay.edges.pages", "from .sockets import Server"),
        ("relay.edges.pages", "from .. import edges"),
        ("relay.edges.pages", "from ..edges import sockets"),
        ("relay.edges.pages", "from . import *"),
        ("relay.edges.web.files", "from ..sockets import Server"),
    ],
)
def test_an_edge_that_knows_another_is_found(module: str, source: str) -> None:
    (fault,) = faults(source, module)
    assert fault.startswith("an edge knows another")


def test_a_package_of_edges_that_joins_them_is_found() -> None:
    (fault,) = faults("from . import sockets", "relay.edges", is_package=True)
    assert fault.startswith("an edge knows another")


@pytest.mark.parametrize("module", ["relay.edges.pages", "producer.mouse", "server", "bench.load"])
@pytest.mark.parametrize(
    "source", ["import server", "import hardware as h", "from server import main"]
)
def test_whoever_imports_a_program_is_found(module: str, source: str) -> None:
    (fault,) = faults(source, module)
    assert fault.startswith("nothing imports a program")


@pytest.mark.parametrize(
    ("module", "source", "is_package"),
    [
        ("protocol.wire", "from protocol.events import AnyEvent", False),
        ("protocol", "from .events import AnyEvent", True),
        ("protocol.schema", "if __name__ == '__main__':\n    print(1)", False),
        ("protocol.wire", "import msgspec.structs\nfrom collections.abc import Iterable", False),
        ("relay.hub", "from protocol import wire\nfrom relay.feed import Feed", False),
        ("relay.hub", "from . import feed\nfrom urllib.parse import urlsplit", False),
        ("relay.edges.pages", "import asyncio\nfrom relay import hub\nfrom .. import feed", False),
        ("relay.edges.web.files", "from . import headers\nfrom .types import MIME", False),
        ("relay.edges.web", "from .files import serve", True),
        ("producer.link", "import websocket, time\nfrom protocol.outbox import Outbox", False),
        ("producer.mouse", "from .link import Link\nimport relayed, servers", False),
        ("server", "from relay.edges import pages, sockets\nimport asyncio", False),
        ("hardware", "from producer.link import Link\nimport time", False),
        ("bench.load", "from relay import hub\nfrom producer import link", False),
    ],
)
def test_an_import_that_the_map_allows_is_no_fault(
    module: str, source: str, is_package: bool
) -> None:
    assert faults(source, module, is_package) == []
