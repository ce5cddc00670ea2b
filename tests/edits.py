"""Changes to a data folder, one at a time."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write(path: Path, table: list[list[str]], end: str = "\n") -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator=end).writerows(table)


def cell(path: Path, row: int, column: str, value: str) -> None:
    """Change one cell; the header is row 1, as a spreadsheet counts."""
    table = rows(path)
    table[row - 1][table[0].index(column)] = value
    write(path, table)


def text(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text("utf-8")
    after = change(before)
    assert after != before
    path.write_bytes(after.encode())


def features(path: Path, change: Callable[[list[Any]], None]) -> None:
    """Change the features of a GeoJSON file, which stays in canonical form."""
    listed = json.loads(path.read_text("utf-8"))["features"]
    change(listed)
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in listed)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', "utf-8")
