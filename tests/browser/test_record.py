from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import reference
from tests.browser.conftest import Open
from tests.browser.server import Server
from tests.browser.tab import Mark, Tab, has_words, see

Rows = list[reference.Row]


@pytest.fixture(scope="module")
def tables(data: Path) -> reference.Tables:
    return reference.read(data)


def figures(row: reference.Row) -> list[str]:
    """A raid's figures as its sheet shows them."""
    said = []
    for measure in reference.MEASURES:
        least, most = row[f"{measure}_min"], row[f"{measure}_max"]
        if least or most:
            numbers = [f"{int(end):,}" for end in (least, most) if end]
            text = "–".join(dict.fromkeys(numbers))
            said.append(f"{'' if least and most else '≥ ' if least else '≤ '}{text} {measure}")
    return said


def shows(tab: Tab, row: reference.Row, tables: reference.Tables) -> None:
    """The panel shows a raid whole: title, figures, summary and each source with its link."""
    expect(tab.title).to_have_text(has_words(row["title"]))
    for figure in figures(row):
        expect(tab.main.get_by_text(figure, exact=False).first).to_be_visible()
    if row["summary"]:
        expect(tab.main.get_by_text(has_words(row["summary"])).first).to_be_visible()
    sources = {source["source_id"]: source for source in tables["sources"]}
    for id in row["source_ids"].split("|"):
        links = tab.main.get_by_role("link", name=has_words(sources[id]["title"]))
        expect(links.first).to_be_visible()
        if sources[id]["url"]:
            # Two papers may print one report under one title.
            hrefs = links.evaluate_all("links => links.map((link) => link.getAttribute('href'))")
            assert sources[id]["url"] in hrefs


def clickable(tab: Tab, kind: str, several: bool) -> Mark:
    """The largest mark of one record, or of several, that stands clear of the others."""
    marks = tab.still().marks
    frame = tab.page.locator("iframe[title*=folium]").bounding_box()
    assert frame
    for mark in sorted(marks, key=lambda m: -m.radius):
        clear = all(
            (m.x - mark.x) ** 2 + (m.y - mark.y) ** 2 > (m.radius + 4) ** 2
            for m in marks
            if m != mark
        )
        named = bool(re.search(rf": \d+ {kind}s( ·|$)", mark.label))
        inside = 60 < mark.x < frame["width"] - 60 and 60 < mark.y < 380
        if mark.kind == kind and clear and named == several and inside:
            return mark
    raise AssertionError(f"no {kind} stands clear of the others")


def test_a_click_on_a_mark_opens_its_records_and_a_choice_opens_one(
    server: Server, visit: Open, tables: reference.Tables
) -> None:
    tab = visit(server)
    mark = clickable(tab, "raid", several=True)
    tab.click(mark)
    expect(tab.main.get_by_test_id("stText").filter(has_text=has_words(mark.label))).to_be_visible()
    count = int(re.search(r": (\d+) raids", mark.label)[1])  # type: ignore[index]
    expect(tab.records).to_have_attribute("placeholder", f"Choose one of {count}")
    here = [
        row for row in tables["raids"]
        if row["lat"] and (round(float(row["lat"]), 5), round(float(row["lon"]), 5))
        == (round(mark.lat, 5), round(mark.lon, 5))
    ]  # fmt: skip
    assert len(here) >= count
    tab.records.click()
    options = [option.strip() for option in tab.page.get_by_role("option").all_inner_texts()]
    titles = {f"{row['date_start']} · {row['title']}": row for row in here}
    assert set(options) <= set(titles)
    row = titles[options[-1]]
    tab.page.get_by_role("option", name=options[-1], exact=True).click()
    tab.arrive("/", ("record", row["raid_id"]))
    shows(tab, row, tables)


def test_a_click_on_a_mark_of_one_raid_shows_it_at_once(
    server: Server, visit: Open, tables: reference.Tables
) -> None:
    tab = visit(server)
    mark = clickable(tab, "raid", several=False)
    tab.click(mark)
    row = next(row for row in tables["raids"] if mark.label.startswith(row["title"]))
    tab.arrive("/", ("record", row["raid_id"]))
    shows(tab, row, tables)


