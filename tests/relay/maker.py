"""A producer in memory: it numbers, keeps, resends and restarts, as the wire's description says."""

from __future__ import annotations

import json
from typing import Any

from msgspec.structs import replace

from protocol.events import AnyEvent, Event
from protocol.messages import ProducerHello
from protocol.outbox import Outbox
from protocol.wire import array, encode
from tests.relay.line import unframed


class Maker:
    """One source, over all its epochs. `captured` is the ledger of everything that happened."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.captured: dict[str, list[AnyEvent]] = {}
        self.given_up: set[tuple[str, int]] = set()
        self._run = 0
        self.restart()

    def restart(self) -> None:
        """Begin a new epoch; what had not left the producer is gone with the old one."""
        self._run += 1
        self.epoch = f"{self.name}-{self._run}"
        self.captured[self.epoch] = []
        self.held: set[str] = set()
        self.frozen: list[AnyEvent] = []  # written once, so it never changes again
        self.queue: list[AnyEvent] = []
        self.first = 1
        self.settled = 0
        self.waiting = Outbox()
        self.disconnect()

    def disconnect(self) -> None:
        self.welcomed = False
        self.in_doubt = False
        self.queue = []
        self._rest = b""

    @property
    def next(self) -> int:
        return len(self.captured[self.epoch]) + 1

    def hello(self) -> bytes:
        self.waiting.close()
        newest: dict[tuple[str, ...], AnyEvent] = {}
        for event in self.captured[self.epoch]:
            if event.mergeable:
                newest[event.key] = event
        return encode(
            ProducerHello(
                source=self.name,
                epoch=self.epoch,
                first=self.first,
                next=self.next,
                held=sorted(self.held),
                latest=list(newest.values()),
            )
        )

    def capture(self, event: AnyEvent, t: float) -> None:
        event = replace(event, seq=self.next, t=t)
        self.captured[self.epoch].append(event)
        if event.grip is not None:
            button, pressed = event.grip
            (self.held.add if pressed else self.held.discard)(button)
        self.waiting.add(event)

    def hear(self, data: bytes) -> None:
        payloads, self._rest = unframed(self._rest + data)
        for payload in payloads:
            self._hear(json.loads(payload))

    def _hear(self, message: dict[str, Any]) -> None:
        kind = message["message"]
        if kind == "welcome":
            assert not self.welcomed
            assert message["have"] <= (self.frozen[-1].seq if self.frozen else 0)
            have = 0 if self.in_doubt else message["have"]
            self.queue = [event for event in self.frozen if event.seq > have]
            self.welcomed = True
        elif kind == "ack":
            self.settled = max(self.settled, message["seq"])
        else:
            assert kind in ("viewers", "pong"), message

    def take(self, count: int) -> bytes | None:
        """Return a frame of what comes next: resends first, then whole segments of what waits."""
        events, self.queue = self.queue[:count], self.queue[count:]
        while self.welcomed and not self.queue and len(events) < count:
            segment = [item for item in self.waiting.take() if isinstance(item, Event)]
            if not segment:
                break
            self.frozen += segment
            events += segment
        return array([encode(event) for event in events]) if self.welcomed and events else None

    @property
    def has_more(self) -> bool:
        return bool(self.queue) or len(self.waiting) > 0

    def give_up(self) -> None:
        """Lose the oldest segment that waits: too much was captured while the relay was away."""
        before = self.frozen[-1].seq if self.frozen else 0
        taken = [item for item in self.waiting.take() if isinstance(item, Event)]
        for event in taken:
            spanned = range(event.seq - event.n + 1, event.seq + 1)
            self.given_up |= {(self.epoch, seq) for seq in spanned if seq > before}

    def forget(self) -> None:
        """Lose the older half of what the relay has acknowledged."""
        old = [event for event in self.frozen if event.seq <= self.settled]
        for event in old[: len(old) // 2]:
            self.frozen.remove(event)
            self.first = event.seq + 1
            spanned = range(event.seq - event.n + 1, event.seq + 1)
            self.given_up |= {(self.epoch, seq) for seq in spanned}
