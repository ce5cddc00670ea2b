"""Each number on each page is that of the command line: every page is walked under a filter."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from itertools import groupby
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from geo import Filter, Vocabulary
from geo.query.selection import bearing
from geo.server.served import NOUNS
from tests import reference
from tests.browser.server import Server
from tests.browser.tab import Tab, has_words, see
from tests.browser.test_main_job import Cli, agree_figures, agree_map, read, written

Row = dict[str, str]

FILTERS = [
    [],
    [("province", "KH-18"), ("from", "2022-08-01"), ("to", "2022-10-31")],
    [("nationality", "IDN")],
]
COMPOUND = "jincai"
BEYOND = ("Not itemised", "Other nationalities")
"""What stands beside the nationalities that a filter asks for."""


class Walk:
    """A reader who goes from page to page with one filter, and what the command line says of it."""

    def __init__(self, tab: Tab, cli: Cli, params: list[tuple[str, str]]) -> None:
        self.tab = tab
        self.params = params
        self._cli = cli

    def open(self, page: str, *more: tuple[str, str]) -> None:
        query = urlencode([*self.params, *more])
        self.tab.open(f"/{page}?{query}" if query else f"/{page}")

    def flags(self, *more: tuple[str, str]) -> list[str]:
        return [f"--{name}={value}" for name, value in (*self.params, *more)]

    def summary(self, by: str, *more: tuple[str, str]) -> dict[str, Any]:
        return dict(json.loads(self._cli("summary", f"--by={by}", *self.flags(*more))))

    def export(self, table: str, *more: tuple[str, str]) -> list[Row]:
        return read(self._cli("export", table, *self.flags(*more)))

    def says(self, rows: int, of: int, table: str) -> None:
        """The page's sentence has these counts, and no filter that the table does not know."""
        noun = NOUNS.get(table) or reference.RESOURCES[table]["title"].lower()
        known = any(name in bearing(table) for name, _ in self.params)
        assert known or rows == of
        see(self.tab, f"{rows:,} of {of:,} {noun}" if known else f"All {of:,} {noun}")

    def behind(self, first: int | None = None) -> list[list[Row]]:
        """The tables behind the page's charts, or the first of them, from top to bottom."""
        buttons = self.tab.main.get_by_role("button", name="Figures and files", exact=True)
        return [self._behind(button) for button in buttons.all()[:first]]

    def _behind(self, button: Locator) -> list[Row]:
        button.click()
        opened = self.tab.page.get_by_role("dialog")
        rows = self.table(opened.get_by_test_id("stDataFrame"))
        self.tab.page.keyboard.press("Escape")
        expect(opened).to_have_count(0)
        return rows

    def listed(self, name: str) -> list[Row]:
        """All rows of the table of that name."""
        return self.table(self.tab.main.get_by_label(name, exact=True))

    def table(self, grid: Locator) -> list[Row]:
        """All rows of a table, as its button gives them that readers are not shown."""
        frame = grid.locator("xpath=ancestor::*[@data-testid='stFullScreenFrame'][1]")
        with self.tab.page.expect_download() as download:
            frame.get_by_label("Download as CSV").evaluate("button => button.click()")
        text = download.value.path().read_text("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def walk(
    server: Server, new_context: Callable[..., BrowserContext], cli: Cli
) -> Callable[[list[tuple[str, str]]], Walk]:
    def walk(params: list[tuple[str, str]]) -> Walk:
        context = new_context()
        # Without a picker of files, a table gives its file as a download.
        context.add_init_script("window.showSaveFilePicker = undefined")
        return Walk(Tab(context.new_page(), server), cli, params)

    return walk


def labels(table: str, column: str) -> dict[str, str]:
    fields = reference.RESOURCES[table]["schema"]["fields"]
    (field,) = [field for field in fields if field["name"] == column]
    return {c["value"]: c["label"] for c in field["categories"]}


def ends(figure: dict[str, Any]) -> tuple[str, str, str]:
    """A figure of the summary, as words and as the two ends in the table behind a chart."""
    low, high = ("" if figure[end] is None else str(figure[end]) for end in ("min", "max"))
    return written(figure), low, high


def shown(row: Row, measure: str) -> tuple[str, str, str]:
    return row[measure], row["At least"], row["At most"]


@pytest.mark.parametrize("params", FILTERS, ids=["all", "province and dates", "nationality"])
def test_each_page_says_what_the_command_line_says(
    walk: Callable[[list[tuple[str, str]]], Walk],
    cli: Cli,
    vocabulary: Vocabulary,
    params: list[tuple[str, str]],
) -> None:
    on = walk(params)
    every = {table: len(read(cli("export", table))) for table in reference.RESOURCES}
    on_the_map(on, cli, every)
    on_the_timeline(on, every)
    on_nationalities(on, every)
    on_compounds(on, every)
    on_claims(on, vocabulary, every)
    on_tables(on, every)
    on_sources(on, every)
    on_about(on, every)


