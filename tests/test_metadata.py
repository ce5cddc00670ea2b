"""What goes with an export: as JSON, as the sheet About, as the schema's metadata."""

from __future__ import annotations

import io
import json
import re
import shlex
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from geo import Filter, Layer, export, load, rows
from geo.files.exports import ABOUT, describe, formats
from geo.model.escape import FORMULA, cell
from tests import edits, reference
from tests.asgi import HOME, call
from tests.strategies import any_text, filters

SOME = Filter(province=("KH-18",), q="casino")
EXPORTS = (reference.PROJECT / "docs" / "exports.md").read_text("utf-8")


@settings(max_examples=10)
@given(filter=filters)
def test_it_says_which_rows_they_are(layer: Layer, filter: Filter) -> None:
    said = json.loads(describe(layer, "raids", filter))
    frame = rows(layer, "raids", filter)
    assert said["rows"] == len(frame)
    assert said["layer_rows"] == len(layer["raids"])
    assert said["filter"] == filter.to_json()
    assert said["version"] == layer.version
    assert said["date"] == layer.package.created
    named = {i for cell in frame["source_ids"] for i in cell.split("|")}
    assert {source["source_id"] for source in said["sources"]} == named


@pytest.mark.parametrize("table", reference.RESOURCES)
def test_the_api_sends_it(layer: Layer, table: str) -> None:
    answer = call(f"/api/v1/{table}.metadata.json", SOME.to_params())
    assert answer.status == 200
    assert answer.content == describe(layer, table, SOME, home=HOME)
    assert answer.headers["etag"]
    csv = call(f"/api/v1/{table}.csv", SOME.to_params())
    assert (
        f'/api/v1/{table}.metadata.json?province=KH-18&q=casino>; rel="describedby"'
        in (csv.headers["link"])
    )


@pytest.mark.parametrize("format", ["csv", "parquet", "xlsx"])
@pytest.mark.parametrize("part", [slice(None), slice(2, 5), slice(3, None)])
def test_its_link_leads_to_the_same_bytes(layer: Layer, format: str, part: slice) -> None:
    said = json.loads(describe(layer, "raids", SOME, format, part))
    assert ("command" in said) == (part == slice(None))
    path, _, query = said["link"].partition("?")
    answer = call(path, [tuple(pair.split("=")) for pair in query.split("&")])
    assert answer.content == export(layer, "raids", SOME, format, part, home=HOME).content


def within(content: bytes, format: str) -> dict[str, Any]:
    """What a file says of itself."""
    if format == "parquet":
        return dict(json.loads(pq.read_schema(io.BytesIO(content)).metadata[ABOUT]))
    cells = openpyxl.load_workbook(io.BytesIO(content))["About"].iter_rows(values_only=True)
    return {str(row[0]).lower(): row[1] for row in cells}


@pytest.mark.parametrize("format", ["parquet", "xlsx"])
def test_a_saved_file_leads_back_to_its_server(layer: Layer, run: Any, format: str) -> None:
    content = call(f"/api/v1/raids.{format}", SOME.to_params()).content
    said = within(content, format)
    assert said["link"] == f"{HOME}/api/v1/raids.{format}?province=KH-18&q=casino"
    issued = date.fromisoformat(layer.package.created[:10])
    for part in (said["link"], said["sentence"], layer.version, f"{issued:%-d %B %Y}"):
        assert part in said["citation"]
    assert run(*shlex.split(said["command"])[3:]) == (0, content, "")


def test_each_server_has_its_own_file_and_tag() -> None:
    answers = [call("/api/v1/raids.xlsx", host=host) for host in ("a.example", "b.example")]
    assert len({answer.headers["etag"] for answer in answers}) == 2
    for answer, host in zip(answers, ("a.example", "b.example"), strict=True):
        assert within(answer.content, "xlsx")["link"] == f"http://{host}/api/v1/raids.xlsx"


def test_it_claims_no_filter_that_has_no_bearing_on_the_table() -> None:
    params = [("kind", "rescue"), ("compound", "jincai")]
    said = call("/api/v1/claims.metadata.json", params).json()
    whole = f"All {said['layer_rows']} claims (not filtered by kind or compound)"
    assert said["rows"] == said["layer_rows"]
    assert said["sentence"] == whole
    assert f" {whole}. " in said["citation"]
    assert said["filter"] == {"kind": ["rescue"], "compound": "jincai"}
    said = call("/api/v1/claims.metadata.json", [*params, ("province", "KH-18")]).json()
    assert said["sentence"] == (
        f"{said['rows']} of {said['layer_rows']} claims: Preah Sihanouk "
        "(not filtered by kind or compound)"
    )


