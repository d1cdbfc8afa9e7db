"""One viewer: in step with its feed, or behind, with an outbox and frames of its own.

A viewer that is in step is sent what its feed sends to all. One that is behind has an outbox, from
which it is served as far as its window allows; marks tell how far that is. When a viewer changes
from one to the other is decided by its feed.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import Protocol

from protocol.close_codes import Ending
from protocol.events import Text
from protocol.messages import Cursor, Mark
from protocol.outbox import Outbox
from protocol.wire import encode
from relay.frame import text_frame
from relay.interest import Interest
from relay.stream import Item, Writer, plain_bytes, v1_bytes
from relay.tally import Tally
from relay.window import GIVE_UP, Window

LONGEST_OUTBOX = 8192
"""Events that wait for one viewer, beside what it came back for, before it is told to come back and
resume from the history."""

PROBATION = 0.25
LONGEST_PROBATION = 8.0
"""Seconds for which nothing has to wait for a viewer before it is in step again. It doubles when a
viewer falls behind soon after that: each time, what its line does not carry is sent all at once."""

RELAPSE = 10.0

ANSWERS_PER_SECOND = 2_000
"""Answers that the relay wants in a second from all viewers who are behind and keep up."""

LEAST_PART = 512
"""Bytes between two marks to a viewer behind, at least: a mark costs about 60 itself."""

SMALL_CROWD = 16
"""Viewers behind who are each asked four times in a window, for the sake of a smooth stream."""

EVENT_SIZE = 96
"""Bytes of an encoded event, about."""

WAITING_SIZE = 128
SHARED_SIZE = 16
"""Bytes in memory that one event in an outbox takes, about, beside the event itself: where the
outbox alone holds it, and where what a viewer has missed was merged for others as well."""


class Peer(Protocol):
    """The other end of a connection, as the pure part of the relay sees it."""

    @property
    def congested(self) -> bool:
        """Tell whether something that was written has not left this process yet."""

    def write(self, data: bytes) -> None:
        """Send the bytes of whole frames, without waiting."""

    def end(self, ending: Ending | None) -> None:
        """End the connection, without waiting; None: it is done, nothing is wrong."""

    def probe(self) -> None:
        """Ask for a sign of life."""


class Viewer:
    """A viewer as its feed sees it. Times are in seconds."""

    __slots__ = (
        "_in_step_since",
        "_later",
        "_most",
        "_peer",
        "_probation",
        "_write_items",
        "ahead",
        "clear_since",
        "ending",
        "gone",
        "interest",
        "kept",
        "outbox",
        "postponed",
        "shared",
        "window",
        "write",
    )

    def __init__(self, peer: Peer, interest: Interest, now: float) -> None:
        self._peer = peer
        self.write = peer.write
        self._write_items: Writer = plain_bytes if interest.plain else v1_bytes
        self.interest = interest
        self.window = Window(now)
        self.kept: dict[str, Cursor] = {}
        self.outbox: Outbox | None = None
        self._later: list[list[Item]] = []  # is put into the outbox when it is served
        self.postponed = b""  # the newest status, if there was no room for it
        self.ahead = False  # its cursor lies beyond what the relay has of some source
        self._most = LONGEST_OUTBOX
        self.shared = 0  # events of its outbox that others missed as well
        self.ending: Ending | None = None
        self.clear_since = now
        self._in_step_since = -inf
        self._probation = PROBATION
        self.gone = False

    def send(self, data: bytes) -> None:
        """Write whole frames and count them as out."""
        self.write(data)
        self.window.sent += len(data)

    @property
    def congested(self) -> bool:
        """Tell whether something that was written to it has not left this process yet."""
        return self._peer.congested

    def end(self, ending: Ending) -> None:
        """End the connection, once."""
        if self.ending is None:
            self.ending = ending
            if self.outbox is not None:
                self.outbox = Outbox()
            self._later.clear()
            self._peer.end(ending)

    @property
    def waiting(self) -> int:
        """Return how many events wait for it, at most."""
        outbox = 0 if self.outbox is None else len(self.outbox)
        return outbox + sum(map(len, self._later))

    @property
    def burden(self) -> int:
        """Return about how many bytes the relay keeps for it: what it has not seen, and what
        waits."""
        waiting = self.waiting
        shared = min(self.shared, waiting)
        own = waiting - shared
        return self.window.out + WAITING_SIZE * own + SHARED_SIZE * shared

    def is_late(self, now: float, need: float) -> bool:
        """Tell whether more is out than may be, in bytes or in time; `need` is what its feed takes
        anyway."""
        if self.interest.plain:
            return self.congested
        window = self.window
        out = window.sent - window.seen
        over = out > window.limit and (window.queues or (out > need and window.questions > 0))
        return over or self.is_overdue(now)

    def is_overdue(self, now: float) -> bool:
        """Tell whether an answer should have come, or the line is stuck."""
        return now > self.window.due or self.congested

    def fall_behind(self, now: float) -> None:
        """Get an outbox of its own."""
        relapsed = now - self._in_step_since < RELAPSE
        self._probation = min(LONGEST_PROBATION, 2 * self._probation) if relapsed else PROBATION
        self.postponed = b""
        self.align()
        self.clear_since = now

    def catch_up(self, now: float) -> None:
        """Be in step again: no outbox is needed."""
        self.outbox = None
        self._in_step_since = now

    def put(self, items: Iterable[Item]) -> None:
        """Add what the feed sends to the others to the outbox; end the viewer if that grows too
        long."""
        outbox = self.outbox
        assert outbox is not None, "a viewer in step has no outbox"
        if self.ending is not None:
            return
        outbox.extend(items)
        if len(outbox) > self._most:
            self.end(Ending.FELL_BEHIND)

    def put_later(self, items: list[Item]) -> None:
        """Add what the feed sends to the others to the outbox when it is served next: so a flush
        does not have to do it for all who are behind."""
        if self.ending is None:
            self._later.append(items)

    def allow_backlog(self) -> None:
        """Let what waits now stay: a viewer that comes back may have a whole history to get."""
        if self.outbox is not None:
            self._most = len(self.outbox) + LONGEST_OUTBOX

    def serve(self, now: float, marks: MarkCounter, tally: Tally, crowd: int = 1) -> None:
        """Send as much of the outbox as its window allows, with a mark where an answer is needed;
        first the status that had to wait.

        `crowd` is how many viewers are behind: a large one is asked less often each.
        """
        later, self._later = self._later, []
        for items in later:
            self.put(items)
        outbox = self.outbox
        if outbox is None or self.ending is not None:
            return
        if self.postponed and self.window.room > 0 and not self.congested:
            status, self.postponed = self.postponed, b""
            self.send(status)
            tally.sent(len(status))
        part = self._part(crowd)
        while not self.congested and self._serve_part(outbox, part, now, marks, tally):
            pass
        if len(outbox):
            self.clear_since = now

    def _part(self, crowd: int) -> float:
        """Return how many bytes to send between two marks.

        With a mark after each quarter of a window the next ones are on their way while the first is
        answered; with one for all of it, the time that it takes itself would look like a queue.
        """
        if self.interest.plain:
            return inf
        limit = self.window.limit
        return limit if crowd > SMALL_CROWD else max(LEAST_PART, limit / 4)

    def _serve_part(
        self, outbox: Outbox, part: float, now: float, marks: MarkCounter, tally: Tally
    ) -> bool:
        """Send the next part, as far as there is room; return whether there may be more."""
        room = inf if self.interest.plain else self.window.room
        data = b""
        while min(part, room) > len(data) and (items := _take(outbox, min(part, room) - len(data))):
            data += self._write_items(items)
            tally.served(items)
        mark = marks.next() if self._must_ask(room - len(data), len(data), part) else 0
        if mark:
            data += mark_frame(mark)
        if data:
            self.send(data)
            tally.sent(len(data))
        if mark:
            self.window.ask(mark, now)
        return bool(data) and len(outbox) > 0

    def _must_ask(self, room: float, size: int, part: float) -> bool:
        if self.interest.plain:
            return False
        window = self.window
        if not size:
            return room <= 0 and window.questions == 0
        return room <= 0 or window.questions == 0 or window.unasked + size >= part

    def align(self) -> None:
        """Note that it has all that the others have: what comes next for them can go to it as it
        is."""
        self.outbox = Outbox()
        self.shared = 0
        self.ahead = False
        self._most = LONGEST_OUTBOX

    def has_room_for(self, size: int) -> bool:
        """Tell whether a viewer that is behind can be sent what the others are sent."""
        outbox = self.outbox
        return (
            outbox is not None
            and outbox.is_new
            and not self._later
            and self.ending is None
            and not self.congested
            and (self.interest.plain or self.window.room >= size)
        )

    def pass_on(self, data: bytes, mark: int, crowd: int, now: float) -> None:
        """Send what the others are sent; ask when the window is full, or after a while.

        `crowd` is how many viewers are behind: the more, the less often each is asked.
        """
        window = self.window
        if not self.interest.plain and (
            window.room <= len(data) or now - window.asked_at >= crowd / ANSWERS_PER_SECOND
        ):
            self.send(data + mark_frame(mark))
            window.ask(mark, now)
        else:
            self.send(data)

    @property
    def may_be_asked(self) -> bool:
        """Tell whether a viewer that is behind gets a status now: it has room, or owes no answer,
        and one that never answers has to be found out. Otherwise it gets the newest one with its
        next answer."""
        return not self.window.questions or (self.window.room > 0 and not self.congested)

    def is_ready(self, now: float) -> bool:
        """Tell whether it has kept up for a while: nothing had to wait for it."""
        if self.ending is not None or self.congested:
            return False
        return self.interest.plain or (
            now - self.clear_since >= self._probation and now <= self.window.due
        )

    def check(self, now: float) -> None:
        """End the connection of a viewer that has not answered for too long."""
        if self.window.waiting(now) > GIVE_UP:
            self.end(Ending.NO_ANSWER)


def _take(outbox: Outbox, room: float) -> list[Item]:
    """Take whole segments of about `room` bytes, at least one."""
    items: list[Item] = []
    while room > 0 and (segment := outbox.take()):
        items += segment
        room -= sum(map(_weigh, segment))
    return items


def _weigh(item: Item) -> int:
    return EVENT_SIZE + (len(item.text) if isinstance(item, Text) else 0)


class MarkCounter:
    """Number the marks of the whole relay."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        """Return a number that no mark had before."""
        self._last += 1
        return self._last


def mark_frame(mark: int) -> bytes:
    """Return the frame of a mark."""
    return text_frame(encode(Mark(mark=mark)))
