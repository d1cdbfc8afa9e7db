"""Journeys of people through the page: what they do, from the first visit to a slow line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser

from producer import Producer
from protocol.events import AnyEvent, Click, Move, Reading, Scroll, Text
from tests.end_to_end.browser import Viewer, closeness
from tests.end_to_end.desktop import Desktop
from tests.end_to_end.processes import Program, Programs, Relay, wait_until
from tests.end_to_end.tabs import Tabs
from tests.end_to_end.test_mouse_to_page import card

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def greenhouse(relay: Relay) -> Iterator[Producer]:
    """A producer of anything."""
    with Producer(relay.url, source="greenhouse") as producer:
        relay.wait_for("hardware has connected")
        yield producer


def wait_for_all(viewer: Viewer, number: int) -> None:
    """Wait until the page has so many events of the greenhouse."""
    wait_until(lambda: viewer.source("greenhouse").get("seq") == number, "all events are there")


def test_a_first_visit_says_what_to_do_and_asks_nobody_but_the_relay(
    programs: Programs, relay: Relay, desk: Desktop, browser: Browser
) -> None:
    page = browser.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(relay.page)
    page.get_by_text("No source yet").wait_for()
    assert page.get_by_text("python hardware.py").is_visible()
    programs.hardware(relay, "--source", "desk", display=desk.display)
    page.get_by_text("Waiting for the first movement").wait_for()
    relay.wait_for("hardware has connected")

    def is_listed() -> bool:
        desk.click(640, 400)
        return page.locator("[data-type=click]").count() > 0

    wait_until(is_listed, "what the hand does is listed")
    page.locator(".empty").wait_for(state="hidden")
    assert all(url.startswith(relay.page) for url in requests)
    assert complaints == []
    page.close()


def test_a_drag_stays_as_a_stroke_in_the_colour_of_its_button(
    hardware: Program, desk: Desktop, viewer: Viewer
) -> None:
    desk.move(300, 600)
    desk.press("left")
    desk.sweep([(300 + 10 * step, 600) for step in range(41)])
    wait_until(lambda: viewer.source("desk")["pointer"] == {"x": 700, "y": 600}, "it is there")
    ground, ink = viewer.ink("stage-screen"), viewer.ink("button-left")
    way = [viewer.place_of(x, 600) for x in (400, 450, 500)]
    beside = viewer.place_of(500, 560)
    wait_until(
        lambda: all(closeness(color, ground, ink) > 0.5 for color in viewer.colors(way)),
        "the whole way is drawn",
    )
    assert viewer.colors([beside]) == [ground]
    desk.release("left")


def test_a_turn_of_the_wheel_is_told_beside_the_pointer_and_in_the_list(
    hardware: Program, desk: Desktop, viewer: Viewer
) -> None:
    desk.scroll(0, 1, 3)
    wait_until(lambda: "↕ 3" in viewer.text(f"{card('desk')} .wheel"), "the card says so")
    wait_until(lambda: sum("wheel ↑ 1" in row for row in viewer.rows()) == 3, "the list says so")


def test_a_pause_can_be_played_back_to_what_happens_now(
    hardware: Program, desk: Desktop, viewer: Viewer
) -> None:
    keys = viewer.page.keyboard
    keys.press("Space")
    for number in range(3):
        desk.click(100 + 100 * number, 200)
    wait_until(lambda: len(viewer.presses("desk")) == 3, "the stream goes on")
    keys.press("Home")
    viewer.page.get_by_label("Speed").select_option("8")
    keys.press("Escape")
    viewer.page.get_by_role("button", name="Play").click()
    wait_until(lambda: viewer.summary["sight"]["mode"] == "live", "it has caught up")
    wait_until(lambda: viewer.text(f"{card('desk')} .point") == "300, 200", "nothing is missing")
    numbers = viewer.source("desk")
    assert (numbers["lost"], numbers["repeated"]) == (0, 0)


TEXTS = ['a, "quoted" text\nof two lines', "=1+1", "שלום 🌱"]
EVENTS: list[AnyEvent] = [
    Click(x=800, y=879, button="left", pressed=True),
    Move(x=810.5, y=-879),
    Click(x=810.5, y=-879, button="left", pressed=False),
    Scroll(x=1, y=2, dx=-1, dy=3),
    Reading("temperature", 21.5, "°C"),
    *map(Text, TEXTS),
]


def test_what_is_saved_is_what_was_sent(
    relay: Relay, greenhouse: Producer, viewer: Viewer, tmp_path: Path
) -> None:
    for event in EVENTS:
        greenhouse.send(event)
    wait_for_all(viewer, len(EVENTS))
    viewer.page.get_by_role("group", name="Types").get_by_role("button", name="Moves").click()
    viewer.page.get_by_role("tab", name="Save").click()
    sent = [msgspec.to_builtins(event) | {"seq": seq} for seq, event in enumerate(EVENTS, 1)]

    lines = save(viewer, "JSON lines", tmp_path).splitlines()
    rows = [json.loads(line) for line in lines]
    for row, event in zip(rows, sent, strict=True):
        assert {name: row[name] for name in event} == event
    assert {(row["source"], row["epoch"], row["n"]) for row in rows} == {
        ("greenhouse", viewer.source("greenhouse")["epoch"], 1)
    }
    assert all(earlier["t"] <= later["t"] for earlier, later in pairwise(rows))

    table = list(csv.DictReader(io.StringIO(save(viewer, "CSV", tmp_path), newline="")))
    assert [row["text"] for row in table[5:]] == [TEXTS[0], "'=1+1", TEXTS[2]]
    cells = ["x", "y", "button", "pressed", "dx", "dy", "name", "value", "unit"]
    for row, event in zip(table, sent, strict=True):
        assert (row["event"], row["seq"]) == (event["event"], str(event["seq"]))
        assert {cell: row[cell] for cell in cells} == {
            cell: json.dumps(event[cell], ensure_ascii=False).strip('"') if cell in event else ""
            for cell in cells
        }


def save(viewer: Viewer, kind: str, folder: Path) -> str:
    """Press a button of the tab, and return what was saved."""
    with viewer.page.expect_download() as download:
        viewer.page.get_by_role("button", name=kind).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_bytes().decode()


def test_a_still_is_a_picture_of_the_stage(viewer: Viewer, tmp_path: Path) -> None:
    viewer.page.get_by_role("tab", name="Save").click()
    with viewer.page.expect_download() as download:
        viewer.page.get_by_role("button", name="Picture (PNG)").click()
    download.value.save_as(tmp_path / "still.png")
    png = (tmp_path / "still.png").read_bytes()
    width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    shown = viewer.page.evaluate("hardwareRelay.mapping()")
    assert png.startswith(b"\x89PNG")
    assert (width, height) == (round(shown["width"]), round(shown["height"]))


# Ways to use it


NAME_OF_FOCUS = """
() => {
  const { activeElement: at } = document
  const style = getComputedStyle(at)
  const label = at.getAttribute('aria-label') ?? at.innerText.trim()
  return at === document.body ? null : [label, style.outlineStyle !== 'none']
}
"""


def test_the_keyboard_alone_reaches_everything(
    relay: Relay, hardware: Program, desk: Desktop, viewer: Viewer
) -> None:
    page = viewer.page
    keys = page.keyboard
    desk.click(500, 500)
    viewer.wait_for_presses("desk", [("left", 500, 500)])
    stops: list[str] = []
    keys.press("Tab")
    while (stop := page.evaluate(NAME_OF_FOCUS)) is not None and len(stops) < 100:
        assert stop[1], f"it cannot be seen that {stop[0]!r} has the focus"
        stops.append(stop[0])
        keys.press("Tab")
    controls = page.locator("button:enabled, input, select:enabled").element_handles()
    named = [each.get_attribute("aria-label") or each.inner_text().strip() for each in controls]
    unreached = set(named) - set(stops) - {"Charts", "Latency", "Save"}
    assert unreached == hidden_in_the_dialog(page)

    page.get_by_role("tab", name="Events").focus()
    for name in ("Charts", "Latency", "Save", "Events"):
        keys.press("ArrowRight")
        assert page.get_by_role("tab", name=name).get_attribute("aria-selected") == "true"
    page.get_by_role("listbox").focus()
    keys.press("End")
    assert json.loads(viewer.text(".chosen code"))["event"] == "click"
    keys.press("Escape")
    assert page.locator(".chosen").count() == 0

    page.get_by_role("button", name="Overlay").focus()
    keys.press("Enter")
    assert page.get_by_role("dialog").is_visible()
    keys.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    assert page.evaluate(NAME_OF_FOCUS)[0] == "Overlay"

    page.get_by_label("Message to the relay").focus()
    keys.type("typed by hand")
    keys.press("Enter")
    relay.wait_for("From Client: typed by hand")


def hidden_in_the_dialog(page: Any) -> set[str]:
    inside = page.locator("dialog :is(button, input)").element_handles()
    return {each.get_attribute("aria-label") or each.inner_text().strip() for each in inside}


def test_a_finger_scrubs_chooses_and_goes_back_to_now(
    relay: Relay, hardware: Program, desk: Desktop, browser: Browser
) -> None:
    phone = Viewer(
        browser,
        relay.page,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    phone.wait_until_live()
    desk.click(640, 400)
    phone.wait_for_presses("desk", [("left", 640, 400)])
    phone.page.get_by_role("slider").tap(position={"x": 8, "y": 20})
    wait_until(lambda: phone.summary["sight"]["mode"] == "paused", "it shows the past")
    phone.page.get_by_role("button", name="Live", exact=True).tap()
    wait_until(lambda: phone.summary["sight"]["mode"] == "live", "it follows again")
    row = phone.page.locator("[data-type=click]").last
    row.tap()
    assert json.loads(phone.text(".chosen code"))["button"] == "left"
    cut = "(row) => [...row.children].filter((part) => part.scrollWidth > part.clientWidth + 1)"
    rows = phone.page.locator("section[aria-label=Events] [role=option]")
    assert rows.evaluate_all(f"(rows) => rows.flatMap({cut}).map((part) => part.innerText)") == []
    phone.close()


def test_without_motion_a_move_leaves_no_trail_and_a_ripple_stands_still(
    relay: Relay, hardware: Program, desk: Desktop, browser: Browser
) -> None:
    viewer = Viewer(browser, relay.page, reduced_motion="reduce")
    viewer.wait_until_live()
    desk.move(200, 300)
    wait_until(lambda: viewer.page.evaluate("hardwareRelay.mapping()") is not None, "it is drawn")
    ground = viewer.ink("stage-screen")
    viewer.watch(*viewer.place_of(400, 300))
    desk.sweep([(x, 500 - abs(x - 400)) for x in range(200, 620, 20)])
    desk.sweep([(x, 300) for x in range(600, 180, -20)])
    wait_until(lambda: viewer.source("desk")["pointer"] == {"x": 200, "y": 300}, "it is there")
    wait_until(lambda: viewer.watched()[-1] == ground, "nothing fades")
    running = "document.getAnimations().some(({ playState }) => playState === 'running')"
    assert not viewer.page.evaluate(running)
    viewer.close()


def test_with_colours_of_the_system_what_is_chosen_still_shows(
    relay: Relay, browser: Browser
) -> None:
    viewer = Viewer(browser, relay.page, forced_colors="active")
    viewer.wait_until_live()
    outline = "(one) => getComputedStyle(one).outlineStyle"
    for selector in (".segments [aria-pressed=true]", ".tabs [aria-selected=true]"):
        assert viewer.page.locator(selector).first.evaluate(outline) == "solid"
    for selector in (".segments [aria-pressed=false]", ".tabs [aria-selected=false]"):
        assert viewer.page.locator(selector).first.evaluate(outline) == "none"
    viewer.close()


@pytest.mark.parametrize(
    ("width", "height"), [(3840, 2160), (1920, 1080), (1024, 600), (768, 1024), (320, 640)]
)
def test_nothing_is_wider_than_the_window(
    relay: Relay, greenhouse: Producer, browser: Browser, width: int, height: int
) -> None:
    for event in EVENTS:
        greenhouse.send(event)
    viewer = Viewer(browser, relay.page, viewport={"width": width, "height": height})
    viewer.wait_until_live()
    wait_until(lambda: viewer.page.locator(card("greenhouse")).count() == 1, "the card is there")
    for tab in ("Charts", "Latency", "Save", "Events"):
        viewer.page.get_by_role("tab", name=tab).click()
        wide, high = viewer.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert wide == width, tab
        if width >= 960 and height >= 576:
            assert high == height, tab
    viewer.close()


# A tab that nobody looks at


def test_a_hidden_tab_is_right_when_it_is_shown_again(
    relay: Relay, greenhouse: Producer, browser: Browser
) -> None:
    tabs = Tabs(browser)
    tab = tabs.open(relay.page)

    def known() -> dict[str, Any]:
        found: dict[str, Any] = tab.evaluate("window.hardwareRelay?.summary()") or {}
        return found

    wait_until(lambda: known().get("connection", {}).get("name") == "live", "the tab is live")
    other = tabs.open("about:blank")
    wait_until(lambda: tab.is_hidden, "the tab is hidden")
    for number in range(500):
        for step in range(10):
            greenhouse.send(Move(x=number + step, y=300))
        greenhouse.send(Click(x=number, y=20, button="left", pressed=number % 2 == 0))
    greenhouse.send(Text("the last word"))
    sent = 500 * 11 + 1
    wait_until(lambda: known()["sources"]["greenhouse"]["seq"] == sent, "it has it all")
    tab.come_to_front()
    wait_until(lambda: "the last word" in tab.evaluate("document.body.innerText"), "it is listed")
    total = "document.querySelector('.accounting .total').innerText"
    wait_until(lambda: f"{sent:,}" in tab.evaluate(total), "the accounting shows it all")
    summary = known()
    numbers = summary["sources"]["greenhouse"]
    assert numbers["captured"] == numbers["received"] + numbers["merged"] == sent
    assert numbers["pointer"] == {"x": 499, "y": 20}
    assert len(summary["presses"]) == 250
    assert summary["connection"] == {"name": "live", "behind": 0}
    tab.close()
    other.close()
