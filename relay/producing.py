"""What a producer may say after its hello, in v1 and in the plain form, and what it is told."""

from __future__ import annotations

from functools import partial

from protocol.close_codes import Ending
from protocol.events import LONGEST_TEXT, AnyEvent, Text
from protocol.messages import (
    DISCONNECT,
    FIRST_CONNECTION,
    AboutChanged,
    Ack,
    Pong,
    ProducerHello,
    ProducerPing,
    ProducerWelcome,
    Viewers,
)
from protocol.wire import (
    LARGEST_EVENT,
    BadInput,
    decode_envelope,
    decode_events,
    decode_from_producer,
    encode,
    is_events,
)
from relay.session import Session
from relay.source import Source

ACK_AFTER = 500
"""Events after which an ack does not wait for the next second."""

TAKEN_AT_ONCE = 32
"""Events of one frame that are taken before everybody else has a turn: about 10 µs each."""

CATCH_UP_SECONDS = 5.0
"""How long a source that catches up is waited for before viewers are told of it."""

SILENT_AFTER = 4.0
GIVE_UP_AFTER = 15.0


class Producing:
    """Take events for one source from one connection, which holds it."""

    side = "hardware"

    def __init__(self, session: Session, hello: ProducerHello) -> None:
        """Claim the source. Raises Refused."""
        self.epoch = hello.epoch
        self.heard = self._since = session.room.hub.now
        self.source: Source
        self.source, self.have = session.room.roster.claim(hello, self)
        self.name = self.source.name
        self._session = session
        self._hello: ProducerHello | None = hello
        self._acked = self.have
        self._settle()

    def _settle(self, next_seq: int | None = None) -> None:
        """Take over the snapshot of the hello once everything before it is here: `next_seq` is what
        comes next, if that is known."""
        coming = self.source.seq + 1 if next_seq is None else next_seq
        if self._hello is not None and coming >= self._hello.next:
            self.source.settle(self._hello)
            self._hello = None
            self._session.room.roster.announce(self.source)

    def take(self, events: list[AnyEvent]) -> list[AnyEvent]:
        """Accept events and publish them; return those that were new."""
        hub, source = self._session.room.hub, self.source
        accepted = []
        chain = source.run.chain
        lost, repeated = chain.lost, chain.repeated
        time = hub.time
        for event in events:
            self._settle(event.seq)  # the snapshot is of the moment before that event
            taken = source.accept(event)
            if taken is not None:
                source.lag.add(time - taken.t)
                hub.publish(source, taken)
                accepted.append(taken)
        self._session.reliable += sum(not event.mergeable for event in accepted)
        hub.tally.events_in += len(accepted)
        hub.tally.lost_in += chain.lost - lost
        hub.tally.repeated_in += chain.repeated - repeated
        self._settle()
        hub.flush_soon()
        return accepted

    def tell_handlers(self, events: list[AnyEvent]) -> None:
        """Call a person's own handlers, after everything has been passed on."""
        for event in events:
            self._session.room.handlers.happened(event)

    def end(self, ending: Ending) -> None:
        """End the connection."""
        self._session.end(ending)

    def probe(self) -> None:
        """Ask for a sign of life."""
        self._session.peer.probe()

    def tell_viewers(self, viewers: int) -> None:
        """Say how many are watching, to a producer that knows the message."""

    def drained(self) -> None:
        """Do nothing: acks and pongs do not wait for anything."""

    def leave(self) -> None:
        """Give the source back."""
        self._session.room.roster.release(self.source, self)
        self._session.room.hub.flush_soon()


