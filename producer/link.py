"""A producer's side of the delivery: number events, keep them until they are settled, resend.

Pure: no sockets, clocks or randomness; the epoch and the time are passed in. On its way an event is
in one of these, oldest first:

    retention    the relay has acknowledged it; kept for a relay that will know nothing
    unsettled    taken to be written, so it never changes again; kept until `have` or `ack`
    live         waits to be taken, as it was captured, while the relay keeps up
    outbox       waits, and merges, while the relay is away or does not keep up

How bytes travel, when to connect and what to tell people is decided by `producer.py`.
"""

from __future__ import annotations

from collections import deque
from itertools import chain

from msgspec import UNSET
from msgspec.structs import replace

from producer.retention import Retention
from producer.snapshot import Snapshot
from protocol.events import AnyEvent, Event
from protocol.messages import About, ProducerHello
from protocol.outbox import Outbox

WINDOW = 5_000
"""Events that may be out without an `ack`; what is captured beyond that merges in the outbox."""

MOST_LIVE = 2_000
"""Events that wait unmerged."""

MOST_WAITING = 10_000
"""Events that wait in the outbox; where not even merging helps, the oldest are given up."""

LATEST_BYTES = 32 * 1024
"""What `latest` may take of a hello, which has to fit into one frame."""


class ImpossibleWelcome(ValueError):
    """The relay claims to have events that were never sent to it."""


class Link:
    """The events of one epoch of a source, on their way to a relay. Times are in seconds."""

    def __init__(self, source: str, epoch: str, *, token: str | None = None) -> None:
        self.source = source
        self.epoch = epoch
        self.about = About()
        self.snapshot = Snapshot()
        self.lost = 0
        """Captured events that were given up because too many were waiting."""
        self._token = token
        self._captured = 0  # the seq of the newest event
        self._taken = 0  # the seq of the newest event that was taken
        self._given_up = 0  # the seq of the newest event that was given up
        self._retention = Retention()
        self._unsettled: deque[AnyEvent] = deque()
        self._live: deque[AnyEvent] = deque()
        self._outbox = Outbox()
        self._resend: deque[AnyEvent] = deque()  # also in `_retention` or `_unsettled`
        self._welcomed = False
        self._flowing = False  # then nothing waits in the outbox; else nothing in `_live`

    def capture(self, event: AnyEvent, t: float) -> AnyEvent:
        """Number an event that happened at `t` (ms since 1970), keep it, and return it."""
        self._captured += 1
        event = replace(event, seq=self._captured, t=t, n=1, source="")
        self.snapshot.add(event)
        if self._flowing:
            self._live.append(event)
            if len(self._live) >= MOST_LIVE:
                self.hold()
        else:
            self._outbox.add(event)
            self._give_up_oldest()
        return event

    def _give_up_oldest(self) -> None:
        while len(self._outbox) > MOST_WAITING:
            lost = self._outbox.drop_oldest()
            self._given_up = max(self._taken, self._given_up) + lost
            self.lost += lost

    def hold(self) -> None:
        """Let events merge from now on until all have been taken: the relay does not keep up."""
        self._flowing = False
        self._outbox.extend(self._live)
        self._live.clear()

    def hello(self, offset: float) -> ProducerHello:
        """Return what to say first on a connection; `offset` is to be added to our clock, in ms.

        What is captured later merges with nothing before: a viewer's stream may begin in between.
        """
        self._outbox.close()
        return ProducerHello(
            source=self.source,
            epoch=self.epoch,
            first=self.first,
            next=self._captured + 1,
            offset=offset,
            held=self.snapshot.held,
            latest=self.snapshot.latest(LATEST_BYTES),
            about=self.about,
            token=UNSET if self._token is None else self._token,
        )

    @property
    def first(self) -> int:
        """Return the lowest seq that can still be accounted for."""
        first = self._retention.first
        if first is not None:
            return first
        return self.settled + 1

    @property
    def captured(self) -> int:
        """Return the seq of the newest event."""
        return self._captured

    @property
    def settled(self) -> int:
        """Return the seq up to which the relay has everything, but for what was given up."""
        if self._unsettled:
            return self._unsettled[0].seq - self._unsettled[0].n
        return max(self._taken, self._given_up)

    @property
    def is_welcomed(self) -> bool:
        """Tell whether events may be written now."""
        return self._welcomed

    def welcome(self, have: int, now: float) -> None:
        """Begin to send: first what is kept after `have`, which is how far the relay has got.

        Raises ImpossibleWelcome when it cannot have that; then nothing has changed.
        """
        if have > max(self._taken, self._given_up):
            raise ImpossibleWelcome(f"it claims to have event {have}; {self._taken} were sent")
        self.settle(have, now)
        kept = chain(self._retention, self._unsettled)
        self._resend = deque(event for event in kept if event.seq > have)
        self._welcomed = True

    def settle(self, seq: int, now: float) -> None:
        """Take note that the relay has everything up to `seq`."""
        while self._unsettled and self._unsettled[0].seq <= seq:
            self._retention.add(self._unsettled.popleft(), now)

    @property
    def waiting(self) -> int:
        """Return how many events wait, or have been sent and are not acknowledged."""
        return len(self._outbox) + len(self._live) + len(self._unsettled)

    def forget(self, now: float) -> None:
        """Give up what the relay has had for long enough."""
        self._retention.forget(now)

    def disconnect(self) -> None:
        """Take note that nothing reaches the relay until the next welcome."""
        self._welcomed = False
        self.hold()

    def take(self, count: int) -> list[AnyEvent]:
        """Return about `count` events to write now, in order; none: there is nothing to write."""
        taken: list[AnyEvent] = []
        while self._welcomed and len(taken) < count:
            batch = self._next()
            if not batch:
                break
            taken += batch
        return taken

    def _next(self) -> list[AnyEvent]:
        """Return the oldest event that may be written, or the oldest whole segment."""
        if self._resend:
            return [self._resend.popleft()]
        if len(self._unsettled) >= WINDOW:
            self.hold()
            return []
        if self._live:
            batch: list[AnyEvent] = [self._live.popleft()]
        else:
            batch = [item for item in self._outbox.take() if isinstance(item, Event)]
        if batch:
            self._taken = batch[-1].seq
            self._unsettled.extend(batch)
        else:
            self._flowing = True
        return batch
