"""Attacks that last: each goes on until its siege says that it is enough.

They look at no answers; what the others see of them is what the tests are about.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count, takewhile
from math import inf

from tests.hostile.peers import CONTINUATION, PING, Peer, frame, head, hello
from tests.hostile.siege import Siege

Phase = Callable[[Peer, Siege], None]

PINGS = frame(b"x" * 125, PING) * 100

PAUSE = 0.02
"""Seconds between two steps of an attack that lives from many connections, not from many bytes."""


def moves(first: int, number: int) -> bytes:
    """Return a frame of valid events."""
    events = [
        {"event": "move", "x": seq % 999, "y": 1, "seq": seq, "t": 1.0}
        for seq in range(first, first + number)
    ]
    return frame(json.dumps(events))


def press_on(peer: Peer, siege: Siege, data: bytes) -> None:
    """Send the same again and again, as fast as it is taken."""
    peer.socket.settimeout(0.2)
    while siege.goes_on:
        try:
            peer.socket.sendall(data)
        except TimeoutError:
            continue
        except OSError:
            return


def valid_events(siege: Siege, most: float = 20_000) -> None:
    """Send moves as fast as they are taken: not so many that the histories alone would fill the
    memory which is looked at in the end."""
    peer = siege.peer()
    peer.join("hardware", source=siege.new_name("flood"), epoch="e1")
    peer.hear("welcome")
    peer.socket.settimeout(0.2)
    for first in takewhile(lambda first: first < most, count(1, 500)):
        data = memoryview(moves(first, 500))
        while data:
            if not siege.goes_on:
                return
            with suppress(TimeoutError):
                data = data[peer.socket.send(data) :]


def valid_events_without_end(siege: Siege) -> None:
    """Send moves until the histories are full, and on."""
    valid_events(siege, most=inf)


def presses(first: int, number: int) -> bytes:
    """Return a frame of events of which every one is delivered."""
    events = [
        {"event": "click", "x": 1, "y": 1, "button": "b", "pressed": seq % 2 == 0, "seq": seq}
        for seq in range(first, first + number)
    ]
    return frame(json.dumps(events))


def reliable_events(siege: Siege) -> None:
    """Press as fast as it is taken, at several sources."""
    peers = [siege.peer() for _ in range(3)]
    for peer in peers:
        peer.join("hardware", source=siege.new_name("hasty"), epoch="e1")
        peer.hear("welcome")
        peer.socket.setblocking(False)
    waiting = dict.fromkeys(peers, b"")
    firsts = dict.fromkeys(peers, 1)
    while siege.goes_on:
        for peer in peers:
            if not waiting[peer]:
                waiting[peer] = presses(firsts[peer], 400)
                firsts[peer] += 400
            with suppress(BlockingIOError):
                waiting[peer] = waiting[peer][peer.socket.send(waiting[peer]) :]
        time.sleep(PAUSE / 10)


def plain_messages(siege: Siege) -> None:
    """Say things in the plain form as fast as they are taken."""
    peer = siege.peer()
    peer.join("hardware", None)
    press_on(peer, siege, frame(json.dumps({"type": "hardware", "message": "and again"})) * 100)


def messages_to_the_relay(siege: Siege) -> None:
    """Talk to the relay without pause, as a viewer."""
    peer = siege.peer()
    peer.join("client")
    press_on(peer, siege, frame(json.dumps({"type": "client", "message": "listen"})) * 100)


def changes_of_health(siege: Siege) -> None:
    """Change what a producer with a large snapshot says of itself, without pause."""
    peer = siege.peer()
    latest = [{"event": "reading", "name": f"r{number}", "value": number} for number in range(900)]
    peer.join("hardware", source=siege.new_name("moody"), epoch="e1", latest=latest)
    press_on(
        peer,
        siege,
        b"".join(
            frame(json.dumps({"type": "hardware", "message": "about", "about": {"health": health}}))
            for health in ("ok", "not well") * 50
        ),
    )


def held_buttons(siege: Siege) -> None:
    """Press buttons that there are not, each a new one, and let none of them go."""
    peer = siege.peer()
    peer.join("hardware", source=siege.new_name("octopus"), epoch="e1")
    for seq in count(1):
        if not siege.goes_on:
            return
        click = {"event": "click", "x": 1, "y": 1, "button": f"b{seq}", "pressed": True, "seq": seq}
        peer.say([click])
        time.sleep(PAUSE / 10)


def errors(siege: Siege) -> None:
    """Send nothing but errors, come back when that has been the end, and read nothing."""
    while siege.goes_on:
        for subprotocol in ("hardware-relay.v1", None):
            with Peer(siege.relay.port) as peer:
                peer.join("client", subprotocol)
                peer.pour(frame("no JSON") * 1000, 64 * 1024, patience=0.1)


def connections(siege: Siege) -> None:
    """Open connections, say nothing, and keep the newest of them."""
    open_peers: list[Peer] = []
    while siege.goes_on:
        open_peers.append(Peer(siege.relay.port))
        if len(open_peers) > 400:
            open_peers.pop(0).socket.close()
        time.sleep(PAUSE / 20)
    for peer in open_peers:
        peer.socket.close()


def viewers(siege: Siege) -> None:
    """Come as a viewer and go at once, in all the ways in which one can go."""
    for number in count():
        if not siege.goes_on:
            return
        with Peer(siege.relay.port) as peer:
            peer.send(peer.handshake() + frame(json.dumps(hello("client", recent=1000))))
            if number % 3 == 1:
                peer.reset()
            elif number % 3 == 2:
                peer.read_header()
        time.sleep(PAUSE / 4)


def comings_back(siege: Siege) -> None:
    """Come back for what was missed after another event each time, and read nothing of it."""
    source = siege.peer()
    name = siege.new_name("long")
    source.join("hardware", source=name, epoch="e1")
    source.hear("welcome")
    for first in range(1, 3_000, 300):
        source.send(presses(first, 300))
    deaf: list[Peer] = []
    for number in count():
        if not siege.goes_on:
            break
        deaf.append(Peer(siege.relay.port))
        cursor = {"epoch": "e1", "seq": number % 3_000}
        deaf[-1].join("client", sources=[name], cursors={name: cursor})
        if len(deaf) > 200:
            deaf.pop(0).socket.close()
        time.sleep(PAUSE)
    for peer in deaf:
        peer.socket.close()


def wide_snapshots(siege: Siege) -> None:
    """Be many sources with many keys each, told to viewers who join and read nothing."""
    readings = [
        {"event": "reading", "name": f"r{number:060}", "value": number, "unit": "u" * 32}
        for number in range(350)
    ]
    sources = [siege.peer() for _ in range(20)]
    for source in sources:
        source.join("hardware", source=siege.new_name("wide"), epoch="e1", latest=readings)
    deaf: list[Peer] = []
    while siege.goes_on:
        deaf.append(Peer(siege.relay.port))
        deaf[-1].join("client")
        if len(deaf) > 200:
            deaf.pop(0).socket.close()
        time.sleep(PAUSE)
    for peer in [*sources, *deaf]:
        peer.socket.close()


def far_cursors(siege: Siege) -> None:
    """Come as viewers who remember a thousand sources each that there never were."""
    cursors = {f"nowhere-{number:06}": {"epoch": "e" * 8, "seq": 1} for number in range(1_000)}
    for _ in range(150):
        if not siege.goes_on:
            break
        siege.peer().join("client", cursors=cursors, sources=["nowhere"])
    while siege.goes_on:
        time.sleep(PAUSE)


def page_requests(siege: Siege) -> None:
    """Ask for the page, and take none of it."""
    asked: list[Peer] = []
    while siege.goes_on:
        asked.append(Peer(siege.relay.port))
        asked[-1].send(asked[-1].request(target="/"))
        if len(asked) > 200:
            asked.pop(0).socket.close()
        time.sleep(PAUSE / 20)
    for peer in asked:
        peer.socket.close()


def epochs(siege: Siege) -> None:
    """Come as the same source again and again, each time as a new run."""
    name = siege.new_name("restless")
    for number in count():
        if not siege.goes_on:
            return
        with Peer(siege.relay.port) as peer:
            peer.join("hardware", source=name, epoch=f"e{number}")
            peer.send(moves(1, 10))
        time.sleep(PAUSE / 4)


def sources(siege: Siege) -> None:
    """Come as a new source each time, and leave it behind."""
    while siege.goes_on:
        with Peer(siege.relay.port) as peer:
            peer.join("hardware", source=siege.new_name("mayfly"), epoch="e1", held=["left"])
            peer.send(moves(1, 3))
        time.sleep(PAUSE / 4)


def resets(siege: Siege) -> None:
    """Break connections in every phase."""
    while siege.goes_on:
        for phase in PHASES:
            with Peer(siege.relay.port) as peer:
                phase(peer, siege)
                peer.reset()
        time.sleep(PAUSE)


def pings_without_reading(siege: Siege) -> None:
    """Ask for answers that nobody reads."""
    peer = siege.peer()
    peer.join("client")
    press_on(peer, siege, PINGS)


def small_pings(siege: Siege) -> None:
    """Ask for answers in the smallest frames there are, and read them."""
    peer = siege.peer()
    peer.join("client")
    peer.socket.settimeout(0.2)
    data = frame(b"", PING) * 2_000
    while siege.goes_on:
        with suppress(TimeoutError):
            peer.socket.sendall(data)
            peer.socket.recv(1 << 16)


def headers(siege: Siege) -> None:
    """Send headers without end."""
    while siege.goes_on:
        with Peer(siege.relay.port) as peer:
            peer.pour(b"X: y\r\n" * 1000, 1 << 20, patience=0.1)


def fragments(siege: Siege) -> None:
    """Send messages in pieces, without end."""
    while siege.goes_on:
        with Peer(siege.relay.port) as peer:
            peer.join("client")
            peer.send(frame(fin=False))
            peer.pour(frame("x", CONTINUATION, fin=False) * 1000, 1 << 20, patience=0.1)


def half_frames(siege: Siege) -> None:
    """Keep the relay waiting for the rest of many frames."""
    peers = [Peer(siege.relay.port) for _ in range(100)]
    for peer in peers:
        peer.send(peer.handshake() + head(65_000) + b"[" * 60_000)
    while siege.goes_on:
        time.sleep(PAUSE)
    for peer in peers:
        peer.socket.close()


def before_everything(peer: Peer, siege: Siege) -> None:
    pass


def in_the_request(peer: Peer, siege: Siege) -> None:
    peer.send(peer.handshake()[:40])


def after_the_request(peer: Peer, siege: Siege) -> None:
    peer.send(peer.handshake())


def after_a_request_for_the_page(peer: Peer, siege: Siege) -> None:
    peer.send(peer.request())


def after_the_upgrade(peer: Peer, siege: Siege) -> None:
    peer.upgrade()


def in_the_hello(peer: Peer, siege: Siege) -> None:
    peer.upgrade()
    peer.send(frame(json.dumps(hello("client")))[:20])


def after_the_hello_of_a_viewer(peer: Peer, siege: Siege) -> None:
    peer.join("client", recent=1000)


def after_the_hello_of_a_plain_viewer(peer: Peer, siege: Siege) -> None:
    peer.join("client", None)


def after_the_hello_of_a_producer(peer: Peer, siege: Siege) -> None:
    peer.join("hardware", source=siege.new_name("brief"), epoch="e1")


def among_events(peer: Peer, siege: Siege) -> None:
    peer.join("hardware", source=siege.new_name("brief"), epoch="e1")
    peer.send(moves(1, 100)[:-50])


def in_the_closing_handshake(peer: Peer, siege: Siege) -> None:
    peer.join("client")
    peer.send(frame((1000).to_bytes(2, "big"), 8))


def while_being_ended(peer: Peer, siege: Siege) -> None:
    peer.upgrade()
    peer.say("no hello")


PHASES = (
    before_everything,
    in_the_request,
    after_the_request,
    after_a_request_for_the_page,
    after_the_upgrade,
    in_the_hello,
    after_the_hello_of_a_viewer,
    after_the_hello_of_a_plain_viewer,
    after_the_hello_of_a_producer,
    among_events,
    in_the_closing_handshake,
    while_being_ended,
)

ALL = (
    valid_events,
    reliable_events,
    plain_messages,
    messages_to_the_relay,
    changes_of_health,
    held_buttons,
    errors,
    connections,
    viewers,
    comings_back,
    wide_snapshots,
    far_cursors,
    page_requests,
    epochs,
    sources,
    resets,
    pings_without_reading,
    small_pings,
    headers,
    fragments,
    half_frames,
)
