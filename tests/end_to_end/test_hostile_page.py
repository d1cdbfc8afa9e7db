"""The page under hostile text: all of it is shown as text, in its place, and none of it runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from protocol.events import FARTHEST_PIXEL, LONGEST_TEXT
from protocol.messages import SUBPROTOCOL
from tests.end_to_end.browser import Viewer
from tests.end_to_end.processes import PATIENCE, Programs, Relay, wait_until

pytestmark = pytest.mark.end_to_end

RUN = "window.pwned=true"
MARKUP = [
    f"<img src=x onerror={RUN}>",
    f"<script>{RUN}</script>",
    f"'\"><svg onload={RUN}>",
    f"<a href=javascript:{RUN}>x</a>",
    "<style>*{display:none}</style>",
    "</title></section></main>",
    "&lt;b&gt;&#x1F600;",
    "{{7*7}} ${7*7} %s",
]
STRANGE = {
    "right to left": "\u202eevil\u202d \u2067txt.exe",
    "letters from the right": "שלום עולם",
    "marks on marks": "Z" + "\u0351\u0489\u030d" * 150,
    "a long word": "W" * LONGEST_TEXT,
    "a long word of wide letters": "﷽" * 1000,
    "many lines": "one\n" * 400,
    "control characters": "\x00\x07\x1b[31m\x7f\x9b",
    "invisible letters": "\u200b\u2060\ufeff" * 300 + "end",
    "emoji": "👩‍👩‍👧‍👦" * 100,
    "lines and paragraphs": "a\u2028b\u2029c",
}
LONG = "W" * 64
SOURCES = ["constructor", "toString", LONG, "a.b-c_d", "0"]
"""The worst names that the relay lets through."""

SCREENS = [
    {"x": -FARTHEST_PIXEL, "y": 1e9, "width": 1e9, "height": FARTHEST_PIXEL},
    {"x": 0, "y": 0, "width": 0, "height": 0},
    {"x": 1, "y": -1e9, "width": 1e-9, "height": 1e9},
    {"x": 0.5, "y": 1e-300, "width": 1e-9, "height": 1},
]
FAR = [1e9, -1e9, FARTHEST_PIXEL, -FARTHEST_PIXEL, 1e-300, 0.1 + 0.2]

LISTEN = """
window.violations = []
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  window.violations.push(`${violatedDirective} ${blockedURI}`))
"""
SUSPECTS = """
() => [...document.querySelectorAll('*')].filter((one) =>
  ['IMG', 'IFRAME', 'OBJECT', 'EMBED', 'STYLE', 'BASE'].includes(one.tagName)
  || (one.tagName === 'SCRIPT' && !one.src.startsWith(location.origin))
  || (one.tagName === 'A' && !one.href.startsWith('http'))
  || [...one.attributes].some(({ name }) => name.startsWith('on'))).map((one) => one.outerHTML)
