from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import geo
from geo.documents import codebook
from tests import edits, reference

Run = Callable[..., tuple[int, bytes, str]]
FILE = reference.PROJECT / "docs" / "codebook.md"


def test_the_file_is_what_the_command_writes(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "codebook.md"
    assert run("codebook", "-o", str(made)) == (0, b"", "")
    assert made.read_text("utf-8") == FILE.read_text("utf-8"), (
        "python -m geo codebook -o docs/codebook.md"
    )
    assert run("codebook")[1] == made.read_bytes()


@pytest.mark.parametrize("table", reference.RESOURCES)
def test_every_column_value_and_meaning_stands_in_it(layer: geo.Layer, table: str) -> None:
    said = codebook.table(layer.package[table]).replace("\\", "")
    assert reference.RESOURCES[table]["description"] in said
    for field in reference.RESOURCES[table]["schema"]["fields"]:
        (line,) = [x for x in said.splitlines() if x.startswith(f"- **{field['name']}** ")]
        assert field["description"] in line
        assert field["title"] in line
        assert "mpty" in line
        for value in field.get("constraints", {}).get("enum", ()):
            assert f"    - `{value}` " in said


def test_the_type_is_said(layer: geo.Layer) -> None:
    said = codebook.table(layer.package["raids"])
    for words in ("(integer, people)", "(number, degrees)", "(date)", "(list of strings)"):
        assert words in said
    assert "Refers to `compounds.compound_id`" in said
    assert "(date, to the day, month or year)" in codebook.table(layer.package["claims"])


def test_a_description_is_no_markup(folder: Path) -> None:
    edits.text(
        folder / "datapackage.json",
        lambda text: text.replace("One row is one event as", "<b>![x](http://t.invalid) is", 1),
    )
    said = codebook.document(geo.load(folder).package)
    assert "<b>" not in said.replace("\\<b\\>", "")
    assert "![x](" not in said
