from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Start
from tests.browser.server import Server
from tests.browser.tab import PROVINCES, Tab, see

Cli = Callable[..., bytes]


def provinces(tab: Tab) -> dict[str, str]:
    return tab.map().provinces


def test_provinces_are_shaded_by_the_measure_of_the_address(
    server: Server, visit: Open, cli: Cli
) -> None:
    tab = visit(server, "/?shade=arrested")
    rows = json.loads(cli("summary", "--by=province"))["rows"]
    most = max(
        (row for row in rows if row["province"] != "unknown"),
        key=lambda row: row["arrested"]["min"] or 0,
    )
    said = f"from {most['arrested']['known']} of {most['raids']} raids"
    tab.until(lambda: provinces(tab)[most["province"]], lambda text: text.endswith(said))
    legend = tab.page.frame_locator("iframe[title*=folium]").locator(".atlas-legend")
    expect(legend).to_contain_text("People arrested, by province")


@pytest.mark.parametrize("shade", ["found", "found-per-100k"])
def test_what_is_not_known_is_neither_nought_nor_drawn_as_nought(
    server: Server, visit: Open, cli: Cli, shade: str
) -> None:
    rows = json.loads(cli("summary", "--by=province"))["rows"]
    unknown = {row["province"] for row in rows if not row["found"]["known"]} - {"unknown"}
    assert unknown
    tab = visit(server, f"/?shade={shade}")
    tab.until(lambda: provinces(tab).keys() >= unknown, bool)
    said = provinces(tab)
    assert all(" · — found, from 0 of " in said[code] for code in unknown)
    fills = """() => atlas.state.layers.provinces.getLayers().map((layer) =>
      [layer.feature.properties.province_code, layer.options.fillColor])"""
    palette = tab.frame().evaluate("() => atlas.state.palette")
    drawn = dict(tab.frame().evaluate(fills))
    assert {code for code, fill in drawn.items() if fill == palette["unknown"]} >= unknown
    none = {code for code, said in provinces(tab).items() if said.endswith("no raid there")}
    assert none
    assert {drawn[code] for code in none} == {palette["shades"][0]}
    legend = tab.page.frame_locator("iframe[title*=folium]").locator(".atlas-legend .steps")
    expect(legend).to_contain_text("no raid, or ")
    expect(legend).to_contain_text("not known for ")


def test_the_shades_stand_in_a_table_too_once_it_is_opened(server: Server, visit: Open) -> None:
    tab = visit(server, "/?shade=found")
    table = tab.main.get_by_role("table")
    expect(table).to_have_count(0)
    tab.main.get_by_text("The provinces in figures").click()
    expect(table.get_by_role("columnheader")).to_have_text(["Province", "People found", "Raids"])
    expect(table.get_by_role("row")).to_have_count(1 + PROVINCES)
    known = table.get_by_role("row", name="Svay Rieng ")
    expect(known).to_contain_text(re.compile(r"≥ [\d,]+ found, from \d+ of \d+ raids"))
    expect(table.get_by_role("row", name="Prey Veng ")).to_contain_text("— found, from 0 of ")


@pytest.mark.parametrize("path", ["/", "/timeline", "/table", "/compounds", "/claims", "/sources"])
def test_a_chip_takes_its_part_of_the_filter_away(server: Server, visit: Open, path: str) -> None:
    tab = visit(server, f"{path}?province=KH-18&kind=raid&shade=found")
    tab.main.get_by_role("button", name="Preah Sihanouk ✕").click()
    tab.arrive(path, ("kind", "raid"), ("shade", "found"))
    tab.main.get_by_role("button", name="Raid ✕").click()
    tab.arrive(path, ("shade", "found"))
    see(tab, "All ")


def test_an_empty_result_says_what_to_take_away(server: Server, visit: Open) -> None:
    tab = visit(server, "/?kind=strike&to=2019-01-31")
    expect(tab.main).to_contain_text("Without the dates there")


