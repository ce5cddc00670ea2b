from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import geo
from geo.documents import reportfile
from geo.figures import report as reports
from geo.model.errors import DataError
from tests import reference

Run = Callable[..., tuple[int, bytes, str]]
Rows = list[dict[str, Any]]

TABLES = reference.read(reference.DATA)
RAIDS = TABLES["raids"]


@pytest.fixture(scope="module")
def told(layer: geo.Layer) -> dict[str, Rows]:
    """Every section of the real layer's report, as its JSON has it."""
    sections = json.loads(reportfile.as_json(reports.report(layer)))["sections"]
    return {key: section["rows"] for key, section in sections.items()}


def counts(rows: Rows) -> dict[str, int]:
    name, number, *_ = rows[0]
    return {row[name]: row[number] for row in rows if row[number]}


def labels(column: str) -> dict[str, str]:
    fields = reference.RESOURCES["raids"]["schema"]["fields"]
    field = next(f for f in fields if f["name"] == column)
    return {c["value"]: c["label"] for c in field["categories"]}


@pytest.mark.parametrize(
    ("section", "column"),
    [("by_kind", "kind"), ("confidence", "confidence"), ("precision", "location_precision")],
)
def test_raids_are_counted_by_what_a_column_says(
    told: dict[str, Rows], section: str, column: str
) -> None:
    wanted = Counter(labels(column)[row[column]] for row in RAIDS if row[column])
    assert counts(told[section]) == dict(wanted)
    for row in told[section]:
        assert row["share"] == round(row["raids"] / len(RAIDS), 4)


def test_raids_are_counted_by_year_and_province(told: dict[str, Rows]) -> None:
    assert counts(told["by_year"]) == dict(Counter(row["date_start"][:4] for row in RAIDS))
    wanted = Counter(row["province"] or "not known" for row in RAIDS)
    assert counts(told["by_province"]) == dict(wanted)


def test_a_province_without_a_raid_is_named(told: dict[str, Rows]) -> None:
    every = {row["province_code"]: row["name"] for row in TABLES["provinces"]}
    wanted = {c: n for c, n in every.items() if c not in {row["province_code"] for row in RAIDS}}
    assert {row["code"]: row["province"] for row in told["absent"]} == wanted


def test_figures_are_counted_per_measure(told: dict[str, Rows]) -> None:
    for row in told["measures"]:
        ends = [(r[f"{row['measure']}_min"], r[f"{row['measure']}_max"], r) for r in RAIDS]
        known = [(low, high, r) for low, high, r in ends if low or high]
        assert row["with_a_figure"] == len(known)
        assert row["exact"] == sum(low == high for low, high, _ in known)
        assert row["in_totals"] == sum(r["counted"] == "yes" for *_, r in known)
        total = reference.add([(low, high) for low, high, r in known if r["counted"] == "yes"])
        assert row["in_totals"] == total["known"]
    assert [row["measure"] for row in told["measures"]] == list(reference.MEASURES)


def test_documents_and_places_are_counted(told: dict[str, Rows]) -> None:
    several = Counter(min(4, len(row["source_ids"].split("|"))) for row in RAIDS)
    assert [row["raids"] for row in told["sources_per_row"]] == [several[n] for n in (1, 2, 3, 4)]
    pointed = sum(bool(row["lat"]) for row in RAIDS)
    province = sum(bool(row["province_code"]) and not row["lat"] for row in RAIDS)
    assert [row["raids"] for row in told["placed"]] == [
        pointed, province, len(RAIDS) - pointed - province,
    ]  # fmt: skip


def test_nationalities_without_a_number_are_counted(told: dict[str, Rows]) -> None:
    items = TABLES["raid_nationalities"]
    numbered = {(i["raid_id"], i["nationality"]) for i in items if i["count_min"] or i["count_max"]}
    bare = {(i["raid_id"], i["nationality"]) for i in items} - numbered
    named = {i["raid_id"] for i in items}
    nations = {i["nationality"] for i in items}
    wanted = [len(named), len(RAIDS) - len(named), len(nations), len(numbered), len(bare)]
    assert [row["number"] for row in told["nationalities"]] == wanted


def test_the_horizon_is_the_newest_day(told: dict[str, Rows]) -> None:
    said = {row["what"]: row["date"] for row in told["newest"]}
    assert said["first day of the newest raid"] == max(row["date_start"] for row in RAIDS)
    assert said["newest document"] == max(row["published"] for row in TABLES["sources"])


def test_the_gist_has_the_shares(layer: geo.Layer) -> None:
    said = reports.gist(reports.report(layer)).replace("\u00a0", " ")
    counts = Counter(row["confidence"] for row in RAIDS)
    for value, words in (
        ("official_only", "rest on one authority's statement"),
        ("single_source", "on a single report"),
        ("multiple_sources", "on several independent sources"),
    ):
        assert f"{100 * counts[value] / len(RAIDS):.1f} % {words}" in said
    placed = 100 * sum(bool(row["lat"]) for row in RAIDS) / len(RAIDS)
    assert f"{placed:.1f} % have a point on the map" in said


