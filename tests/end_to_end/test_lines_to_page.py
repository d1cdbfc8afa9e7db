"""The page at the end of other lines than this machine's own: a slow one, plain HTTP on a LAN.

Each test has a browser of its own, which finds names as the test wants.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from producer import Producer
from protocol.events import Click, Move
from relay.edges.door.secrets_file import VIEWER
from tests.end_to_end.browser import BUILT, Viewer, chromium
from tests.end_to_end.processes import Programs, Relay, wait_until
from tests.faults.proxy import Proxy
from tests.relay.edges.test_lan import OpenRelay

pytestmark = pytest.mark.end_to_end

SLOW = 100_000 / 8
"""Bytes per second of a line of 100 kbit/s."""

LISTEN = """
() => {
  window.said = new Set()
  const listen = () => window.said.add(document.querySelector('.connection')?.innerText ?? '')
  const anything = { characterData: true, childList: true, subtree: true }
  new MutationObserver(listen).observe(document.body, anything)
}
"""
"""Keep all that the page says of its connection: some of it is true for a moment only."""

FILES_FROM_ELSEWHERE = "--disable-features=LocalNetworkAccessChecks"
"""Chromium takes a page whose files the test gives for one from the internet."""


@pytest.fixture
def far_away(relay: Relay) -> Iterator[Viewer]:
    """A page at the end of a slow line; its files are there at once."""

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(relay.page).lstrip("/")
        route.fulfill(path=BUILT.parent / name if name else BUILT)

    def give_files(page: Page) -> None:
        page.route("**/*", answer)

    proxy = Proxy(relay.port, rate=SLOW)
    with chromium(rule(f"localhost:{relay.port}", proxy.port), FILES_FROM_ELSEWHERE) as browser:
        viewer = Viewer(browser, relay.page, before=give_files)
        viewer.wait_until_live()
        yield viewer
        viewer.close()
    proxy.close()


def rule(name: str, port: int) -> str:
    """Return the flag with which a browser finds a name at a port of this machine."""
    return f"--host-resolver-rules=MAP {name} 127.0.0.1:{port}"


def said(viewer: Viewer) -> str:
    """Return all that the page has said of its connection."""
    return "\n".join(viewer.page.evaluate("[...window.said]"))


def test_on_a_slow_line_the_page_says_how_far_behind_it_is_and_every_press_comes(
    relay: Relay, far_away: Viewer
) -> None:
    presses = [("left", number, 10 + number % 7) for number in range(250)]
    with Producer(relay.url, source="greenhouse") as greenhouse:
        wait_until(lambda: far_away.source("greenhouse"), "the page knows the source")
        far_away.page.evaluate(LISTEN)
        for button, x, y in presses:
            greenhouse.send(Click(x=x, y=y, button=button, pressed=True))
            greenhouse.send(Click(x=x, y=y, button=button, pressed=False))
            for step in range(8):
                greenhouse.send(Move(x=x + step, y=y))
        wait_until(lambda: "Behind by" in said(far_away), "the page says so")
        far_away.wait_for_presses("greenhouse", presses)
        sent = 10 * len(presses)
        wait_until(lambda: far_away.source("greenhouse")["seq"] == sent, "all is there")
        wait_until(lambda: "Live" in far_away.text(".connection"), "it has caught up")
    numbers = far_away.source("greenhouse")
    assert numbers["merged"] > 0
    assert numbers["captured"] == numbers["received"] + numbers["merged"] == sent


def test_over_plain_http_under_a_name_of_the_lan_everything_works(
    programs: Programs, tmp_path: Path
) -> None:
    options = "--lan", "--host", "127.0.0.1", "--page", "http://greenhouse.test"
    relay = OpenRelay(programs, *options, state=tmp_path)
    token = relay.tokens[VIEWER]
    with chromium(rule("greenhouse.test:80", relay.port)) as browser:
        viewer = Viewer(browser, f"http://greenhouse.test/#token={token}")
        viewer.wait_until_live()
        page = viewer.page
        assert not page.evaluate(
            "isSecureContext || 'clipboard' in navigator || 'randomUUID' in crypto"
        )
        assert page.get_by_text("Not encrypted").is_visible()
        page.get_by_role("button", name="Overlay").click()
        page.get_by_role("button", name="Copy overlay link").click()
        page.get_by_text("Copied.").wait_for()
        page.keyboard.press("Escape")
        page.get_by_label("Message to the relay").focus()
        page.keyboard.press("Control+V")
        link = page.get_by_label("Message to the relay").input_value()
        assert link == f"http://greenhouse.test/?overlay=1#token={token}"
        overlay = Viewer(browser, link)
        overlay.wait_until_live()
        overlay.close()
        viewer.close()