def test_the_file_to_take_away_has_the_shades_of_the_page(server: Server, visit: Open) -> None:
    tab = visit(server, "/?province=KH-18&shade=found")
    tab.main.get_by_text("Take this view away").click()
    link = tab.main.get_by_role("link", name="One file that opens without a network")
    expect(link).to_have_attribute("href", "/map.html?province=KH-18&shade=found")
    tab.map()
    drawn = tab.frame().evaluate("() => atlas.state.text")
    assert drawn == server.get("/map/marks.json?province=KH-18&shade=found").body.decode()
    text = server.get("/map.html?province=KH-18&shade=found").body.decode()
    assert "People found" in text
    expect(tab.main.locator("code.language-html")).to_contain_text("shade=found")
    expect(tab.main).to_contain_text("It works in pages of this site only; ")
    expect(tab.main).to_contain_text("GEO_FRAMED_BY")


def test_an_embedded_map_stands_alone_with_its_legend(server: Server, visit: Open) -> None:
    tab = visit(server, "/?embed=true&province=KH-18")
    assert tab.map().of("raid")
    expect(tab.page.get_by_test_id("stSidebar")).to_have_count(0)
    expect(tab.sentence).to_have_count(0)
    frame = tab.page.frame_locator("iframe[title*=folium]")
    expect(frame.locator(".atlas-legend")).to_be_visible()
    expect(tab.main).to_contain_text("Preah Sihanouk")
    expect(tab.main).not_to_contain_text("not on the map")
    expect(tab.notices).to_have_count(0)
    with tab.page.context.expect_page() as opened:
        tab.main.get_by_role("link", name="Open and cite").click()
    expect(opened.value.get_by_text("Cite this view")).to_be_visible()
    assert opened.value.url == f"{server.url}/?province=KH-18"


@pytest.mark.parametrize("path", ["/", "/?embed=true"])
def test_who_learns_of_a_background_map_is_said_wherever_it_is_drawn(
    start: Start, data: Path, visit: Open, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setenv("GEO_TILES", "https://{s}.tiles.invalid/{z}/{x}/{y}.png")
    monkeypatch.setenv("GEO_TILES_CREDIT", "A map maker")
    tab = visit(start(data), path)
    said = "The background comes from https://*.tiles.invalid: its server learns"
    expect(tab.main).to_contain_text(said)


def test_an_embedded_map_says_how_much_it_does_not_show(server: Server, visit: Open) -> None:
    absent = json.loads(server.get("/map/caption.json").body)["absent"]
    assert absent
    tab = visit(server, "/?embed=true")
    expect(tab.main).to_contain_text(absent)


def test_an_embedded_map_names_what_it_does_not_know(server: Server, visit: Open) -> None:
    tab = visit(server, "/?embed=true&kind=zz&shade=zz")
    expect(tab.notices).to_have_count(2)
    for at, words in enumerate(("kind=zz", "shade=zz")):
        expect(tab.notices.nth(at)).to_contain_text(words)


def test_the_months_below_the_map_set_the_dates(server: Server, visit: Open) -> None:
    tab = visit(server)
    bars = [
        tab.main.locator(f"[aria-roledescription=bar][aria-label*='Month: {month}']").first
        for month in ("2022-08", "2022-10")
    ]

    def dragged() -> dict[str, str]:
        tab.main.get_by_text("Raids per month. Click a month").scroll_into_view_if_needed()
        first, last = (bar.bounding_box() for bar in bars)
        if not first or not last:
            return dict(tab.params())
        y = last["y"] + last["height"] / 2
        tab.page.mouse.move(first["x"] + first["width"] / 2, y)
        tab.page.mouse.down()
        tab.page.mouse.move(last["x"] + last["width"] / 2, y, steps=4)
        tab.page.mouse.up()
        tab.idle()
        return dict(tab.params())

    # A drag that comes while the chart is still being laid out goes nowhere.
    tab.until(dragged, lambda now: now == {"from": "2022-08-01", "to": "2022-10-31"})
    see(tab, "August to October 2022")