def test_another_click_closes_the_record_of_the_first(
    server: Server, visit: Open, tables: reference.Tables
) -> None:
    known = next(row for row in tables["raids"] if row["lat"])
    tab = visit(server, f"/?record={known['raid_id']}")
    shows(tab, known, tables)
    mark = clickable(tab, "raid", several=True)
    tab.click(mark)
    tab.arrive("/")
    expect(tab.title).to_have_count(0)


def test_a_clicked_place_is_left_and_can_be_clicked_again(server: Server, visit: Open) -> None:
    tab = visit(server)
    mark = clickable(tab, "raid", several=True)
    here = tab.main.get_by_test_id("stText").filter(has_text=has_words(mark.label))
    back = tab.main.get_by_role("button", name="Back to all records")
    whole = [tab.main.get_by_text(said) for said in ("Click a mark on the map", "How sure.")]
    for _ in range(2):
        tab.click(mark)
        expect(here).to_be_visible()
        expect(tab.records).to_have_accessible_name(
            "Records at this place, in all months of the filter"
        )
        for said in whole:
            expect(said).to_have_count(0)
        back.click()
        expect(here).to_have_count(0)
        expect(back).to_have_count(0)
        expect(tab.records).to_have_accessible_name("All records of this view")
        for said in whole:
            expect(said).to_be_visible()


def test_a_place_is_left_with_its_records_and_with_its_page(server: Server, visit: Open) -> None:
    tab = visit(server)
    panel = tab.page.get_by_test_id("stSidebar")
    back = tab.main.get_by_role("button", name="Back to all records")
    mark = clickable(tab, "raid", several=True)

    def search(words: str) -> None:
        panel.get_by_role("textbox", name="Search", exact=True).fill(words)
        tab.page.keyboard.press("Enter")
        tab.arrive("/", ("q", words))

    def click() -> None:
        tab.still()
        tab.click(mark)
        expect(back).to_be_visible()

    def clear() -> None:
        panel.get_by_role("button", name="Clear all").click()
        tab.arrive("/")
        expect(tab.records).to_have_accessible_name("All records of this view")

    click()
    search("nosuchwordanywhere")
    expect(back).to_have_count(0)
    clear()
    click()
    search(mark.label.partition(":")[0])
    expect(back).to_be_visible()
    clear()
    click()
    panel.get_by_role("link", name="Timeline").click()
    tab.arrive("/timeline")
    panel.get_by_role("link", name="Map", exact=True).click()
    tab.arrive("/")
    expect(tab.records).to_have_accessible_name("All records of this view")


def test_a_link_to_a_record_opens_it_whatever_the_filter(
    server: Server, visit: Open, tables: reference.Tables
) -> None:
    row = max(tables["raids"], key=lambda row: len(row["source_ids"]))
    for filter in ("", "q=nosuchwordanywhere&"):
        tab = visit(server, f"/?{filter}record={row['raid_id']}")
        shows(tab, row, tables)
        assert ("record", row["raid_id"]) in tab.params()


def test_a_figure_names_the_sources_that_it_rests_on(
    server: Server, visit: Open, tables: reference.Tables
) -> None:
    named = {item["raid_id"] for item in tables["raid_nationalities"]}
    disputed = (row for row in tables["raids"] if row["confidence"] == "disputed")
    sources = {source["source_id"]: source for source in tables["sources"]}
    row = next(
        row for row in disputed
        if row["raid_id"] in named and figures(row)
        and len({sources[id]["title"] for id in row["source_ids"].split("|")})
        == len(row["source_ids"].split("|")) > 1
    )  # fmt: skip
    tab = visit(server, f"/?record={row['raid_id']}")
    shows(tab, row, tables)
    for figure in figures(row):
        said = tab.main.get_by_test_id("stMarkdown").filter(has_text=figure).first
        for at, id in enumerate(row["source_ids"].split("|"), 1):
            link = said.get_by_role("link", name=f"[{at}]").first
            expect(link).to_have_attribute("href", sources[id]["url"])
    expect(tab.notices).to_contain_text(has_words(f"The sources disagree. {row['notes']}"))
    itemised = tab.main.get_by_role("table")
    for item in tables["raid_nationalities"]:
        if item["raid_id"] == row["raid_id"]:
            link = itemised.get_by_role("link", name="[")
            urls = link.evaluate_all("links => links.map((link) => link.href)")
            assert sources[item["source_id"]]["url"].rstrip("/") in [u.rstrip("/") for u in urls]
    alone = tab.main.get_by_role("link", name="Link to this record alone")
    expect(alone).to_have_attribute("href", re.compile(rf"/\?record={row['raid_id']}$"))


