"""Pages of others cannot use the relay from a real browser, whatever name they are opened under."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page

from tests.end_to_end.browser import chromium, serve
from tests.end_to_end.processes import Relay

pytestmark = pytest.mark.end_to_end

KNOCK = """
(address) => new Promise((done) => {
  const socket = new WebSocket(address, 'hardware-relay.v1')
  socket.onopen = () => done('let in')
  socket.onerror = () => done('refused')
})
"""
SANDBOX = "<iframe sandbox='allow-scripts' srcdoc='a page without an origin'></iframe>"


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser in which every name but localhost leads to this machine, and port 80 to a page."""
    folder: Path = tmp_path_factory.mktemp("stranger")
    (folder / "index.html").write_text(SANDBOX)
    with serve(folder) as port:
        names = [f"MAP {name}:80 127.0.0.1:{port}" for name in ("evil.example", "localhost")]
        rules = ",".join(
            [*names, f"MAP localhost:3000 127.0.0.1:{port}", "MAP *.example 127.0.0.1"]
        )
        with chromium(f"--host-resolver-rules={rules}") as browser:
            yield browser


@pytest.fixture
def page(stranger: Browser) -> Iterator[Page]:
    opened = stranger.new_page()
    yield opened
    opened.close()


def knock(page: Page | Frame, relay: Relay) -> str:
    """Try to connect from a page."""
    return str(page.evaluate(KNOCK, relay.url))


def test_the_development_servers_page_is_let_in(page: Page, relay: Relay) -> None:
    page.goto("http://localhost:3000/")
    assert knock(page, relay) == "let in"


@pytest.mark.parametrize("address", ["http://evil.example/", "http://localhost/"])
def test_a_page_of_another_origin_is_refused(page: Page, relay: Relay, address: str) -> None:
    page.goto(address)
    assert knock(page, relay) == "refused"


def test_a_frame_without_an_origin_is_refused(page: Page, relay: Relay) -> None:
    page.goto("http://localhost:3000/")
    frame = page.main_frame.child_frames[0]
    assert frame.evaluate("origin") == "null"
    assert knock(frame, relay) == "refused"


def test_a_foreign_name_that_leads_to_this_machine_shows_nothing(page: Page, relay: Relay) -> None:
    answer = page.goto(f"http://evil.example:{relay.port}/")
    assert answer is not None
    assert answer.status == 403
    assert page.inner_text("body").strip() == (
        "This relay does not answer under that host name:"
        f" open http://localhost:{relay.port} instead."
    )


def test_no_other_page_can_frame_this_one(page: Page, relay: Relay) -> None:
    page.goto("http://localhost:3000/")
    page.set_content(f"<iframe src='{relay.page}'></iframe>")
    frame = page.wait_for_selector("iframe")
    assert frame is not None
    inner = frame.content_frame()
    assert inner is not None
    inner.wait_for_load_state()
    assert inner.url.startswith("chrome-error:")
