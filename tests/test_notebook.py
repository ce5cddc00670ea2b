"""The notebook runs from its first cell to its last, and so do the lines of the README."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import geo
from tests import reference

NOTEBOOK = reference.PROJECT / "docs" / "notebook.ipynb"
README = (reference.PROJECT / "README.md").read_text("utf-8")


def shown(cell: Any, media_type: str = "text/plain") -> str:
    """The last thing that a cell shows."""
    return str(cell["outputs"][-1]["data"][media_type])


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_the_notebook_runs(tmp_path: Path) -> None:
    book = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(book)
    assert not any(cell.get("outputs") for cell in book.cells), "saved without its outputs"
    client = NotebookClient(book, timeout=120, resources={"metadata": {"path": reference.PROJECT}})
    client.execute()
    cells = {cell["id"]: cell for cell in book.cells}
    layer = geo.load(reference.DATA)
    filter = geo.Filter(kind=("rescue",))
    total = geo.summarise(layer, filter).total.totals["found"]
    assert f"{total.range}, from {total.known} of {total.rows}" in shown(cells["total"])
    assert layer.version in shown(cells["cite"])
    picture = base64.b64decode(shown(cells["chart"], "image/png"))
    assert picture.startswith(b"\x89PNG")
    assert "text/html" not in cells["chart"]["outputs"][-1]["data"], "a script from elsewhere"


def test_the_lines_of_the_readme_run() -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, re.S)
    assert blocks
    for block in blocks:
        names: dict[str, Any] = {}
        exec(compile(block, "README.md", "exec"), names)
        *_, last = block.strip().splitlines()
        answer = eval(last, names)
        assert len(answer) == len(
            geo.rows(names["layer"], "raids", geo.Filter(province=("KH-18",)))
        )
