"""The viewers with the same interest. They share every frame that they are sent.

Publishing puts an event on the list of what is pending; a flush builds one frame of it and writes
the same bytes to every viewer that is in step. Only viewers that are behind cost work of their own;
where they are many, what is sent to the others is held back for them until the next look.
Viewers join, leave and change between in step and behind directly after a flush, never with events
pending. A feed knows neither sockets nor the state of sources.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from itertools import islice
from math import inf

from msgspec.structs import replace

from protocol.events import AnyEvent
from protocol.messages import Status
from protocol.outbox import Notice, Outbox
from protocol.wire import encode
from relay.asking import Asking
from relay.frame import text_frame
from relay.interest import Interest
from relay.pace import SHORTEST_REST
from relay.stream import Item, Writer, batch, plain_bytes, v1_bytes
from relay.tally import Tally
from relay.viewer import MarkCounter, Viewer, mark_frame

LOOK_INTERVAL = 0.02
"""Seconds between two looks at who is late."""

SERVED_AT_ONCE = 8
"""Viewers behind who are served with every flush; where there are more, they are at each look."""

JOIN_AT_ONCE = 32
"""Viewers who join between two flushes, at most."""

MOST_AT_ONCE = 8
SHARE_AT_ONCE = 0.8
COMMON_CAUSE_PATIENCE = 20
"""Where more than this many and this share are late at the same look, the cause is not theirs. They
get so many times longer than the relay itself is late, since frames of their own for all of them
would only make it worse."""


class Feed:
    """Viewers who want the same, and what is pending for them. Times are in seconds."""

    def __init__(
        self,
        interest: Interest,
        marks: MarkCounter,
        tally: Tally,
        resume: Callable[[Viewer, str], None],
        seq_of: Callable[[str], int | None],
        serve_soon: Callable[[Viewer], None],
    ) -> None:
        self.interest = interest
        self.in_step: dict[Viewer, None] = {}
        self.behind: dict[Viewer, None] = {}
        self.joining: deque[Callable[[float], None]] = deque()
        self.joined_at = -inf  # when somebody was let in last
        self.not_before = 0.0
        self._asking = Asking()
        self._marks = marks
        self._tally = tally
        self._resume = resume
        self._seq_of = seq_of
        self._serve_soon = serve_soon
        self._write_items: Writer = plain_bytes if interest.plain else v1_bytes
        self._items: list[Item] = []
        self._encoded: list[bytes] | None = []  # None: the items are not just events as published
        self._held_back: list[Item] = []  # those in step were sent it, those behind were not
        self._left_out: dict[str, int] = {}
        self._look_again = 0.0

    @property
    def due(self) -> float:
        """Return when a flush has something to do; nothing pending: never."""
        if self._items or self.joining:
            return self.not_before
        return self._look_again if self._held_back else inf

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

    def flush(self, now: float, slack: float) -> None:
        """Send what is pending, then let viewers change their place.

        `slack` is how late the relay itself is, in s: nobody is called late for that.
        """
        items, encoded = self._items, self._encoded
        data = b""
        if items:
            self._items, self._encoded = [], []
            self._set_returning_apart(items, now)
            captured = items
            if self.interest.thin:
                items, encoded = merged(items), None
            data = self._frames(items, encoded)
            self._send_in_step(data, items, now)
            if self._held_back:
                data = b""  # is not all that those behind have to get
            self._held_back += captured
        if len(self.behind) <= SERVED_AT_ONCE or self._look_again < now + SHORTEST_REST:
            self._serve_behind(now, data)
        self._change_places(now, slack)

    def finish(self, now: float) -> None:
        """Send everything that is pending: the relay stops."""
        self.flush(now, 0.0)
        self._serve_behind(now)
        for viewer in list(self.behind):
            self.serve(viewer, now)

    def let_join(self, now: float) -> None:
        """Let the one in who has waited for longest, directly after a flush."""
        self.joined_at = now
        self.joining.popleft()(now)

    def _set_returning_apart(self, items: list[Item], now: float) -> None:
        """Let viewers fall behind who kept a cursor of a source that is announced now: they resume
        there."""
        announced = {i.source for i in items if isinstance(i, Notice) and i.begins is not None}
        if announced:
            for viewer in [v for v in self.in_step if not announced.isdisjoint(v.kept)]:
                self._fall_behind(viewer, now)

    def _frames(self, items: list[Item], encoded: list[bytes] | None) -> bytes:
        if encoded is None or self.interest.plain:
            return self._write_items(items)
        return batch(encoded)

    def _send_in_step(self, data: bytes, items: list[Item], now: float) -> None:
        """Write the same bytes to every viewer in step, and a mark after them to whose turn it
        is."""
        viewers = self.in_step
        if not viewers:
            return
        count = 0 if self.interest.plain else self._asking.whom(len(data), len(viewers), now)
        if count:
            mark = self._marks.next()
            self._ask(mark, list(islice(viewers, count)), data + mark_frame(mark), now)
        self._send(islice(viewers, len(viewers) - count), data)
        self._tally.sent(len(data), len(viewers))
        self._tally.events_out += len(viewers) * _events_in(items)
        self._asking.sent(len(data))
        if count:
            self._asking.asked(len(viewers), now)

    def _ask(self, mark: int, viewers: list[Viewer], data: bytes, now: float) -> None:
        """Send some viewers `data` with a mark in it; those in step go to the end of the line."""
        self._send(viewers, data)
        self._tally.marks += 1
        for viewer in viewers:
            viewer.window.ask(mark, now)
            if viewer in self.in_step:
                del self.in_step[viewer]
                self.in_step[viewer] = None

    def _send(self, viewers: Iterable[Viewer], data: bytes) -> None:
        size = len(data)
        for viewer in viewers:
            viewer.write(data)
            viewer.window.sent += size

    def _serve_behind(self, now: float, data: bytes = b"") -> None:
        """Pass what was held back on to those who have all that came before; the others merge.

        `data` is the frame of it, if there is one. Who is ahead merges for itself: what is merged
        already may hold events that it has.
        """
        captured, self._held_back = self._held_back, []
        if not captured or not self.behind:
            return
        items = merged(captured) if self.interest.thin else captured
        data = data or self._write_items(items)
        mark, crowd = 0, len(self.behind)
        shared: list[Item] = []
        for viewer in list(self.behind):
            if viewer.has_room_for(len(data)) and not viewer.kept:
                mark = mark or self._marks.next()
                viewer.pass_on(data, mark, crowd, now)
                self._tally.sent(len(data))
                self._tally.events_out += _events_in(items)
            else:
                shared = shared or (merged(items) if crowd > 1 else items)
                self._put(viewer, captured if viewer.ahead else shared)
                if crowd > SERVED_AT_ONCE:
                    self._serve_soon(viewer)
                else:
                    viewer.serve(now, self._marks, self._tally, crowd)

    def _put(self, viewer: Viewer, items: list[Item]) -> None:
        if not viewer.kept:
            viewer.put_later(items)
            return
        resumed: set[str] = set()
        for item in items:
            if item.source in resumed:
                continue  # it was given everything up to now
            if isinstance(item, Notice) and item.begins is not None and item.source in viewer.kept:
                resumed.add(item.source)
                self._resume(viewer, item.source)
            else:
                viewer.put([item])

    def _change_places(self, now: float, slack: float) -> None:
        if now >= self._look_again:
            self._look_again = now + LOOK_INTERVAL
            need = self._asking.need
            late = [v for v in self.in_step if v.is_late(now - slack, need)]
            if len(late) > max(MOST_AT_ONCE, SHARE_AT_ONCE * len(self.in_step)):
                patient = now - COMMON_CAUSE_PATIENCE * slack
                late = [viewer for viewer in late if viewer.is_overdue(patient)]
            for viewer in late:
                self._fall_behind(viewer, now)
            self.settle(now)

    def _fall_behind(self, viewer: Viewer, now: float) -> None:
        self._serve_behind(now)
        del self.in_step[viewer]
        self.behind[viewer] = None
        viewer.fall_behind(now)
        self._tally.fell_behind += 1

    def catch_up(self, viewer: Viewer, now: float) -> None:
        """Put a viewer in step if it has everything that the others have and keeps up."""
        outbox = viewer.outbox
        if self._items or self._held_back or viewer not in self.behind:
            return
        if outbox is None or viewer.waiting:
            return
        if all(self._is_at(name, seq) for name, seq in outbox.positions.items()):
            viewer.align()
            if viewer.is_ready(now):
                del self.behind[viewer]
                self.in_step[viewer] = None
                viewer.catch_up(now)
                self._tally.caught_up += 1

    def _is_at(self, source: str, position: int) -> bool:
        """Tell whether a position is the feed's own; a forgotten source holds nobody up."""
        seq = self._seq_of(source)
        return seq is None or position == self.position(source, seq)

    def serve(self, viewer: Viewer, now: float) -> None:
        """Send a viewer that is behind what its window allows now: it has answered, or its line is
        free."""
        if viewer in self.behind:
            viewer.serve(now, self._marks, self._tally, len(self.behind))
            self.catch_up(viewer, now)

    def admit(self, viewer: Viewer, now: float) -> None:
        """Take in a viewer whose welcome is written; it has to show first that it keeps up."""
        self._serve_behind(now)
        self.behind[viewer] = None
        viewer.fall_behind(now)

    def leave(self, viewer: Viewer) -> None:
        """Let a viewer go."""
        self.in_step.pop(viewer, None)
        self.behind.pop(viewer, None)

    def send_status(self, status: Status, now: float) -> None:
        """Send each second's sign of life, which asks those for an answer who have to give one."""
        data = text_frame(encode(status))
        asked = [viewer for viewer in self.behind if viewer.may_be_asked]
        for viewer in self.behind:
            viewer.postponed = b"" if viewer.may_be_asked else data
        told: list[Viewer] = list(self.in_step)
        if self._asking.needs_sign_of_life(now):
            asked, told = [*asked, *told], []
            self._asking.asked(len(self.in_step), now)
        self._send(told, data)
        if asked:
            mark = self._marks.next()
            self._ask(mark, asked, text_frame(encode(replace(status, mark=mark))), now)
        self._tally.sent(len(data), len(told) + len(asked))
        for viewer in [*self.in_step, *self.behind]:
            viewer.check(now)
        self.settle(now)

    def settle(self, now: float) -> None:
        """Put viewers in step who have caught up."""
        for viewer in list(self.behind):
            self.catch_up(viewer, now)


def _events_in(items: list[Item]) -> int:
    return sum(not isinstance(item, Notice) for item in items)


def merged(items: Iterable[Item]) -> list[Item]:
    """Return what viewers get who are behind by all of `items`."""
    outbox = Outbox()
    outbox.extend(items)
    return outbox.take_all()