def test_rows_of_the_same_people_lead_to_each_other(
    server: Server, visit: Open, tables: reference.Tables
) -> None:
    row = next(row for row in tables["raids"] if row["overlaps"] and row["counted"] == "no")
    other = row["overlaps"].split("|")[0]
    titles = {r["raid_id"]: f"{r['date_start']} · {r['title']}" for r in tables["raids"]}
    tab = visit(server, f"/?record={other}")
    tab.main.get_by_role("button", name=has_words(titles[row["raid_id"]])).first.click()
    tab.arrive("/", ("record", row["raid_id"]))
    shows(tab, row, tables)
    expect(tab.main.get_by_text("no: repeats another record").first).to_be_visible()
    expect(tab.main.get_by_role("button", name=has_words(titles[other])).first).to_be_visible()


def test_the_list_names_all_when_it_is_asked_to(
    server: Server, visit: Open, tables: reference.Tables
) -> None:
    tab = visit(server)
    every = len(tables["raids"]) + len(tables["compounds"])
    tab.main.get_by_role("button", name=f"List all {every}, not only the first").click()
    expect(tab.records).to_have_attribute("placeholder", f"Choose one of {every}")
    last = tables["compounds"][-1]
    tab.records.fill(last["name"])
    tab.page.get_by_role("option", name=last["name"], exact=True).first.click()
    expect(tab.title).to_have_text(has_words(last["name"]))


@pytest.mark.parametrize(
    ("page", "typed", "id"),
    [("", "凯博", "kaibo"), ("", "kaibo", "kaibo"), ("timeline", "Pao Yung", "pao-yong")],
)
def test_what_is_searched_in_any_spelling_is_offered_and_opened(
    server: Server, visit: Open, page: str, typed: str, id: str
) -> None:
    tab = visit(server, f"/{page}")
    panel = tab.page.get_by_test_id("stSidebar")
    panel.get_by_role("textbox", name="Search", exact=True).fill(typed)
    tab.page.keyboard.press("Enter")
    tab.arrive(f"/{page}", ("q", typed))
    offered = panel.locator(f".st-key-panel-compounds-{id}").get_by_role("button")
    offered.click()
    record = [] if page else [("record", id)]
    tab.arrive(f"/{page}", ("compound", id), *record)
    if not page:
        expect(tab.title).to_be_visible()


def test_a_link_to_a_compound_opens_its_sheet(
    server: Server, visit: Open, tables: reference.Tables
) -> None:
    row = next(row for row in tables["compounds"] if row["aliases"] and row["source_ids"])
    tab = visit(server, f"/?record={row['compound_id']}")
    expect(tab.title).to_have_text(has_words(row["name"]))
    for alias in row["aliases"].split("|"):
        expect(tab.main.get_by_text(alias).first).to_be_visible()


def test_the_record_stays_open_and_in_the_address_when_the_filter_changes(
    server: Server, visit: Open, tables: reference.Tables
) -> None:
    row = next(row for row in tables["raids"] if row["province_code"] == "KH-18")
    tab = visit(server, f"/?record={row['raid_id']}")
    shows(tab, row, tables)
    tab.box("Province", "Preah Sihanouk").check()
    tab.arrive("/", ("province", "KH-18"), ("record", row["raid_id"]))
    see(tab, "Preah Sihanouk")
    shows(tab, row, tables)


@pytest.mark.parametrize("id", ["nope", "r-20220101-<b>nowhere", ""])
def test_a_wrong_record_says_so(server: Server, visit: Open, id: str) -> None:
    tab = visit(server, f"/?record={id}&province=KH-18")
    see(tab, "Preah Sihanouk")
    expect(tab.notices).to_have_count(1)
    expect(tab.notices).to_contain_text(id or "record")
