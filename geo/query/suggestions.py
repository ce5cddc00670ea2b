"""Names near to what a reader typed, and what they stand for.

They are offered and never applied: the filter itself finds only what was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import OSA

from geo.model.escape import folded
from geo.model.filter import Filter
from geo.model.layer import Layer

NEAR = 63.0
"""Least likeness, of 100, worth offering: a third of the letters other, by a word of a name."""

BEHIND = 30.0
"""How much less like than the nearest name one may be that is offered beside it."""

TOGETHER = 3
"""Most words of a name that may be written as one: Jin Bei 4, Jinbei 4, Jinbei4."""

MOST = 6
"""How many names are offered at once."""

_ADDED = re.compile(r" [-(]")
"""Where a name goes on with what tells it apart, which no raid's text repeats."""

_PLAIN = str.maketrans(dict.fromkeys("-–'’.,()&/", " "))


@dataclass(frozen=True)
class Suggestion:
    """A name that is near to what was typed.

    Attributes
    ----------
    name : str
        The nearest of all the names of what it stands for.
    stands_for : str
        What it is the name of, in words: a compound with its town, a place, a province.
    table, id : str
        The row it names: a key of `compounds`, `places` or `provinces`.
    filter : Filter
        What to filter by to see it.
    likeness : float
        0 to 100; 100 is the same name.
    """

    name: str
    stands_for: str
    table: str
    id: str
    filter: Filter
    likeness: float


def nearest(layer: Layer, words: str, most: int = MOST) -> tuple[Suggestion, ...]:
    """The names nearest to some words, the nearest first.

    Names are compared without case, accents, hyphens and the white space between words, whole,
    by some words that stand together and word by word. Likeness is the share of letters that
    need not be changed, added, left out or swapped with the next (optimal string alignment).

    Parameters
    ----------
    layer : Layer
        Whose compounds, places and provinces are looked through, with all their aliases.
    words : str
        What a reader typed, in any script.
    most : int
        How many at most.

    Returns
    -------
    tuple of Suggestion
        One per row that is near enough; empty when nothing is.

    Examples
    --------
    >>> import geo
    >>> [s.id for s in nearest(geo.load(), "Pao Yung", most=1)]
    ['pao-yong']
    >>> nearest(geo.load(), "jinbay", most=1)[0].name
    'Jin Bei'
    """
    typed = _plain(words)
    if not typed:
        return ()
    likenesses = [(_likeness(typed, plain), name, of) for plain, name, of in _names(layer)]
    least = max(NEAR, max((found[0] for found in likenesses), default=0.0) - BEHIND)
    near = [found for found in likenesses if found[0] >= least]
    best: dict[tuple[str, str], Suggestion] = {}
    for likeness, name, of in sorted(near, key=lambda found: -found[0]):
        best.setdefault((of.table, of.id), of.suggestion(name, likeness))
    return tuple(best.values())[:most]


@dataclass(frozen=True)
class _Named:
    """A row that has names."""

    table: str
    id: str
    name: str
    where: str
    filter: Filter

    def suggestion(self, name: str, likeness: float) -> Suggestion:
        said = [self.name] if name != self.name else []
        stands_for = ", ".join([*said, self.where])
        return Suggestion(name, stands_for, self.table, self.id, self.filter, likeness)


def _plain(text: str) -> str:
    return " ".join(folded(text).translate(_PLAIN).split())


@dataclass(frozen=True)
class _Plain:
    """A name in its plain form: whole, by words, and each few words that stand together as one."""

    whole: str
    words: tuple[str, ...]
    runs: tuple[str, ...]

    @classmethod
    def of(cls, name: str) -> _Plain:
        words = tuple(_plain(name).split())
        ends = [(a, z) for a in range(len(words)) for z in range(a + 1, a + TOGETHER + 1)]
        runs = dict.fromkeys("".join(words[a:z]) for a, z in ends)
        return cls(" ".join(words), words, tuple(runs))


def _likeness(typed: str, name: _Plain) -> float:
    """How like two plain names are, of 100: as a whole, by a part, or each word to one of it."""
    joined = typed.replace(" ", "")
    whole = _like(joined, ["".join(name.words)])
    # A name that has more words than were typed is a little less near than the words alone.
    part = 0.95 * _like(joined, name.runs)
    by_word = 0.95 * min(_like(word, name.words) for word in typed.split())
    inside = 90.0 if typed in name.whole and len(typed) > 1 else 0.0
    return max(whole, part, by_word, inside)


def _like(typed: str, names: Sequence[str]) -> float:
    return 100 * max(OSA.normalized_similarity(typed, name) for name in names)


@lru_cache(1)
def _names(layer: Layer) -> list[tuple[_Plain, str, _Named]]:
    """Every name in its plain form and as written, with what it stands for."""
    return [
        (_Plain.of(name), name, named)
        for rows in (_compounds(layer), _places(layer), _provinces(layer))
        for named, names in rows
        for name in names
        if _plain(name)
    ]


Names = Iterator[tuple[_Named, list[str]]]


def _records(layer: Layer, table: str) -> list[Mapping[Any, Any]]:
    frame = layer[table].astype(object)
    records: list[Mapping[Any, Any]] = frame.where(frame.notna(), "").to_dict("records")
    return records


def _aliases(row: Mapping[Any, Any]) -> list[str]:
    return list(dict.fromkeys([row["name"], *filter(None, row["aliases"].split("|"))]))


def _compounds(layer: Layer) -> Names:
    for row in _records(layer, "compounds"):
        where = row["town"] or row["province"]
        said = f"compound in {where}" if where else "compound, place not known"
        id = row["compound_id"]
        yield _Named("compounds", id, row["name"], said, Filter(compound=id)), _aliases(row)


def _places(layer: Layer) -> Names:
    kinds = layer.package["places"].field("kind").labels
    provinces = layer["provinces"].set_index("province_code")["name"]
    for row in _records(layer, "places"):
        province = provinces.get(row["province_code"], "")
        said = f"{kinds[row['kind']].lower()}{f' in {province}' if province else ''}"
        wanted = Filter(q=_ADDED.split(row["name"])[0])
        yield _Named("places", row["place_id"], row["name"], said, wanted), _aliases(row)


def _provinces(layer: Layer) -> Names:
    for row in _records(layer, "provinces"):
        code = row["province_code"]
        named = _Named("provinces", code, row["name"], "province", Filter(province=(code,)))
        yield named, [row["name"], row["name_kh"]]