def test_without_a_server_the_homepage_is_cited(folder: Path) -> None:
    package = folder / "datapackage.json"
    edits.text(package, lambda text: text.replace("{", '{"homepage": "https://a.example/",', 1))
    assert " https://a.example/ " in json.loads(describe(load(folder), "raids", SOME))["citation"]


def test_its_command_writes_the_same_bytes(layer: Layer, run: Any) -> None:
    filter = Filter(province=("KH-18",), q="police casino's")
    for format in formats(layer.package["raids"]):
        said = json.loads(describe(layer, "raids", filter, format))
        python, _, module, *arguments = shlex.split(said["command"])
        assert (python, module) == ("python", "geo")
        status, out, _ = run(*arguments)
        assert (status, out) == (0, export(layer, "raids", filter, format).content)


def test_a_table_with_a_licence_of_its_own_says_so(layer: Layer) -> None:
    said = json.loads(describe(layer, "provinces", Filter()))
    assert [licence["name"] for licence in said["licence"]] == ["ODbL-1.0"]
    said = json.loads(describe(layer, "raids", Filter()))
    assert [licence["name"] for licence in said["licence"]] == ["CC-BY-4.0"]


@pytest.mark.parametrize("table", ["raids", "compounds", "places"])
def test_parquet_holds_it_and_stays_readable(layer: Layer, table: str) -> None:
    content = export(layer, table, SOME, "parquet").content
    schema = pq.read_schema(io.BytesIO(content))
    assert json.loads(schema.metadata[ABOUT]) == json.loads(describe(layer, table, SOME, "parquet"))
    assert (b"geo" in schema.metadata) == (table == "compounds")


@pytest.mark.parametrize("table", ["raids", "provinces", "sources"])
def test_xlsx_has_a_sheet_about_it(layer: Layer, table: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(export(layer, table, SOME, "xlsx").content))
    assert book.sheetnames == [table, "About"]
    cells = [[c for c in row if c is not None] for row in book["About"].iter_rows(values_only=True)]
    said = json.loads(describe(layer, table, SOME, "xlsx"))
    shown = {row[0]: row[1] for row in cells if len(row) == 2}
    for label, name in (
        ("Sentence", "sentence"), ("Rows", "rows"), ("Version", "version"), ("Date", "date"),
        ("Citation", "citation"), ("Link", "link"), ("Command", "command"),
    ):  # fmt: skip
        assert shown[label] == said[name]
    assert shown["Filter"] == "province: KH-18; q: casino"
    listed = {row[0] for row in cells[cells.index(["Sources"]) + 1 :]}
    assert listed == {source["source_id"] for source in said["sources"]}


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (slice(2, 5), "(rows 3 to 5)"),
        (slice(9999, None), "(an empty part of them)"),
        (slice(0, 0), "(an empty part of them)"),
    ],
)
def test_a_part_says_which_rows_it_has(layer: Layer, part: slice, words: str) -> None:
    said = json.loads(describe(layer, "raids", Filter(), "csv", part))
    assert said["sentence"].endswith(words)
    assert words in said["citation"]


def undone(text: str) -> str:
    """The cell as it stands in the layer, by the rule of docs/exports.md."""
    (pattern,) = re.findall(r're\.sub\(r"(.+?)", "", cell\)', EXPORTS)
    return re.sub(pattern, "", text)


@pytest.mark.parametrize("first", FORMULA)
def test_the_apostrophe_is_taken_away_again(first: str) -> None:
    for text in (first, f"{first}1+1", f"{first}'x", f"{first}\nx"):
        assert cell(text) == f"'{text}"
        assert undone(cell(text)) == text


@given(text=any_text)
def test_every_text_comes_back(text: str) -> None:
    if not text.startswith("'"):
        assert undone(cell(text)) == text


def test_no_cell_of_the_layer_is_ambiguous(layer: Layer) -> None:
    for name, resource in layer.package.resources.items():
        for field in resource.fields:
            if field.type == "string":
                for text in layer[name][field.name].dropna():
                    assert undone(cell(text)) == text