class Producer(Producing):
    """A producer that speaks v1."""

    def __init__(self, session: Session, hello: ProducerHello) -> None:
        super().__init__(session, hello)
        hub = session.room.hub
        session.send(ProducerWelcome(have=self.have, time=hub.time, viewers=hub.viewers))
        hub.flush_soon()

    def receive(self, data: str) -> None:
        """Take events, or a message. Raises BadInput."""
        self.heard = self._session.room.hub.now
        self._session.room.roster.change_silence(self.source, silent=False)
        if is_events(data):
            self._take_frame(data)
            return
        message = decode_from_producer(data)
        if isinstance(message, ProducerPing):
            self.source.aim_offset(message.offset)
            self._session.send(Pong(t=message.t, time=self._session.room.hub.time))
        elif isinstance(message, AboutChanged):
            self._session.room.roster.change_about(self.source, message.about)
            self._session.room.hub.flush_soon()
        else:
            raise BadInput("unknown-message", "You have said hello already.")

    def _take_frame(self, data: str) -> None:
        events, complaints = decode_events(data)
        if len(data) > LARGEST_EVENT or not data.isascii():
            events = [event for event in events if not self._is_too_large(event, complaints)]
        numbered = [event for event in events if event.seq]
        if len(events) > len(numbered):
            complaints.append(BadInput("bad-event", "An event of a producer carries a seq from 1."))
        self._take_some(numbered, complaints)

    def _take_some(self, events: list[AnyEvent], complaints: list[BadInput]) -> None:
        """Take the first events, and come back for the rest; the complaints come last."""
        some, rest = events[:TAKEN_AT_ONCE], events[TAKEN_AT_ONCE:]
        accepted = self.take(some)
        if self.source.seq - self._acked >= ACK_AFTER:
            self._ack()
        if rest:
            self._session.unfinished = partial(self._take_some, rest, complaints)
        else:
            for complaint in complaints:
                self._session.complain(complaint)
        self.tell_handlers(accepted)

    def _is_too_large(self, event: AnyEvent, complaints: list[BadInput]) -> bool:
        size = len(encode(event))
        if size > LARGEST_EVENT:
            complaints.append(
                BadInput("bad-event", f"An event has {size} bytes; {LARGEST_EVENT} are the most.")
            )
        return size > LARGEST_EVENT

    def _ack(self) -> None:
        self._acked = self.source.seq
        self._session.send(Ack(seq=self._acked))

    def _announce_late(self) -> None:
        """Tell viewers of a source that takes long; its snapshot is true only when it is there."""
        if not self.source.announced:
            self._session.room.roster.announce(self.source)
            self._session.room.hub.flush_soon()

    def tell_viewers(self, viewers: int) -> None:
        """Say how many are watching."""
        self._session.send(Viewers(viewers=viewers))

    def tick(self) -> None:
        """Acknowledge what has come, and notice silence."""
        if self.source.seq > self._acked:
            self._ack()
        now = self._session.room.hub.now
        if now - self._since > CATCH_UP_SECONDS:
            self._announce_late()
        quiet = now - self.heard
        if quiet > GIVE_UP_AFTER:
            self.end(Ending.SILENT)
        elif quiet > SILENT_AFTER:
            self._session.room.roster.change_silence(self.source, silent=True)


class PlainProducer(Producing):
    """A producer as in the original article: each of its messages becomes a text event."""

    def __init__(self, session: Session) -> None:
        room = session.room
        name = room.roster.free_name("hardware")
        hello = ProducerHello(source=name, epoch=room.new_epoch(), next=1)
        super().__init__(session, hello)
        room.hub.flush_soon()

    def receive(self, data: str) -> None:
        """Take one message. Raises BadInput."""
        hub = self._session.room.hub
        self.heard = hub.now
        envelope = decode_envelope(data)
        if envelope.type != "hardware":
            raise BadInput("unknown-message", "A producer sends type 'hardware' and a message.")
        if envelope.message == DISCONNECT:
            self._session.peer.end(None)
        elif len(envelope.message) > LONGEST_TEXT:
            raise BadInput("bad-event", f"A message has at most {LONGEST_TEXT} characters.")
        elif envelope.message != FIRST_CONNECTION:
            event = Text(envelope.message, seq=self.source.seq + 1, t=hub.time)
            self.tell_handlers(self.take([event]))

    def tick(self) -> None:
        """Find out whether it is still there: it sends no sign of life by itself."""
        self._session.look_for_life()