"""
LAYOUT = """
() => {
  const { clientWidth, scrollWidth } = document.documentElement
  const header = document.querySelector('header').getBoundingClientRect()
  const stage = document.querySelector('section[aria-label=Stage]').getBoundingClientRect()
  return {
    overflow: Math.max(scrollWidth, document.body.scrollWidth) - clientWidth,
    header: [header.left, header.top + scrollY, header.width - clientWidth],
    stage: [stage.width, stage.height],
  }
}
"""
ROW = """
(text) => {
  const rows = [...document.querySelectorAll('section[aria-label=Events] [role=option]')]
  const row = rows.findLast((one) => one.textContent.includes(text))
  return row ? [...row.children].map((part) => Math.round(part.getBoundingClientRect().left)) : null
}
"""


class Watch:
    """A page, and everything that it must not do."""

    def __init__(self, browser: Browser, relay: Relay, **options: Any) -> None:
        self.viewer = Viewer(browser, relay.page, **options)
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        page = self.viewer.page
        page.on("console", self._listen)
        page.on("dialog", self._dismiss)
        page.on("request", lambda request: self._look_at(request.url, relay.page))
        page.add_init_script(LISTEN)
        self.reload()

    def reload(self) -> None:
        """Load the page anew."""
        self.viewer.page.reload()
        self.viewer.page.wait_for_function("window.hardwareRelay !== undefined")
        self.viewer.wait_until_live()

    def _listen(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    def _dismiss(self, dialog: Dialog) -> None:
        self.complaints.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _look_at(self, url: str, home: str) -> None:
        if not url.startswith((home, home.replace("http", "ws"), "data:")):
            self.elsewhere.append(url)

    def check(self) -> None:
        """Check that nothing ran, that no policy was violated and that nothing is out of place."""
        page = self.viewer.page
        assert page.evaluate("window.pwned") is None
        assert page.evaluate("window.violations") == []
        assert page.evaluate("Object.keys(Object.prototype)") == []
        assert page.evaluate(SUSPECTS) == []
        assert (self.complaints, self.elsewhere) == ([], [])
        layout = page.evaluate(LAYOUT)
        assert layout["overflow"] == 0, "nothing is wider than the window"
        assert layout["header"] == [0, 0, 0], "the header is where it was"
        assert min(layout["stage"]) > 100

    def wait_for(self, *producers: Producer) -> None:
        """Wait until the page has and draws all that they have sent."""
        page = self.viewer.page
        sent = {producer.source: producer.seq for producer in producers}
        wait_until(lambda: sent.items() <= self._seen().items(), "the page has all that was sent")
        for _ in range(2):  # what comes before a frame is painted in it
            page.evaluate("new Promise((done) => requestAnimationFrame(done))")

    def _seen(self) -> dict[str, int]:
        return {name: source["seq"] for name, source in self.viewer.summary["sources"].items()}

    def wait_for_row(self, text: str) -> list[int]:
        """Wait until a row of the list says so; return where its parts begin."""
        evaluate = self.viewer.page.evaluate
        places: list[int] = wait_until(lambda: evaluate(ROW, text), f"a row says {text[:40]!r}")
        return places


class Producer:
    """A producer that says what it likes."""

    def __init__(self, socket: ClientConnection, source: str) -> None:
        self.source = source
        self.seq = 0
        self._socket = socket

    def greet(self, about: dict[str, Any]) -> None:
        """Say hello."""
        hello = {"type": "hardware", "message": "first connection", "epoch": "e", "next": 1}
        self._say(hello | {"source": self.source, "about": about})
        assert self.hear()["message"] == "welcome"

    def _say(self, message: object) -> None:
        self._socket.send(json.dumps(message))

    def send(self, event: str, **fields: Any) -> None:
        """Send one event."""
        self.seq += 1
        self._say([{"event": event, "seq": self.seq, "t": 1_764_230_400_000} | fields])

    def hear(self) -> dict[str, Any]:
        """Return the next message of the relay."""
        said: dict[str, Any] = json.loads(self._socket.recv(timeout=PATIENCE))
        return said

    def hear_error(self) -> str:
        """Wait for an error, and return its reason."""
        while (said := self.hear())["message"] != "error":
            pass
        return str(said["reason"])


@contextmanager
def produce(relay: Relay, source: str, **about: Any) -> Iterator[Producer]:
    """Connect a producer."""
    offer = [Subprotocol(SUBPROTOCOL)]
    with connect(relay.url, subprotocols=offer, proxy=None) as socket:
        producer = Producer(socket, source)
        producer.greet(about)
        yield producer


@pytest.fixture(params=[(1280, 800), (360, 740)], ids=["desk", "phone"])
def relay_and_watch(
    browser: Browser, programs: Programs, request: pytest.FixtureRequest
) -> Iterator[tuple[Relay, Watch]]:
    width, height = request.param
    relay = programs.relay()
    watch = Watch(browser, relay, viewport={"width": width, "height": height})
    watch.check()
    yield relay, watch
    watch.check()
    watch.viewer.close()


def test_texts_are_shown_as_they_are_and_move_nothing(
    relay_and_watch: tuple[Relay, Watch],
) -> None:
    relay, watch = relay_and_watch
    with produce(relay, "desk") as desk:
        desk.send("text", text="plain")
        usual = watch.wait_for_row("plain")
        for text in [*MARKUP, *STRANGE.values()]:
            desk.send("text", text=text)
            assert watch.wait_for_row(text) == usual, "each part of a row stays in its column"
            watch.check()


def test_names_and_sentences_of_a_producer_stay_in_their_place(
    relay_and_watch: tuple[Relay, Watch],
) -> None:
    relay, watch = relay_and_watch
    health = MARKUP[1] + STRANGE["right to left"] + "W" * 400
    with ExitStack() as stack:
        producers = [
            stack.enter_context(produce(relay, name, capture=LONG, health=health, screens=SCREENS))
            for name in SOURCES
        ]
        for producer in producers:
            producer.send("click", x=1, y=1, button=MARKUP[0], pressed=True)
            producer.send("click", x=1, y=1, button=LONG, pressed=True)
        watch.wait_for(*producers)
        shown = watch.viewer.page.text_content
        wait_until(lambda: health in (shown("body") or ""), "the page shows how they are")
        assert [watch.viewer.source(name)["held"] for name in SOURCES] == [[MARKUP[0], LONG]] * 5
        watch.check()
        watch.reload()
        watch.wait_for(*producers)
        watch.check()


def test_places_and_readings_of_any_size_are_drawn(relay_and_watch: tuple[Relay, Watch]) -> None:
    relay, watch = relay_and_watch
    with produce(relay, "desk", screens=SCREENS) as desk:
        for far in FAR:
            desk.send("move", x=far, y=-far)
            desk.send("scroll", x=far, y=far, dx=far, dy=1e9)
            desk.send("click", x=far, y=far, button="left", pressed=True)
            desk.send("click", x=far, y=far, button="left", pressed=False)
        for text in [*MARKUP, LONG, STRANGE["right to left"]]:
            desk.send("reading", name=text, unit=text[:32], value=1.7e308, low=-1.7e308)
            desk.send("reading", name=text, unit=text[:32], value=-1e-308, high=1.7e308)
        watch.wait_for(desk)
        wait_until(lambda: watch.viewer.summary["presses"][-1]["drawn"], "the last press is drawn")
        watch.check()


def test_a_string_of_10_kb_never_comes_to_a_page(relay_and_watch: tuple[Relay, Watch]) -> None:
    relay, watch = relay_and_watch
    with produce(relay, "desk") as desk:
        desk.send("text", text="W" * 10_000)
        assert desk.hear_error() == "bad-event"
        desk.send("text", text="after it")
        watch.wait_for_row("after it")
        assert watch.viewer.source("desk")["lost"] == 1
