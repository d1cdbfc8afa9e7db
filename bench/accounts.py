"""Compare the two ledgers: what was captured, and what each viewer saw of it and when.

Pure; works on whole columns (numpy), a few hundred viewers at a time. A chain without a gap is
checked as a column; one with a gap, a repetition or a told loss is gone through event by event with
the product's own rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bench.captured import Captured
from bench.deliveries import Deliveries
from bench.stream import Stream
from protocol.chain import Chain

AT_ONCE = 2_000_000
Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass
class Account:
    """What a group of viewers saw. Times are in ms; `missing` is what nobody accounted for."""

    viewers: int = 0
    captured: int = 0
    received: int = 0
    merged: int = 0
    lost: int = 0
    repeated: int = 0
    missing: int = 0
    presses: int = 0
    presses_missing: int = 0
    deliveries: int = 0
    """Events read between the beginning and the end of the measured time."""
    reads: int = 0
    """Reads that brought these deliveries."""
    latency: list[Floats] = field(default_factory=list)

    def percentiles(self) -> dict[str, float]:
        """Return p50, p99, p99.9 and the largest latency over all deliveries."""
        if not self.latency or not (every := np.concatenate(self.latency)).size:
            return {}
        values = np.percentile(every, (50, 99, 99.9, 100))
        return {
            name: round(float(value), 3)
            for name, value in zip(("p50", "p99", "p99.9", "max"), values, strict=True)
        }


class Books:
    """The columns of both ledgers, ready to be compared."""

    def __init__(
        self, captured: Sequence[Captured], stream: Stream, deliveries: Deliveries
    ) -> None:
        self.sources = len(captured)
        self.last = np.array([c.last for c in captured], np.int64)
        self.offset = np.concatenate(([0], np.cumsum(self.last)))[:-1]
        self.due = np.concatenate([np.array(c.due) for c in captured])
        self.sent = np.concatenate([np.array(c.sent) for c in captured])
        self.is_press = np.concatenate([np.array(c.presses, np.bool_) for c in captured])
        tables = (stream.shared, stream.own)
        self.row_source = np.concatenate([np.array(t.source, np.int64) for t in tables])
        self.row_seq = np.concatenate([np.array(t.seq, np.int64) for t in tables])
        self.row_n = np.concatenate([np.array(t.n, np.int64) for t in tables])
        self.joined = deliveries.joined
        self._read(deliveries, len(stream.shared))

    def _read(self, deliveries: Deliveries, shared: int) -> None:
        first = np.array(deliveries.first, np.int64)
        first = np.where(first < 0, shared + ~first, first)
        viewer = np.array(deliveries.viewer, np.int64)
        order = np.argsort(viewer, kind="stable")
        self.viewer = viewer[order]
        self.time = np.array(deliveries.time)[order]
        self.first = first[order]
        self.count = np.array(deliveries.count, np.int64)[order]

    def start(self, viewer: int, source: int) -> int:
        """Return the seq after which a viewer is to get everything."""
        return self.joined.get((viewer, source), 0)

    def seen_by(self, viewers: range) -> Iterator[tuple[Integers, Floats, Integers]]:
        """Give viewer, time and row of each event read by these viewers, some viewers at a time."""
        low, high = np.searchsorted(self.viewer, (viewers.start, viewers.stop))
        while low < high:
            total = np.cumsum(self.count[low:high])
            until = low + int(np.searchsorted(total, AT_ONCE)) + 1
            until = int(np.searchsorted(self.viewer, self.viewer[min(until, high) - 1], "right"))
            yield self._expand(slice(low, min(until, high)))
            low = until

    def _expand(self, part: slice) -> tuple[Integers, Floats, Integers]:
        count = self.count[part]
        before = np.cumsum(count) - count
        rows = np.repeat(self.first[part] - before, count) + np.arange(count.sum())
        return np.repeat(self.viewer[part], count), np.repeat(self.time[part], count), rows


def account(books: Books, viewers: range, begin: float, end: float) -> Account:
    """Account for a group of viewers; `begin` and `end` bound what is measured, in seconds."""
    result = Account(viewers=len(viewers))
    ends: dict[tuple[int, int], Chain] = {}
    at = books.time[slice(*np.searchsorted(books.viewer, (viewers.start, viewers.stop)))]
    result.reads = int(((at >= begin) & (at < end)).sum())
    for viewer, time, row in books.seen_by(viewers):
        _measure(result, books, time, row, begin, end)
        _check_chains(result, books, ends, viewer, row)
    for number in viewers:
        for source in range(books.sources):
            start = books.start(number, source)
            chain = ends.get((number, source), Chain(start))
            result.captured += int(books.last[source]) - start
            result.missing += int(books.last[source]) - chain.seq
            result.received += chain.received
            result.merged += chain.merged
            result.lost += chain.lost
            result.repeated += chain.repeated
            first = int(books.offset[source])
            mine = books.is_press[first + start : first + int(books.last[source])]
            result.presses += int(mine.sum())
    result.presses_missing += result.presses
    return result


def _measure(
    result: Account, books: Books, time: Floats, row: Integers, begin: float, end: float
) -> None:
    is_event = books.row_n[row] > 0
    row, time = row[is_event], time[is_event]
    event = books.offset[books.row_source[row]] + books.row_seq[row] - 1
    due = books.due[event]
    in_time = (due >= begin) & (due < end)
    result.latency.append((time[in_time] - due[in_time]) * 1000)
    result.deliveries += int(((time >= begin) & (time < end)).sum())


def _check_chains(
    result: Account,
    books: Books,
    ends: dict[tuple[int, int], Chain],
    viewer: Integers,
    row: Integers,
) -> None:
    source, seq, n = books.row_source[row], books.row_seq[row], books.row_n[row]
    key = viewer * books.sources + source
    if books.sources > 1:
        order = np.argsort(key, kind="stable")
        key, seq, n = key[order], seq[order], n[order]
    heads = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    tails = np.concatenate((heads[1:], [len(key)]))
    for head, tail in zip(heads.tolist(), tails.tolist(), strict=True):
        who = divmod(int(key[head]), books.sources)
        ends[who] = _chain(books, who, seq[head:tail], n[head:tail], result)


def _chain(
    books: Books, who: tuple[int, int], seq: Integers, n: Integers, result: Account
) -> Chain:
    start = books.start(*who)
    before = np.concatenate(([start], seq[:-1]))
    if np.array_equal(seq - n, before) and bool((n > 0).all()):
        chain = Chain(int(seq[-1]), len(seq), int(n.sum()) - len(seq))
    else:
        chain = _step_by_step(start, seq, n)
        fresh = np.maximum.accumulate(np.concatenate(([start], seq)))[:-1] < seq
        seq = seq[fresh & (n > 0)]
    first = int(books.offset[who[1]])
    seq = seq[seq <= books.last[who[1]]]
    result.presses_missing -= int(books.is_press[first + seq - 1].sum())
    return chain


def _step_by_step(start: int, seq: Integers, n: Integers) -> Chain:
    chain = Chain(start)
    for one, stands_for in zip(seq.tolist(), n.tolist(), strict=True):
        if stands_for > 0:
            chain.advance(one, stands_for)
        else:
            chain.skip(-stands_for)
    return chain
