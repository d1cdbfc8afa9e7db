"""What the documents promise is what the program does."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import msgspec
import pytest

from bench import law
from protocol.close_codes import Ending, come_back
from protocol.wire import (
    decode_envelope,
    decode_events,
    decode_from_producer,
    decode_from_viewer,
    decode_to_producer,
    decode_to_viewer,
    encode,
)

DOCS = Path(__file__).parent.parent / "docs"
PROTOCOL = (DOCS / "protocol.md").read_text()

DECODERS = {
    "producer": decode_from_producer,
    "viewer": decode_from_viewer,
    "to-producer": decode_to_producer,
    "to-viewer": decode_to_viewer,
    "plain": decode_envelope,
}


def samples(kind: str) -> list[str]:
    return re.findall(rf"```json {kind}\n(.*?)```", PROTOCOL, re.DOTALL)


def test_every_sample_of_the_protocol_has_a_decoder() -> None:
    kinds = set(re.findall(r"```json ?(\S*)", PROTOCOL))
    assert kinds == {*DECODERS, "events"}


@pytest.mark.parametrize("sample", samples("events"))
def test_samples_of_events_decode_without_complaint(sample: str) -> None:
    events, complaints = decode_events(sample)
    assert not complaints
    assert msgspec.json.decode(sample) == [msgspec.json.decode(encode(event)) for event in events]


@pytest.mark.parametrize(("kind", "sample"), [(k, s) for k in DECODERS for s in samples(k)])
def test_samples_of_messages_decode_and_nothing_in_them_is_unknown(kind: str, sample: str) -> None:
    message = DECODERS[kind](sample)
    told = msgspec.json.decode(sample)
    if isinstance(message, str):
        assert told == {"type": "client", "message": message}
        return
    known = msgspec.json.decode(encode(message))
    assert {name: known[name] for name in told if name != "sources"} == {
        name: value for name, value in told.items() if name != "sources"
    }
    assert told.get("sources") is None or set(told["sources"]) == set(known["sources"])


def test_the_table_of_endings_is_complete_and_right() -> None:
    rows = re.findall(r"\| (\d{4}) \| (\S+) \| (yes|no) \|", PROTOCOL)
    assert rows == [
        (str(ending.code), ending.label, "yes" if come_back(ending.code) else "no")
        for ending in Ending
    ]


@pytest.mark.parametrize(
    "document", sorted(DOCS.rglob("*.md")), ids=lambda path: str(path.relative_to(DOCS))
)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text()):
        if "://" not in target:
            assert (document.parent / target).exists(), target


def test_every_document_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text()
    for document in DOCS.glob("*.md"):
        assert document.name == "README.md" or f"]({document.name})" in index, document.name


def test_the_table_of_the_control_law_is_what_the_law_does() -> None:
    assert law.table() in (DOCS / "decisions" / "0001-marks-and-windows.md").read_text()


def test_every_file_that_the_map_names_is_there() -> None:
    architecture = (DOCS / "architecture.md").read_text()
    table = architecture[architecture.index("## The map") : architecture.index("Imports run")]
    root = DOCS.parent
    for row in re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE):
        folder = root
        for path in re.findall(r"`([^`]+)`", row):
            wildcard = root.glob(path) if "*" in path else [root / path, folder / path]
            assert any(found.exists() for found in wildcard), path
            if "/" in path:
                folder = (root / path).parent


SECURITY = (DOCS / "security.md").read_text()


@pytest.mark.parametrize(
    ("module", "name", "told"),
    sorted(set(re.findall(r"`([a-z.]+)\.([A-Z0-9_]+)` = ([\d.]+)", SECURITY))),
)
def test_the_limits_are_the_programs(module: str, name: str, told: str) -> None:
    assert getattr(importlib.import_module(module), name) == float(told)


@pytest.mark.parametrize(
    ("file", "test"), sorted(set(re.findall(r"`(tests/\S+\.py)::(\w+)`", SECURITY)))
)
def test_every_limit_has_its_test(file: str, test: str) -> None:
    assert re.search(rf"def {test}\(", (DOCS.parent / file).read_text())
