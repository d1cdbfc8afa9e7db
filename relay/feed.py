"""The viewers with the same interest. They share every frame that they are sent.

Publishing puts an event on the list of what is pending; a flush builds one frame of it and writes
the same bytes to every viewer that is in step. Only viewers that are behind cost work of their own.
Viewers join, leave and change between in step and behind directly after a flush, never with events
pending. A feed knows neither sockets nor the state of sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from protocol.events import AnyEvent
from protocol.messages import Status
from protocol.outbox import Notice, Outbox
from protocol.wire import encode
from relay.frame import text_frame
from relay.interest import Interest
from relay.stream import Item, Writer, batch, plain_bytes, v1_bytes
from relay.tally import Tally
from relay.viewer import MarkCounter, Viewer, mark_frame

LEAST_NEED = 8 * 1024
ANSWERS_PER_SECOND = 2_000
"""How many answers to marks the relay wants from one feed, beside those of each second's status."""

SHORTEST_MARK_INTERVAL = 0.1

LOOK_INTERVAL = 0.02
"""Seconds between two looks at who is late."""


class Feed:
    """Viewers who want the same, and what is pending for them. Times are in seconds."""

    def __init__(
        self,
        interest: Interest,
        marks: MarkCounter,
        tally: Tally,
        resume: Callable[[Viewer, str], None],
        seq_of: Callable[[str], int],
    ) -> None:
        self.interest = interest
        self.in_step: dict[Viewer, None] = {}
        self.behind: dict[Viewer, None] = {}
        self.joining: list[Callable[[float], None]] = []
        self.not_before = 0.0
        self.need = float(LEAST_NEED)
        self._marks = marks
        self._tally = tally
        self._resume = resume
        self._seq_of = seq_of
        self._write_items: Writer = plain_bytes if interest.plain else v1_bytes
        self._items: list[Item] = []
        self._encoded: list[bytes] | None = []  # None: the items are not just events as published
        self._left_out: dict[str, int] = {}
        self._unmarked = 0
        self._marked_at = 0.0
        self._bytes_per_second = 0.0
        self._look_again = 0.0

    @property
    def pending(self) -> bool:
        """Tell whether a flush has something to do."""
        return bool(self._items or self.joining)

    def __len__(self) -> int:
        """Return how many viewers it has."""
        return len(self.in_step) + len(self.behind)

    def position(self, source: str, seq: int) -> int:
        """Return where the stream of a source stands here when the source stands at `seq`."""
        return seq - self._left_out.get(source, 0)

    def publish(self, event: AnyEvent, encoded: bytes) -> None:
        """Put an event on the list of what is pending, if the viewers want it."""
        if not self.interest.wants(event):
            self._left_out[event.source] = self._left_out.get(event.source, 0) + event.n
            return
        left_out = self._left_out.pop(event.source, 0) if self._left_out else 0
        if left_out:
            event = replace(event, n=event.n + left_out)
            encoded = encode(event)
        self._items.append(event)
        if self._encoded is not None:
            self._encoded.append(encoded)

    def note(self, notice: Notice) -> None:
        """Put a change of a source's state at its place between the events."""
        self._items.append(notice)
        self._encoded = None

    def restart(self, source: str) -> None:
        """Forget what was left out of a source: another epoch begins."""
        self._left_out.pop(source, None)

    def flush(self, now: float) -> None:
        """Send what is pending, then let viewers change their place and join."""
        items, encoded = self._items, self._encoded
        if items:
            self._items, self._encoded = [], []
            self._set_returning_apart(items, now)
            if self.interest.thin:
                items, encoded = merged(items), None
            if self.in_step:
                self._write(items, encoded, now)
            if self.behind:
                self._serve_behind(items, now)
        self._change_places(now)
        joining, self.joining = self.joining, []
        for join in joining:
            join(now)

    def _set_returning_apart(self, items: list[Item], now: float) -> None:
        """Let viewers fall behind who kept a cursor of a source that is announced now: they resume
        there."""
        announced = {i.source for i in items if isinstance(i, Notice) and i.begins is not None}
        if announced:
            for viewer in [v for v in self.in_step if not announced.isdisjoint(v.kept)]:
                self._fall_behind(viewer, now)

    def _write(self, items: list[Item], encoded: list[bytes] | None, now: float) -> None:
        if encoded is None or self.interest.plain:
            data = self._write_items(items)
        else:
            data = batch(encoded)
        events = sum(not isinstance(item, Notice) for item in items)
        self._tally.events_out += events * len(self.in_step)
        self._send_to_all(data, now)

    def _send_to_all(self, data: bytes, now: float) -> None:
        """Write the same bytes to every viewer in step, with a mark where it is time for one."""
        mark = 0
        if not self.interest.plain and now - self._marked_at >= self._mark_interval:
            mark = self._marks.next()
            data += mark_frame(mark)
        size = len(data)
        for viewer in self.in_step:
            viewer.write(data)
            viewer.window.sent += size
        self._tally.sent(size, len(self.in_step))
        self._unmarked += size
        if mark:
            self._asked(mark, self.in_step, now)

    @property
    def _mark_interval(self) -> float:
        return min(1.0, max(SHORTEST_MARK_INTERVAL, len(self.in_step) / ANSWERS_PER_SECOND))

    def _asked(self, mark: int, viewers: Iterable[Viewer], now: float) -> None:
        """Note that a mark was sent, and how much a viewer takes who is asked as seldom as that."""
        for viewer in viewers:
            viewer.window.ask(mark, now)
        self._tally.marks += 1
        took = max(now - self._marked_at, SHORTEST_MARK_INTERVAL)
        self._bytes_per_second = max(self._unmarked / took, self._bytes_per_second * 0.8)
        self.need = max(LEAST_NEED, 2 * self._bytes_per_second * self._mark_interval)
        self._unmarked = 0
        self._marked_at = now

    def _serve_behind(self, items: list[Item], now: float) -> None:
        shared = merged(items) if len(self.behind) > 1 and len(items) > 1 else items
        for viewer in list(self.behind):
            self._put(viewer, shared)
            viewer.serve(now, self._marks, self._tally)

    def _put(self, viewer: Viewer, items: list[Item]) -> None:
        if not viewer.kept:
            viewer.put(items)
            return
        for item in items:
            if isinstance(item, Notice) and item.begins is not None and item.source in viewer.kept:
                self._resume(viewer, item.source)
            else:
                viewer.put([item])

    def _change_places(self, now: float) -> None:
        if now >= self._look_again:
            self._look_again = now + LOOK_INTERVAL
            for viewer in [v for v in self.in_step if v.is_late(now, self.need)]:
                self._fall_behind(viewer, now)
        self.settle(now)

    def _fall_behind(self, viewer: Viewer, now: float) -> None:
        del self.in_step[viewer]
        self.behind[viewer] = None
        viewer.fall_behind(now)
        self._tally.fell_behind += 1

    def catch_up(self, viewer: Viewer, now: float) -> None:
        """Put a viewer in step if it has everything that the others have, and room for what
        comes."""
        if self._items or viewer not in self.behind or not viewer.is_ready(now):
            return
        positions = viewer.outbox.positions if viewer.outbox is not None else {}
        if all(seq == self.position(name, self._seq_of(name)) for name, seq in positions.items()):
            del self.behind[viewer]
            self.in_step[viewer] = None
            viewer.outbox = None
            self._tally.caught_up += 1

    def serve(self, viewer: Viewer, now: float) -> None:
        """Send a viewer that is behind what its window allows now: it has answered, or its line is
        free."""
        if viewer in self.behind:
            viewer.serve(now, self._marks, self._tally)
            self.catch_up(viewer, now)

    def admit(self, viewer: Viewer, now: float) -> None:
        """Take in a viewer whose welcome is written; it has to show first that it keeps up."""
        self.behind[viewer] = None
        viewer.fall_behind(now)

    def leave(self, viewer: Viewer) -> None:
        """Let a viewer go."""
        self.in_step.pop(viewer, None)
        self.behind.pop(viewer, None)

    def send_status(self, status: Status, now: float) -> None:
        """Send each second's sign of life, which asks for an answer too."""
        mark = self._marks.next()
        data = text_frame(encode(replace(status, mark=mark)))
        asked = [*self.in_step, *(v for v in self.behind if v.window.room > 0 and not v.congested)]
        for viewer in asked:
            viewer.write(data)
            viewer.window.sent += len(data)
        self._tally.sent(len(data), len(asked))
        self._asked(mark, asked, now)
        for viewer in [*self.in_step, *self.behind]:
            viewer.check(now)
        self.settle(now)

    def settle(self, now: float) -> None:
        """Put viewers in step who have caught up."""
        for viewer in list(self.behind):
            self.catch_up(viewer, now)


def merged(items: Iterable[Item]) -> list[Item]:
    """Return what viewers get who are behind by all of `items`."""
    outbox = Outbox()
    for item in items:
        if isinstance(item, Notice):
            outbox.note(item)
        else:
            outbox.add(item)
    return outbox.take_all()
