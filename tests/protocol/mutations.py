"""Say to hypothesis how frames look that are nearly right: samples with something wrong in them.

The values that replace others are written as they stand on the wire, so that they may be what no
JSON library would write.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

SAMPLES = Path(__file__).parent.parent / "samples"
FRAMES = {path.stem: path.read_text().strip() for path in sorted(SAMPLES.glob("*/*.json"))}

EVIL = [
    *("null", "true", "false", "[]", "[[]]", "[null]", "{}", '{"":null}', '{"event":"move"}'),
    *("0", "-1", "-0", "0.5", "1e999", "-1e999", "1e308", "1E-400", "NaN", "Infinity", "01", "0x1"),
    *("9007199254740991", "9007199254740992", "2147483649", "18446744073709551616", "1e300"),
    *('""', '"1"', r'"\u0000"', r'"\ud800"', r'"\udc00\ud800"', r'"\u202e"', r'"\u001b[2J"'),
    *('"first connection"', '"move"', '"hardware"', '"client"', '"__proto__"', '"left"'),
    *('{"epoch":"e","seq":1}', '[{"event":"text","text":"x"}]', "]", "}", ",", ":", '"', "\\"),
]

samples = st.sampled_from(list(FRAMES.values()))
evil = st.sampled_from(EVIL) | st.sampled_from(
    ["1" * 400, '"' + "x" * 5000 + '"', "[" * 2000, "[" * 500 + "]" * 500, '{"a":' * 1500]
)
keys = st.text(max_size=5) | st.sampled_from(
    [
        *("type", "message", "event", "seq", "t", "n", "x", "y", "source", "epoch", "mark"),
        *("cursors", "sources", "held", "latest", "recent", "about", "lost", "toString"),
    ]
)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=8,
)


class Token(str):
    """A piece of text that stands in a frame as it is."""


def render(value: Any) -> str:
    """Write JSON, with tokens as they are."""
    if isinstance(value, Token):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k)}:{render(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(render, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


Place = tuple[Any, Any]
"""An object or array, and a key or index of it."""


def places(value: Any) -> Iterator[Place]:
    """Go through all places of a value, inner ones included."""
    if not isinstance(value, (dict, list)):
        return
    for key in value if isinstance(value, dict) else range(len(value)):
        yield value, key
        yield from places(value[key])


@st.composite
def with_other_values(draw: st.DrawFn) -> str:
    """Take a sample, and put something else in up to three of its places."""
    root = {"": json.loads(draw(samples))}
    for _ in range(draw(st.integers(1, 3))):
        holder, key = draw(st.sampled_from(list(places(root))))
        found = holder[key]
        how = draw(st.sampled_from(["replace", "remove", "add", "repeat"]))
        if how == "remove" and holder is not root:
            del holder[key]
        elif how == "add" and isinstance(found, dict):
            found[draw(keys)] = Token(draw(evil))
        elif how == "repeat" and isinstance(found, list):
            holder[key] = found * draw(st.integers(2, 50))
        else:
            holder[key] = Token(draw(evil | json_values.map(json.dumps)))
    return render(root[""])


@st.composite
def spliced(draw: st.DrawFn) -> str:
    """Take the beginning of one sample and the end of another, with something between."""
    first, second = draw(samples), draw(samples)
    end, start = draw(st.integers(0, len(first))), draw(st.integers(0, len(second)))
    between = draw(st.just("") | evil | st.text(max_size=3))
    return first[:end] + between + second[start:]


texts = (
    with_other_values()
    | with_other_values()
    | spliced()
    | samples
    | json_values.map(lambda value: json.dumps(value, ensure_ascii=False))
    | st.text(max_size=60)
)
"""What may come in a text frame."""


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Take a text, and change some of its bytes."""
    data = bytearray(draw(texts).encode("utf-8", "surrogatepass"))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(data)


frames: st.SearchStrategy[str | bytes] = texts | damaged() | st.binary(max_size=60)
"""What may come in any frame."""
