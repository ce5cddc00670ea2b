"""What a data folder may hold: text that would run, and files that cannot be read."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import BrowserContext, expect

from tests import edits
from tests.browser.conftest import Open, Start
from tests.browser.server import Server
from tests.browser.tab import Tab, has_words

MARKUP = (
    "![x](http://tracker.invalid/x.png)"
    '</script></i><img src=x onerror="window.top.__hit=window.__hit=1">'
    "<script>window.top.__hit=window.__hit=2</script>"
    " ` \\ ${window.__hit=3} \u2028 <http://tracker.invalid/y> http://tracker.invalid/z"
    " [x](http://tracker.invalid/w) [x](javascript:alert(1)) $math$ :red[x] *a* _b_ # | \" '"
)
TEMPLATE = "{{7*7}} {% nothing %} {# nothing #} {{nothing.of.it}}"
FRAMES = "() => [window.__hit, document.querySelectorAll('img[src*=tracker], img[src=x]').length]"


@pytest.fixture
def folder(data: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(data, tmp_path / "data"))


def poison(folder: Path, hostile: str) -> tuple[str, str]:
    """Put a hostile text wherever a raid and a compound have texts; their ids."""
    raids = folder / "raids.csv"
    table = edits.rows(raids)
    column = {name: at for at, name in enumerate(table[0])}
    at = next(i for i, row in enumerate(table) if i and row[column["lat"]])
    raid = table[at]
    for name in ("title", "place", "town", "summary", "notes", "authority", "location_basis"):
        raid[column[name]] = hostile
    # A point of its own, and one that it would share with the town of three others.
    raid[column["lat"]], raid[column["lon"]] = "13.1", "106.5"
    for shared in [row for row in table[1:] if row[column["lat"]] and row is not raid][:3]:
        shared[column["lat"]], shared[column["lon"]] = "12.75", "104.9"
        shared[column["location_precision"]] = "town"
        shared[column["town"]] = hostile
    edits.write(raids, table)
    id, sources = raid[column["raid_id"]], raid[column["source_ids"]].split("|")

    table = edits.rows(folder / "sources.csv")
    for row in table[1:]:
        if row[table[0].index("source_id")] in sources:
            row[table[0].index("title")] = row[table[0].index("publisher")] = hostile
    edits.write(folder / "sources.csv", table)

    named = json.loads((folder / "compounds.geojson").read_text("utf-8"))["features"]
    compound = named[0]["properties"]["compound_id"]

    def change(features: list[Any]) -> None:
        for name in ("name", "town", "place", "summary", "operator_reported", "location_basis"):
            features[0]["properties"][name] = hostile
        features[0]["properties"]["aliases"] = hostile.replace("|", "")

    edits.features(folder / "compounds.geojson", change)
    table = edits.rows(folder / "compound_status.csv")
    for row in table[1:]:
        row[table[0].index("note")] = hostile
    edits.write(folder / "compound_status.csv", table)
    return id, compound


@pytest.fixture
def wary(new_context: Callable[..., BrowserContext]) -> Callable[[Server], Tab]:
    """A tab that no policy protects, so that what is let through shows."""

    def wary(server: Server) -> Tab:
        return Tab(new_context(bypass_csp=True).new_page(), server).keep_in()

    return wary


def unharmed(tab: Tab) -> None:
    expect(tab.page.get_by_test_id("stSkeleton")).to_have_count(0)
    for frame in tab.page.frames:
        assert frame.evaluate(FRAMES) == [None, 0]
    assert tab.main.locator("img").count() == 0
    assert tab.page.locator(".katex, .katex-error, .stMarkdownColoredText").count() == 0
    # An address written out may be a link, but to nothing else than what it says.
    links = tab.main.locator("a[href*='://'], a[href^=javascript]").evaluate_all(
        "links => links.map((link) => [link.textContent, link.getAttribute('href')])"
    )
    # An address in a link is percent-encoded (RFC 3986); it must still be the one shown.
    assert [link for link in links if "tracker" in link[1] and link[0] != unquote(link[1])] == []
    assert [link for link in links if link[1].startswith("javascript")] == []
    assert tab.strangers == []


@pytest.mark.parametrize("hostile", [MARKUP, TEMPLATE], ids=["markup", "template"])
def test_hostile_text_is_shown_and_never_run(
    folder: Path, start: Start, wary: Callable[[Server], Tab], hostile: str
) -> None:
    raid, compound = poison(folder, hostile)
    server = start(folder)
    tab = wary(server).open("/")
    for lat, lon, count in ((12.75, 104.9, 3), (13.1, 106.5, 1)):
        mark = next(m for m in tab.map().of("raid") if (m.lat, m.lon) == (lat, lon))
        # A long label is cut; what is left of it stands as it was written.
        shown = mark.label.partition("…")[0]
        assert shown
        assert shown.startswith(hostile) or hostile.startswith(shown)
        tab.click(mark)
        expect(tab.records).to_have_attribute("placeholder", f"Choose one of {count}")
        unharmed(tab)
    expect(tab.title).to_have_text(has_words(hostile))
    for id in (raid, compound):
        tab.open(f"/?record={id}&compound={compound}")
        expect(tab.title).to_have_text(has_words(hostile))
        expect(tab.main.get_by_text(has_words(f"Where: {hostile}")).first).to_be_visible()
        unharmed(tab)
    for table in ("raids", "compounds", "sources", "compound_status"):
        tab.open(f"/table?table={table}&compound={compound}")
        tab.page.get_by_test_id("stDataFrame").wait_for()
        unharmed(tab)
    assert "Traceback" not in server.log


def bad_cell(folder: Path) -> None:
    edits.cell(folder / "raids.csv", 5, "found_min", "many")


def bad_kind(folder: Path) -> None:
    edits.cell(folder / "raids.csv", 7, "kind", "<b>party ![](http://tracker.invalid/x.png)")


def lost_column(folder: Path) -> None:
    edits.text(folder / "raids.csv", lambda text: text.replace("province_code,", "", 1))


def not_utf8(folder: Path) -> None:
    (folder / "raids.csv").write_bytes((folder / "raids.csv").read_bytes() + b"\xff\xfe\n")


def lost_file(folder: Path) -> None:
    (folder / "raids.csv").unlink()


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (bad_cell, ["row 5", "found_min", "many"]),
        (bad_kind, ["row 7", "kind", "party"]),
        (lost_column, ["province_code"]),
        (not_utf8, ["UTF-8"]),
        (lost_file, []),
    ],
)
def test_data_that_cannot_be_read_gives_one_clear_message(
    folder: Path, start: Start, visit: Open, break_it: Callable[[Path], None], words: list[str]
) -> None:
    break_it(folder)
    server = start(folder)
    for path in ("/", "/table?province=KH-18"):
        tab = visit(server, path)
        alert = tab.page.get_by_role("alert")
        expect(alert).to_have_count(1)
        for word in ["raids.csv", *words]:
            expect(alert).to_contain_text(word)
        assert "Traceback" not in tab.page.locator("body").inner_text()
        assert tab.strangers == []
    for path in ("/api/v1/raids.csv", "/api/v1/summary.json?by=month"):
        answer = server.get(path)
        assert (answer.status, answer.media_type) == (503, "application/problem+json")
        assert json.loads(answer.body)["status"] == 503
    assert server.get("/healthz").status == 503
    assert "raids.csv" in server.log
    assert "Traceback" not in server.log


def test_no_table_offers_a_file_that_a_spreadsheet_runs(server: Server, visit: Open) -> None:
    for path in ("/table", "/claims", "/sources", "/nationalities"):
        tab = visit(server, path)
        table = tab.main.get_by_test_id("stDataFrame").first
        table.hover()
        bar = tab.page.get_by_test_id("stElementToolbar").filter(
            has=tab.page.get_by_label("Download as CSV")
        )
        for name in ("Search", "Fullscreen"):
            expect(bar.first.get_by_role("button", name=name)).to_be_visible()
        expect(tab.main.get_by_label("Download as CSV")).not_to_have_count(0)
        expect(tab.main.get_by_role("button", name="Download as CSV")).to_have_count(0)
