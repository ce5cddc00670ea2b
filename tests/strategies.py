"""What Hypothesis makes filters of: values that stand in a layer's own tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from geo.model.filter import Filter
from tests import reference

PLAIN = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))


def _some(values: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    several = st.lists(st.sampled_from(values), min_size=1, max_size=3).map(tuple)
    return st.one_of(st.just(()), st.just(()), several)


def _maybe(values: st.SearchStrategy[Any], otherwise: Any = None) -> st.SearchStrategy[Any]:
    return st.one_of(st.just(otherwise), st.just(otherwise), values)


def _words(rows: Sequence[reference.Row]) -> list[str]:
    columns = ("title", "name", "aliases", "town", "place", "summary", "statement", "claimant")
    return sorted({w for row in rows for c in columns for w in row.get(c, "").split()})


@st.composite
def _filters(draw: st.DrawFn, folder: Path) -> Filter:
    tables = reference.read(folder)
    words = _words([*tables["raids"], *tables["compounds"], *tables["claims"]])
    word = st.sampled_from(words)
    piece = st.one_of(word, word.map(lambda w: w[1:4] or w), word.map(str.upper))
    first = draw(_maybe(st.dates(date(2018, 6, 1), date(2027, 1, 1))))
    width = draw(_maybe(st.integers(0, 500)))
    last = None
    if width is not None:
        last = (first or date(2021, 6, 1)) + timedelta(days=width * (1 if first else 4))
    codes = sorted({n["nationality"] for n in tables["raid_nationalities"]})
    provinces = [row["province_code"] for row in tables["provinces"]]
    return Filter(
        province=draw(_some(["KH-18", "KH-12", "KH-1", "KH-20", *provinces])),
        from_=first,
        to=last,
        nationality=draw(_some([*codes, "ZZZ", "CHE"])),
        kind=draw(_some(reference.enum("raids", "kind"))),
        confidence=draw(_some(reference.enum("raids", "confidence"))),
        compound=draw(_maybe(st.sampled_from([c["compound_id"] for c in tables["compounds"]]))),
        q=draw(_maybe(st.lists(piece, min_size=1, max_size=2).map(" ".join), "")),
    )


filters = _filters(reference.DATA)
"""Valid filters of the real layer."""

tiny_filters = _filters(reference.TINY)
"""Valid filters of the tiny layer."""

texts = st.text(PLAIN, max_size=12)
"""Arbitrary text without control characters."""

any_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
"""Arbitrary text, line breaks and control characters included."""
