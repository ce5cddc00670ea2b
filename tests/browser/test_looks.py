"""Narrow and wide, light and dark, by keyboard and by name."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests import reference
from tests.browser.conftest import WINDOW, Open
from tests.browser.server import Server
from tests.browser.tab import Tab

PHONE = {"width": 390, "height": 844}
PAGES = ("/", "/table", "/about")
READ = (
    "/timeline", "/nationalities", "/nationalities?nationality=IDN", "/compounds",
    "/compounds?compound=jincai", "/claims?claim={claim}", "/sources", "/timeline?embed=true",
)  # fmt: skip
"""The pages of charts and lists, and the sheets of one thing: each is opened once for all."""
TAKES_INPUT = {
    "button", "checkbox", "combobox", "link", "radio", "searchbox", "slider", "spinbutton",
    "switch", "tab", "textbox",
}  # fmt: skip


def drawn(tab: Tab, path: str) -> Tab:
    """The page with all that loads after the rest."""
    if path.startswith("/table"):
        tab.grid()
    elif path.startswith("/about"):
        expect(tab.page.get_by_test_id("stExpander").last).to_be_visible()
    else:
        tab.map()
    return tab


@pytest.mark.parametrize("path", [*PAGES, "/?record={raid}"])
def test_nothing_is_wider_than_a_phone(server: Server, visit: Open, data: Any, path: str) -> None:
    raid = max(reference.read(data)["raids"], key=lambda row: len(row["title"]))
    path = path.format(raid=raid["raid_id"])
    fits(drawn(visit(server, path, viewport=PHONE), path))


@pytest.mark.parametrize("path", READ)
def test_a_page_to_read_fits_a_phone_names_its_inputs_and_has_no_error(
    server: Server, visit: Open, data: Any, path: str
) -> None:
    claim = max(reference.read(data)["claims"], key=lambda row: len(row["statement"]))
    tab = visit(server, path.format(claim=claim["claim_id"]), viewport=PHONE)
    expect(tab.page.get_by_test_id("stSkeleton")).to_have_count(0)
    expect(tab.main.locator("svg.marks, [data-testid=stDataFrame]").first).to_be_visible()
    fits(tab)
    assert [role for role, name in named(tab) if not name] == []
    assert tab.errors == []


def fits(tab: Tab) -> None:
    wide = tab.page.evaluate(
        """() => [...document.querySelectorAll("html, body, [data-testid=stMain]")]
          .filter((part) => part.scrollWidth > part.clientWidth)
          .map((part) => `${part.tagName} ${part.scrollWidth} > ${part.clientWidth}`)"""
    )
    assert wide == []
    right = tab.page.evaluate(
        """() => [...document.querySelectorAll("[data-testid=stMain] *")]
          .filter((part) => !part.closest("[data-testid=stDataFrame], svg.marks"))
          .filter((part) => part.checkVisibility())
          .map((part) => part.getBoundingClientRect().right)
          .reduce((a, b) => Math.max(a, b), 0)"""
    )
    assert right <= PHONE["width"]
    if (title := tab.main.get_by_role("heading").first).count():
        top = title.evaluate("it => it.getBoundingClientRect().top")
        bar = tab.page.get_by_test_id("stHeader")
        assert top >= bar.evaluate("it => it.getBoundingClientRect().bottom")


@pytest.mark.parametrize(("window", "opened"), [(PHONE, False), (WINDOW, True)])
def test_the_legend_stands_open_only_where_there_is_room(
    server: Server, visit: Open, window: Any, opened: bool
) -> None:
    tab = drawn(visit(server, viewport=window), "/")
    legend = tab.page.frame_locator("iframe[title*=folium]").locator("details")
    assert legend.evaluate("legend => legend.open") is opened
    legend.locator("summary").click()
    assert legend.evaluate("legend => legend.open") is not opened


def test_light_and_dark_have_their_own_page_and_map(server: Server, visit: Open) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        tab = drawn(visit(server, color_scheme=scheme), "/")
        page = tab.page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
        sea = tab.frame().evaluate("() => getComputedStyle(map.getContainer()).backgroundColor")
        land = tab.frame().evaluate(
            """() => {
              const { x, y } = map.latLngToLayerPoint([16.2, 104.5]);
              const canvas = document.querySelector(".leaflet-land-pane canvas");
              const at = map.layerPointToContainerPoint([x, y]);
              const frame = canvas.getBoundingClientRect();
              const scale = canvas.width / frame.width;
              const pixel = [(at.x - frame.x) * scale, (at.y - frame.y) * scale].map(Math.round);
              return [...canvas.getContext("2d").getImageData(...pixel, 1, 1).data].join();
            }"""
        )
        colours[scheme] = [page, sea, land, tab.map().of("raid")[0].color]
    assert all(light != dark for light, dark in zip(*colours.values(), strict=True)), colours


def test_a_change_of_scheme_reaches_a_map_that_is_open(server: Server, visit: Open) -> None:
    tab = drawn(visit(server, color_scheme="light"), "/")
    light = tab.map().of("raid")[0].color
    tab.page.emulate_media(color_scheme="dark")
    tab.until(tab.map, lambda seen: seen.of("raid")[0].color != light)


@pytest.mark.parametrize("path", PAGES)
def test_the_console_has_no_error(server: Server, visit: Open, path: str) -> None:
    tab = drawn(visit(server, path), path)
    assert tab.errors == []


def test_the_map_keeps_its_place_when_the_filter_changes(server: Server, visit: Open) -> None:
    tab = drawn(visit(server), "/")
    where = "() => [map.getZoom(), map.getCenter().lat, map.getCenter().lng]"
    frame = tab.page.frame_locator("iframe[title*=folium]")
    before = tab.frame().evaluate(where)
    frame.get_by_role("button", name="Zoom in").click()
    tab.frame().wait_for_function(
        "zoom => !map._animatingZoom && map.getZoom() > zoom", arg=before[0], polling=50
    )
    zoomed = tab.frame().evaluate(where)
    shown = len(tab.map().marks)
    tab.box("Province", "Preah Sihanouk").check()
    tab.until(tab.map, lambda seen: len(seen.marks) < shown)
    assert tab.frame().evaluate(where) == zoomed


def named(tab: Tab) -> list[tuple[str, str]]:
    """Role and accessible name of all that takes input, in the page and the map's frame."""
    devtools = tab.page.context.new_cdp_session(tab.page)
    tree = devtools.send("Page.getFrameTree")["frameTree"]
    frames = [tree, *tree.get("childFrames", [])]
    found = []
    for frame in frames:
        answer = devtools.send("Accessibility.getFullAXTree", {"frameId": frame["frame"]["id"]})
        for node in answer["nodes"]:
            role = node.get("role", {}).get("value", "")
            if not node["ignored"] and role.lower() in TAKES_INPUT:
                found.append((role, node.get("name", {}).get("value", "").strip()))
    return found


