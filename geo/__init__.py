"""Compound Atlas: Cambodia's scam compounds and the raids on them, as a library.

>>> import geo
>>> layer = geo.load()
>>> raids = geo.rows(layer, "raids", geo.Filter(province=("KH-18",)))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.checks.folder import check
    from geo.files.exports import export
    from geo.model.errors import AtlasError, DataError, Finding, ParameterError
    from geo.model.filter import Filter
    from geo.model.layer import Layer, load
    from geo.model.ranges import Range, Total, total
    from geo.model.vocabulary import Vocabulary
    from geo.query.selection import rows, select
    from geo.query.summary import Summary, summarise

_HOME = {
    "AtlasError": "model.errors",
    "DataError": "model.errors",
    "Filter": "model.filter",
    "Finding": "model.errors",
    "Layer": "model.layer",
    "ParameterError": "model.errors",
    "Range": "model.ranges",
    "Summary": "query.summary",
    "Total": "model.ranges",
    "Vocabulary": "model.vocabulary",
    "check": "checks.folder",
    "export": "files.exports",
    "load": "model.layer",
    "rows": "query.selection",
    "select": "query.selection",
    "summarise": "query.summary",
    "total": "model.ranges",
}

__all__ = [
    "AtlasError",
    "DataError",
    "Filter",
    "Finding",
    "Layer",
    "ParameterError",
    "Range",
    "Summary",
    "Total",
    "Vocabulary",
    "check",
    "export",
    "load",
    "rows",
    "select",
    "summarise",
    "total",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `python -m geo --help` needs no pandas."""
    if name in _HOME:
        return getattr(import_module(f"geo.{_HOME[name]}"), name)
    raise AttributeError(f"module 'geo' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names, though none is imported yet."""
    return sorted({*globals(), *__all__})
