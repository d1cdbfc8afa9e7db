"""Say to hypothesis what events and messages look like.

Everything here is valid on the wire. What is not, the tests write out by hand. A type of event that
nobody has described here looks as in its sample.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from protocol import messages
from protocol.events import (
    FARTHEST_PIXEL,
    LONGEST_TEXT,
    MAX_INTEGER,
    AnyEvent,
    Click,
    Event,
    Move,
    Reading,
    Scroll,
    Text,
)
from protocol.wire import decode_events

counts = st.integers(0, MAX_INTEGER)
positives = st.integers(1, MAX_INTEGER)
times = st.floats(0, MAX_INTEGER)
offsets = st.floats(-1e13, 1e13)
pixels = st.integers(-FARTHEST_PIXEL, FARTHEST_PIXEL) | st.floats(-FARTHEST_PIXEL, FARTHEST_PIXEL)
sizes = st.integers(0, FARTHEST_PIXEL) | st.floats(0, FARTHEST_PIXEL)
numbers = st.integers(-MAX_INTEGER, MAX_INTEGER) | st.floats(allow_nan=False, allow_infinity=False)
labels = st.text(min_size=1, max_size=64)
names = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
epochs = st.from_regex(r"\A[A-Za-z0-9-]{1,64}\Z")
tokens = st.just(UNSET) | st.text(max_size=256)

clicks, moves, scrolls, readings, texts = (
    st.builds(kind, seq=counts, t=times, n=positives, source=st.just("") | names, **fields)
    for kind, fields in (
        (Click, {"x": pixels, "y": pixels, "button": labels, "pressed": st.booleans()}),
        (Move, {"x": pixels, "y": pixels}),
        (Scroll, {"x": pixels, "y": pixels, "dx": pixels, "dy": pixels}),
        (
            Reading,
            {
                "name": labels,
                "value": numbers,
                "unit": st.text(max_size=32),
                "low": st.none() | numbers,
                "high": st.none() | numbers,
            },
        ),
        (Text, {"text": st.text(max_size=80) | st.just("x" * LONGEST_TEXT)}),
    )
)
by_event: dict[type[Event], st.SearchStrategy[Any]] = {
    Click: clicks,
    Move: moves,
    Scroll: scrolls,
    Reading: readings,
    Text: texts,
}
for path in sorted((Path(__file__).parent.parent / "samples" / "events").glob("*.json")):
    for sample in decode_events(path.read_bytes())[0]:
        again = partial(replace, sample)
        by_event.setdefault(type(sample), st.builds(again, seq=counts, t=times, n=positives))
events: st.SearchStrategy[AnyEvent] = st.one_of(*by_event.values())

_few = st.lists(events, max_size=3)
_abouts = st.builds(
    messages.About,
    capture=st.text(max_size=64),
    health=st.text(max_size=512),
    screens=st.lists(st.builds(messages.Screen, pixels, pixels, sizes, sizes), max_size=3),
)
_entries = st.builds(
    messages.SourceEntry,
    epoch=epochs,
    seq=counts,
    online=st.booleans(),
    silent=st.booleans(),
    lost=st.none() | counts,
    about=_abouts,
    held=st.lists(labels, max_size=3),
    latest=_few,
    recent=st.just(UNSET) | _few,
)
_statuses = st.builds(messages.SourceStatus, seq=counts, lag=st.tuples(times, times))

by_message: dict[type[messages.Message], st.SearchStrategy[messages.Message]] = {
    messages.ProducerHello: st.builds(
        messages.ProducerHello,
        source=names,
        epoch=epochs,
        next=positives,
        first=positives,
        offset=offsets,
        held=st.lists(labels, max_size=3),
        latest=_few,
        about=_abouts,
        token=tokens,
    ),
    messages.AboutChanged: st.builds(messages.AboutChanged, about=_abouts),
    messages.ProducerPing: st.builds(messages.ProducerPing, t=times, offset=offsets),
    messages.ViewerHello: st.builds(
        messages.ViewerHello,
        cursors=st.dictionaries(names, st.builds(messages.Cursor, epochs, counts), max_size=3),
        sources=st.none() | st.lists(names, max_size=3),
        events=st.none() | st.lists(labels, max_size=3),
        rate=st.sampled_from([None, 10, 30, 60, 120]),
        thin=st.booleans(),
        recent=st.integers(0, 1000),
        token=tokens,
    ),
    messages.Seen: st.builds(messages.Seen, mark=counts),
    messages.ViewerPing: st.builds(messages.ViewerPing, t=times),
    messages.LabCommand: st.builds(
        messages.LabCommand,
        do=st.sampled_from(["watch", "speed", "stall", "reset", "produce", "end"]),
        value=st.floats(0, 1e9),
    ),
    messages.ProducerWelcome: st.builds(
        messages.ProducerWelcome, have=counts, time=times, viewers=counts
    ),
    messages.Ack: st.builds(messages.Ack, seq=counts),
    messages.Viewers: st.builds(messages.Viewers, viewers=counts),
    messages.Pong: st.builds(messages.Pong, t=times, time=times),
    messages.Welcome: st.builds(
        messages.Welcome,
        time=times,
        viewers=counts,
        sources=st.dictionaries(names, _entries, max_size=2),
        lab=st.just(UNSET) | st.booleans(),
    ),
    messages.LabState: st.builds(
        messages.LabState,
        speed=counts,
        producing=counts,
        samples=st.lists(
            st.tuples(times, st.booleans(), counts, counts, times, times, counts), max_size=3
        ),
    ),
    messages.Sources: st.builds(
        messages.Sources, sources=st.dictionaries(names, st.none() | _entries, max_size=2)
    ),
    messages.Status: st.builds(
        messages.Status,
        time=times,
        viewers=counts,
        sources=st.dictionaries(names, _statuses, max_size=3),
        mark=st.just(UNSET) | counts,
    ),
    messages.Mark: st.builds(messages.Mark, mark=counts),
    messages.Error: st.builds(messages.Error, reason=st.text(), detail=st.text()),
}
