from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests import reference
from tests.browser.conftest import Open
from tests.browser.server import Server
from tests.browser.tab import Map, Mark, Tab, see

Cli = Callable[..., bytes]

PROVINCE, NAME = "KH-18", "Preah Sihanouk"
FIRST, LAST, PERIOD = "2022-09-05", "2022-11-17", "5 September to 17 November 2022"
PARAMS = (("province", PROVINCE), ("from", FIRST), ("to", LAST))
LISTED = 25
"""Records that the list names before more is asked for."""

FLAGS = tuple(f"--{name}={value}" for name, value in PARAMS)


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def written(figure: dict[str, Any]) -> str:
    """A figure of summary.json as the contract has it shown."""
    least, most = figure["min"], figure["max"]
    if not figure["known"]:
        return "—"
    if most is None:
        return f"≥ {least:,}"
    if not least and most:
        return f"≤ {most:,}"
    return f"{least:,}" if least == most else f"{least:,}–{most:,}"


def agree_figures(tab: Tab, total: dict[str, Any], side: int = 0) -> None:
    expected = {
        measure: (written(figure), f"from {figure['known']} of {total['raids']} raids")
        for measure in reference.MEASURES
        for figure in [total[measure]]
    }
    tab.until(lambda: tab.figures(side), lambda shown: shown == expected)


def placed(rows: list[dict[str, str]]) -> Counter[tuple[float, float, int]]:
    """What the map must draw: latitude, longitude and number of rows of each point."""
    points = Counter(
        (round(float(r["lat"]), 5), round(float(r["lon"]), 5), r["location_precision"])
        for r in rows
        if r["lat"]
    )
    return Counter((lat, lon, count) for (lat, lon, _), count in points.items())


def drawn(marks: list[Mark], noun: str) -> Counter[tuple[float, float, int]]:
    """What the map draws; a mark of several rows says of how many."""
    counts = [re.search(rf": (\d+) {noun}s(?: ·|$)", mark.label) for mark in marks]
    return Counter(
        (round(mark.lat, 5), round(mark.lon, 5), int(count[1]) if count else 1)
        for mark, count in zip(marks, counts, strict=True)
    )


def agree_map(tab: Tab, cli: Cli, *flags: str) -> Map:
    raids = read(cli("export", "raids", *flags))
    compounds = read(cli("export", "compounds", *flags))
    expected = placed(raids)
    seen: Map = tab.until(tab.map, lambda seen: drawn(seen.of("raid"), "raid") == expected)
    held = tab.frame().evaluate(
        "() => atlas.state.data.c.map((mark) => [...mark.slice(0, 2), mark[4]])"
    )
    assert Counter((round(lat, 5), round(lon, 5), n) for lat, lon, n in held) == placed(compounds)
    # Close ones share a mark, which counts them all.
    several = [re.search(r"(?:^|: )(\d+) compounds", m.label) for m in seen.of("compound")]
    assert sum(int(n[1]) if n else 1 for n in several) == sum(n for *_, n in held)
    vague = Counter(r["province"] for r in (*raids, *compounds) if r["province"] and not r["lat"])
    badges = {
        mark.label.partition(":")[0]: sum(map(int, re.findall(r"\d+", mark.label)))
        for mark in seen.of("province")
    }
    assert badges == vague
    summary = json.loads(cli("summary", "--by=province", *flags))
    by_province = {row["province"]: row["raids"] for row in summary["rows"]}
    for code, text in seen.provinces.items():
        raids_there = by_province.get(code, 0)
        assert text.endswith(f"· {raids_there} raid{'s' if raids_there != 1 else ''}")
    every = len(raids) + len(compounds)
    expect(tab.records).to_have_attribute("placeholder", f"Choose one of {min(every, LISTED)}")
    more = tab.main.get_by_role(
        "button", name=f"List all {every}, not only the first {LISTED} by date"
    )
    expect(more).to_have_count(int(every > LISTED))
    return seen


def test_choosing_a_province_and_dates_narrows_every_view_to_the_same_rows(
    server: Server, visit: Open, cli: Cli
) -> None:
    every = read(cli("export", "raids"))
    whole = json.loads(cli("summary", "--by=kind"))["total"]
    tab = visit(server)
    see(tab, f"All {len(every)} raids")
    agree_figures(tab, whole)
    before = agree_map(tab, cli)
    assert before.pixels["raid"] > 100
    assert before.pixels["compound"] > 100

    tab.box("Province", NAME).check()
    tab.arrive("/", *PARAMS[:1])
    tab.type_date("From", FIRST)
    tab.arrive("/", *PARAMS[:2])
    tab.type_date("To", LAST)
    tab.arrive("/", *PARAMS)

    chosen = cli("export", "raids", *FLAGS)
    rows = read(chosen)
    assert 1 < len(rows) < len(every)
    see(tab, f"{len(rows)} of {len(every)} raids")
    expect(tab.sentence).to_contain_text(NAME)
    expect(tab.sentence).to_contain_text(PERIOD)
    total = json.loads(cli("summary", "--by=month", *FLAGS))["total"]
    assert total["raids"] == len(rows)
    agree_figures(tab, total)
    agree_map(tab, cli, *FLAGS)

    tab.follow("Table")
    tab.arrive("/table", *PARAMS)
    see(tab, f"{len(rows)} of {len(every)} raids")
    tab.has_rows([row["raid_id"] for row in rows])
    with tab.page.expect_download() as download:
        tab.page.get_by_role("link", name="CSV", exact=True).click()
    assert download.value.suggested_filename == f"raids-{reference.PACKAGE['version']}.csv"
    assert download.value.path().read_bytes() == chosen
    answer = server.get(f"/api/v1/raids.csv?{urlencode(PARAMS)}")
    assert (answer.status, answer.body) == (200, chosen)


@pytest.mark.parametrize("table", ["compounds", "claims", "sources"])
def test_the_table_page_shows_and_gives_the_rows_of_every_table(
    server: Server, visit: Open, cli: Cli, table: str
) -> None:
    tab = visit(server, f"/table?province={PROVINCE}&table={table}")
    chosen = cli("export", table, f"--province={PROVINCE}")
    tab.has_rows([row[reference.KEYS[table][0]] for row in read(chosen)])
    with tab.page.expect_download() as download:
        tab.page.get_by_role("link", name="CSV", exact=True).click()
    assert download.value.path().read_bytes() == chosen


def test_a_wave_is_chosen_with_one_click_and_cleared_with_another(
    server: Server, visit: Open, cli: Cli
) -> None:
    tab = visit(server)
    tab.page.get_by_role("radio", name="Aug–Oct 2022").click()
    tab.arrive("/", ("from", "2022-08-01"), ("to", "2022-10-31"))
    agree_map(tab, cli, "--from=2022-08-01", "--to=2022-10-31")
    tab.page.get_by_role("button", name="Clear all").click()
    tab.arrive("/")
    see(tab, "All ")
    agree_map(tab, cli)


def test_an_empty_result_says_so(server: Server, visit: Open) -> None:
    tab = visit(server, "/?q=nosuchwordanywhere")
    see(tab, "0 of ")
    expect(tab.main.get_by_role("status")).to_contain_text("No raid")
