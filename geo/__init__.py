"""Compound Atlas: Cambodia's scam compounds and the raids on them, as a library.

>>> import geo
>>> layer = geo.load()
>>> raids = geo.rows(layer, "raids", geo.Filter(province=("KH-18",)))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.checks import check
    from geo.errors import AtlasError, DataError, Finding, ParameterError
    from geo.exports import export
    from geo.filter import Filter
    from geo.layer import Layer, load
    from geo.ranges import Range, Total, total
    from geo.selection import rows, select
    from geo.summary import Summary, summarise
    from geo.vocabulary import Vocabulary

_HOME = {
    "AtlasError": "errors",
    "DataError": "errors",
    "Filter": "filter",
    "Finding": "errors",
    "Layer": "layer",
    "ParameterError": "errors",
    "Range": "ranges",
    "Summary": "summary",
    "Total": "ranges",
    "Vocabulary": "vocabulary",
    "check": "checks",
    "export": "exports",
    "load": "layer",
    "rows": "selection",
    "select": "selection",
    "summarise": "summary",
    "total": "ranges",
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
