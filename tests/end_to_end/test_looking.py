"""Looking at the page: the past, several sources, an overlay, a phone, the keyboard alone."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import Browser

from tests.end_to_end.browser import Color, Viewer
from tests.end_to_end.conftest import capture
from tests.end_to_end.desktop import Desktop, desktop
from tests.end_to_end.processes import Program, Programs, Relay, wait_until
from tests.end_to_end.test_mouse_to_page import card

pytestmark = pytest.mark.end_to_end

OPACITY = """
async ([png, points]) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob())
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  return points.map(([x, y]) => context.getImageData(x, y, 1, 1).data[3])
}
"""

TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""The page has handled the pointer's way by then: Chromium tells it of moves once a frame."""


def point(viewer: Viewer, source: str = "desk") -> str:
    """Return where the page says that the pointer of a source is, at the moment it looks at."""
    return viewer.text(f"{card(source)} .point")


def mode(viewer: Viewer) -> str:
    found: str = viewer.summary["sight"]["mode"]
    return found


def way(steps: int) -> list[tuple[int, int]]:
    """Return places, one after the other."""
    return [(100 + 30 * step, 200 + 10 * step) for step in range(steps)]


def walk(desk: Desktop, steps: int) -> list[tuple[int, int]]:
    """Move in steps, and return the places."""
    places = way(steps)
    for place in places:
        desk.move(*place)
    return places


def wait_for_point(viewer: Viewer, x: int, y: int) -> None:
    wait_until(lambda: point(viewer) == f"{x}, {y}", f"the page shows ({x}, {y})")


def wait_for_address(viewer: Viewer, end: str) -> str:
    """Wait until the page's address ends like this; return all of it."""

    def address() -> str:
        found: str = viewer.page.evaluate("location.href")
        return found if found.endswith(end) else ""

    return wait_until(address, f"the address ends with {end}")


def test_a_pause_freezes_the_look_and_loses_nothing(
    hardware: Program, desk: Desktop, viewer: Viewer
) -> None:
    desk.move(300, 300)
    wait_for_point(viewer, 300, 300)
    viewer.page.get_by_role("button", name="Pause").click()
    before = viewer.summary["totals"]["captured"]
    desk.click(500, 500, "right")
    walk(desk, 20)
    wait_until(lambda: viewer.summary["totals"]["captured"] >= before + 23, "it goes on receiving")
    assert point(viewer) == "300, 300"
    assert "Paused" in viewer.text(".frozen")
    wait_until(lambda: "newer events" in viewer.text(".when"), "the page says that there is more")
    viewer.page.get_by_role("button", name="Live", exact=True).click()
    wait_for_point(viewer, 670, 390)
    assert viewer.presses("desk") == [("right", 500, 500)]
    numbers = viewer.source("desk")
    assert (numbers["lost"], numbers["repeated"]) == (0, 0)


def test_the_past_can_be_walked_through_with_the_keyboard_alone(
    hardware: Program, desk: Desktop, viewer: Viewer
) -> None:
    places = way(10)
    for place in places:
        desk.move(*place)
        wait_for_point(viewer, *place)  # else moves may be merged on their way
    keys = viewer.page.keyboard
    keys.press("Space")
    for place in reversed(places):
        keys.press("ArrowLeft")
        wait_for_point(viewer, *place)
    for place in places[1:]:
        keys.press("ArrowRight")
        wait_for_point(viewer, *place)
    keys.press("Home")
    wait_until(lambda: point(viewer) != f"{places[-1][0]}, {places[-1][1]}", "it is at the start")
    keys.press("Space")
    assert mode(viewer) == "playing"
    keys.press("l")
    assert mode(viewer) == "live"
    wait_for_point(viewer, *places[-1])


