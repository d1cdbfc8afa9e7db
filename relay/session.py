"""What a connection may say, and what follows: first a hello, then what its role allows.

    new ──hello──▶ producer | viewer | plain producer | plain viewer ──▶ ended

Bad input is answered with an `error`, counted and dropped; who goes on with it is ended. A session
is told the bytes of whole messages and knows its peer only as something to write to and to close.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from protocol.close_codes import Ending
from protocol.messages import Error, LabCommand
from protocol.wire import BadInput, encode
from relay.frame import text_frame
from relay.guard import Guard
from relay.handlers import Handlers
from relay.hub import Hub
from relay.roster import Refused, Roster
from relay.viewer import Peer, Viewer

MOST_ERRORS = 20
"""Errors that a peer may make before it is ended; one is forgiven every `FORGIVEN_AFTER`
seconds."""

FORGIVEN_AFTER = 10.0

ASK_AFTER = 20.0
GIVE_UP_AFTER = 45.0
"""Seconds of quiet after which a plain peer is asked for a sign of life, and ended."""


class Lab(Protocol):
    """What a viewer may do in a fault lab: relay/lab.py, which no other relay loads."""

    def obey(self, viewer: Viewer, peer: Peer, command: LabCommand) -> None:
        """Do what a viewer asks for."""


@dataclass(slots=True)
class Room:
    """What every session of a relay shares."""

    hub: Hub
    roster: Roster
    handlers: Handlers
    new_epoch: Callable[[], str]
    guard: Guard = field(default_factory=Guard)
    lab: Lab | None = None


class Role(Protocol):
    """What a session becomes with its hello."""

    side: str
    """Which side it is on: "hardware" or "client"."""

    name: str
    heard: float
    """When it last gave a sign of life, in s."""

    def drained(self) -> None:
        """Go on: what was written has left."""

    def receive(self, data: str) -> None:
        """Take a whole message. Raises BadInput."""

    def tick(self) -> None:
        """Do what is due each second."""

    def leave(self) -> None:
        """Take note that the connection has ended."""


Greet = Callable[["Session", str], Role]
"""Turn the first message of a connection into a role. Raises BadInput or Refused."""


class Session:
    """One connection, from its first message to its end."""

    __slots__ = (
        "_errors",
        "_forgiven",
        "_greet",
        "ending",
        "peer",
        "reliable",
        "role",
        "room",
        "unfinished",
        "visitor",
    )

    def __init__(self, room: Room, peer: Peer, greet: Greet, visitor: str = "") -> None:
        """`visitor` is the address that the peer came from."""
        self.room = room
        self.peer = peer
        self.visitor = visitor
        self.role: Role | None = None
        self.ending: Ending | None = None
        self.unfinished: Callable[[], None] | None = None  # what is left of the newest message
        self.reliable = 0  # events that it has sent of which every one is delivered
        self._greet = greet
        self._errors = 0
        self._forgiven = room.hub.now

    def receive(self, data: str | bytes) -> None:
        """Take a whole message; whatever it is, nobody else notices."""
        self.begin(data)
        self.finish()

    def finish(self) -> None:
        """Do all that is left of the newest message."""
        while self.unfinished is not None:
            self.go_on()

    def go_on(self) -> None:
        """Do some of what is left of the newest message, if anything is."""
        rest, self.unfinished = self.unfinished, None
        if rest is not None and self.ending is None:
            rest()

    def begin(self, data: str | bytes) -> None:
        """Take a message, but of many events only some: `unfinished` tells whether there are
        more."""
        self.finish()
        if self.ending is not None:
            return
        try:
            if not isinstance(data, str):
                raise BadInput("bad-message", "Only text frames are read here.")
            if self.role is not None:
                self.role.receive(data)
                return
            self.role = self._greet(self, data)
            self.room.handlers.came(self.role.side, self.role.name)
        except BadInput as complaint:
            self.complain(complaint)
        except Refused as refused:
            self.end(refused.ending)

    def complain(self, complaint: BadInput) -> None:
        """Tell the peer what was wrong with what it sent; end it if that happens too often."""
        if self.ending is not None:
            return
        self.room.hub.tally.errors[complaint.reason] += 1
        self.send(Error(reason=complaint.reason, detail=complaint.detail))
        now = self.room.hub.now
        forgiven = int((now - self._forgiven) / FORGIVEN_AFTER)
        self._forgiven += forgiven * FORGIVEN_AFTER
        self._errors = max(0, self._errors - forgiven) + 1
        if self._errors > MOST_ERRORS:
            self.end(Ending.TOO_MANY_ERRORS)

    def send(self, message: object) -> None:
        """Send one control message."""
        if self.ending is None:
            self.peer.write(text_frame(encode(message)))

    def end(self, ending: Ending) -> None:
        """End the connection, once."""
        if self.ending is None:
            self.ending = ending
            self.peer.end(ending)

    def tick(self) -> None:
        """Do what is due each second."""
        if self.role is not None and self.ending is None:
            self.role.tick()

    def end_without_hello(self) -> None:
        """End a connection that has not said hello."""
        if self.role is None:
            self.end(Ending.NO_HELLO)

    def look_for_life(self) -> None:
        """Ask a peer that has been quiet whether it is there; end it if it stays quiet."""
        quiet = self.room.hub.now - (self.role.heard if self.role is not None else 0)
        if quiet > GIVE_UP_AFTER:
            self.end(Ending.SILENT)
        elif quiet > ASK_AFTER:
            self.peer.probe()

    def heard(self) -> None:
        """Take note of a sign of life."""
        if self.role is not None:
            self.role.heard = self.room.hub.now

    def drained(self) -> None:
        """Take note that everything that was written has left."""
        if self.role is not None:
            self.role.drained()

    def lost(self) -> None:
        """Take note that the connection has ended; what had come before is taken."""
        self.finish()
        if self.role is not None:
            role, self.role = self.role, None
            role.leave()
            self.room.handlers.went(role.side, role.name)
