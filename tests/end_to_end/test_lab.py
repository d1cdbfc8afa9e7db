"""The fault lab in a real browser: everything that its panel offers, and what becomes of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.end_to_end.browser import Viewer
from tests.end_to_end.conftest import Open
from tests.end_to_end.processes import ROOT, Programs, Relay, wait_until

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def relay(programs: Programs) -> Relay:
    return programs.relay(0, "--lab")


def press(viewer: Viewer, name: str | re.Pattern[str]) -> None:
    panel = viewer.page.get_by_role("region", name="Fault lab")
    panel.get_by_role("button", name=name, exact=True).click()


def place(viewer: Viewer) -> str:
    """Return where the panel says that the page stands."""
    return viewer.text(".lab .place strong")


def uncounted(viewer: Viewer) -> int:
    """Return how many events of the lab's source the page has not accounted for: those before it
    was told of the source."""
    numbers = viewer.source("lab")
    return int(numbers["seq"] - numbers["received"] - numbers["merged"] - numbers["lost"])


def printed_presses(relay: Relay) -> list[tuple[int, int]]:
    found = [re.search(r"Pressed at \((\d+), (\d+)\)", line) for line in relay.lines]
    return [(int(match[1]), int(match[2])) for match in found if match]


def test_a_page_that_is_slowed_cut_and_ended_has_every_press_and_exact_accounts(
    relay: Relay, open_page: Open
) -> None:
    viewer = open_page(relay)
    viewer.page.get_by_role("tab", name="Lab").click()
    press(viewer, "1 kHz for 60 s")
    wait_until(lambda: viewer.source("lab").get("received", 0) > 100, "the simulated mouse moves")
    start = uncounted(viewer)
    assert "Simulated" in viewer.text("section[aria-label=Sources]")
    wait_until(lambda: place(viewer) == "In step", "it is in step")

    press(viewer, "12.5")
    wait_until(lambda: place(viewer) == "Behind", "it is behind")
    wait_until(lambda: viewer.source("lab")["merged"] > 1_000, "moves are merged for it")
    press(viewer, "Full")
    wait_until(lambda: place(viewer) == "In step", "it is in step again")

    press(viewer, "Reset")
    relay.wait_for("client has connected", times=2)
    viewer.wait_until_live()
    press(viewer, "End all connections")
    relay.wait_for("hardware has connected (lab)", times=2)
    relay.wait_for("client has connected", times=3)
    viewer.wait_until_live()
    wait_until(lambda: len(viewer.presses("lab")) >= 3, "presses have come")
    wait_until(lambda: viewer.source("lab")["presence"] == "online", "the producer is back")

    press(viewer, re.compile("Stop 1 kHz"))
    wait_until(lambda: viewer.source("lab")["presence"] == "offline", "the producer has ended")
    numbers = viewer.source("lab")
    assert (numbers["lost"], numbers["repeated"], uncounted(viewer)) == (0, 0, start)
    seen = [(x, y) for _, x, y in viewer.presses("lab")]
    wait_until(lambda: printed_presses(relay) == seen, "each press was seen once, in order")


def test_the_document_names_the_buttons_as_they_are(relay: Relay, open_page: Open) -> None:
    viewer = open_page(relay)
    viewer.page.get_by_role("tab", name="Lab").click()
    viewer.page.locator(".lab button").first.wait_for()
    there = viewer.page.locator(".lab button").all_inner_texts()
    named = re.findall(r"\*\*(.+?)\*\*", (ROOT / "docs" / "lab.md").read_text(encoding="utf-8"))
    assert sorted(named) == sorted(there)


def test_a_slow_line_is_as_slow_after_a_reset(relay: Relay, open_page: Open) -> None:
    viewer = open_page(relay)
    viewer.page.get_by_role("tab", name="Lab").click()
    press(viewer, "1 kHz for 60 s")
    press(viewer, "4")
    press(viewer, "Reset")
    relay.wait_for("client has connected", times=2)
    wait_until(lambda: place(viewer) == "Behind", "it is behind")
    merged = viewer.summary["totals"]["merged"]
    wait_until(lambda: viewer.summary["totals"]["merged"] > merged + 1_000, "it stays so")


def test_a_page_of_a_relay_that_is_no_lab_has_none(programs: Programs, browser: Browser) -> None:
    viewer = Viewer(browser, programs.relay().page)
    viewer.wait_until_live()
    assert viewer.page.get_by_role("tab").all_inner_texts()
    assert viewer.page.get_by_role("tab", name="Lab").count() == 0
    viewer.close()
