from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

import geo
from geo import Filter, Layer, Range
from geo.figures.aftermath import COLUMNS, OUTCOMES, aftermath, table
from tests import edits, reference
from tests.strategies import filters

Span = tuple[date, date]


def outcomes(filter: Filter) -> dict[str, tuple[str, tuple[int, int] | None]]:
    """Compound to outcome and days, worked out from the rows of text."""
    tables = reference.read(reference.DATA)
    raids: dict[str, list[Span]] = {}
    for row in reference.select(tables, "compound_status", filter):
        if row["status"] == "raided":
            raids.setdefault(row["compound_id"], []).append(reference.span(row["date"]))
    return {compound: outcome(tables, compound, spans) for compound, spans in raids.items()}


def outcome(
    tables: reference.Tables, compound: str, raids: list[Span]
) -> tuple[str, tuple[int, int] | None]:
    said = [
        (*reference.span(row["date"]), row["status"])
        for row in tables["compound_status"]
        if row["compound_id"] == compound
    ]
    work = [(first, last) for first, last, status in said if status in ("operating", "reopened")]
    certain = [
        (first, last) for first, last in work if any(raid_last < first for _, raid_last in raids)
    ]
    if certain:
        first, last = min(certain)
        end, begin = max((raid[1], raid[0]) for raid in raids if raid[1] < first)
        return "returned", ((first - end).days, (last - begin).days)
    if any(last >= raid[0] for _, last in work for raid in raids):
        return "unclear", None
    later = [status for first, _, status in said if first > max(raid[1] for raid in raids)]
    if {"closed", "cleared"} & set(later):
        return "ended", None
    return ("mentioned" if later else "silent"), None


@given(filter=filters)
def test_the_outcomes_are_those_of_the_rows(layer: Layer, filter: Filter) -> None:
    made = aftermath(layer, filter)
    days = {o.raid.compound_id: (o.days.min, o.days.max) for o in made.outcomes if o.days.known}
    wanted = outcomes(filter)
    assert {o.raid.compound_id: o.outcome for o in made.outcomes} == {
        id: outcome for id, (outcome, _) in wanted.items()
    }
    assert days == {id: after for id, (_, after) in wanted.items() if after}
    assert len(made.outcomes) == len(wanted) == sum(made.counts.values())
    assert list(made.counts) == list(OUTCOMES)
    assert len(table(made)) == len(wanted)
    if wanted:
        assert made.sentence.startswith(f"{len(days)} of {len(wanted)} raided compounds")


def test_a_coarse_date_makes_the_days_a_range(tiny: Layer) -> None:
    (found,) = aftermath(tiny, Filter()).outcomes
    assert (found.outcome, found.raid.said_of, found.stated.said_of) == (
        "returned", "2022-09-17", "2023",
    )  # fmt: skip
    # From 17 September 2022 to 1 January and to 31 December 2023.
    assert found.days == Range(106, 470)
    said = "1 of 1 raided compounds was later reported operating or reopened, after 106–470 days"
    assert aftermath(tiny, Filter()).sentence == said
    made = table(aftermath(tiny, Filter()))
    assert list(made.columns) == list(COLUMNS)
    assert made.iloc[0].tolist()[:5] == [
        "Alpha Park", "2022-09-17", OUTCOMES["returned"], "106–470", "reopened, 2023",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("date_", "status", "expected"),
    [
        ("2022-09-18", "operating", "returned"),
        ("2022-09-17", "operating", "unclear"),
        ("2022", "reopened", "unclear"),
        ("2022-09", "operating", "unclear"),
        ("2022-09-16", "operating", "silent"),
        ("2023", "cleared", "ended"),
        ("2023", "closed", "ended"),
        ("2022-12", "reported", "mentioned"),
        ("2022", "reported", "silent"),
    ],
)
def test_only_what_is_later_for_certain_counts_as_later(
    folder: Path, date_: str, status: str, expected: str
) -> None:
    path = folder / "compound_status.csv"
    head = edits.rows(path)[0]
    raid = ["alpha", "2022-09-17", "raided", "", "s-one"]
    edits.write(path, [head, raid, ["alpha", date_, status, "", "s-four"]])
    (found,) = aftermath(geo.load(folder), Filter()).outcomes
    assert found.outcome == expected
    assert found.days.known == (expected == "returned")


def test_the_last_raid_before_the_statement_is_the_one_that_counts(folder: Path) -> None:
    path = folder / "compound_status.csv"
    rows = [edits.rows(path)[0]]
    rows += [["alpha", day, "raided", "", "s-one"] for day in ("2022-01-01", "2022-03-01")]
    rows += [["alpha", "2022-03-11", "operating", "", "s-two"]]
    rows += [["alpha", "2022-05-01", "raided", "", "s-one"]]
    edits.write(path, rows)
    layer = geo.load(folder)
    (found,) = aftermath(layer, Filter()).outcomes
    assert found.days == Range(10, 10)
    # The dates of the filter choose the raids, and later statements are looked for to the end.
    (found,) = aftermath(layer, Filter(to=date(2022, 1, 31))).outcomes
    assert found.days == Range(69, 69)


def test_where_nothing_was_raided_that_is_said(tiny: Layer) -> None:
    found = aftermath(tiny, Filter(compound="beta"))
    assert found.outcomes == ()
    assert found.sentence.startswith("No statement")
    assert len(table(found)) == 0