def test_the_timeline_is_scrubbed_with_a_pointer(
    hardware: Program, desk: Desktop, viewer: Viewer
) -> None:
    wait_for_point(viewer, *walk(desk, 10)[-1])
    box = viewer.page.get_by_role("slider").bounding_box()
    assert box is not None
    left, right = box["x"] + 6, box["x"] + box["width"] - 6
    mouse = viewer.page.mouse

    def cursor() -> float:
        found: float = viewer.summary["sight"]["cursor"]
        return found

    mouse.click(left, box["y"] + 10)
    wait_until(lambda: mode(viewer) == "paused", "it shows the past")
    first = cursor()
    mouse.move(left, box["y"] + 10)
    mouse.down()
    mouse.move(right, box["y"] + 10)
    wait_until(lambda: cursor() > first, "it goes where the pointer goes")
    mouse.up()
    last = cursor()
    mouse.move(left, box["y"] + 10)
    viewer.page.evaluate(TWO_FRAMES)
    assert cursor() == last  # nobody holds it any more


def test_what_is_chosen_stands_in_the_address_and_comes_back_with_it(
    programs: Programs, relay: Relay, hardware: Program, viewer: Viewer, browser: Browser
) -> None:
    with desktop() as attic:
        capture(programs, relay, attic, viewer, "attic")
        viewer.page.get_by_role("button", name="Side by side").click()
        viewer.page.get_by_role("button", name="Time", exact=True).click()
        wait_for_address(viewer, "/?layout=side&heat=time")
        viewer.page.locator(".chooser").get_by_role("button", name="attic").click()
        again = Viewer(browser, wait_for_address(viewer, "/?sources=attic&layout=side&heat=time"))
        again.wait_until_live()
        assert again.summary["choice"]["sources"] == ["attic"]
        wait_until(lambda: again.page.locator(card("attic")).count() == 1, "the card is there")
        chips = again.page.locator(".chooser [aria-pressed=true]").all_inner_texts()
        assert chips == ["attic"]
        again.close()


def test_an_overlay_is_the_pointer_on_nothing(
    relay: Relay, hardware: Program, desk: Desktop, browser: Browser
) -> None:
    overlay = Viewer(browser, f"{relay.page}/?overlay=1&colors=ff0000")
    overlay.wait_until_live()
    desk.move(640, 400)
    wait_until(lambda: overlay.source("desk")["pointer"] == {"x": 640, "y": 400}, "it is there")
    wait_until(lambda: overlay.page.evaluate("hardwareRelay.mapping()") is not None, "it is drawn")
    assert overlay.page.locator("body").inner_text().strip() == ""
    x, y = overlay.place_of(640, 400)
    tip = (round(x) + 3, round(y) + 8)

    blank = browser.new_page()
    blank.goto("about:blank")

    def opacities() -> list[int]:
        png = base64.b64encode(overlay.page.screenshot(omit_background=True)).decode()
        found: list[int] = blank.evaluate(OPACITY, [png, [tip, (5, 5)]])
        return found

    wait_until(lambda: opacities() == [255, 0], "the arrow is opaque and the rest is not")
    red: Color = (255, 0, 0)
    assert overlay.colors([(float(tip[0]), float(tip[1]))]) == [red]
    blank.close()
    overlay.close()


def test_an_overlay_stays_as_far_behind_as_asked(
    relay: Relay, hardware: Program, desk: Desktop, browser: Browser
) -> None:
    overlay = Viewer(browser, f"{relay.page}/?overlay=1&delay=1500")
    overlay.wait_until_live()
    desk.move(200, 200)
    wait_until(lambda: overlay.source("desk")["pointer"] == {"x": 200, "y": 200}, "it has come")
    sight = overlay.summary["sight"]
    assert sight["until"] - sight["cursor"] >= 1400
    assert (sight["mode"], sight["replayed"]) == ("live", True)
    overlay.close()


def test_a_phone_shows_the_stage_first_and_scrolls_one_way_only(
    relay: Relay, hardware: Program, desk: Desktop, browser: Browser
) -> None:
    phone = Viewer(
        browser,
        relay.page,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        device_scale_factor=2,
    )
    phone.wait_until_live()
    desk.move(400, 400)
    wait_until(lambda: point(phone) == "400, 400", "the phone follows")
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 390
    box = phone.page.locator("canvas.picture").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 844 / 2
    phone.page.get_by_role("button", name="Pause").tap()
    wait_until(lambda: mode(phone) == "paused", "it is paused")
    phone.close()