def on_the_map(on: Walk, cli: Cli, every: dict[str, int]) -> None:
    raids = on.export("raids")
    on.open("")
    on.says(len(raids), every["raids"], "raids")
    agree_figures(on.tab, on.summary("month")["total"])
    agree_map(on.tab, cli, *on.flags())
    placeable = [*raids, *on.export("compounds")]
    unplaced = sum(not row["lat"] and not row["province_code"] for row in placeable)
    expect(on.tab.main.get_by_text(f"{unplaced} not on the map")).to_have_count(int(unplaced > 0))


def on_the_timeline(on: Walk, every: dict[str, int]) -> None:
    by_month = on.summary("month")
    on.open("timeline", ("measure", "arrested"), ("events", "all"))
    on.says(by_month["total"]["raids"], every["raids"], "raids")
    agree_figures(on.tab, by_month["total"])
    raids, people, known, events, provinces = on.behind()

    kinds = labels("raids", "kind")
    assert Counter((r["Month"], r["Kind"], int(r["Raids"])) for r in raids) == Counter(
        (r["month"], kinds[r["kind"]], r["raids"]) for r in on.summary("month,kind")["rows"]
    )
    assert {r["Month"]: shown(r, "Arrested") for r in people} == {
        r["month"]: ends(r["arrested"]) for r in by_month["rows"]
    }
    assert {r["Month"]: (int(r["Known"]), int(r["Raids"])) for r in known} == {
        r["month"]: (r["arrested"]["known"], r["raids"]) for r in by_month["rows"]
    }
    assert Counter((r["Date"], r["Event"]) for r in events) == Counter(
        (r["date"], r["title"]) for r in on.export("policy_events")
    )
    names = {r["province_code"]: r["name"] for r in reference.read(reference.DATA)["provinces"]}
    assert Counter(
        (r["Province"], r["Month"], int(r["Raids"]), r["Arrested"]) for r in provinces
    ) == Counter(
        (
            names.get(r["province"], "province not known"), r["month"], r["raids"],
            written(r["arrested"]),
        )
        for r in on.summary("month,province")["rows"]
    )  # fmt: skip
    coarse = sum(r["raids"] for r in by_month["rows"] if r["month"] == "unknown")
    repeating = sum(r["counted"] == "no" for r in on.export("raids"))
    for count, words in ((coarse, "dated to a quarter"), (repeating, "the figures of another")):
        said = on.tab.main.get_by_text(words)
        expect(said).to_have_count(int(count > 0))
        if count:
            expect(said).to_contain_text(f"{count:,} ")


def on_nationalities(on: Walk, every: dict[str, int]) -> None:
    summary = on.summary("nationality")
    on.open("nationalities", ("measure", "arrested"))
    on.says(summary["total"]["raids"], every["raids"], "raids")
    agree_figures(on.tab, summary["total"])
    charts = on.behind()
    sheet = len(on.params) == 1 and on.params[0][0] == "nationality"
    ranges = charts[2] if sheet else charts[0]
    rest = next(r for r in ranges if r["Nationality"] == "Not itemised")
    agree_nationalities(on, [r for r in ranges if r["Nationality"] not in BEYOND])
    expect(on.tab.main.get_by_text(f"Not itemised: {rest['Arrested']}.")).to_be_visible()
    if sheet:
        months, places = (on.summary(f"{by},nationality")["rows"] for by in ("month", "province"))
        assert {r["Month"]: shown(r, "Arrested") for r in charts[0]} == {
            r["month"]: ends(r["arrested"]) for r in months
        }
        assert Counter(shown(r, "Arrested") for r in charts[1]) == Counter(
            ends(r["arrested"]) for r in places
        )
        raids = {r["raid_id"] for r in on.export("raid_nationalities")}
        expect(on.tab.main.get_by_text(f"Raids that name it: {len(raids)}")).to_be_visible()
        claims = len(on.export("claims"))
        expect(on.tab.main.get_by_text(f"Claims about it: {claims}")).to_be_visible()
    else:
        agree_matrices(on, charts[1:])


def agree_matrices(on: Walk, matrices: list[list[Row]]) -> None:
    """By month and by province, each nationality has the figures of the filter."""
    for by, matrix in zip(("month", "province"), matrices, strict=True):
        rows = on.summary(f"{by},nationality")["rows"]
        assert Counter((int(r["Raids"]), r["Arrested"]) for r in matrix) == Counter(
            (r["raids"], written(r["arrested"])) for r in rows
        )