@pytest.mark.parametrize("path", PAGES)
def test_everything_that_takes_input_has_a_name(server: Server, visit: Open, path: str) -> None:
    tab = drawn(visit(server, path), path)
    panel = tab.page.get_by_test_id("stSidebar")
    for field in ("Province", "Nationality", "Kind", "Confidence"):
        expect(tab.group(field).get_by_role("group", name=field, exact=True)).to_be_visible()
    expect(panel.get_by_role("combobox", name="Compound")).to_be_visible()
    for field in ("From", "To"):
        expect(panel.get_by_role("group", name=field, exact=True)).to_be_visible()
    expect(panel.get_by_role("textbox", name="Search")).to_be_visible()
    found = named(tab)
    assert len(found) > 25
    assert [role for role, name in found if not name] == []


FOCUSED = """() => {
  let focused = document.activeElement;
  while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused.ariaLabel;
}"""


def tab_to(tab: Tab, name: str) -> None:
    for _ in range(80):
        tab.page.keyboard.press("Tab")
        focused = tab.page.evaluate(FOCUSED)
        if focused == name:
            return
    raise AssertionError(f"{name} is not reached by Tab")


def test_a_record_is_chosen_by_keyboard_alone(server: Server, visit: Open) -> None:
    tab = drawn(visit(server, "/?province=KH-18"), "/")
    tab_to(tab, "All records of this view")
    tab.page.keyboard.press("ArrowDown")
    option = tab.page.get_by_role("option").first
    expect(option).to_be_visible()
    title = option.inner_text().partition(" · ")[2]
    tab.page.keyboard.press("Enter")
    expect(tab.title).to_have_text(title)
    assert [name for name, _ in tab.params()] == ["province", "record"]


def test_a_province_is_chosen_by_keyboard_alone(server: Server, visit: Open) -> None:
    tab = drawn(visit(server), "/")
    tab_to(tab, "Find a province")
    tab.page.keyboard.type("preah sih")
    expect(tab.group("Province").get_by_role("checkbox")).to_have_count(1)
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Space")
    tab.arrive("/", ("province", "KH-18"))
