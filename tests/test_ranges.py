from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Range, Total, total
from tests import reference


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    low, width = draw(st.integers(0, 10_000)), draw(st.integers(0, 500))
    return draw(
        st.sampled_from(
            [Range(low, low), Range(low, low + width), Range(low), Range(None, low), Range()]
        )
    )


@given(a=ranges(), b=ranges(), c=ranges())
def test_addition_knows_no_order(a: Range, b: Range, c: Range) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a + Range() == a


@given(a=ranges(), b=ranges())
def test_a_sum_is_never_below_its_parts(a: Range, b: Range) -> None:
    added = a + b
    assert (added.min or 0) >= max(a.min or 0, b.min or 0)
    assert added.known == (a.known or b.known)
    for part in (a, b):
        if part.known and added.max is not None:
            assert part.max is not None
            assert added.max >= part.max
        if part.known and part.max is None:
            assert added.max is None


@given(parts=st.lists(ranges(), max_size=8))
def test_a_total_follows_the_contract(parts: list[Range]) -> None:
    wanted = reference.add(
        [tuple("" if e is None else str(e) for e in (r.min, r.max)) for r in parts]
    )
    made = total(parts)
    assert {"min": made.range.min, "max": made.range.max, "known": made.known} == wanted
    assert made.rows == len(parts)


@pytest.mark.parametrize(
    ("range", "text"),
    [
        (Range(597, 597), "597"),
        (Range(400, 500), "400–500"),
        (Range(4000), "≥ 4,000"),
        (Range(None, 2000), "≤ 2,000"),
        (Range(), "—"),
        (Range(0, 0), "0"),
        (Range(1_234_567, 1_234_567), "1,234,567"),
        (Range(0), "≥ 0"),
    ],
)
def test_a_range_is_written_as_the_contract_shows(range: Range, text: str) -> None:
    assert str(range) == text


@pytest.mark.parametrize(("low", "high"), [(2, 1), (-1, 5), (None, -1), (-3, None)])
def test_what_is_no_range_is_refused(low: int | None, high: int | None) -> None:
    with pytest.raises(ValueError, match=r"negative|above"):
        Range(low, high)


def test_a_total_says_how_many_rows_have_a_figure() -> None:
    assert total([]) == Total(Range(), 0, 0)
    assert total([Range(), Range()]) == Total(Range(), 0, 2)
    assert total([Range(0, 0), Range()]) == Total(Range(0, 0), 1, 2)
    assert total([Range(None, 2000)]) == Total(Range(0, 2000), 1, 1)
    assert total([Range(597, 597), Range(4000)]) == Total(Range(4597), 2, 2)
