"""The middle of the relay: events come in from sources, go to feeds, and are flushed to viewers.

The hub publishes, paces the flushes, lets viewers join and leave, and does each second's rounds.
Who may produce is in `roster.py`; what a connection may say is in `session.py`. Clock and scheduler
are passed in; times are in seconds, and ms since 1970 where they are told to others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from heapq import heapify, heapreplace
from math import inf

from msgspec import UNSET

from protocol.close_codes import Ending
from protocol.events import AnyEvent
from protocol.messages import SourceEntry, SourceStatus, Status, ViewerHello, Welcome
from protocol.outbox import Notice
from protocol.wire import encode
from relay.feed import JOIN_AT_ONCE, Feed
from relay.frame import text_frame
from relay.interest import Interest
from relay.pace import SHORTEST_REST, rest
from relay.resuming import LARGEST_RECENT, place, resume
from relay.source import Source
from relay.tally import Tally
from relay.turns import Turns
from relay.viewer import MarkCounter, Viewer

MOST_HISTORY = 32 * 1024 * 1024
"""Bytes that the histories of all sources may take together, about."""

MOST_BURDEN = 32 * 1024 * 1024
"""Bytes that all viewers behind together may let the relay keep for them, about."""

MOST_KEPT = 16_384
"""Cursors of sources that the relay does not know, of all viewers together."""

MOST_FEEDS = 128
"""Different choices of sources, events and rate that are served at a time: each flush costs work
for each of them."""

SERVED_PER_TURN = 4
"""Viewers behind who are served in a turn of the event loop: about 50 µs each."""

JOIN_SECONDS = 0.001
"""For how long viewers are let in between two flushes, or for as long as the flush took, so that a
crowd that joins a crowd gets its share; at least one is let in, and others wait."""

Schedule = Callable[[float, Callable[[], None]], object]
"""Call a function after so many seconds, once."""


class Hub:
    """Sources on one side, feeds of viewers on the other."""

    def __init__(
        self,
        clock: Callable[[], float],
        schedule: Schedule,
        started: float,
        work: Callable[[], float] | None = None,
    ) -> None:
        """Take a monotonic clock in s, a scheduler, the time of the clock's zero in ms since 1970,
        and a clock of the work that this thread has done, in s."""
        self.sources: dict[str, Source] = {}
        self.feeds: dict[Interest, Feed] = {}
        self.tally = Tally()
        self.cost = 0.0  # of the last flush, in seconds
        self.rest = 0.0  # from it
        self.on_viewers: Callable[[], None] = lambda: None
        self.is_lab = False
        self._clock = clock
        self._work = work or clock
        self.schedule = schedule
        self._started = started
        self._marks = MarkCounter()
        self._turns = Turns(self._serve, schedule, SERVED_PER_TURN)
        self._feeds_of_source: dict[str, list[Feed]] = {}
        self._resting = False
        self._wake_at = inf
        self._slack = 0.0
        self._burden = 0  # what those let in since the last look may have added

    @property
    def slack(self) -> float:
        """Return how late the relay itself is now: what its turns and its last flush take, in s."""
        return self._slack + self.cost

    @property
    def now(self) -> float:
        """Return the monotonic time in s."""
        return self._clock()

    @property
    def time(self) -> float:
        """Return the relay's time in ms since 1970; it never jumps."""
        return round(self._started + self._clock() * 1000, 3)

    @property
    def viewers(self) -> int:
        """Return how many viewers there are."""
        return sum(map(len, self.feeds.values()))

    # Publishing and flushing

    def publish(self, source: Source, event: AnyEvent) -> None:
        """Remember an accepted event and put it on the list of every feed that wants it."""
        encoded = encode(event)
        source.run.history.append(event, len(encoded))
        if source.announced:
            for feed in self._feeds_of(source.name):
                feed.publish(event, encoded)

    def tell(self, source: Source, begins: int | None = None) -> None:
        """Put the source's state, as it is now, at its place in the streams."""
        if not source.announced:
            return
        entry = source.entry() if begins is None else source.entry_at_start(begins)
        for feed in self._feeds_of(source.name):
            if begins is not None:
                feed.restart(source.name)
            feed.note(Notice(source.name, entry, begins))

    def tell_forgotten(self, source: Source) -> None:
        """Say that a source is no longer known."""
        for feed in self._feeds_of(source.name):
            feed.restart(source.name)
            feed.note(Notice(source.name, None))

    def _feeds_of(self, name: str) -> list[Feed]:
        feeds = self._feeds_of_source.get(name)
        if feeds is None:
            feeds = [feed for feed in self.feeds.values() if feed.interest.wants_source(name)]
            self._feeds_of_source[name] = feeds
        return feeds

    def flush_soon(self) -> None:
        """Flush what is due: at once, or after the rest from the last flush."""
        if not self._resting:
            self._flush(self._clock())

    def _flush(self, started: float) -> None:
        """Flush what is due; what joins cost is not counted, since it is no fan-out."""
        soon = started + SHORTEST_REST
        due = [feed for feed in self.feeds.values() if feed.due < soon]
        if due:
            before = self._work()
            for feed in due:
                feed.flush(started, self.slack)
                if feed.interest.rate:
                    feed.not_before = started + 1 / feed.interest.rate
            self.cost = self._work() - before
            self.tally.flushed(self.cost)
            self._let_join(due, started)
            self._take_a_rest()
        self._wake_later()

    def _let_join(self, due: list[Feed], now: float) -> None:
        """Let viewers in for a while, one of each feed in turn: each may have a whole history to
        get. Those who still wait come after the next flush."""
        until = self._work() + max(JOIN_SECONDS, self.cost)
        waiting = deque(sorted((f for f in due if f.joining), key=lambda f: f.joined_at))
        for _ in range(JOIN_AT_ONCE):
            if not waiting or self._work() > until:
                break
            feed = waiting.popleft()
            feed.let_join(now)
            if feed.joining:
                waiting.append(feed)
        for feed in due:
            self._drop_if_empty(feed)

    def _take_a_rest(self) -> None:
        """Let the event loop go on before the next flush."""
        if self.cost or self._due < self._clock() + SHORTEST_REST:
            self.rest = rest(self.cost)
            self._resting = True
            self.schedule(self.rest, partial(self._rested, self._clock() + self.rest))

    def _rested(self, due: float) -> None:
        self._slack = max(self._clock() - due, self._slack / 2)
        self._resting = False
        self.flush_soon()

    def _wake_later(self) -> None:
        """Come back for the feeds that have to wait for a while yet."""
        due = self._due
        if not self._resting and due < self._wake_at:
            self._wake_at = due
            self.schedule(due - self._clock(), self._wake)

    @property
    def _due(self) -> float:
        return min((feed.due for feed in self.feeds.values()), default=inf)

    def _wake(self) -> None:
        self._wake_at = inf
        self.flush_soon()

    def finish(self) -> None:
        """Send everything that is pending, whatever the pace: the relay stops."""
        for feed in self.feeds.values():
            feed.finish(self._clock())

    # Viewers

    def has_room_for(self, interest: Interest) -> bool:
        """Tell whether viewers with this interest can be served beside those who are there."""
        return interest in self.feeds or len(self.feeds) < MOST_FEEDS or interest.is_usual

    def join(self, viewer: Viewer, hello: ViewerHello) -> None:
        """Let a viewer in, with a welcome, as soon as nothing is pending in its feed."""
        feed = self._feed(viewer.interest)
        feed.joining.append(lambda now: self._admit(feed, viewer, hello, now))
        self.flush_soon()

    def _feed(self, interest: Interest) -> Feed:
        feed = self.feeds.get(interest)
        if feed is None:
            feed = Feed(
                interest,
                self._marks,
                self.tally,
                self._resume_announced,
                self._seq_of,
                self._turns.add,
            )
            self.feeds[interest] = feed
            self._feeds_of_source.clear()
        return feed

    def _admit(self, feed: Feed, viewer: Viewer, hello: ViewerHello, now: float) -> None:
        if viewer.ending is not None or viewer.gone:
            return
        feed.admit(viewer, now)
        entries: dict[str, SourceEntry] = {}
        viewer.kept = dict(hello.cursors)
        share = LARGEST_RECENT / max(1, len(self.sources))
        for name, source in self.sources.items():
            if source.announced and viewer.interest.wants_source(name):
                self.tally.resumes += name in viewer.kept
                position = feed.position(name, source.seq)
                entries[name] = place(viewer, source, position, hello.recent, share)
        if not viewer.interest.plain:
            welcome = Welcome(
                time=self.time,
                viewers=self.viewers,
                sources=entries,
                lab=self.is_lab or UNSET,
            )
            viewer.send(text_frame(encode(welcome)))
        feed.serve(viewer, now)
        if viewer.kept and sum(len(v.kept) for v in self._everybody()) > MOST_KEPT:
            viewer.kept = {}  # what is missing of them shows as a gap
        self._burden += viewer.burden
        if self._burden > MOST_BURDEN // 4:
            self._shed(now)
        self.on_viewers()

    def _everybody(self) -> Iterator[Viewer]:
        return (viewer for feed in self.feeds.values() for viewer in (*feed.in_step, *feed.behind))

    def _shed(self, now: float) -> None:
        """End viewers where all together let too much wait: first who has not answered for
        longest."""
        self._burden = 0
        behind = [viewer for feed in self.feeds.values() for viewer in feed.behind]
        burden = sum(viewer.burden for viewer in behind)
        for viewer in sorted(behind, key=lambda viewer: -viewer.window.waiting(now)):
            if burden <= MOST_BURDEN:
                break
            burden -= viewer.burden
            viewer.end(Ending.FELL_BEHIND)

    def _resume_announced(self, viewer: Viewer, name: str) -> None:
        """Serve a viewer from the cursor that it kept of a source which is announced only now."""
        source = self.sources.get(name)
        if source is not None and source.announced:  # else it was forgotten before the flush
            self.tally.resumes += 1
            resume(viewer, source, viewer.kept.pop(name), announce=True)

    def _seq_of(self, name: str) -> int | None:
        source = self.sources.get(name)
        return source.seq if source is not None else None

    def leave(self, viewer: Viewer) -> None:
        """Let a viewer go, and its feed if it was the last."""
        viewer.gone = True
        feed = self.feeds.get(viewer.interest)
        if feed is None:
            return
        feed.leave(viewer)
        self._drop_if_empty(feed)
        self.on_viewers()

    def _drop_if_empty(self, feed: Feed) -> None:
        if not len(feed) and not feed.joining and self.feeds.get(feed.interest) is feed:
            del self.feeds[feed.interest]
            self._feeds_of_source.clear()

    def seen(self, viewer: Viewer, mark: int) -> bool:
        """Take a viewer's answer to a mark and send what its window allows now."""
        now = self._clock()
        known = viewer.window.answer(mark, now, self.slack)
        self.tally.answers += 1
        self._turns.add(viewer)
        return known

    def drained(self, viewer: Viewer) -> None:
        """Go on with a viewer whose line is free again."""
        self._turns.add(viewer)

    def _serve(self, viewer: Viewer) -> None:
        feed = self.feeds.get(viewer.interest)
        if feed is not None:
            feed.serve(viewer, self._clock())

    # Each second

    def tick(self) -> None:
        """Send each feed its status, and keep the histories within their budget."""
        now, viewers = self._clock(), self.viewers
        advanced = self._advanced()
        for feed in self.feeds.values():
            if feed.interest.plain:
                feed.settle(now)
                continue
            sources = {n: s for n, s in advanced.items() if feed.interest.wants_source(n)}
            feed.send_status(Status(time=self.time, viewers=viewers, sources=sources), now)
        self._shed(now)
        self.trim()
        self.flush_soon()

    def _advanced(self) -> dict[str, SourceStatus]:
        advanced = {}
        for name, source in self.sources.items():
            if source.announced and source.told != source.seq:
                source.told = source.seq
                advanced[name] = SourceStatus(seq=source.seq, lag=source.lag.take())
        return advanced

    def trim(self) -> None:
        """Forget old events where all histories together are too large: offline sources go
        first."""
        size = sum(source.size for source in self.sources.values())
        if size <= MOST_HISTORY:
            return
        largest = [(s.online, -s.size, name, s) for name, s in self.sources.items() if s.size]
        heapify(largest)
        while size > MOST_HISTORY:
            online, before, name, source = largest[0]
            source.forget_some()
            size += before + source.size
            heapreplace(largest, (online or not source.size, -source.size, name, source))
