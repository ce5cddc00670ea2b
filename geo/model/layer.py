"""The layer: the tables of one data folder, read once and never changed."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.model import ledger
from geo.model.descriptor import PACKAGE
from geo.model.errors import DataError
from geo.model.escape import folded
from geo.model.schema import Package, Resource, read_package
from geo.model.tables import read, typed

if TYPE_CHECKING:
    import geopandas as gpd

CRS = "EPSG:4326"
"""Coordinate reference system of every geometry: WGS 84, in degrees."""

HOME = Path(__file__).resolve().parents[2] / "data"
"""The project's own data folder."""

LARGE = 64_000_000
"""Bytes of a CSV file from which on it should not be held whole."""


class Layer:
    """The tables of one data folder.

    A table is read when it is first asked for, and every answer is a copy on write: what
    is done to it never reaches the layer.

    Parameters
    ----------
    folder : Path
        A folder with a `datapackage.json` and the files it names.

    Raises
    ------
    DataError
        When the package cannot be read; tables raise it when they are first read.

    Examples
    --------
    >>> layer = Layer(HOME)
    >>> len(layer["provinces"])
    25
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.package: Package = read_package(folder)
        self._tables: dict[str, pd.DataFrame] = {}
        self._geometries: dict[str, list[Any] | None] = {}
        self._entries: dict[str, list[ledger.Entry]] = {}

    @property
    def version(self) -> str:
        """The version of the data, from the data package."""
        return self.package.version

    def is_large(self, table: str) -> bool:
        """Whether a table's file should be read in pieces, and never held whole."""
        resource = self.package.every.get(table)
        path = self.folder / resource.path if resource and not resource.geometry else None
        return path is not None and path.is_file() and path.stat().st_size >= LARGE

    @property
    def files(self) -> list[Path]:
        """The data package and the files that it names, as far as they are there."""
        named = [PACKAGE, *(resource.path for resource in self.package.every.values())]
        return [path for path in (self.folder / name for name in named) if path.is_file()]

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the files: the same for the same layer, on every machine."""
        digest = hashlib.sha256()
        for path in self.files:
            digest.update(f"{path.name}\n{path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()

    @cached_property
    def changed(self) -> datetime:
        """When the newest of the files was written, to the second."""
        newest = max(int(path.stat().st_mtime) for path in self.files)
        return datetime.fromtimestamp(newest, UTC)

    def __getitem__(self, table: str) -> pd.DataFrame:
        """One table, in the order of every answer.

        Parameters
        ----------
        table : str
            A resource of the data package, or `search`: for each raid, compound and
            claim the folded text that the filter's `q` looks in (`table, key, text`).

        Returns
        -------
        DataFrame
            The columns of the data package: text and ISO dates as strings, counts as
            `Int64`, degrees as `float64`; missing means unknown.

        Raises
        ------
        KeyError
            When there is no such table.
        DataError
            When its file is missing or holds what the data package does not allow.
        """
        if table == "search":
            return self._search.copy(deep=False)
        if table not in self._tables:
            self._read(table)
        return self._tables[table].copy(deep=False)

    def _read(self, table: str) -> None:
        resource = self.package[table]
        raw = read(self.folder, resource)
        frame, findings = typed(raw, resource)
        if findings:
            raise DataError(findings)
        order = frame.sort_values(list(resource.order), kind="stable").index
        self._tables[table] = frame.loc[order].reset_index(drop=True)
        geometries = raw.geometries
        self._geometries[table] = geometries and [geometries[at] for at in order]

    def geo(self, table: str) -> gpd.GeoDataFrame:
        """One table with its geometry.

        Returns
        -------
        GeoDataFrame
            The table's columns and `geometry` in EPSG:4326; empty where a row has no
            known place.

        Raises
        ------
        ValueError
            When the table has no geometry.
        """
        import geopandas as gpd
        import shapely

        frame = self[table]
        if not self.package[table].located:
            raise ValueError(f"{table} has no geometry")
        geometries = self._geometries[table]
        if geometries is None or "lat" in frame:
            shapes = gpd.points_from_xy(frame["lon"], frame["lat"])
            shapes[frame["lat"].isna().to_numpy()] = None
        else:
            shapes = [shapely.geometry.shape(geometry) for geometry in geometries]
        return gpd.GeoDataFrame(frame, geometry=shapes, crs=CRS)

    def read_all(self) -> Layer:
        """Read every file now, so that a broken file is found before it is needed."""
        _ = self.fingerprint, self.changed  # Of the files as they are read.
        for table in self.package.every:
            _ = self[table]
        for kept in ledger.EVERY:
            self.entries(kept)
        return self

    def entries(self, kept: Resource) -> list[ledger.Entry]:
        """The entries of one of the files that are kept by hand beside the tables.

        Raises
        ------
        DataError
            When the file is there and holds what it may not.
        """
        if kept.name not in self._entries:
            self._entries[kept.name] = ledger.entries(self.folder, kept)
        return self._entries[kept.name]

    @cached_property
    def _search(self) -> pd.DataFrame:
        names = self["compounds"].set_index("compound_id")[["name", "aliases"]]
        parts = []
        for table, resource in self.package.resources.items():
            if not resource.search:
                continue
            frame = self[table]
            texts = frame[list(resource.search)]
            if table != "compounds" and "compound_id" in frame:
                texts = pd.concat(
                    [texts, frame[["compound_id"]].join(names, on="compound_id")], axis=1
                )
                texts = texts.drop(columns="compound_id")
            # A line break between columns: a word has no white space, so none spans two.
            lines = zip(*(column.fillna("").to_list() for _, column in texts.items()), strict=True)
            text = pd.Series([folded("\n".join(line)) for line in lines], dtype="str")
            parts.append(
                pd.DataFrame({"table": table, "key": frame[resource.key[0]], "text": text})
            )
        return pd.concat(parts, ignore_index=True)


def load(folder: str | Path = HOME) -> Layer:
    """Open the layer of a data folder.

    Parameters
    ----------
    folder : path, default the project's own `data/`
        A folder of the data package's shape.

    Raises
    ------
    DataError
        When the folder or its data package cannot be read.
    """
    return Layer(Path(folder))
