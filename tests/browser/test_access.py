"""Nobody is left out: an accessibility engine on every page, and Tab from end to end."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.server import Server
from tests.browser.tab import Tab

PAGES = (
    "/",
    "/?province=KH-18&record=r-20210917-phnompenh-sensok",
    "/?q=pao+yung",
    "/?embed=true",
    "/timeline",
    "/nationalities",
    "/nationalities?nationality=IDN",
    "/compounds",
    "/compounds?compound=jincai",
    "/claims",
    "/table",
    "/sources",
    "/about",
)
SERIOUS = ("serious", "critical")
OTHERS = ("svg-img-alt",)
"""Vega gives the rectangles of its own brush no name; the chart as a whole has one."""


def violations(page: Page) -> dict[str, list[str]]:
    """What the engine finds serious, and where: in the page and in its frames."""
    return {
        rule["id"]: [node["html"][:160] for node in rule["nodes"]]
        for rule in Axe().run(page).response["violations"]
        if rule["impact"] in SERIOUS and rule["id"] not in OTHERS
    }


def settled(tab: Tab) -> None:
    """Wait until nothing is pale because it is about to be replaced, nor on its way to a colour."""
    tab.idle()
    tab.page.wait_for_function("() => !document.querySelector('[data-stale=true]')")
    tab.page.wait_for_timeout(1_500)  # Maps, charts and tables draw themselves after the page.


@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious_stands_in_the_way(server: Server, visit: Open, path: str) -> None:
    tab = visit(server, path, color_scheme="light")
    expect(tab.main.get_by_test_id("stElementContainer").last).to_be_attached()
    settled(tab)
    assert violations(tab.page) == {}
    tab.page.emulate_media(color_scheme="dark")
    shown = "() => getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark'"
    tab.page.wait_for_function(shown)
    settled(tab)
    assert violations(tab.page) == {}


WHERE = """() => {
  let at = document.activeElement;
  let inside = "";
  while (true) {
    if (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    else if (at?.tagName === "IFRAME") { inside = "map: "; at = at.contentDocument.activeElement; }
    else break;
  }
  if (!at || at.tagName === "BODY") return "";
  // What scrolls is reached by Tab as well: its text is that of all that is in it.
  const text = (at.labels?.[0] ?? at).textContent.trim();
  return inside + (at.ariaLabel || at.title || (text.length < 200 && text) || at.tagName);
}"""


def walk(tab: Tab, open: str, most: int = 220) -> list[str]:
    """What is reached by Tab, in turn, until it begins anew; what is to be opened is, by key."""
    reached: list[str] = []
    for _ in range(most):
        tab.page.keyboard.press("Tab")
        at = tab.page.evaluate(WHERE)
        if reached and at in ("", reached[0]):
            return reached
        reached.append(at)
        if open in at:
            tab.page.keyboard.press("Enter")
            expect(tab.page.get_by_role("link", name="One file that opens")).to_be_visible()
    raise AssertionError(f"Tab does not come back to {reached[0]}")


def test_all_of_the_map_page_is_reached_by_tab(server: Server, visit: Open) -> None:
    tab = visit(server, "/?province=KH-18&q=sihanoukville")
    tab.map()
    reached = walk(tab, open="Take this view away")
    said = "\n".join(reached)
    for name in (
        # The panel.
        "Map", "Timeline", "Search", "Compound", "Clear all",
        # The page.
        "Preah Sihanouk ✕", "Shade the map by", "All records of this view",
        "One file that opens without a network", "A page to print",
        "These rows of raids as CSV", "These rows of compounds as GeoJSON",
        # The map.
        "map: Zoom in", "map: Save as picture", "map: Layers", "map: Next month", "map: Legend",
    ):  # fmt: skip
        assert name in said, (name, reached)
    assert any(at.startswith("map: Map") for at in reached), reached
