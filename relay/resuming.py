"""Find where a viewer's stream of a source begins, and put what it missed into its outbox."""

from __future__ import annotations

from msgspec.structs import replace

from protocol.messages import Cursor, SourceEntry
from protocol.outbox import Notice, Outbox
from relay.source import Run, Source, missing_after
from relay.viewer import Viewer

LARGEST_RECENT = 1024 * 1024
"""Bytes in memory of the past events that one welcome tells, of all sources together, about: who
asks for them may not read them."""


def place(viewer: Viewer, source: Source, position: int, recent: int, share: float) -> SourceEntry:
    """Begin where its cursor is, or at `position`, where its feed is; return what it is told.

    `recent` past events of the source are told with it, or fewer, if that is more than its `share`
    of a welcome's bytes.
    """
    cursor = viewer.kept.pop(source.name, None)
    if cursor is None:
        entry = source.entry(seq=position)
    else:
        entry = resume(viewer, source, cursor, announce=False)
    if recent:
        told = source.previous if source.previous and entry.epoch != source.epoch else source.run
        wanted = filter(viewer.interest.wants, told.history.newest(recent, share))
        entry = replace(entry, recent=list(wanted))
    return entry


def resume(viewer: Viewer, source: Source, cursor: Cursor, *, announce: bool) -> SourceEntry:
    """Put everything after a cursor into the viewer's outbox; return the entry that goes before."""
    outbox = viewer.outbox
    assert outbox is not None, "a viewer that resumes has an outbox"
    name, previous = source.name, source.previous
    run, start, entry = source.run, 0, source.entry(lost=None)
    if cursor.epoch == source.epoch:
        lost = missing_after(run, cursor.seq)
        start, entry = cursor.seq + lost, source.entry(lost=lost)
    elif previous is not None and cursor.epoch == previous.epoch:
        lost = missing_after(previous, cursor.seq)
        run, start = previous, cursor.seq + lost
        entry = source.entry_of_previous(previous, lost)
    if announce:
        outbox.note(Notice(name, entry))
    _fill(viewer, outbox, name, run, start)
    if run is not source.run:
        outbox.note(Notice(name, source.entry_at_start(0), begins=0))
        _fill(viewer, outbox, name, source.run, 0)
    viewer.ahead |= run is source.run and start > source.seq
    viewer.allow_backlog()
    return entry


def _fill(viewer: Viewer, outbox: Outbox, name: str, run: Run, seq: int) -> None:
    interest = viewer.interest
    key = interest, seq, run.chain.seq
    missed = run.missed.get(key)
    if missed is None:
        missed = Outbox()
        missed.expect(name, seq)
        all_is_wanted = interest.events is None and not interest.plain
        run.history.put_into(missed, seq, None if all_is_wanted else interest.wants)
        run.missed = {key: missed}
    else:
        viewer.shared += len(missed)
    outbox.append(missed)