def agree_nationalities(on: Walk, bars: list[Row], called: str = "") -> None:
    """The bars of the nationalities, and the table below, have the figures of the filter."""
    rows = on.summary("nationality")["rows"]
    mentions = Counter(
        r["nationality"] for r in on.export("raid_nationalities")
        if r["measure"] == "arrested" and not r["count_min"] and not r["count_max"]
    )  # fmt: skip
    assert Counter(shown(r, "Arrested") for r in bars) == Counter(
        ends(r["arrested"]) for r in rows
        if r["nationality"] != "none" and (r["arrested"]["known"] or mentions[r["nationality"]])
    )  # fmt: skip
    listed = on.listed(f"Nationalities, people arrested, coverage and mentions{called}")
    every_line = Counter(
        (
            r["Arrested"], int(r["With a figure"]), int(r["Raids"]),
            int(r["Mentioned without a number"]),
        )
        for r in listed if r["Nationality"] not in BEYOND
    )  # fmt: skip
    assert every_line == Counter(
        (written(r["arrested"]), r["arrested"]["known"], r["raids"], mentions[r["nationality"]])
        for r in rows
    )


def on_compounds(on: Walk, every: dict[str, int]) -> None:
    compounds = on.export("compounds")
    on.open("compounds")
    on.says(len(compounds), every["compounds"], "compounds")
    events = Counter(r["compound_id"] for r in on.export("raids"))
    listed = on.listed(f"{len(compounds)} compounds")
    assert Counter((r["Compound"], int(r["Events"])) for r in listed) == Counter(
        (r["name"], events[r["compound_id"]]) for r in compounds
    )
    raided = {r["compound_id"] for r in on.export("compound_status") if r["status"] == "raided"}
    expect(on.tab.main.get_by_text(f"of {len(raided)} raided compounds")).to_be_visible()
    (outcomes,) = on.behind()
    assert sum(int(r["Raided compounds"]) for r in outcomes) == len(raided)

    sheet = ("compound", COMPOUND)
    on.open("compounds", sheet)
    summary = on.summary("nationality", sheet)
    see(on.tab, f"{summary['total']['raids']} of {every['raids']:,} raids")
    if summary["total"]["raids"]:
        agree_figures(on.tab, summary["total"])
        raids = on.export("raids", sheet)
        events = on.listed(f"{len(raids)} events at this compound")
        assert [r["Event"] for r in events] == [r["title"] for r in raids]
    stated = on.export("compound_status", sheet)
    tables = on.behind()
    assert Counter(r["Status"] for t in tables for r in t) == Counter(
        labels("compound_status", "status")[r["status"]] for r in stated
    )


def on_claims(on: Walk, vocabulary: Vocabulary, every: dict[str, int]) -> None:
    claims = {r["claim_id"]: r for r in on.export("claims")}
    on.open("claims")
    on.says(len(claims), every["claims"], "claims")
    if not claims:
        return
    listed = on.listed(f"{len(claims)} claims, claimed and documented")
    assert Counter(r["Claim"] for r in listed) == Counter(r["statement"] for r in claims.values())
    # Claims that contradict each other stand together, and in there those of one body.
    topics = [r["Does not agree with others on"] for r in listed]
    bodies = [(t, r["Claimant"].partition(" (")[0]) for t, r in zip(topics, listed, strict=True)]
    for runs in (groupby(t for t in topics if t), groupby(pair for pair in bodies if pair[0])):
        stand = [key for key, _ in runs]
        assert len(stand) == len(set(stand))
    asked = [r for r in listed if r["Documented"]]
    known = sum(not r["Documented"].startswith("—") for r in asked)
    said = f"Of {len(listed):,} claims, {len(asked):,} have a scope"
    expect(on.tab.main.get_by_text(said)).to_contain_text(f"for {known:,} of those")
    measures = {label: value for value, label in labels("claims", "measure").items()}
    tables = reference.read(reference.DATA)
    for row in asked:
        *scope, behind = parse_qsl(urlsplit(row["Rows"]).query)
        filter = Filter.from_params(scope, vocabulary)
        by = ("nationality",) if filter.nationality else ()
        assert behind == ("table", "raid_nationalities" if by else "raids")
        sums = reference.summarise(tables, filter, by)
        line = next((r for r in sums["rows"] if by), sums["total"])
        figure = line[measures[row["Measure"]]]
        wanted = f"{written(figure)} from {figure['known']:,} of {sums['total']['raids']:,} rows"
        assert row["Documented"] == wanted


