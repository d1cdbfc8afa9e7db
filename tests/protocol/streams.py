"""Streams as hypothesis draws them: captured events, and what is left of them on their way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hypothesis import strategies as st
from msgspec.structs import replace

from protocol.events import AnyEvent, Click, Move, Reading, Scroll, Text
from protocol.outbox import Notice
from tests.protocol.ledger import stand_in

SOURCES = ("desk", "attic", "greenhouse")


@dataclass(frozen=True)
class LeftOut:
    """An event that the receiver of an outbox does not want."""

    event: AnyEvent


Step = AnyEvent | LeftOut | Notice | Literal["take"]

_small = st.integers(-3, 3)
_captured: st.SearchStrategy[AnyEvent] = st.one_of(
    st.builds(Move, _small, _small),
    st.builds(Scroll, _small, _small, _small, _small),
    st.builds(Reading, st.sampled_from(["heat", "damp"]), _small, st.just("u")),
    st.builds(Move, _small, _small),
    st.builds(Click, _small, _small, st.just("left"), st.booleans()),
    st.builds(Text, st.sampled_from(["a", "b"])),
)


@st.composite
def captures(draw: st.DrawFn, source: str, longest: int = 14) -> list[AnyEvent]:
    """Draw what one source captured: numbered from 1, without holes."""
    events = draw(st.lists(_captured, max_size=longest))
    return [
        replace(event, seq=seq, t=float(seq), source=source) for seq, event in enumerate(events, 1)
    ]


@st.composite
def remains(draw: st.DrawFn, log: list[AnyEvent]) -> list[AnyEvent]:
    """Draw what arrives of a log: runs of it raw, merged, filtered, lost, or sent again."""
    stream: list[AnyEvent] = []
    at = left_out = 0
    while at < len(log):
        run = log[at : at + draw(st.integers(1, 4))]
        at += len(run)
        fate = draw(st.sampled_from(["raw", "raw", "merged", "filtered", "lost", "again"]))
        if fate == "lost":
            left_out = 0
            continue
        if fate == "merged" and len({(*event.key, event.mergeable) for event in run}) == 1:
            run = [replace(stand_in(run), n=len(run))] if run[0].mergeable else run
        elif fate == "filtered":
            kept = draw(st.lists(st.booleans(), min_size=len(run), max_size=len(run)))
            run, left_out = _filtered(run, kept, left_out)
        if run and left_out and fate != "filtered":
            run = [replace(run[0], n=run[0].n + left_out), *run[1:]]
            left_out = 0
        stream += run
        if fate == "again":
            stream += draw(_sent_again(log, stream))
    return stream


def _filtered(run: list[AnyEvent], kept: list[bool], left_out: int) -> tuple[list[AnyEvent], int]:
    """Leave events out and say so in `n`, as a feed with a filter does."""
    passed: list[AnyEvent] = []
    for event, keep in zip(run, kept, strict=True):
        if keep:
            passed.append(replace(event, n=event.n + left_out))
        left_out = 0 if keep else left_out + event.n
    return passed, left_out


@st.composite
def _sent_again(draw: st.DrawFn, log: list[AnyEvent], stream: list[AnyEvent]) -> list[AnyEvent]:
    """Draw a resend: of what went out, or of the log itself, reaching back and perhaps ahead."""
    if draw(st.booleans()):
        at = draw(st.integers(0, len(stream) - 1))
        return stream[at : at + 3]
    at = draw(st.integers(0, len(log) - 1))
    return [replace(log[at], n=draw(st.integers(1, log[at].seq))), *log[at + 1 : at + 3]]


@st.composite
def interleaved(draw: st.DrawFn, streams: list[list[AnyEvent]]) -> list[AnyEvent]:
    """Draw one order of several streams, each in its own order."""
    turns = draw(st.permutations([i for i, stream in enumerate(streams) for _ in stream]))
    rest = [iter(stream) for stream in streams]
    return [next(rest[turn]) for turn in turns]


@st.composite
def inputs(
    draw: st.DrawFn, sources: tuple[str, ...] = SOURCES, holes: bool = True
) -> list[AnyEvent]:
    """Draw the events of several sources in the order in which one receiver is owed them."""
    logs = [draw(captures(source)) for source in sources]
    return draw(interleaved([draw(remains(log)) for log in logs] if holes else logs))


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Draw everything that an outbox may live through: events, some of them not wanted, notices
    and takes."""
    steps: list[Step] = []
    for number, event in enumerate(draw(inputs())):
        steps.append(LeftOut(event) if draw(st.integers(0, 5)) == 5 else event)
        between = draw(st.sampled_from(["", "", "", "", "take", "note", "notes"]))
        if between == "take":
            steps.append("take")
        elif between:
            source = draw(st.sampled_from(SOURCES))
            steps += [Notice(source, (number, i)) for i in range(len(between) - 3)]
    return steps
