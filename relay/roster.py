"""Who produces: which connection holds which source, and what becomes of sources that come and go.

A second connection of the same epoch takes over; another epoch is refused while the name is in use.
The roster does not read from connections: `session.py` does, and calls it.
"""

from __future__ import annotations

from typing import Protocol

from protocol.close_codes import Ending
from protocol.messages import About, ProducerHello
from relay.hub import Hub
from relay.source import Places, Source

MOST_SOURCES = 2_000
"""Sources that the relay knows at a time; beyond that it forgets the one that has been gone for
longest."""

PROBE_SECONDS = 2.0
TELL_SECONDS = 0.05
TELL_SECONDS_EACH = 0.0005
"""How long many viewers who come or go at once are told as one change, at least, and for each
producer who is told."""

ABOUT_SECONDS = 0.25
"""How long the next change of what a producer says of itself waits: viewers are told all of it
anew."""


class Holder(Protocol):
    """The producer's connection that holds a source."""

    epoch: str
    heard: float

    def end(self, ending: Ending) -> None:
        """End the connection."""

    def probe(self) -> None:
        """Ask for a sign of life."""

    def tell_viewers(self, viewers: int) -> None:
        """Say how many are watching."""


class Refused(Exception):
    """A producer cannot have the source that it asks for."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.sentence)
        self.ending = ending


class Roster:
    """The holders of the sources."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._holders: dict[str, Holder] = {}
        self._places = Places()
        self._telling = False
        self._probed: set[Holder] = set()
        self._about_changed: dict[str, bool] = {}  # told lately; whether it changed since
        hub.on_viewers = self._tell_viewers_soon

    def free_name(self, wanted: str) -> str:
        """Return `wanted`, or `wanted-2`, `wanted-3`, … if somebody has it."""
        name, number = wanted, 1
        while name in self._holders:
            number += 1
            name = f"{wanted}-{number}"
        return name

    def claim(self, hello: ProducerHello, holder: Holder) -> tuple[Source, int]:
        """Give a source to a connection; return it, and up to which seq the relay has it.

        Raises Refused.
        """
        name = hello.source
        before = self._holders.get(name)
        if before is not None:
            if before.epoch != hello.epoch:
                self._probe(name, before)
                raise Refused(Ending.NAME_IN_USE)
            before.end(Ending.REPLACED)
        source = self._hub.sources.get(name)
        if source is None:
            self._make_room()
            source = self._hub.sources[name] = Source(name, hello, self._places)
        have = self._resume(source, hello)
        self._holders[name] = holder
        return source, have

    def _resume(self, source: Source, hello: ProducerHello) -> int:
        """Bring a source back online, in its epoch or a new one."""
        source.online, source.silent, source.about = True, False, hello.about
        source.aim_offset(hello.offset)
        is_new = source.epoch != hello.epoch
        if is_new:
            source.begin(hello)
        source.run.promised = hello.next - 1
        if not source.announced:
            return source.seq if source.run.chain.received else 0
        self._hub.tell(source, begins=0 if is_new else None)
        return 0 if is_new else source.seq

    def _probe(self, name: str, holder: Holder) -> None:
        """Find out at once whether the holder of a name is still there, however many ask."""
        if holder in self._probed:
            return
        self._probed.add(holder)
        asked = self._hub.now
        holder.probe()

        def judge() -> None:
            self._probed.discard(holder)
            if self._holders.get(name) is holder and holder.heard <= asked:
                holder.end(Ending.SILENT)

        self._hub.schedule(PROBE_SECONDS, judge)

    def announce(self, source: Source) -> None:
        """Tell viewers of a source that has caught up: new ones start here, others at their
        cursors."""
        if source.announced:
            self._hub.tell(source)
        else:
            source.announced = True
            self._hub.tell(source, begins=source.seq)

    def change_about(self, source: Source, about: About) -> None:
        """Pass on what a producer says of itself; at once, unless that was just now."""
        source.about = about
        if source.name in self._about_changed:
            self._about_changed[source.name] = True
            return
        self._about_changed[source.name] = False
        self._hub.tell(source)
        self._hub.schedule(ABOUT_SECONDS, lambda: self._tell_about_again(source))

    def _tell_about_again(self, source: Source) -> None:
        changed = self._about_changed.pop(source.name)
        if changed and self._hub.sources.get(source.name) is source:
            self.change_about(source, source.about)
            self._hub.flush_soon()

    def change_silence(self, source: Source, *, silent: bool) -> None:
        """Note whether anything comes from a producer."""
        if source.silent is not silent:
            source.silent = silent
            self._hub.tell(source)
            self._hub.flush_soon()

    def release(self, source: Source, holder: Holder) -> None:
        """Take a source away from a connection that has ended: nothing is held there any more."""
        if self._holders.get(source.name) is not holder:
            return
        del self._holders[source.name]
        source.online, source.silent, source.held = False, False, {}
        if source.run.chain.received:
            self.announce(source)  # also one that has not caught up: what there is can be resumed
        else:
            self._hub.tell(source)

    def _tell_viewers_soon(self) -> None:
        if not self._telling:
            self._telling = True
            wait = max(TELL_SECONDS, TELL_SECONDS_EACH * len(self._holders))
            self._hub.schedule(wait, self._tell_viewers)

    def _tell_viewers(self) -> None:
        self._telling = False
        for holder in list(self._holders.values()):
            holder.tell_viewers(self._hub.viewers)

    def _make_room(self) -> None:
        sources = self._hub.sources
        if len(sources) < MOST_SOURCES:
            return
        gone = next((s for s in sources.values() if s.name not in self._holders), None)
        if gone is None:
            raise Refused(Ending.FULL)
        del sources[gone.name]
        gone.close()
        if gone.announced:
            self._hub.tell_forgotten(gone)