def on_tables(on: Walk, every: dict[str, int]) -> None:
    for table in reference.RESOURCES:
        rows = on.export(table)
        on.open("table", ("table", table))
        on.says(len(rows), every[table], table)
        drawn = on.table(on.tab.main.get_by_test_id("stDataFrame"))
        keys = reference.KEYS[table]
        assert [[r[k] for k in keys] for r in drawn] == [[r[k] for k in keys] for r in rows]
        counts = [c for c in rows[0] if c.endswith(("_min", "_max"))]
        numbers = [[r[c].replace(",", "") for c in counts] for r in drawn]
        assert numbers == [[r[c] for c in counts] for r in rows]


def on_sources(on: Walk, every: dict[str, int]) -> None:
    documents, raids = on.export("sources"), on.export("raids")
    on.open("sources")
    on.says(len(documents), every["sources"], "sources")
    listed = on.listed(f"{len(documents)} documents")
    support = on.listed("Raids by support")
    publishers = on.listed("Documents and rows by publisher")
    cited = Counter(id for r in raids for id in r["source_ids"].split("|"))
    assert Counter((r["title"], int(r["raids"])) for r in listed) == Counter(
        (r["title"], cited[r["source_id"]]) for r in documents
    )
    confidence = Counter(r["confidence"] for r in raids)
    alone = sum("|" not in r["source_ids"] for r in raids)
    wanted = [*(confidence[value] for value in labels("raids", "confidence")), alone]
    assert [int(r["raids"]) for r in support] == wanted
    assert Counter({r["Publisher"]: int(r["Documents"]) for r in publishers}) == Counter(
        r["publisher"] for r in documents
    )
    (years,) = on.behind()
    by_year = {r["year"]: r["raids"] for r in on.summary("year")["rows"]}
    assert {r["Year"]: int(r["Raids"]) for r in years if int(r["Raids"])} == by_year


def on_about(on: Walk, every: dict[str, int]) -> None:
    on.open("about")
    for table, words in (
        ("compounds", "compounds in Cambodia"), ("raids", "raids, rescues"),
        ("claims", "aggregate claims"), ("sources", "published documents"),
    ):  # fmt: skip
        expect(on.tab.main.get_by_text(f"{every[table]:,} {words}").first).to_be_visible()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([("province", "KH-18")], [("province", "KH-12"), ("from", "2022-01-01")]),
        (
            [("from", "2022-08-01"), ("to", "2022-10-31")],
            [("from", "2025-07-01"), ("to", "2025-08-31"), ("kind", "raid")],
        ),
    ],
    ids=["provinces", "waves"],
)
def test_both_sides_of_a_comparison_say_what_the_command_line_says(
    walk: Callable[[list[tuple[str, str]]], Walk],
    cli: Cli,
    first: list[tuple[str, str]],
    second: list[tuple[str, str]],
) -> None:
    on = walk(first)
    sides = {"A": on, "B": Walk(on.tab, cli, second)}
    both = [("measure", "arrested"), *((f"vs.{name}", value) for name, value in second)]
    on.open("timeline", *both)
    raids, people = on.behind(2)
    called = {r["Of"][0]: r["Of"] for r in raids}
    agree_sides(on, sides, called)
    for letter, side in sides.items():
        by_month = side.summary("month")["rows"]
        assert {r["Month"]: int(r["Raids"]) for r in raids if r["Of"] == called[letter]} == {
            r["month"]: r["raids"] for r in by_month
        }
        bars = [r for r in people if r["Of"] == called[letter]]
        assert {r["Month"]: shown(r, "Arrested") for r in bars} == {
            r["month"]: ends(r["arrested"]) for r in by_month
        }
    on.open("nationalities", *both)
    ranges, *matrices = on.behind()
    agree_sides(on, sides, called)
    for at, (letter, side) in enumerate(sides.items()):
        agree_matrices(side, matrices[at::2])
        bars = [r for r in ranges if r["Of which"] == called[letter]]
        rest = next(r for r in bars if r["Nationality"] == f"Not itemised · {letter}")
        agree_nationalities(
            side,
            [r for r in bars if r["Nationality"].partition(" · ")[0] not in BEYOND],
            f"; {called[letter]}",
        )
        expect(on.tab.main.get_by_text(f"Not itemised: {rest['Arrested']}.").first).to_be_visible()


def agree_sides(on: Walk, sides: dict[str, Walk], called: dict[str, str]) -> None:
    """Each side has its own sentence, under the name that charts call it by, and its figures."""
    for at, (letter, side) in enumerate(sides.items()):
        total = side.summary("month")["total"]
        words = called[letter].removeprefix(f"{letter}: ")
        sentence = has_words(f"{letter}: {total['raids']} of ")
        expect(on.tab.sentence.nth(at)).to_have_text(sentence)
        expect(on.tab.sentence.nth(at)).to_contain_text(words)
        agree_figures(on.tab, total, at)
