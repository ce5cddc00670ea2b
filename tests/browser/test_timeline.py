"""Timeline and nationalities: figures of the summary, months chosen in a chart, a comparison."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Locator, expect

from geo.model.ranges import Range
from tests import reference
from tests.browser.conftest import Open
from tests.browser.server import Server
from tests.browser.tab import Tab, has_words, see

PAGES = ("/timeline", "/nationalities")
IMAGE = "![x](http://tracker.invalid/x.png)"
Cli = Callable[..., bytes]


def charts(where: Tab | FrameLocator) -> Locator:
    page = where.page if isinstance(where, Tab) else where
    return page.get_by_test_id("stVegaLiteChart")


def marks(chart: Locator, role: str) -> list[dict[str, str]]:
    """What is told of each mark of a role to those who do not see it."""
    drawn = chart.locator(f"[aria-roledescription='{role}']")
    expect(drawn.first).to_be_attached()
    told = drawn.evaluate_all("marks => marks.map((mark) => mark.getAttribute('aria-label'))")
    return [dict(part.split(": ", 1) for part in said.split("; ") if ": " in part) for said in told]


def summary(cli: Cli, by: str, *filter: str) -> dict[str, Any]:
    return dict(json.loads(cli("summary", "--by", by, *filter)))


def said(figure: dict[str, Any]) -> str:
    return str(Range(figure["min"], figure["max"]))


WATCH = """
    window.heights = new Map();
    const look = () => {
        document.querySelectorAll("[data-testid=stVegaLiteChart]").forEach((chart) => {
            const seen = heights.get(chart) ?? new Set();
            heights.set(chart, seen.add(chart.clientHeight));
        });
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
"""
"""Notes how high each chart is in each frame, from the first one on."""


@pytest.mark.parametrize("path", [*PAGES, "/", "/timeline?embed=true&chart=people"])
def test_a_chart_has_its_height_before_it_is_drawn(
    server: Server, new_context: Callable[..., BrowserContext], path: str
) -> None:
    tab = Tab(new_context().new_page(), server)
    tab.page.add_init_script(WATCH)
    tab.open(path)
    expect(charts(tab).last.locator("svg")).to_be_attached()
    expect(charts(tab).filter(has_not=tab.page.locator("svg"))).to_have_count(0)
    drawn = charts(tab).locator("svg").evaluate_all("all => all.map((svg) => svg.clientHeight)")
    # Each chart by itself: they load apart, so that their order is settled only at the end.
    seen = charts(tab).evaluate_all("all => all.map((chart) => [...heights.get(chart)])")
    assert seen == [[height] for height in drawn]


@pytest.mark.parametrize("path", PAGES)
def test_the_figures_above_are_those_of_the_summary(
    server: Server, visit: Open, cli: Cli, path: str
) -> None:
    total = summary(cli, "month", "--province", "KH-18")["total"]
    tab = visit(server, f"{path}?province=KH-18")
    see(tab, f"{total['raids']} of ")
    shown = tab.until(tab.figures, len)
    for measure in reference.MEASURES:
        coverage = f"from {total[measure]['known']} of {total['raids']} raids"
        assert shown[measure] == (said(total[measure]), coverage)


@pytest.mark.parametrize(
    ("view", "at"),
    [("province=KH-18", (0, 1)), ("province=KH-12&vs.province=KH-18", (3, 5))],
    ids=["alone", "compared with another"],
)
def test_the_bars_of_the_timeline_are_those_of_the_summary(
    server: Server, visit: Open, cli: Cli, view: str, at: tuple[int, int]
) -> None:
    tab = visit(server, f"/timeline?{view}&measure=arrested")
    # Each chart loads by itself, and takes its place among them when it is there.
    expect(charts(tab)).to_have_count(12 if "vs." in view else 5)
    raids, people = at
    by_kind = summary(cli, "month,kind", "--province", "KH-18")["rows"]
    shown = marks(charts(tab).nth(raids), "bar")
    assert sorted((m["Month"], m["kind"], int(m["Raids"])) for m in shown) == sorted(
        (row["month"], label(row["kind"]), row["raids"]) for row in by_kind
    )
    by_month = summary(cli, "month", "--province", "KH-18")["rows"]
    told = {m["Month"]: m["Arrested"] for m in marks(charts(tab).nth(people), "bar")}
    known = {r["month"]: said(r["arrested"]) for r in by_month if r["arrested"]["known"]}
    assert known.items() <= told.items()
    assert {m for m, figure in told.items() if figure != "—"} == set(known)
    coarse = sum(row["raids"] for row in by_month if row["month"] == "unknown")
    expect(tab.main.get_by_text(f"{coarse} raids are dated to a quarter")).to_be_visible()


def label(kind: str) -> str:
    fields = reference.RESOURCES["raids"]["schema"]["fields"]
    (field,) = [field for field in fields if field["name"] == "kind"]
    return next(c["label"] for c in field["categories"] if c["value"] == kind)


def test_the_bars_of_the_nationalities_are_those_of_the_summary(
    server: Server, visit: Open, cli: Cli
) -> None:
    tab = visit(server, "/nationalities?from=2022-08&to=2022-10&measure=released")
    dates = ("--from", "2022-08", "--to", "2022-10")
    rows = summary(cli, "nationality", *dates)["rows"]
    shown = {m["Nationality"]: m["Released"] for m in marks(charts(tab).nth(0), "bar")}
    rest = shown.pop("Not itemised")
    figures = sorted(said(row["released"]) for row in rows if row["released"]["known"])
    assert sorted(figure for figure in shown.values() if figure != "—") == figures
    expect(tab.main.get_by_text(f"Not itemised: {rest}.")).to_be_visible()


@pytest.mark.parametrize("at", [0, 1, 2], ids=["raids", "people", "known"])
def test_a_click_on_a_month_shows_it_alone(server: Server, visit: Open, at: int) -> None:
    tab = visit(server, "/timeline?kind=raid&measure=arrested")
    chart = charts(tab).nth(at)
    month = next(m["Month"] for m in marks(chart, "bar") if m["Month"] == "2022-09")
    chart.locator(f"[aria-roledescription=bar][aria-label*='Month: {month}']").first.click()
    kept = [("kind", "raid"), ("measure", "arrested")]
    tab.arrive("/timeline", *kept, ("from", "2022-09-01"), ("to", "2022-09-30"))
    see(tab, "September 2022")
    tab.page.get_by_role("button", name="Show all months").click()
    tab.arrive("/timeline", *kept)


def test_a_click_in_the_second_chart_of_two_is_of_the_second_filter(
    server: Server, visit: Open
) -> None:
    tab = visit(server, "/timeline?kind=raid&vs.province=KH-18")
    # Both filters in two charts come first, then the raids of A and of B.
    expect(charts(tab)).to_have_count(12)
    marks(charts(tab).nth(3), "bar")
    charts(tab).nth(3).locator("[aria-roledescription=bar][aria-label*='2022-09']").first.click()
    kept = [("kind", "raid"), ("vs.province", "KH-18")]
    tab.arrive("/timeline", *kept, ("vs.from", "2022-09-01"), ("vs.to", "2022-09-30"))
    tab.page.get_by_role("button", name="Show all months of B").click()
    tab.arrive("/timeline", *kept)


def test_a_drag_over_months_shows_those(server: Server, visit: Open) -> None:
    tab = visit(server, "/timeline")
    chart = charts(tab).nth(0)
    marks(chart, "bar")
    ends = [
        chart.locator(f"[aria-roledescription=bar][aria-label*='Month: {month}']").first
        for month in ("2022-08", "2022-10")
    ]
    chart.scroll_into_view_if_needed()

    def dragged() -> bool:
        first, last = (end.bounding_box() for end in ends)
        assert first
        assert last
        tab.page.mouse.move(first["x"] + first["width"] / 2, first["y"] - 30)
        tab.page.mouse.down()
        tab.page.mouse.move(first["x"] + 8, first["y"] - 20)
        tab.page.mouse.move(last["x"] + last["width"] / 2, first["y"] - 20)
        tab.page.mouse.up()
        try:
            expect(tab.page).to_have_url(re.compile("from="))
        except AssertionError:
            return False
        return True

    # A drag that begins while the page is still being laid out goes nowhere.
    tab.until(dragged, bool)
    tab.arrive("/timeline", ("from", "2022-08-01"), ("to", "2022-10-31"))
    see(tab, "August to October 2022")


@pytest.mark.parametrize("path", PAGES)
def test_a_copied_link_opens_the_same_comparison(
    server: Server, visit: Open, cli: Cli, path: str
) -> None:
    view = f"{path}?province=KH-12&measure=arrested&vs.province=KH-18&vs.from=2022"
    tab = visit(server, view)
    expect(tab.sentence.filter(has_text="Phnom Penh")).to_have_count(1)
    other = summary(cli, "month", "--province", "KH-18", "--from", "2022")["total"]
    second = tab.sentence.filter(has_text="Preah Sihanouk").first
    expect(second).to_contain_text(f"{other['raids']} of ")
    expect(tab.page.locator("dl.figures").nth(1)).to_contain_text(said(other["arrested"]))
    assert tab.params() == [
        ("province", "KH-12"), ("measure", "arrested"), ("vs.province", "KH-18"),
        ("vs.from", "2022"),
    ]  # fmt: skip
    expect(tab.notices).to_have_count(0)


def test_a_comparison_is_asked_for_and_made_on_the_page(server: Server, visit: Open) -> None:
    tab = visit(server, "/nationalities?kind=raid")
    tab.page.get_by_text("Compare with a second filter").click()
    tab.arrive("/nationalities", ("kind", "raid"), ("compare", "on"))
    tab.box("Province", "Preah Sihanouk", tab.main).check()
    tab.arrive("/nationalities", ("kind", "raid"), ("vs.province", "KH-18"))
    expect(tab.sentence.filter(has_text="Preah Sihanouk").first).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_bad_values_of_the_comparison_are_named(server: Server, visit: Open, path: str) -> None:
    tab = visit(server, f"{path}?vs.kind=party&compare=maybe&measure=people&vs.province=KH-18")
    expect(tab.notices).to_have_count(3)
    told = " ".join(tab.notices.all_inner_texts())
    assert all(words in told for words in ("vs.kind=party", "compare=maybe", "measure=people"))
    expect(tab.sentence.filter(has_text="Preah Sihanouk").first).to_be_visible()
    assert tab.page.get_by_test_id("stException").count() == 0


def test_each_side_of_a_comparison_has_its_sheet(server: Server, visit: Open, data: Path) -> None:
    tab = visit(server, "/nationalities?nationality=IDN&vs.nationality=THA")
    items = reference.read(data)["raid_nationalities"]
    for name, code in (("Indonesia", "IDN"), ("Thailand", "THA")):
        expect(tab.main.get_by_role("heading", name=name, exact=True)).to_be_visible()
        raids = {item["raid_id"] for item in items if item["nationality"] == code}
        expect(tab.main.get_by_text(f"Raids that name it: {len(raids)}")).to_be_visible()
    expect(charts(tab)).to_have_count(5)


def test_a_sheet_lists_the_raids_with_their_records(
    server: Server, visit: Open, data: Path
) -> None:
    tab = visit(server, "/nationalities?nationality=IDN")
    items = reference.read(data)["raid_nationalities"]
    raids = {item["raid_id"] for item in items if item["nationality"] == "IDN"}
    tab.main.get_by_text(f"Raids that name it: {len(raids)}").click()
    links = tab.main.locator("li a[href^='/?nationality=IDN&record=']")
    expect(links).to_have_count(len(raids))
    tab.open(links.first.get_attribute("href") or "")
    expect(tab.title).to_be_visible()


def test_an_open_end_is_an_empty_cell(server: Server, visit: Open) -> None:
    tab = visit(server, "/nationalities")
    cells = behind(tab, 0).locator("[data-testid=stDataFrame] [role=gridcell]")
    expect(cells.first).to_be_attached()
    told = cells.all_text_contents()
    assert any(words.startswith("≥") for words in told)
    assert "None" not in told


@pytest.mark.parametrize("path", PAGES)
def test_a_chart_is_taken_as_picture_and_its_rows_by_address(
    server: Server, visit: Open, path: str
) -> None:
    tab = visit(server, f"{path}?province=KH-18")
    reused = behind(tab, 0)
    for format, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with tab.page.expect_download() as download:
            reused.get_by_role("button", name=format).click()
        assert download.value.path().read_bytes().startswith(start)
    for name, word in (
        ("CSV", b"raid_id"), ("CSV for Excel", b"\xef\xbb\xbfraid_id"), ("JSON", b'"raid_id"'),
        ("Parquet", b"PAR1"), ("XLSX", b"PK"), ("Metadata", b'"KH-18"'), ("Summary", b'"KH-18"'),
    ):  # fmt: skip
        link = reused.get_by_role("link", name=name, exact=True).get_attribute("href") or ""
        answer = server.get(link.removeprefix(server.url))
        assert answer.status == 200
        assert word in answer.body


def behind(tab: Tab, chart: int) -> Locator:
    """What stands behind a chart, opened: its figures, its files, what puts it elsewhere."""
    tab.main.get_by_role("button", name="Figures and files", exact=True).nth(chart).click()
    return tab.page.get_by_role("dialog")


@pytest.mark.parametrize(
    "path",
    [
        "/timeline?province=KH-18&measure=arrested",
        "/timeline?province=KH-18&vs.province=KH-12",
        "/nationalities?province=KH-18",
        "/nationalities?nationality=IDN&measure=repatriated",
        "/compounds?province=KH-18",
        "/compounds?compound=mango-park",
        "/claims?measure=found",
        "/sources?province=KH-18",
    ],
)
def test_each_chart_stands_alone_by_its_snippet(
    server: Server, visit: Open, new_context: Callable[..., BrowserContext], path: str
) -> None:
    tab = visit(server, path)
    beside = tab.main.get_by_role("button", name="Figures and files", exact=True)
    expect(charts(tab)).to_have_count(beside.count())
    described = charts(tab).evaluate_all("all => all.map((chart) => chart.ariaLabel)")
    snippets = []
    for at in range(len(described)):
        shown = behind(tab, at)
        snippets.append(shown.locator("code").inner_text())
        expect(shown).to_contain_text("It works in pages of this site only; ")
        expect(shown).to_contain_text("GEO_FRAMED_BY")
        tab.page.keyboard.press("Escape")
        expect(tab.page.get_by_role("dialog")).to_have_count(0)
    addresses = [snippet.partition('src="')[2].partition('"')[0] for snippet in snippets]
    assert len(set(addresses)) == len(addresses) > 0
    article = Tab(new_context(viewport={"width": 390, "height": 1200}).new_page(), server)
    # Who may frame a page is a setting; the server itself always may.
    article.page.goto(f"{server.url}/healthz")
    for words, snippet in zip(described, snippets, strict=True):
        article.page.set_content(snippet)
        expect(article.page.locator("p a")).to_have_text(has_words(words))
        frame = article.page.frame_locator("iframe")
        expect(charts(frame)).to_have_count(1)
        expect(charts(frame)).to_have_attribute("aria-label", words)
        expect(charts(frame).locator("svg")).to_be_attached()
        expect(frame.get_by_text("Compound Atlas").first).to_be_visible()
        whole = frame.get_by_role("link", name="Open and cite").get_attribute("href") or ""
        framed = unescape(snippet.partition('src="')[2].partition('"')[0])
        assert f"{server.url}{whole}&embed=true" == framed
        below = frame.get_by_test_id("stMain").evaluate("it => it.scrollHeight - it.clientHeight")
        assert below <= 0 or 'height="900"' in snippet
    assert article.strangers == []


def test_an_embedded_chart_says_how_it_is_read(server: Server, visit: Open) -> None:
    tab = visit(server, "/timeline?embed=true&chart=people")
    expect(tab.main).to_contain_text("a whisker to its upper end")
    expect(tab.main).to_contain_text("The figures are ")
    tab = visit(server, "/timeline?embed=true&chart=raids")
    expect(charts(tab).locator("svg")).to_be_attached()
    # Numbers of policy events would have no key here.
    assert not {"1", "2", "3"} & set(charts(tab).locator("svg text").all_inner_texts())


@pytest.mark.parametrize("path", PAGES)
def test_an_embedded_chart_names_what_it_does_not_know(
    server: Server, visit: Open, path: str
) -> None:
    tab = visit(server, f"{path}?embed=true&chart=pie&measure=people&province=x&vs.kind=y")
    expect(charts(tab).locator("svg")).to_be_attached()
    expect(tab.notices).to_have_count(4)


@pytest.mark.parametrize(
    "path",
    [
        *PAGES,
        "/nationalities?nationality=IDN",
        f"/timeline?q={quote(IMAGE)}&vs.q={quote(IMAGE)}",
        f"/nationalities?vs.kind={quote(IMAGE)}&measure={quote(IMAGE)}&vs.{quote(IMAGE)}=1",
    ],
)
def test_nobody_else_is_asked(
    server: Server, new_context: Callable[..., BrowserContext], path: str
) -> None:
    tab = Tab(new_context(bypass_csp=True).new_page(), server).keep_in().open(path)
    if "tracker" in path:
        expect(tab.main.get_by_text(IMAGE).first).to_be_visible()
    else:
        expect(charts(tab).last.locator("svg")).to_be_attached()
    assert tab.main.locator("img").count() == 0
    assert tab.strangers == []
    assert tab.errors == []
