"""What a viewer may say after its hello, in v1 and in the plain form."""

from __future__ import annotations

from protocol.close_codes import Ending
from protocol.messages import DISCONNECT, LabCommand, Pong, Seen, ViewerHello, ViewerPing
from protocol.wire import BadInput, decode_envelope, decode_from_viewer, encode, is_events
from relay.frame import text_frame
from relay.hub import MOST_FEEDS
from relay.interest import PLAIN, Interest, of_hello
from relay.roster import Refused
from relay.session import Session
from relay.viewer import Viewer

TOO_MANY_FILTERS = (
    f"The relay serves {MOST_FEEDS} different choices of sources, events and rate already. Ask for"
    " what others ask for, or for everything, or come back later."
)


class Viewing:
    """Serve one viewer from one connection."""

    side = "client"
    name = ""

    def __init__(self, session: Session, interest: Interest, hello: ViewerHello) -> None:
        """Join the viewers. Raises Refused."""
        hub = session.room.hub
        if not hub.has_room_for(interest):
            session.complain(BadInput("too-many-filters", TOO_MANY_FILTERS))
            raise Refused(Ending.FULL)
        self._session = session
        self.heard = hub.now
        self.viewer = Viewer(session.peer, interest, hub.now)
        hub.join(self.viewer, hello)

    def said(self, text: str) -> None:
        """Take what a viewer says to the relay."""
        if text == DISCONNECT:
            self._session.peer.end(None)
        else:
            self._session.room.handlers.said(text)

    def drained(self) -> None:
        """Go on: what was written has left."""
        self._session.room.hub.drained(self.viewer)

    def tick(self) -> None:
        """Do nothing: the hub looks after its viewers."""

    def leave(self) -> None:
        """Leave the feed."""
        self._session.room.hub.leave(self.viewer)


class V1Viewer(Viewing):
    """A viewer that speaks v1."""

    def __init__(self, session: Session, hello: ViewerHello) -> None:
        super().__init__(session, of_hello(hello), hello)

    def receive(self, data: str) -> None:
        """Take an answer, a ping or a text. Raises BadInput."""
        if is_events(data):
            raise BadInput("not-allowed", "A viewer does not send events.")
        hub = self._session.room.hub
        message = decode_from_viewer(data)
        if isinstance(message, Seen):
            if not hub.seen(self.viewer, message.mark):
                raise BadInput("unknown-mark", "This mark was not asked, or was answered already.")
        elif isinstance(message, ViewerPing):
            self.viewer.send(text_frame(encode(Pong(t=message.t, time=hub.time))))
        elif isinstance(message, LabCommand):
            self._try_out(message)
        elif isinstance(message, str):
            self.said(message)
        else:
            raise BadInput("unknown-message", "You have said hello already.")

    def _try_out(self, command: LabCommand) -> None:
        lab = self._session.room.lab
        if lab is None:
            raise BadInput("no-lab", "This relay is no fault lab: start it with --lab.")
        lab.obey(self.viewer, self._session.peer, command)


class PlainViewer(Viewing):
    """A viewer as in the original article."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, PLAIN, ViewerHello())

    def receive(self, data: str) -> None:
        """Take a text. Raises BadInput."""
        self.heard = self._session.room.hub.now
        envelope = decode_envelope(data)
        if envelope.type != "client":
            raise BadInput("unknown-message", "A viewer sends type 'client' and a message.")
        self.said(envelope.message)

    def tick(self) -> None:
        """Find out whether it is still there: it answers no marks."""
        self._session.look_for_life()
