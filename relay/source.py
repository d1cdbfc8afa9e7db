"""What the relay knows of one source: where it has got to, what is true now, and what it remembers.

A source takes events from its producer, drops what it has already, checks the chain and corrects
the clock. It does not know viewers, and its connection only as a flag.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec.structs import replace

from protocol.chain import Chain
from protocol.events import MAX_INTEGER, AnyEvent
from protocol.messages import ProducerHello, SourceEntry
from protocol.outbox import Outbox
from relay.history import History
from relay.interest import Interest
from relay.lag import Lag

MOST_KEYS = 1000
"""Mergeable keys (names of readings, for instance) of which a source remembers the newest event."""

SURE_KEYS = 4
"""Keys for which every source has room, however many the others have."""

MOST_SHARED_KEYS = 4096
"""Keys beyond those, of all sources together; and newest events that one who joins is told, of all
sources together."""

MOST_HELD = 32
"""Buttons and the like that a source can hold at a time; the protocol bounds a hello likewise."""

SLEW = 0.05
"""Seconds per second by which the clock correction may change: below 1, so time never runs
backward."""


@dataclass(slots=True)
class Places:
    """Room for newest events that the sources of a relay share."""

    free: int = MOST_SHARED_KEYS
    sources: int = 0

    @property
    def share(self) -> int:
        """Return how many newest events of each source are told."""
        return max(1, MOST_SHARED_KEYS // max(1, self.sources))


@dataclass(slots=True)
class Run:
    """One epoch of a source as the relay has seen it.

    `missed` is what the last viewer that came back had missed, by its interest, its cursor and the
    run's seq then: in a crowd that comes back, many have missed the same. `promised` is the seq
    that its producer has said to have reached.
    """

    epoch: str
    chain: Chain = field(default_factory=Chain)
    history: History = field(default_factory=History)
    missed: dict[tuple[Interest, int, int], Outbox] = field(default_factory=dict)
    promised: int = 0

    @property
    def is_whole(self) -> bool:
        """Tell whether everything came of which the relay knows."""
        return self.chain.seq >= self.promised

    def forget(self) -> None:
        """Give up the oldest stretch of its history."""
        self.history.forget()
        self.missed.clear()


class Source:
    """One source. Times are ms since 1970, by the relay's clock where nothing else is said."""

    __slots__ = (
        "_follows_a_hole",
        "_offset",
        "_offset_as_of",
        "_offset_wanted",
        "_places",
        "about",
        "announced",
        "held",
        "lag",
        "latest",
        "name",
        "online",
        "previous",
        "run",
        "silent",
        "told",
    )

    def __init__(self, name: str, hello: ProducerHello, places: Places | None = None) -> None:
        """`places` is what all sources share; none: it has all of them for itself."""
        self.name = name
        self._places = places or Places()
        self._places.sources += 1
        self.run = Run(hello.epoch, Chain(seq=hello.first - 1))
        self.previous: Run | None = None
        self._follows_a_hole = False
        self.about = hello.about
        self.online = True
        self.silent = False
        self.announced = False
        self.held: dict[str, None] = {}
        self.latest: dict[tuple[str, ...], AnyEvent] = {}
        self.lag = Lag()
        self.told = self.seq  # the seq of the last status
        self._offset = hello.offset
        self._offset_wanted = hello.offset
        self._offset_as_of = 0.0

    @property
    def epoch(self) -> str:
        """Return the epoch that is running, or ran last."""
        return self.run.epoch

    @property
    def seq(self) -> int:
        """Return the seq of the newest event that was accepted."""
        return self.run.chain.seq

    def begin(self, hello: ProducerHello) -> None:
        """Start a new epoch; the one before stays for viewers whose cursor is in it."""
        self.previous = self.run
        self._follows_a_hole = not self.run.is_whole
        self.run = Run(hello.epoch, Chain(seq=hello.first - 1))
        self.told = self.seq
        self.held = {}
        self._offset = self._offset_wanted = hello.offset
        self._offset_as_of = 0.0

    def aim_offset(self, offset: float) -> None:
        """Take the producer's newest estimate of its clock's offset, in ms.

        Before the first event of an epoch there is no time that could jump.
        """
        self._offset_wanted = offset
        if not self._offset_as_of:
            self._offset = offset

    def accept(self, event: AnyEvent) -> AnyEvent | None:
        """Take an event of the producer; return it as viewers get it, or None if it came before.

        An event that overlaps with what is there already stands only for what is new.
        """
        stands_for = self.run.chain.advance(event.seq, event.n)
        if not stands_for:
            return None
        event = replace(event, source=self.name, n=stands_for, t=self._corrected(event.t))
        grip = event.grip
        if grip is not None:
            self._grip(*grip)
        if event.mergeable:
            self._remember(event)
        return event

    def _corrected(self, t: float) -> float:
        step = max(0.0, t - self._offset_as_of) * SLEW if self._offset_as_of else 0.0
        self._offset_as_of = max(t, self._offset_as_of)
        missing = self._offset_wanted - self._offset
        self._offset += max(-step, min(step, missing))
        return self._by_relay_clock(t)

    def _by_relay_clock(self, t: float) -> float:
        return min(max(0.0, t + self._offset), MAX_INTEGER)

    def _grip(self, what: str, taken: bool) -> None:
        if taken and len(self.held) < MOST_HELD:
            self.held[what] = None
        elif not taken:
            self.held.pop(what, None)

    def _remember(self, event: AnyEvent) -> None:
        key = event.key
        if key not in self.latest:
            if len(self.latest) >= (MOST_KEYS if self._places.free else SURE_KEYS):
                return
            self._places.free -= len(self.latest) >= SURE_KEYS
        self.latest[key] = event

    def close(self) -> None:
        """Give back what it has taken of the shared room: nobody knows it any more."""
        self._places.free += max(0, len(self.latest) - SURE_KEYS)
        self._places.sources -= 1

    def settle(self, hello: ProducerHello) -> None:
        """Take over the producer's snapshot, once everything that led to it has been accepted."""
        self.held = dict.fromkeys(hello.held)
        for event in hello.latest:
            event = replace(event, source=self.name, t=self._by_relay_clock(event.t))
            known = self.latest.get(event.key)
            if event.mergeable and (known is None or known.t < event.t):
                self._remember(event)

    def entry(self, seq: int | None = None, lost: int | None = 0) -> SourceEntry:
        """Describe the source as it is now; `seq` where the receiver's stream of it starts
        elsewhere."""
        return SourceEntry(
            epoch=self.epoch,
            seq=self.seq if seq is None else seq,
            online=self.online,
            silent=self.silent,
            lost=lost,
            about=self.about,
            held=list(self.held),
            latest=self._newest(self._places.share),
        )

    def _newest(self, most: int) -> list[AnyEvent]:
        latest = list(self.latest.values())
        if len(latest) > most:
            latest = sorted(latest, key=lambda event: event.t)[-most:]
        return latest

    def entry_at_start(self, seq: int) -> SourceEntry:
        """Describe the source where the stream of this epoch begins: how much is missing of the one
        before is not known if its producer went before all was here."""
        return self.entry(seq, lost=None if self._follows_a_hole else 0)

    def entry_of_previous(self, run: Run, lost: int) -> SourceEntry:
        """Describe the epoch before this one to a viewer that was still in it."""
        return SourceEntry(
            epoch=run.epoch, seq=run.chain.seq, online=False, lost=lost, about=self.about
        )

    @property
    def size(self) -> int:
        """Return about how many bytes its history takes."""
        return self.run.history.size + (self.previous.history.size if self.previous else 0)

    def forget_some(self) -> None:
        """Give up the oldest stretch of its history."""
        if self.previous is not None:
            self.previous.forget()
            if not len(self.previous.history):
                self.previous = None
            return
        self.run.forget()


def missing_after(run: Run, cursor: int) -> int:
    """Return how many events directly after the cursor are no longer in the history."""
    start = run.history.start
    if start is None:
        start = run.chain.seq
    return max(0, start - cursor)
