"""A relay with a healthy pair, and hostile peers who are let loose on it.

The pair is a producer and a viewer, each a process with a ledger of its own. Whatever the others
do, the viewer sees each event once and in order over one connection.
"""

from __future__ import annotations

import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from random import Random

import psutil

from tests.end_to_end.processes import Program, Programs, Relay, wait_until
from tests.faults.account import Json
from tests.faults.hand import Pace
from tests.faults.world import World
from tests.hostile.peers import Peer

STEADY = Pace(clicks=20, moves=100, scrolls=5)
MEBIBYTE = 1024 * 1024

LINES = (
    "The relay is running",
    "From Hardware: ",
    "From Client: ",
    "hardware has ",
    "client has ",
    "… and ",
    "The system has refused ",
    "The clock has moved ",
)
"""How a line on the console may begin."""

Attack = Callable[["Siege"], None]


class WrappedRelay(Relay):
    """A relay that another program has prepared and started."""

    def __init__(self, wrapper: Sequence[str], port: int, *options: str) -> None:
        Program.__init__(self, "relay", [*wrapper, "server.py", "--port", str(port), *options])
        self.port = port


class WrappedPrograms(Programs):
    """Programs of which the relay is started through another one."""

    def __init__(self, wrapper: Sequence[str]) -> None:
        super().__init__()
        self._wrapper = wrapper

    def relay(self, port: int = 0, *options: str) -> Relay:
        """Start a relay; without a port on a free one."""
        if not self._wrapper:
            return super().relay(port, *options)
        relay = self._keep(WrappedRelay(self._wrapper, port, *options))
        relay.wait_until_ready()
        return relay


class Siege:
    """A relay, its pair, and the hostile peers who are connected now."""

    def __init__(self, world: World) -> None:
        self.random: Random = world.random
        self.relay = world.relay
        self.producer = world.producer()
        self.viewer = world.viewer()
        self._world = world
        self._peers: list[Peer] = []
        self._numbers = count(1)
        self._stopping = threading.Event()
        self._largest_histories = 0
        self.producer.go(STEADY)
        self.works_on()
        self.pid = self.relay.process.pid
        self.memory_at_start = self.memory_beside_histories
        self.codes: set[int | None] = set()
        """The close codes that were read from all peers who were let go."""

    # Hostile peers

    def peer(self) -> Peer:
        """Connect somebody."""
        peer = Peer(self.relay.port)
        self._peers.append(peer)
        return peer

    def crowd(self, size: int) -> list[Peer]:
        """Connect so many."""
        return [self.peer() for _ in range(size)]

    def new_name(self, kind: str) -> str:
        """Return a name that no source of this relay had before."""
        return f"{kind}-{next(self._numbers)}"

    @property
    def goes_on(self) -> bool:
        """Tell whether an attack that lasts has to go on."""
        return not self._stopping.is_set()

    @contextmanager
    def under(self, *attacks: Attack) -> Iterator[None]:
        """Let attacks run, each in a thread of its own, for as long as this lasts."""
        failures: list[BaseException] = []

        def run(attack: Attack) -> None:
            try:
                attack(self)
            except BaseException as failure:
                failures.append(failure)

        threads = [threading.Thread(target=run, args=[attack]) for attack in attacks]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            for thread in threads:
                thread.join()
            self._stopping.clear()
        assert not failures, failures

    def let_go(self) -> None:
        """End every hostile connection."""
        with ExitStack() as open_peers:
            for peer in self._peers:
                open_peers.enter_context(peer)
        self.codes |= {peer.code for peer in self._peers}
        self._peers.clear()

    # The pair

    def works_on(self) -> None:
        """Wait until something that is captured from now on is seen; fail unless everything before
        it was, once and in order, over one connection."""
        self.viewer.is_live_after(self.producer, time.monotonic())
        assert self.viewer.ledger.account.endings == []
        (stream,) = self.viewer.streams
        assert (stream.gaps, stream.repeated) == ([], 0)

    def seen_of(self, source: str) -> list[Json]:
        """Return the events of a source that the healthy viewer has seen."""
        streams = self.viewer.ledger.account.streams.get(source, [])
        return [event for stream in streams for _, event in stream.taken]

    def wait_for_events(self, sources: Sequence[str]) -> None:
        """Wait until the healthy viewer has seen something of each of these sources."""
        wait_until(lambda: all(map(self.seen_of, sources)), f"events of {len(sources)} sources")

    def settle(self) -> None:
        """Let the producer rest until all that it has captured was seen; compare the ledgers."""
        self._world.settle(self.producer, self.viewer)
        self.producer.go(STEADY)
        self.works_on()

    # The relay

    @property
    def memory(self) -> int:
        """Return what the relay takes now, in bytes of resident memory."""
        return int(psutil.Process(self.pid).memory_info().rss)

    @property
    def memory_beside_histories(self) -> int:
        """Return what it takes without the events that it remembers on purpose, or remembered: what
        it got for them, it keeps for the next ones."""
        self.look_at_histories()
        return self.memory - self._largest_histories

    def look_at_histories(self) -> None:
        """Note how much it remembers."""
        size = int(self.relay.count("history_bytes"))
        self._largest_histories = max(self._largest_histories, size)

    @property
    def peak_memory(self) -> int:
        """Return the most that the relay ever took, in bytes of resident memory."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        (line,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
        return int(line.split()[1]) * 1024

    def wait_for_memory_below(self, most: int) -> None:
        """Wait until what the peers took has been given back."""
        wait_until(
            lambda: self.memory_beside_histories < most,
            f"less than {most / MEBIBYTE:.1f} MiB are taken",
        )

    def look_at_log(self) -> None:
        """Fail if the relay has printed too much, or anything that it must not."""
        lines = self.relay.lines
        assert sum(len(line) + 1 for line in lines) < MEBIBYTE
        assert self.relay.printed("Traceback") == []
        assert [line for line in lines if any(map(_is_control, line))] == []
        assert [line for line in lines if not line.startswith(LINES)] == []


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


@contextmanager
def siege(folder: Path, seed: int, *wrapper: str) -> Iterator[Siege]:
    """Start a relay, through another program if one is named, and its pair; all ends after this."""
    started = WrappedPrograms(wrapper)
    try:
        world = World(started, folder, seed)
        try:
            besieged = Siege(world)
            try:
                yield besieged
            finally:
                besieged.let_go()
        finally:
            world.close()
    finally:
        started.close()
    world.look_for_faults()
