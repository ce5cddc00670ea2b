"""The choices of the filter panel, each with the number of raids that choosing it would leave."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.model.filter import REPEATABLE, Filter
from geo.model.layer import Layer
from geo.model.vocabulary import Vocabulary
from geo.query.numbered import Numbered, Numbers

COLUMN = {name: "province_code" if name == "province" else name for name in REPEATABLE}

TITLES = {
    "province": "Province",
    "nationality": "Nationality",
    "kind": "Kind",
    "confidence": "Confidence",
}

Counts = Mapping[str, Mapping[str, int]]


def facets(layer: Layer, filter: Filter, tables: Numbered | None = None) -> Counts:
    """Count the raids behind every choice, with the rest of the filter as it stands.

    Values of one parameter are alternatives, so what is already chosen of a parameter does not
    narrow that parameter's own counts.

    Parameters
    ----------
    layer : Layer
    filter : Filter
        What is chosen already.
    tables : Numbered, optional
        The layer in the engine that is to apply the filter; its own otherwise.

    Returns
    -------
    mapping
        Parameter to value to number of raids; a value with none is not in it.
    """
    tables = tables or Numbered(layer)
    return {
        name: _counts(layer, name, tables.numbers("raids", filter.without(name)))
        for name in REPEATABLE
    }


def choices(filter: Filter, vocabulary: Vocabulary, whole: Counts, left: Counts) -> list[Any]:
    """What the panel offers of each parameter that may be given more than once.

    The order follows the whole layer, so that no choice moves when the filter changes.

    Parameters
    ----------
    filter : Filter
    vocabulary : Vocabulary
    whole, left : mapping
        Counts of the whole layer, and of the filter, from :func:`facets`.

    Returns
    -------
    list of dict
        `name` and `title` of a parameter, and its `choices`: value, label, raids, chosen.
    """
    return [
        {
            "name": name,
            "title": title,
            "choices": [
                (value, label, left[name].get(value, 0), value in getattr(filter, name))
                for value, label in _ordered(getattr(vocabulary, name), whole[name])
                if name != "nationality" or value in whole[name] or value in filter.nationality
            ],
        }
        for name, title in TITLES.items()
    ]


def _ordered(names: Mapping[str, str], counts: Mapping[str, int]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda choice: -counts.get(choice[0], 0))


def _counts(layer: Layer, name: str, raids: Numbers) -> dict[str, int]:
    number, code, values = _values(layer, name)
    meant = np.zeros(len(layer["raids"]), dtype=bool)
    meant[raids] = True
    counts = np.bincount(code[meant[number]], minlength=len(values)).tolist()
    return {value: count for value, count in zip(values, counts, strict=True) if count}


@lru_cache(len(REPEATABLE))
def _values(
    layer: Layer, name: str
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], tuple[str, ...]]:
    """The number of a raid and the code of a value of it, pair by pair; and the values."""
    raids, column = layer["raids"], COLUMN[name]
    if name == "nationality":
        # A raid has a row for each measure of a nationality, and is still one raid of it.
        pairs = layer["raid_nationalities"][["raid_id", column]].drop_duplicates()
        number = pd.Index(raids["raid_id"]).get_indexer(pairs["raid_id"])
    else:
        pairs = raids[[column]].reset_index(drop=True).dropna()
        number = pairs.index.to_numpy()
    code, values = pd.factorize(pairs[column], sort=True)
    return number, code, tuple(values)
