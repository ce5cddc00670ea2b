"""The small files beside the tables that people keep by hand: gaps, re-readings, named people.

They speak of the layer and are no part of it, so the data package does not list them. One that
is not there holds no entry.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from geo.model.errors import DataError, Finding


@dataclass(frozen=True)
class Ledger:
    """One such file.

    Attributes
    ----------
    path : str
        Name of its file inside the data folder.
    columns : tuple of str
        Its header, in order; no cell may be empty.
    numbers : tuple of str
        The columns that hold whole numbers.
    values : dict of str to tuple of str
        What a column may say, where that is listed.
    """

    path: str
    columns: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


GAPS = Ledger("gaps.csv", ("topic", "gap"))
"""What is known to be missing, in words; what can be counted is counted instead."""

VERIFICATION = Ledger(
    "verification.csv",
    ("date", "reader", "table", "rows", "cells", "wrong", "unverifiable"),
    numbers=("rows", "cells", "wrong", "unverifiable"),
)
"""One reading of rows against their sources by someone who did not write them."""

NAMED_PEOPLE = Ledger(
    "named_people.csv",
    ("name", "why", "source_id"),
    values={"why": ("official", "sanctioned", "convicted", "company")},
)
"""Who may be named in the layer, and why."""

Entry = Mapping[str, str]


def entries(folder: Path, ledger: Ledger) -> list[Entry]:
    """The entries of a ledger; none when its file is not there.

    Raises
    ------
    DataError
        When the file is there and cannot be read.
    """
    found, findings = read(folder, ledger)
    if findings:
        raise DataError(findings)
    return found


def read(folder: Path, ledger: Ledger) -> tuple[list[Entry], list[Finding]]:
    """The entries of a ledger, and what is wrong with its file."""
    try:
        text = (folder / ledger.path).read_text("utf-8")
    except FileNotFoundError:
        return [], []
    except (OSError, UnicodeDecodeError) as error:
        why = "not UTF-8" if isinstance(error, UnicodeDecodeError) else f"{error.strerror}"
        return [], [Finding(ledger.path, 0, "", "", f"cannot be read: {why}")]
    lines = list(csv.reader(text.splitlines(keepends=True)))
    allowed = f"the columns are {', '.join(ledger.columns)}"
    if not lines or tuple(lines[0]) != ledger.columns:
        said = ",".join(lines[0]) if lines else ""
        return [], [Finding(ledger.path, 1, "", said, f"header: {allowed}")]
    found: list[Entry] = []
    findings: list[Finding] = []
    for row, line in enumerate(lines[1:], start=2):
        if len(line) != len(ledger.columns):
            rule = f"{len(line)} cells where the header has {len(ledger.columns)}"
            findings.append(Finding(ledger.path, row, "", ",".join(line)[:80], rule))
            continue
        entry = dict(zip(ledger.columns, line, strict=True))
        findings += _faults(ledger, row, entry)
        found.append(entry)
    return found, findings


def _faults(ledger: Ledger, row: int, entry: Entry) -> list[Finding]:
    faults = []
    for column, value in entry.items():
        allowed = ledger.values.get(column)
        if not value.strip():
            faults.append((column, value, "required: may not be empty"))
        elif column in ledger.numbers and not (value.isascii() and value.isdigit()):
            faults.append((column, value, "type: a whole number, 0 or more"))
        elif allowed and value not in allowed:
            faults.append((column, value, f"enum: one of {', '.join(allowed)}"))
    return [Finding(ledger.path, row, column, value, rule) for column, value, rule in faults]
