"""The marks of the map can be told apart, read, and opened at the first click."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import FrameLocator, expect

from tests.browser.conftest import Open
from tests.browser.server import Server
from tests.browser.tab import Tab

PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
LOW = {"viewport": {"width": 1366, "height": 768}}
INSIDE = """(part) => {
  const { left, right, top, bottom } = document.querySelector(part).getBoundingClientRect();
  return left >= 0 && right <= window.innerWidth && top >= 0 && bottom <= window.innerHeight;
}"""
RIMS = """() => {
  const canvas = document.querySelector(".leaflet-overlay-pane canvas");
  const context = canvas.getContext("2d");
  const origin = canvas.getBoundingClientRect();
  const scale = canvas.width / origin.width;
  const light = ([x, y]) => {
    const at = [Math.round((x - origin.x) * scale), Math.round((y - origin.y) * scale)];
    const parts = [...context.getImageData(...at, 1, 1).data].slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const round = ({ x, y }, radius) => Array.from({ length: 16 }, (_, at) =>
    light([x + radius * Math.cos(at * Math.PI / 8), y + radius * Math.sin(at * Math.PI / 8)]));
  const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  const { raids, compounds } = atlas.state.groups;
  return [...raids.getLayers(), ...compounds.getLayers()]
    .filter((mark) => mark.getTooltip() && map.getBounds().pad(-0.1).contains(mark.getLatLng()))
    .map((mark) => {
      const at = map.latLngToContainerPoint(mark.getLatLng()).add(mark.options.shift);
      const radius = mark.getRadius();
      const ground = round(at, radius + 4).sort()[8];
      const rim = [-1, 0, 1].flatMap((by) => round(at, radius + by));
      return Math.max(...rim.map((one) => contrast(one, ground)));
    });
}"""
NUMBERS = """(town) => {
  const shown = atlas.state.numbers.getLayers();
  const [largest] = atlas.state.groups.raids.getLayers()
    .filter((mark) => mark.getTooltip() && mark.getTooltip().getContent().includes(`${town}: `))
    .sort((one, other) => other.options.count - one.options.count);
  return [String(largest.options.count), shown.map((number) => String(number.options.count))];
}"""


def frame(tab: Tab) -> FrameLocator:
    return tab.page.frame_locator("iframe[title*=folium]")


def press(tab: Tab, where: Any, touch: bool) -> None:
    """Press the page at a place of the map, without first scrolling to the map."""
    box = tab.page.locator("iframe[title*=folium]").bounding_box()
    assert box
    x, y = box["x"] + where["x"], box["y"] + where["y"]
    if touch:
        tab.page.touchscreen.tap(x, y)
    else:
        tab.page.mouse.click(x, y, delay=60)


def at(tab: Tab, place: str) -> Any:
    return tab.frame().evaluate(f"() => map.latLngToContainerPoint({place})")


BAVET = """atlas.state.groups.raids.getLayers().find((mark) => mark.getTooltip()
  && mark.getTooltip().getContent().includes("Bavet: ")).getLatLng()"""


@pytest.mark.parametrize("window", [LOW, PHONE], ids=["low", "phone"])
def test_the_first_press_opens_a_place_rings_it_and_scrolls_nothing(
    server: Server, visit: Open, window: dict[str, Any]
) -> None:
    tab = visit(server, **window)
    tab.still()
    press(tab, at(tab, BAVET), window is PHONE)
    expect(tab.main.get_by_role("combobox", name="Records at this place")).to_be_visible()
    scrolled = tab.page.get_by_test_id("stMain").evaluate("(part) => part.scrollTop")
    assert scrolled == 0
    rings = "() => atlas.state.ring && atlas.state.ring.getLayers().map((rim) => rim.getLatLng())"
    assert tab.frame().evaluate(rings) == [tab.frame().evaluate(f"() => {BAVET}")]


def test_on_a_phone_tooltips_and_the_legend_have_their_room(server: Server, visit: Open) -> None:
    tab = visit(server, **PHONE)
    tab.still()
    for place in (BAVET, "[13.6, 105.3]"):
        press(tab, at(tab, place), touch=True)
        frame(tab).locator(".atlas-tip").first.wait_for()
        assert tab.frame().evaluate(INSIDE, ".atlas-tip")
    frame(tab).locator(".atlas-legend summary").click()
    ends = """() => [".atlas-legend", ".atlas-play"]
      .map((part) => document.querySelector(part).getBoundingClientRect())
      .map((box, at) => (at ? box.top : box.bottom))"""
    legend, play = tab.frame().evaluate(ends)
    assert legend <= play


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_that_lie_close_stand_out_from_what_they_lie_on(
    server: Server, visit: Open, scheme: str
) -> None:
    tab = visit(server, color_scheme=scheme)
    tab.still()
    tab.frame().evaluate("() => { map.setView([11.55, 104.9], 12, { animate: false }); }")
    rims = tab.frame().evaluate(RIMS)
    assert len(rims) > 20
    assert [rim for rim in rims if rim < 3] == []


@pytest.mark.parametrize("path", ["/", "/?province=KH-18&from=2022-08&to=2022-10"])
def test_the_numbers_of_the_largest_places_are_read_above_all_else(
    server: Server, visit: Open, path: str
) -> None:
    tab = visit(server, path)
    tab.still()
    frame(tab).locator(".town > span").first.wait_for()
    for town in ("Sihanoukville", "Phnom Penh") if path == "/" else ("Sihanoukville",):
        count, shown = tab.frame().evaluate(NUMBERS, town)
        assert count in shown
    above = """() => ["numbers", "towns", "overlayPane"]
      .map((name) => Number(getComputedStyle(map.getPane(name)).zIndex))"""
    numbers, *others = tab.frame().evaluate(above)
    assert numbers > max(others)
    dots = """() => {
      const { x: left, y: top } = map.getContainer().getBoundingClientRect();
      const dots = [...document.querySelectorAll(".town")].map((d) => d.getBoundingClientRect());
      return atlas.state.numbers.getLayers().filter(({ options }) => options.size === 12)
        .filter((number) => dots.some((dot) => {
          const { x, y } = map.latLngToContainerPoint(number.getLatLng()).add(number.options.shift);
          return Math.abs(left + x - dot.x) < 4 && Math.abs(top + y - dot.y) < 5;
        })).length;
    }"""
    assert tab.frame().evaluate(dots) == 0
