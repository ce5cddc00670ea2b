from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.map.people import People
from geo.model.ranges import MEASURES, Range, total

ends = st.one_of(st.none(), st.integers(0, 9))


@st.composite
def figures(draw: st.DrawFn) -> Range:
    low, high = draw(ends), draw(ends)
    return Range(*sorted((low, high))) if None not in (low, high) else Range(low, high)


rows = st.lists(st.tuples(st.booleans(), st.lists(figures(), min_size=6, max_size=6)), max_size=6)


def frame(raids: list[tuple[bool, list[Range]]]) -> pd.DataFrame:
    columns = {
        f"{m}_{end}": pd.array([getattr(its[at], end) for _, its in raids], dtype="Int64")
        for at, m in enumerate(MEASURES)
        for end in ("min", "max")
    }
    counted = ["yes" if counted else "no" for counted, _ in raids]
    return pd.DataFrame({**columns, "counted": pd.Series(counted, dtype="str")})


@settings(max_examples=150)
@given(raids=rows, data=st.data())
def test_the_sums_are_those_of_the_ranges(raids: list, data: st.DataObject) -> None:
    people = People(frame(raids))
    chosen = data.draw(st.lists(st.sampled_from(range(len(raids))), unique=True)) if raids else []
    numbers = np.array(sorted(chosen), dtype=np.int64)
    its = [raids[number] for number in numbers]
    for at, added in enumerate(people.totals(numbers)):
        assert added == total(r[at] if counted else Range() for counted, r in its)
        for number in numbers:
            assert people.figure(int(number), at) == raids[number][1][at]
    largest = [
        max((f for f in r if f.known), key=lambda f: f.min or f.max or 0, default=Range())
        for counted, r in its
        if counted
    ]
    assert people.largest(numbers) == total(largest).range
