"""The small files beside the tables that people keep by hand: gaps, re-readings, named people.

They speak of the layer and are no part of it, so the data package does not list them; here they
are described as it would. One that is not there holds no entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo.model.errors import DataError
from geo.model.schema import LEDGER, Resource
from geo.model.tables import read, typed


def _ledger(path: str, foreign: Mapping[str, str] | None = None, **columns: Any) -> Resource:
    """A file whose every cell is filled: column to the constraints of its values.

    `foreign` is column to the table whose column of that name it repeats.
    """
    fields = [
        {
            "name": name,
            "type": "integer" if "minimum" in constraints else "string",
            "constraints": {"required": True, **constraints},
        }
        for name, constraints in columns.items()
    ]
    keys = [
        {"fields": [name], "reference": {"resource": table, "fields": [name]}}
        for name, table in (foreign or {}).items()
    ]
    schema = {"fields": fields, "primaryKey": list(columns), "foreignKeys": keys}
    return Resource({"name": Path(path).stem, "path": path, "role": LEDGER, "schema": schema})


_COUNT = {"minimum": 0}

GAPS = _ledger("gaps.csv", topic={}, gap={})
"""What is known to be missing, in words; what can be counted is counted instead."""

VERIFICATION = _ledger(
    "verification.csv",
    date={},
    reader={},
    table={},
    rows=_COUNT,
    cells=_COUNT,
    wrong=_COUNT,
    unverifiable=_COUNT,
)
"""One reading of rows against their sources by someone who did not write them."""

NAMED_PEOPLE = _ledger(
    "named_people.csv",
    {"source_id": "sources"},
    name={},
    why={"enum": ["official", "sanctioned", "convicted", "company"]},
    source_id={},
)
"""Who may be named in the layer, and why."""

EVERY = (GAPS, NAMED_PEOPLE, VERIFICATION)
"""All of them."""

Entry = Mapping[str, Any]
"""Column to value."""


def entries(folder: Path, ledger: Resource) -> list[Entry]:
    """The entries of a ledger; none when its file is not there.

    Raises
    ------
    DataError
        When the file is there and holds what it may not.
    """
    frame, findings = typed(read(folder, ledger), ledger)
    if findings:
        raise DataError(findings)
    return [dict(row) for row in frame.to_dict("records")]
