"""A table too large to be held: its CSV is read, filtered, sorted and written in pieces.

The filter is that of `geo.query.selection`, applied to the file as Polars streams it; only the
keys of the chosen rows are held. The rows themselves pass through files on disk, one for each
stretch of the answer, so that each can be sorted by itself.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
from polars.io.plugins import register_io_source

from geo.files.exports import csv_rows
from geo.model.errors import DataError, Finding
from geo.model.escape import folded
from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.model.schema import Resource
from geo.model.tables import HEADER_ROWS, Raw, typed
from geo.query.selection import select

if TYPE_CHECKING:
    import numpy.typing as npt

    Ranks = npt.NDArray[np.int64]

BLOCK = 4_000_000
"""Bytes of the file that are read at once."""

STRETCH = 20_000
"""Rows of the answer that are sorted and written at once."""

ROW = "row"
"""Number of a row in its file."""


def csv_pieces(layer: Layer, table: str, filter: Filter) -> Iterator[bytes]:
    """The bytes of `export(layer, table, filter, "csv")`, a piece at a time.

    Yields
    ------
    bytes
        The first begins with the header. Nothing comes before the whole file is understood.

    Raises
    ------
    DataError
        When the file holds what the data package does not allow.
    """
    resource = layer.package[table]
    ranks = _ranks(layer, resource, filter)
    with tempfile.TemporaryDirectory() as folder:
        stretches = _Stretches(Path(folder))
        first = 0
        for frame in _frames(layer.folder, resource):
            stretches.add(frame, ranks[first : first + len(frame)])
            first += len(frame)
        stretches.close()
        yield csv_rows(resource, typed(_no_cells(resource), resource)[0])
        for frame in stretches.sorted():
            yield csv_rows(resource, frame[list(resource.columns)], header=False)


def _no_cells(resource: Resource) -> Raw:
    return Raw(pd.DataFrame({f.name: pd.Series(dtype="str") for f in resource.fields}))


class _Scanned:
    """The tables of a folder as Polars streams them, all text: what the filter asks for."""

    def __init__(self, layer: Layer, words: Sequence[str]) -> None:
        self._layer = layer
        self._words = words

    def __getitem__(self, table: str) -> pl.LazyFrame:
        if table == "search":
            return self._search.lazy()
        if self._layer.is_large(table):
            return _scan(self._layer, self._layer.package[table])
        return pl.from_pandas(self._layer[table]).lazy()

    @cached_property
    def _search(self) -> pl.DataFrame:
        """Of each row that holds any of the words, those that it holds: all that is asked of it.

        The engine would hold the text of a whole file until each word has been looked for.
        """
        named = self._layer["compounds"].set_index("compound_id")[["name", "aliases"]]
        parts = [pl.DataFrame(schema={"table": pl.String, "key": pl.String, "text": pl.String})]
        for table, resource in self._layer.package.resources.items():
            if not resource.search:
                continue
            large = self._layer.is_large(table)
            pieces = _cells(self._layer.folder, resource) if large else [self._layer[table]]
            for rows in pieces:
                texts = rows[list(resource.search)]
                if table != "compounds" and "compound_id" in rows:
                    texts = texts.join(named.reindex(rows["compound_id"]).set_axis(rows.index))
                parts.append(self._found(table, rows[resource.key[0]], texts))
        return pl.concat(parts)

    def _found(self, table: str, keys: pd.Series[str], texts: pd.DataFrame) -> pl.DataFrame:
        lines = texts.fillna("").to_numpy(dtype=object)
        found = [
            (table, key, "\n".join(held))
            for key, cells in zip(keys, lines, strict=True)
            if (held := self._held(folded("\n".join(cells))))
        ]
        return pl.DataFrame(found, schema=["table", "key", "text"], orient="row")

    def _held(self, text: str) -> list[str]:
        return [word for word in self._words if word in text]


def _scan(layer: Layer, resource: Resource) -> pl.LazyFrame:
    """One CSV file piece by piece: every column text, and the number of the row.

    Polars would map the whole file into memory.
    """
    names = [field.name for field in resource.fields]

    # Polars says besides how many rows it wants, of which nothing here asks for a part.
    def pieces(
        columns: list[str] | None, predicate: pl.Expr | None, *_: int | None
    ) -> Iterator[pl.DataFrame]:
        asked = columns or [ROW, *names]
        wanted = [name for name in names if name in asked] or names[:1]
        first = 0
        for batch in _batches(layer.folder, resource, wanted):
            made = pl.DataFrame(batch).with_row_index(ROW, first).select(asked)
            first += len(batch)
            yield made if predicate is None else made.filter(predicate)

    schema = {ROW: pl.get_index_type(), **dict.fromkeys(names, pl.String)}
    return register_io_source(pieces, schema=schema)


def _ranks(layer: Layer, resource: Resource, filter: Filter) -> Ranks:
    """For each row of the file its place in the answer, or -1 when it is not in it."""
    tables = _Scanned(layer, filter.words)
    chosen: Any = select(tables, resource.name, filter).select(ROW, *resource.order).to_native()
    try:
        rows = _scan(layer, resource).select(pl.len()).collect(engine="streaming").item()
        keys = chosen.collect(engine="streaming")
    except pl.exceptions.PolarsError as error:
        rule = f"not a CSV table: {str(error).splitlines()[0]}"
        raise DataError([Finding(resource.path, 0, "", "", rule)]) from None
    ordered = keys.sort(list(resource.order), maintain_order=True)[ROW].to_numpy()
    ranks = np.full(rows, -1, dtype=np.int64)
    ranks[ordered] = np.arange(len(ordered))
    return ranks


def _frames(folder: Path, resource: Resource) -> Iterator[pd.DataFrame]:
    """The file's rows in pieces, as values by the data package."""
    first = HEADER_ROWS + 1
    for cells in _cells(folder, resource):
        frame, findings = typed(Raw(cells, first_row=first), resource)
        if findings:
            raise DataError(findings)
        first += len(frame)
        yield frame


