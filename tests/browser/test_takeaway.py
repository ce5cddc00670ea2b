"""The map as one file: opened from disk, without a network, it is whole and asks for nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests import edits, reference
from tests.conftest import make_tiny
from tests.test_mapview import HOSTILE

Cli = Callable[..., bytes]
Opened = Callable[..., Page]
PHONE = {"width": 390, "height": 844}

DRAWN = """() => {
  const seen = [];
  atlas.state.map.eachLayer((layer) => {
    const text = layer.getLatLng && layer.getTooltip()?.getContent();
    if (typeof text !== "string") return;
    const { x, y } = atlas.state.map.latLngToContainerPoint(layer.getLatLng());
    const box = atlas.state.map.getContainer().getBoundingClientRect();
    const shift = layer.options.shift ?? { x: 0, y: 0 };
    seen.push({
      x: x + shift.x + box.x, y: y + shift.y + box.y, radius: layer.options.radius ?? 9,
      raid: !layer.options.icon && !shift.x,
    });
  });
  return seen;
}"""


@pytest.fixture(scope="module")
def file(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("takeaway") / "map.html"
    path.write_bytes(cli("map"))
    return path


@pytest.fixture
def opened(new_context: Callable[..., BrowserContext]) -> Opened:
    """A file opened without a network; what it asked for and what went wrong is kept."""

    def opened(file: Path, **options: Any) -> Page:
        context = new_context(offline=True, **options)
        page = context.new_page()
        page.asked, page.errors = [], []  # type: ignore[attr-defined]
        context.on("request", lambda request: page.asked.append(request.url))  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.errors.append(str(error)))  # type: ignore[attr-defined]
        page.on("console", lambda said: page.errors.append(said.text))  # type: ignore[attr-defined]
        page.goto(file.as_uri())
        page.wait_for_function(f"() => ({DRAWN})().length > 0 && atlas.state.layers.provinces")
        page.evaluate("() => document.fonts.ready")
        return page

    return opened


def clean(page: Page, file: Path) -> None:
    assert page.asked == [file.as_uri()]  # type: ignore[attr-defined]
    assert page.errors == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("window", [PHONE, {"width": 1280, "height": 860}], ids=["phone", "wide"])
def test_it_is_whole_and_asks_for_nothing(
    opened: Opened, file: Path, data: Path, window: Any, scheme: str
) -> None:
    page = opened(file, viewport=window, color_scheme=scheme)
    tables = reference.read(data)
    expect(page.get_by_role("heading", level=1)).to_have_text("Compound Atlas")
    expect(page.locator(".sentence")).to_have_text(f"All {len(tables['raids'])} raids")
    records = len(tables["raids"]) + len(tables["compounds"])
    expect(page.locator("article")).to_have_count(records)
    expect(page.locator(".town > span").first).to_be_visible()
    page.wait_for_function("""() => document.fonts.check('12px "Noto Sans Khmer"', 'ក')""")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= window["width"]
    dark = page.evaluate("() => document.documentElement.classList.contains('atlas-dark')")
    assert dark == (scheme == "dark")
    assert page.get_by_role("button", name="Next month").count() == 0
    clean(page, file)


def test_a_click_on_a_mark_shows_its_records(opened: Opened, file: Path) -> None:
    page = opened(file)
    seen = page.evaluate(DRAWN)
    raids = [mark for mark in seen if mark["raid"]]
    clear = [
        mark for mark in raids
        if all((m["x"] - mark["x"]) ** 2 + (m["y"] - mark["y"]) ** 2 > (m["radius"] + 4) ** 2
               for m in seen if m is not mark)
    ]  # fmt: skip
    mark = max(clear, key=lambda mark: mark["radius"])
    page.mouse.click(mark["x"], mark["y"])
    expect(page.locator(".atlas-tip").first).to_be_visible()
    chosen = page.locator("article.chosen")
    expect(chosen.first).to_be_in_viewport()
    titles = chosen.locator("h3").all_inner_texts()
    several = f"1 of {len(titles)} here: " if len(titles) > 1 else ""
    expect(page.get_by_role("status")).to_have_text(f"{several}{titles[0]}")
    clean(page, file)


def test_the_records_of_a_place_follow_each_other_and_lead_back(opened: Opened, file: Path) -> None:
    page = opened(file, viewport=PHONE)
    place, records = max(
        page.evaluate("() => Object.entries(JSON.parse(document.getElementById('atlas-data')"
                      ".textContent).places)"),
        key=lambda entry: len(entry[1]),
    )  # fmt: skip
    assert len(records) > 2
    said = page.get_by_role("status")
    page.locator(f"[data-place='{place}']").nth(1).evaluate("button => button.click()")
    link = said.get_by_role("link")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    here = int(re.search(rf"^(\d+) of {len(records)} here", said.inner_text())[1])  # type: ignore[index]
    for by, name in ((1, "Next"), (1, "Next"), (-1, "Previous")):
        here = (here - 1 + by) % len(records) + 1
        page.get_by_role("button", name=f"{name} record at this place").click()
        expect(said).to_contain_text(f"{here} of {len(records)} here: ")
    link.click()
    record = page.locator(f"#record-{records[here - 1]}")
    expect(record.locator("h3")).to_be_in_viewport()
    record.get_by_role("button", name="On the map").click()
    expect(page.locator("#map")).to_be_in_viewport()
    expect(said).to_contain_text(f"{here} of {len(records)} here: ")
    clean(page, file)


def test_on_a_phone_the_lists_are_folded_until_they_are_opened(opened: Opened, file: Path) -> None:
    page = opened(file, viewport=PHONE)
    height = page.evaluate("() => document.documentElement.scrollHeight")
    assert height < 10 * PHONE["height"]
    folds = page.locator("main details")
    expect(page.locator("main details[open]")).to_have_count(0)
    folds.first.locator("summary").click()
    expect(folds.first.locator("article").first).to_be_visible()
    # A number of a source leads into a fold that is closed.
    number = folds.first.locator(".cited a").first
    target = number.get_attribute("href")
    number.click()
    expect(page.locator(str(target))).to_be_in_viewport()
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("main details:not([open])")).to_have_count(0)
    wide = opened(file)
    expect(wide.locator("main details:not([open])")).to_have_count(0)


def test_a_file_of_one_province_opens_on_it(opened: Opened, cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    file.write_bytes(cli("map", "--province=KH-18"))
    for window in (PHONE, {"width": 1280, "height": 860}):
        page = opened(file, viewport=window)
        seen = page.evaluate(
            "() => { const box = atlas.state.map.getBounds();"
            " return [box.getSouth(), box.getWest(), box.getNorth(), box.getEast()]; }"
        )
        (south, west), (north, east) = page.evaluate("() => atlas.state.map.getBounds() && JSON"
            ".parse(document.getElementById('atlas-data').textContent).settings.view")  # fmt: skip
        assert seen[0] <= south < north <= seen[2]
        assert seen[1] <= west < east <= seen[3]
        assert east - west < 3


def test_a_record_is_found_on_the_map_by_keyboard(opened: Opened, file: Path) -> None:
    page = opened(file, viewport=PHONE)
    page.locator("main details").evaluate_all("all => all.forEach((fold) => { fold.open = true; })")
    button = page.get_by_role("button", name="On the map").last
    title = button.evaluate("b => b.closest('article').querySelector('h3').textContent")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#map")).to_be_in_viewport()
    expect(page.locator(".atlas-tip")).to_be_visible()
    assert title in page.locator("article.chosen h3").all_inner_texts()


def test_a_change_of_scheme_reaches_the_map(opened: Opened, file: Path) -> None:
    page = opened(file, color_scheme="light")
    light = page.evaluate("() => atlas.state.palette.raid")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("light => atlas.state.palette.raid !== light", arg=light)
    page.emulate_media(color_scheme="dark", media="print")
    page.wait_for_function("light => atlas.state.palette.raid === light", arg=light)


def test_hostile_text_does_not_run(opened: Opened, tmp_path: Path) -> None:
    from geo import Filter, load
    from geo.documents.takeaway import takeaway

    folder = make_tiny(tmp_path / "data")
    text = " ".join(HOSTILE).replace("alert(1)", "document.title='run'")
    for column in ("title", "place", "town", "summary", "notes"):
        for row in range(2, 9):
            edits.cell(folder / "raids.csv", row, column, text)
    file = tmp_path / "map.html"
    file.write_text(takeaway(load(folder), Filter()), "utf-8")
    page = opened(file)
    assert page.title().startswith("Compound Atlas")
    expect(page.locator("article h3").first).to_contain_text("<img src=x")
    assert page.locator("img").count() == 0
    for button in page.get_by_role("button", name="On the map").all():
        button.click()
        expect(page.locator(".atlas-tip").first).to_be_visible()
    assert page.title().startswith("Compound Atlas")
    clean(page, file)


def test_it_can_be_read_by_all(opened: Opened, file: Path) -> None:
    for scheme in ("light", "dark"):
        page = opened(file, color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        # The legend is the map's own, whose headings fit the app's page.
        wrong = [(v["id"], v["nodes"][0]["html"]) for v in found if v["id"] != "heading-order"]
        assert wrong == []
