"""The choices of the filter panel, each with the number of raids that choosing it would leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw

from geo.model.filter import REPEATABLE, Filter
from geo.model.vocabulary import Vocabulary
from geo.query.selection import Tables, frame, select

COLUMN = {name: "province_code" if name == "province" else name for name in REPEATABLE}

TITLES = {
    "province": "Province",
    "nationality": "Nationality",
    "kind": "Kind",
    "confidence": "Confidence",
}

Counts = Mapping[str, Mapping[str, int]]


def facets(tables: Tables, filter: Filter) -> Counts:
    """Count the raids behind every choice, with the rest of the filter as it stands.

    Values of one parameter are alternatives, so what is already chosen of a parameter does not
    narrow that parameter's own counts.

    Parameters
    ----------
    tables : mapping of frames
        A layer, or frames of any engine that narwhals speaks.
    filter : Filter
        What is chosen already.

    Returns
    -------
    mapping
        Parameter to value to number of raids; a value with none is not in it.
    """
    return {name: _counts(tables, name, filter.without(name)) for name in REPEATABLE}


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


def _counts(tables: Tables, name: str, filter: Filter) -> Mapping[str, int]:
    rows, column = select(tables, "raids", filter), COLUMN[name]
    if name == "nationality":
        # A raid has a row for each measure of a nationality, and is still one raid of it.
        items = frame(tables, "raid_nationalities").select("raid_id", "nationality").unique()
        rows = rows.select("raid_id").join(items, on="raid_id", how="inner")
    rows = rows.filter(~nw.col(column).is_null())
    counted = rows.group_by(column).agg(nw.len().alias("raids")).collect()
    return {str(row[column]): int(row["raids"]) for row in counted.rows(named=True)}
