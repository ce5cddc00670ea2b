from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Filter, select
from geo.model import dates
from tests import reference

DAYS = st.dates(date(2022, 1, 1), date(2022, 4, 30))


@given(day=st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_bounds_are_those_of_the_calendar(day: date) -> None:
    for text in (f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"):
        first, last = dates.bounds(text)
        assert (first, last) == reference.span(text)
        assert first <= day <= last
        for outside in (first - timedelta(days=1), last + timedelta(days=1)):
            assert not outside.isoformat().startswith(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "22", "2022-", "2022-00", "2022-09-00", "2022-13", "2022-02-29"),
        *("2022-1-1", "2022-09-17 ", "２０２２", "0000", "2022-09-17-01"),
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        dates.bounds(text)


@st.composite
def _written(draw: st.DrawFn) -> str:
    day = draw(DAYS).isoformat()
    return draw(st.sampled_from([day, day[:7], day[:4]]))


def _overlap(first: date, last: date, other: date, until: date) -> bool:
    """Day by day: whether any day of the one is a day of the other."""
    length = (last - first).days + 1
    return any(other <= first + timedelta(days=n) <= until for n in range(length))


@given(start=DAYS, length=st.integers(0, 40), first=DAYS, width=st.integers(0, 40))
def test_raids_are_in_when_the_intervals_share_a_day(
    start: date, length: int, first: date, width: int
) -> None:
    end, last = start + timedelta(days=length), first + timedelta(days=width)
    table = pd.DataFrame({"date_start": [str(start)], "date_end": [str(end)]})
    for filter, until in ((Filter(from_=first, to=last), last), (Filter(from_=first), date.max)):
        found = len(select({"raids": table}, "raids", filter).collect())
        assert found == _overlap(start, end, first, until)
    found = len(select({"raids": table}, "raids", Filter(to=last)).collect())
    assert found == _overlap(start, end, date.min, last)


@given(written=_written(), first=DAYS, width=st.integers(0, 40))
def test_a_partly_known_date_covers_its_month_or_year(
    written: str, first: date, width: int
) -> None:
    last = first + timedelta(days=width)
    table = pd.DataFrame({"date": [written]})
    chosen = select({"policy_events": table}, "policy_events", Filter(from_=first, to=last))
    assert len(chosen.collect()) == _overlap(*reference.span(written), first, last)
