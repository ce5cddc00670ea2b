"""Nothing that a reader opens or clicks makes the browser ask any other machine."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, expect

from tests import reference
from tests.browser.conftest import Open
from tests.browser.server import Server
from tests.browser.tab import Tab
from tests.browser.test_record import clickable

NewContext = Callable[..., BrowserContext]
IMAGE = "![x](http://tracker.invalid/x.png)"
POLICIES = pytest.mark.parametrize("policy", [True, False], ids=["policy", "no policy"])


@pytest.fixture
def blank(new_context: NewContext) -> Callable[[Server, bool], Tab]:
    """A tab with nothing in it yet, with the server's policy in force or without."""

    def blank(server: Server, policy: bool) -> Tab:
        return Tab(new_context(bypass_csp=not policy).new_page(), server).keep_in()

    return blank


@POLICIES
def test_the_record_of_requests_would_show_a_leak(
    server: Server, blank: Callable[[Server, bool], Tab], policy: bool
) -> None:
    tab = blank(server, policy).open("/about")
    assert tab.strangers == []
    for way in (
        "fetch('http://tracker.invalid/a').catch(() => {})",
        "new Image().src = 'http://tracker.invalid/b'",
        "new WebSocket('ws://tracker.invalid/c').onerror = () => {}",
    ):
        tab.page.evaluate(f"() => {{ {way} }}")
        address = way.split("'")[1]
        # What the policy stops is no request at all, but an error of the console.
        tab.until(
            lambda: [*tab.strangers, *(tab.errors if policy else [])],
            lambda seen, address=address: any(address in said for said in seen),
        )


@POLICIES
def test_nothing_leaves_whatever_is_clicked(
    fresh: Server, blank: Callable[[Server, bool], Tab], policy: bool
) -> None:
    tab = blank(fresh, policy)
    tab.page.goto(fresh.url)
    use_map(tab)
    use_table(tab)
    use_about(tab)
    assert len(tab.asked) > 50
    assert any(url.startswith("ws://") for url in tab.asked)
    assert tab.strangers == []
    assert tab.errors == []
    assert "Traceback" not in fresh.log


def use_map(tab: Tab) -> None:
    tab.map()
    tab.page.get_by_text("not on the map").click()
    expect(tab.main.get_by_role("listitem").first).to_be_visible()
    figure = tab.page.locator("dl.figures > div").first
    figure.focus()
    expect(figure.locator(".meaning")).to_be_visible()
    tab.click(clickable(tab, "raid", several=True))
    expect(tab.records).not_to_have_attribute("aria-label", "All records of this view")
    tab.records.click()
    tab.page.get_by_role("option").first.click()
    expect(tab.title).to_be_visible()
    light = tab.map().of("raid")[0].color
    tab.page.emulate_media(color_scheme="dark")
    tab.until(tab.map, lambda seen: seen.of("raid")[0].color != light)
    frame = tab.page.frame_locator("iframe[title*=folium]")
    frame.get_by_role("button", name="Zoom in").click()
    frame.get_by_text("Legend").click()
    tab.map()


def use_table(tab: Tab) -> None:
    tab.follow("Table")
    tab.grid()
    for format in ("CSV", "JSON", "GeoJSON", "Parquet", "XLSX"):
        with tab.page.expect_download() as download:
            tab.page.get_by_role("link", name=format, exact=True).click()
        assert download.value.path().stat().st_size > 1000
    tab.page.get_by_test_id("stDataFrame").hover()
    tab.page.get_by_role("button", name="Search: ").click()
    tab.page.keyboard.press("Escape")
    tab.choose("Table", "Sources")
    tab.until(tab.params, lambda params: ("table", "sources") in params)
    tab.idle()


def use_about(tab: Tab) -> None:
    tab.follow("About")
    tab.page.wait_for_url("**/about*")
    # One for each table at least; they come one after another.
    expect(tab.page.get_by_test_id("stExpander").nth(len(reference.RESOURCES))).to_be_visible()
    tab.idle()
    expanders = tab.page.get_by_test_id("stExpander").all()
    for expander in expanders:
        expander.locator("summary").first.click()
        expect(expander.locator("details").first).to_have_attribute("open", "")


@pytest.mark.parametrize(
    "path",
    [
        f"/?q={quote(IMAGE)}",
        f"/table?q={quote(IMAGE)}",
        f"/table?table={quote(IMAGE)}",
        f"/about?q={quote(IMAGE)}",
        f"/?record={quote(IMAGE)}",
        f"/?province={quote(IMAGE)}&{quote(IMAGE)}=1&from={quote(IMAGE)}",
    ],
)
def test_a_crafted_link_makes_the_page_ask_nobody_and_shows_its_text(
    server: Server, blank: Callable[[Server, bool], Tab], path: str
) -> None:
    tab = blank(server, False).open(path)
    if not path.startswith("/about"):
        expect(tab.main.get_by_text(IMAGE).first).to_be_visible()
    assert tab.main.locator("img").count() == 0
    assert tab.strangers == []


def test_the_map_and_its_files_come_from_the_server(server: Server, visit: Open) -> None:
    tab = visit(server)
    tab.map()
    for name in ("leaflet.js", "atlas.js", "atlas.css", "provinces.geojson", "basemap.geojson"):
        assert f"{server.url}/assets/{name}" in tab.asked
