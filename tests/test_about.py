from __future__ import annotations

import csv
import re

import geo
from geo.documents import about
from tests import reference

TABLES = reference.read(reference.DATA)


def test_every_part_has_an_address_and_stands_in_the_contents(layer: geo.Layer) -> None:
    made = about.sections(layer)
    links = re.findall(r"\[([^\]]+)\]\(#([a-z]+)\)", about.contents(made))
    assert links == [(s.title, anchor) for anchor, s in made.items()]
    assert {"figures", "method", "quality", "limits", "codebook", "licence", "citation"} <= {*made}
    assert {"versions", "privacy", "correct"} <= {*made}


def test_the_contracts_examples_are_read_as_the_layer_shows_them(layer: geo.Layer) -> None:
    text = about.sections(layer)["figures"].text
    for line in (
        "| “597” | `597` |",
        "| “400 to 500” | `400–500` |",
        "| “more than 4,000” | `≥ 4,000` |",
        "| “nearly 2,000” | `≤ 2,000` |",
        "| nothing | `—` |",
    ):
        assert line in text
    uncounted = sum(row["counted"] == "no" for row in TABLES["raids"])
    assert f"{uncounted} rows repeat" in text


def test_the_numbers_are_those_of_the_layer(layer: geo.Layer) -> None:
    said = about.introduction(layer)
    for table in ("raids", "compounds", "claims", "sources"):
        assert f"{len(TABLES[table]):,}" in said
    last = max(row["date_start"] for row in TABLES["raids"])
    assert about.horizon(layer) == last
    assert last[:4] in about.sections(layer)["limits"].text


def test_the_rules_of_method_are_named(layer: geo.Layer) -> None:
    text = about.sections(layer)["method"].text
    for rule in ("Unit", "Single-event rule", "Source rule", "Counted, and overlaps", "Claims"):
        assert f"**{rule}.**" in text
    confidence = about.sections(layer)["confidence"].text
    for value in reference.enum("raids", "confidence"):
        assert f"`{value}`" in confidence


def test_the_citation_names_version_and_licence(layer: geo.Layer) -> None:
    said = about.citation(layer)
    assert layer.version in said
    assert "CC BY 4.0" in said
    assert layer.version.replace(".", "\\.") in about.sections(layer)["versions"].text


def test_each_version_says_how_many_rows_changed(layer: geo.Layer) -> None:
    text = about.sections(layer)["versions"].text.replace("\\", "")
    lines = {line.split("**")[1]: line for line in text.splitlines() if line.startswith("- **")}
    with (reference.DATA / "CHANGELOG.csv").open(encoding="utf-8", newline="") as file:
        log = list(csv.DictReader(file))
    assert set(lines) == {row["version"] for row in log}
    for version, line in lines.items():
        counts = [
            int(n.replace(",", "")) for n in re.findall(r"([\d,]+) (?:added|corr|with)", line)
        ]
        assert sum(counts) == sum(row["version"] == version for row in log)