def test_gaps_are_read_from_their_file(layer: geo.Layer, folder: Path) -> None:
    written = reports.report(layer)["gaps"].rows
    assert written[0][:1] == ("News after mid-March 2026",)
    made = reports.report(geo.load(folder))["gaps"]
    assert (made.rows, made.said) == ((), "No list of gaps lies beside the data.")


def test_without_a_reading_no_error_rate_is_claimed(folder: Path) -> None:
    made = reports.report(geo.load(folder))["verification"]
    assert made.rows == ()
    assert "No independent re-reading is on record" in made.said


HEADER = "date,reader,table,rows,cells,wrong,unverifiable\n"


def test_the_error_rate_is_of_the_cells_that_could_be_verified(folder: Path) -> None:
    lines = "2026-11-01,A. Reader,raids,10,220,3,20\n2026-11-02,B. Reader,claims,5,50,1,0\n"
    (folder / "verification.csv").write_text(HEADER + lines)
    made = reports.report(geo.load(folder))["verification"]
    assert [row[-1] for row in made.rows] == [3 / 200, 1 / 50]
    assert "4 of 250 cells that could be verified were wrong: 1.6\u00a0%" in made.said
    # Wilson's interval of 4 in 250, as tables have it.
    assert "0.6\u00a0% to 4.0\u00a0%" in made.said
    assert "20 more could not be verified" in made.said
    newest, every = made.said.split("All readings together")
    assert "B. Reader, 2026-11-02, claims" in newest
    assert "1 of 50 cells" in newest
    assert "4 of 250" not in newest
    assert "4 of 250 cells" in every


def test_one_reading_is_told_once(folder: Path) -> None:
    (folder / "verification.csv").write_text(HEADER + "2026-11-01,R,raids,1,7,1,0\n")
    said = reports.report(geo.load(folder))["verification"].said
    assert said.startswith("1 of 7 cells")
    assert said.count("cells") == 1


def test_cells_that_nobody_could_verify_make_no_rate(folder: Path) -> None:
    (folder / "verification.csv").write_text(HEADER + "2026-11-01,R,raids,1,7,0,7\n")
    made = reports.report(geo.load(folder))["verification"]
    assert made.rows[0][-1] is None
    assert "no error rate" in made.said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("date,reader\n", ("verification.csv", "row 1", "unverifiable")),
        ("", ("verification.csv", "Empty CSV")),
        (HEADER + "2026-11-01,R,raids,1,many,0,7\n", ("row 2", "cells", "many", "whole number")),
        (HEADER + "2026-11-01,R,raids,1,2,0\n", ("row 2", "6 cells", "7")),
        (HEADER + "2026-11-01,,raids,1,2,0,0\n", ("row 2", "reader", "empty")),
    ],
)
def test_a_broken_file_is_one_clear_error(
    folder: Path, run: Run, content: str, words: tuple[str, ...]
) -> None:
    (folder / "verification.csv").write_text(content)
    with pytest.raises(DataError):
        reports.report(geo.load(folder))
    status, out, err = run("report", "--data", str(folder))
    assert (status, out, len(err.splitlines())) == (2, b"", 1)
    for word in words:
        assert word in err


def test_every_form_says_the_same(layer: geo.Layer, run: Run) -> None:
    made = reports.report(layer)
    assert run("report")[1].decode() == reportfile.as_text(made)
    for format, write in reportfile.FORMATS.items():
        status, out, err = run("report", "--format", format)
        assert (status, out.decode(), err) == (0, write(made), "")
        plain = out.decode().replace("\\", "")
        for section in made.sections:
            assert section.title in plain
            for line in section.cells():
                assert format == "json" or all(cell in plain for cell in line)
    status, _, err = run("report", "--format", "pdf")
    assert status == 2
    assert "text, json, md" in err


def test_an_empty_layer_has_a_report(folder: Path) -> None:
    for name in ("raids", "raid_nationalities", "compound_status", "claims"):
        path = folder / f"{name}.csv"
        path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    made = reports.report(geo.load(folder))
    assert len(made["absent"].rows) == 25
    assert all(reportfile.write(made, format) for format in reportfile.FORMATS)


def test_no_text_of_a_file_becomes_markup(folder: Path) -> None:
    (folder / "gaps.csv").write_text('topic,gap\n<b>|x,"![x](http://t.invalid)\nnext"\n')
    made = reports.report(geo.load(folder))["gaps"]
    lines = reportfile.section_markdown(made).splitlines()
    assert len(lines) == 3
    assert "<b>" not in lines[-1]
    assert "![x](" not in lines[-1]
    assert lines[-1].replace("\\|", "").count("|") == 3
