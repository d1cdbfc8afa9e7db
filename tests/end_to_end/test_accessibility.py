"""axe finds nothing wrong with any state of the page, on a desk and on a phone, dark and light."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from producer import Producer
from protocol.events import Reading
from tests.end_to_end.browser import Viewer
from tests.end_to_end.conftest import Open
from tests.end_to_end.processes import ROOT, Programs, Relay, wait_until

pytestmark = pytest.mark.end_to_end

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TABS = ["Events", "Charts", "Latency", "Save"]
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
LOOKS = list(product(SIZES, ["dark", "light"]))

RUN = """
async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] })
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`))
}
"""


def violations(page: Page) -> list[str]:
    """Return what axe finds in the page as it is."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(RUN)
    return found


@pytest.fixture
def relay(programs: Programs) -> Iterator[Relay]:
    """A relay with a pointer, a source without a display and a sensor."""
    relay = programs.relay()
    programs.hardware(relay, "--source", "desk", "--simulate=always")
    programs.hardware(relay, "--source", "cellar", "--simulate=never")
    with Producer(relay.url, source="greenhouse") as greenhouse:
        greenhouse.send(Reading("temperature", 21.5, "°C"))
        relay.wait_for("hardware has connected", times=3)
        yield relay


@pytest.fixture(params=LOOKS, ids=[" ".join(look) for look in LOOKS])
def viewer(request: pytest.FixtureRequest, browser: Browser, relay: Relay) -> Iterator[Viewer]:
    size, scheme = request.param
    viewer = Viewer(browser, relay.page, viewport=SIZES[size], color_scheme=scheme)
    viewer.wait_until_live()
    wait_until(lambda: len(viewer.presses("desk")) > 0, "something has happened")
    yield viewer
    viewer.close()


def press(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name, exact=True).click()


def open_tab(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("tab", name=name).click()


def choose_row(page: Page) -> None:
    open_tab("Events")(page)
    page.locator("section[aria-label=Events] [role=option]").first.click()


STATES: dict[str, Callable[[Page], None]] = {
    "live": lambda page: None,
    "one source left out": lambda page: page.locator(".chooser button").nth(1).click(),
    "side by side": press("Side by side"),
    "heat map": press("Presses"),
    **{f"tab {name}": open_tab(name) for name in TABS},
    "a row chosen": choose_row,
    "nothing found": lambda page: page.get_by_label("Search the events").fill("no such thing"),
    "overlay dialog": press("Overlay"),
    "dialog closed": press("Close"),
    "paused": press("Pause"),
    "playing": press("Play"),
}
"""What a person does, in this order; the page stays in the state."""


def test_axe_finds_nothing_in_any_state(viewer: Viewer, relay: Relay) -> None:
    page = viewer.page
    found: dict[str, Any] = {}
    for state, reach in STATES.items():
        reach(page)
        found[state] = violations(page)
    relay.end()
    wait_until(lambda: "Reconnecting" in viewer.text(".connection"), "the page says so")
    found["reconnecting"] = violations(page)
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_where_the_connection_has_ended(
    programs: Programs, browser: Browser, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for role in ("PRODUCER", "VIEWER"):
        monkeypatch.setenv(f"HARDWARE_RELAY_{role}_TOKEN", f"{role.lower()}-0123456789")
    viewer = Viewer(browser, programs.relay().page, color_scheme=scheme)
    wait_until(lambda: "Ended" in viewer.text(".connection"), "the page says so")
    assert violations(viewer.page) == []
    viewer.close()


def test_axe_finds_nothing_on_a_first_visit_and_in_an_overlay(
    programs: Programs, open_page: Open, browser: Browser
) -> None:
    relay = programs.relay()
    assert violations(open_page(relay).page) == []
    overlay = Viewer(browser, f"{relay.page}/?overlay=1")
    overlay.wait_until_live()
    assert violations(overlay.page) == []
    overlay.close()
