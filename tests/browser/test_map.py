from __future__ import annotations

import json

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Cli, Open
from tests.browser.server import Server
from tests.browser.tab import Tab, see

SERIOUS = ("serious", "critical")


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


def test_a_chip_takes_its_part_of_the_filter_away(server: Server, visit: Open) -> None:
    tab = visit(server, "/?province=KH-18&kind=raid&shade=found")
    tab.main.get_by_role("button", name="Preah Sihanouk ✕").click()
    tab.arrive("/", ("kind", "raid"), ("shade", "found"))
    tab.main.get_by_role("button", name="Raid ✕").click()
    tab.arrive("/", ("shade", "found"))
    see(tab, "All ")


def test_an_empty_result_says_what_to_take_away(server: Server, visit: Open) -> None:
    tab = visit(server, "/?kind=strike&to=2019-01-31")
    expect(tab.notices).to_contain_text("Without the dates there")


def test_an_embedded_map_stands_alone_with_its_legend(server: Server, visit: Open) -> None:
    tab = visit(server, "/?embed=true&province=KH-18")
    assert tab.map().of("raid")
    expect(tab.page.get_by_test_id("stSidebar")).to_have_count(0)
    expect(tab.sentence).to_have_count(0)
    frame = tab.page.frame_locator("iframe[title*=folium]")
    expect(frame.locator(".atlas-legend")).to_be_visible()
    expect(tab.main).to_contain_text("Preah Sihanouk")


def test_the_months_below_the_map_set_the_dates(server: Server, visit: Open) -> None:
    tab = visit(server, "/?from=2022-09&to=2022-09")
    chart = tab.main.locator(
        "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"
    )
    chart.first.wait_for()
    box = chart.first.bounding_box()
    assert box
    middle = box["y"] + box["height"] * 0.4
    tab.page.mouse.move(box["x"] + box["width"] * 0.5, middle)
    tab.page.mouse.down()
    tab.page.mouse.move(box["x"] + box["width"] * 0.7, middle, steps=5)
    tab.page.mouse.up()
    tab.until(lambda: dict(tab.params()), lambda now: now.get("from", "") > "2022-09-30")


def test_nothing_serious_stands_in_the_way_of_a_screen_reader(server: Server, visit: Open) -> None:
    tab = visit(server, "/?province=KH-18")
    tab.map()
    found = Axe().run(tab.page).response["violations"]
    serious = {
        rule["id"]: [node["html"][:120] for node in rule["nodes"]]
        for rule in found
        if rule["impact"] in SERIOUS
    }
    assert serious == {}
