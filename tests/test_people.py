from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.map.people import People, most, totals
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
    of = [data.draw(st.integers(-1, 2)) for _ in raids]  # -1: in no group.
    groups = [np.array([n for n, g in enumerate(of) if g == group], int) for group in range(3)]
    for numbers, sums in zip(groups, people.sums(groups), strict=True):
        its = [raids[number] for number in numbers]
        added = totals(sums, len(its))
        for at, measure in enumerate(added):
            assert measure == total(r[at] if counted else Range() for counted, r in its)
            for number in numbers:
                assert people.figure(int(number), at) == raids[number][1][at]
        sizes = [measure.range.min or measure.range.max or 0 for measure in added]
        assert sizes[most(added)] == max(sizes)


def test_measures_are_never_added_to_each_other() -> None:
    found, released = Range(100, 100), Range(90, 90)
    raids = [(True, [found, *[Range()] * 5]), (True, [Range(), released, *[Range()] * 4])]
    (sums,) = People(frame(raids)).sums([np.array([0, 1])])
    added = totals(sums, 2)
    assert added[most(added)].range == found
