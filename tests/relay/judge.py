"""What has to hold in the world of the relay in memory, and is checked after every step.

What each viewer was given is compared with what the producers captured, and with nothing in
between. Nothing is done to the world here.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import Any

from protocol.events import AnyEvent, Scroll
from relay import history as relay_history
from relay import viewer as relay_viewer
from tests.relay.line import Line, unframed
from tests.relay.reference import Account, PlainViewer, V1Viewer
from tests.relay.world import NAMES, TAGS, Watcher, World

MOST_QUESTIONS = 80
LOOK = 0.021
"""Seconds after which the next flush has to notice that a line is congested."""


class Judge:
    """Watch one world. Each check fails with what is wrong."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._excused: dict[tuple[str, str], int] = {}  # up to which seq some history was cut
        world.on_write = self._check_write

    def check(self) -> None:
        """Check every invariant that has to hold at any moment."""
        hub = self._world.hub
        assert not self._world.errors
        assert not hub.tally.errors, "somebody was complained about"
        assert all(len(feed) or feed.joining for feed in hub.feeds.values()), "an empty feed"
        self._note_histories()
        assert not [s.name for s in hub.sources.values() if s.held and not s.online]
        for name in self._world.lines:
            self._check_held(name)
        for watcher in self._world.watchers:
            self._check_memory(watcher)
            if isinstance(watcher.far, V1Viewer):
                for (name, epoch), account in watcher.far.accounts.items():
                    self._check_account(watcher, name, epoch, account)
                while watcher.far.finished:
                    self._check_finished(watcher, *watcher.far.finished.pop())
                while watcher.far.unknown:
                    self._check_unknown(*watcher.far.unknown.pop())
            else:
                self._check_lines(watcher, watcher.far)

    def _note_histories(self) -> None:
        for name, source in self._world.hub.sources.items():
            for run in (source.run, source.previous):
                if run is not None:
                    start = run.history.start
                    start = run.chain.seq if start is None else start
                    key = (name, run.epoch)
                    self._excused[key] = max(self._excused.get(key, 0), start)

    def _check_held(self, name: str) -> None:
        """What the relay takes to be held is what is held, once it has everything."""
        maker, source = self._world.makers[name], self._world.hub.sources.get(name)
        if source is None or source.epoch != maker.epoch or not source.online:
            return
        if source.announced and source.seq == maker.next - 1 and not maker.has_more:
            assert set(source.held) == maker.held

    def _check_memory(self, watcher: Watcher) -> None:
        near = watcher.near
        if near is None:
            return
        runs = [run for s in self._world.hub.sources.values() for run in (s.run, s.previous) if run]
        backlog = sum(len(run.history) + relay_history.CHUNK for run in runs)  # it may have shrunk
        if near.outbox is not None:
            allowed = backlog if watcher.resumed else 0
            assert len(near.outbox) <= relay_viewer.LONGEST_OUTBOX + allowed
        assert near.window.questions <= MOST_QUESTIONS

    def _check_account(self, watcher: Watcher, name: str, epoch: str, account: Account) -> None:
        captured = self._world.makers[name].captured[epoch]
        seqs = [event["seq"] for event in account.events]
        assert seqs == sorted(set(seqs))
        assert account.received + account.merged + account.lost == account.cursor - account.start
        for told in account.events:
            self._check_true(name, captured[told["seq"] - 1], told)
        whole = set(range(account.start + 1, account.cursor + 1))
        unfiltered = watcher.wishes is not None and "events" not in watcher.wishes
        if unfiltered:
            reliable = [told for told in account.events if told["event"] in ("click", "text")]
            assert all(told.get("n", 1) == 1 for told in reliable), "merged across a press"
            missing = whole - account.covered
            assert account.lost == len(missing)
            assert not self._unexcused(name, epoch, missing), "lost without need"
            self._check_contents(watcher, name, captured, account, account.covered)
            return
        assert account.lost <= len(whole) - len(self._unexcused(name, epoch, whole))
        if not account.lost:
            self._check_contents(watcher, name, captured, account, whole)

    def _unexcused(self, name: str, epoch: str, missing: set[int]) -> set[int]:
        """Return what nobody has given up: a producer, or a history that is too short."""
        upto = self._excused.get((name, epoch), 0)
        given_up = self._world.makers[name].given_up
        return {seq for seq in missing if seq > upto and (epoch, seq) not in given_up}

    def _check_contents(
        self,
        watcher: Watcher,
        name: str,
        captured: list[AnyEvent],
        account: Account,
        covered: set[int],
    ) -> None:
        """Every reliable event once and in order, and the sum of the wheel."""
        owed = [e for e in captured if e.seq in covered and watcher.wants(name, e)]
        reliable = [event.seq for event in owed if not event.mergeable]
        got = [told["seq"] for told in account.events if told["event"] in ("click", "text")]
        assert got == reliable
        wheel = [event for event in owed if isinstance(event, Scroll)]
        turned = [told for told in account.events if told["event"] == "scroll"]
        for way in ("dx", "dy"):
            assert sum(told[way] for told in turned) == sum(getattr(e, way) for e in wheel)

    def _check_true(self, name: str, event: AnyEvent, told: dict[str, Any]) -> None:
        """What was told is what was captured under that number."""
        assert told["source"] == name
        assert told["event"] == TAGS[type(event)]
        assert abs(told["t"] - event.t) < 0.01
        ignored = {"t", "n", "seq", "source", "dx", "dy", "low", "high"}
        for field_name in event.__struct_fields__:
            if field_name not in ignored and field_name in told:
                assert told[field_name] == getattr(event, field_name)

    def _check_finished(self, watcher: Watcher, name: str, epoch: str) -> None:
        """Before another epoch began, everything of the one before had come that was wanted."""
        account = watcher.far.accounts[name, epoch]  # type: ignore[union-attr]
        taken = self._world.taken.get((name, epoch), [])
        captured = self._world.makers[name].captured[epoch]
        rest = [s for s in taken if s > account.cursor and watcher.wants(name, captured[s - 1])]
        rest = sorted(set(rest) - self._forgotten(name, epoch, account.cursor))
        assert not rest, f"{epoch} ended at {account.cursor}, {rest} were still to come"

    def _forgotten(self, name: str, epoch: str, cursor: int) -> set[int]:
        """Return what the first event will show as a gap, to a viewer that has none of an epoch."""
        return set() if cursor else set(range(self._excused.get((name, epoch), 0) + 1))

    def _check_unknown(self, name: str, before: str, after: str) -> None:
        """Only of an epoch that the relay did not know, or no longer, or of which not everything
        had come, is the loss not known."""
        runs = self._world.runs[name]
        if before in runs and runs.index(after) - runs.index(before) == 1:
            newest = max(self._world.taken.get((name, before), [0]))
            assert newest < len(self._world.makers[name].captured[before])

    def _check_lines(self, watcher: Watcher, far: PlainViewer) -> None:
        if watcher.session is None:
            return
        said = self._world.published[watcher.from_event :]
        owed = [(name, event.seq) for name, event in said if watcher.wants(name, event)]
        got = [(line["source"], line["seq"]) for line in far.lines]
        assert got == owed[: len(got)]

    def _check_write(self, watcher: Watcher, line: Line, data: bytes) -> None:
        self._check_unmerged(watcher, data)
        if not line.stuck or len(line.written) - len(data) - line.arrived <= line.capacity:
            watcher.congested_since, watcher.written_late = None, set()
        elif watcher.congested_since is None:
            watcher.congested_since = self._world.clock.now
        elif self._world.clock.now - watcher.congested_since > LOOK and _holds_events(data):
            watcher.written_late.add(self._world.clock.now)
            late = len(watcher.written_late)
            assert late <= 1 or self._world.write_cost, "more is written to who does not read"

    def _check_unmerged(self, watcher: Watcher, data: bytes) -> None:
        """For a viewer in step nothing is merged: each event it is sent is one that was taken."""
        near = watcher.near
        if near is None or near.outbox is not None or watcher.plain:
            return
        if near.interest.thin:
            return
        for payload in unframed(data)[0]:
            if payload.startswith(b"["):
                for told in json.loads(payload):
                    self._check_one_for_one(watcher, told)

    def _check_one_for_one(self, watcher: Watcher, told: dict[str, Any]) -> None:
        name = told["source"]
        accepted = self._world.accepted
        epochs = [e for (n, e), taken in accepted.items() if n == name and told["seq"] in taken]
        assert epochs
        if len(epochs) > 1:
            return  # which epoch it is cannot be told from the frame alone
        taken = sorted(set(accepted[name, epochs[0]]))
        captured = self._world.makers[name].captured[epochs[0]]
        before = told["seq"] - told.get("n", 1)
        between = taken[bisect_right(taken, before) : taken.index(told["seq"])]
        assert not [s for s in between if watcher.wants(name, captured[s - 1])]

    def check_rested(self) -> None:
        """Check that everybody has everything, after a rest."""
        self._note_histories()
        for watcher in self._world.watchers:
            if watcher.session is not None:
                self._check_rested(watcher)

    def _check_rested(self, watcher: Watcher) -> None:
        world = self._world
        for name in world.lines:
            source = world.hub.sources.get(name)
            complete = source is not None and source.announced and not world.makers[name].has_more
            if complete and isinstance(watcher.far, V1Viewer):
                self._check_up_to_date(watcher, watcher.far, name)
        for name in set(NAMES) - set(world.lines) - {name for name, _, _ in world.zombies}:
            if isinstance(watcher.far, V1Viewer) and watcher.far.online.get(name):
                source = world.hub.sources.get(name)
                assert source is None or not source.announced, "nobody said that it went"
        if isinstance(watcher.far, PlainViewer):
            said = self._world.published[watcher.from_event :]
            assert len(watcher.far.lines) == sum(watcher.wants(name, e) for name, e in said)

    def _check_up_to_date(self, watcher: Watcher, far: V1Viewer, name: str) -> None:
        sources = far.wishes.get("sources")
        if sources is not None and name not in sources:
            return
        maker = self._world.makers[name]
        epoch, cursor = far.cursors[name]
        assert epoch == maker.epoch
        rest = [e.seq for e in maker.captured[epoch][cursor:] if watcher.wants(name, e)]
        excused = {seq for e, seq in maker.given_up if e == epoch}
        excused |= self._forgotten(name, epoch, cursor)
        assert not set(rest) - excused, f"viewer {watcher.number} never got {rest}"
        if "events" not in far.wishes or "click" in far.wishes["events"]:
            assert far.held[name] == maker.held
        assert far.online[name]


def _holds_events(data: bytes) -> bool:
    return any(b'"event"' in text for text in unframed(data)[0] if b'"welcome"' not in text)