def _cells(folder: Path, resource: Resource) -> Iterator[pd.DataFrame]:
    """The file's rows in pieces, as text; missing where a cell is empty."""
    for batch in _batches(folder, resource, [field.name for field in resource.fields]):
        yield pa.Table.from_batches([batch]).to_pandas().astype("str")


def _batches(folder: Path, resource: Resource, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Some columns of the file in pieces, as text; null where a cell is empty."""
    try:
        yield from pa.csv.open_csv(
            folder / resource.path,
            read_options=pa.csv.ReadOptions(use_threads=False, block_size=BLOCK),
            parse_options=pa.csv.ParseOptions(newlines_in_values=True),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=names,
                strings_can_be_null=True,
                null_values=[""],
                quoted_strings_can_be_null=True,
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
        rule = f"not a CSV table: {str(error).splitlines()[0]}"
        raise DataError([Finding(resource.path, 0, "", "", rule)]) from None


class _Stretches:
    """The chosen rows on disk, by the stretch of the answer that they belong to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[int, pa.ipc.RecordBatchStreamWriter] = {}

    def add(self, frame: pd.DataFrame, ranks: Ranks) -> None:
        """Put each chosen row where it belongs."""
        stretches = np.where(ranks < 0, -1, ranks // STRETCH)
        for stretch in np.unique(stretches[stretches >= 0]):
            its = stretches == stretch
            rows = frame[its].assign(_rank=ranks[its])
            table = pa.Table.from_pandas(rows, preserve_index=False)
            writer = self._writers.get(int(stretch))
            if writer is None:
                path = self._folder / f"{stretch}.arrows"
                writer = self._writers[int(stretch)] = pa.ipc.new_stream(path, table.schema)
            writer.write_table(table)

    def close(self) -> None:
        """End the files, so that they can be read."""
        for writer in self._writers.values():
            writer.close()

    def sorted(self) -> Iterator[pd.DataFrame]:
        """The rows of one stretch after the other, in the order of the answer."""
        for stretch in sorted(self._writers):
            with pa.OSFile(str(self._folder / f"{stretch}.arrows")) as file:
                table = pa.ipc.open_stream(file).read_all()
            frame = table.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
            yield frame.sort_values("_rank", ignore_index=True)
