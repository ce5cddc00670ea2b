"""What an export of a large table takes: `python -m benchmarks.large [ROWS]` prints a table.

The layer is made up (`benchmarks.synthetic`). Memory is the peak of the command's own process,
beside that of one which imports the same modules and does nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import process, synthetic
from benchmarks.measure import Baseline, Measure, table

ROWS = 1_000_000

MEGABYTES = 500.0
"""The most that an export is to take above the idle library."""

IDLE = ("-c", "import geo.files.large")

FILTERS = ((), ("--province=KH-18",), ("--q=casino police",))


def exports(rows: int, folder: Path) -> Iterator[Measure]:
    """The CSV of all raids, of those of a province, and of those with words."""
    synthetic.write(rows, folder)
    idle = process.peak(*IDLE)
    most = Baseline("the most that it is to be", [MEGABYTES])
    for flags in FILTERS:
        held = process.peak("-m", "geo", "export", "raids", *flags, "--data", str(folder))
        said = " ".join(("geo export raids", *flags))
        yield Measure(
            f"`{said}` of {rows:,}: above the idle library", "MB", [held - idle], most, 1.0
        )


def exported(rows: int = ROWS) -> Iterator[Measure]:
    """Everything that is measured, of a layer that is made for it."""
    with TemporaryDirectory() as folder:
        yield from exports(rows, Path(folder) / "data")


def main(arguments: Sequence[str]) -> None:
    """Measure, and print the table."""
    print(table(list(exported(int(arguments[0]) if arguments else ROWS))))


if __name__ == "__main__":
    main(sys.argv[1:])
