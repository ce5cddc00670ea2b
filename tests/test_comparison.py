from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo import Filter, Layer, Range, Total, summarise
from geo.figures.comparison import Comparison, compare, difference, documented_total, scope
from tests import edits, reference
from tests.strategies import filters

COUNTS = st.one_of(st.none(), st.integers(0, 10_000))


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    low, high = draw(COUNTS), draw(COUNTS)
    return Range(*sorted([low, high])) if low is not None and high is not None else Range(low, high)


@pytest.fixture(scope="module")
def compared(layer: Layer) -> dict[str, Comparison]:
    return {c.claim_id: c for c in compare(layer)}


def test_every_claim_is_there_and_says_something(compared: dict[str, Comparison]) -> None:
    rows = reference.read(reference.DATA)["claims"]
    assert list(compared) == sorted(row["claim_id"] for row in rows)
    for found in compared.values():
        assert found.words
        assert (found.filter is None) == (found.documented is None)
        assert (found.filter is None) == found.words.startswith("Not comparable: ")


def test_what_is_documented_is_what_the_summary_says(compared: dict[str, Comparison]) -> None:
    """By the independent sums, with the filter built from the claim's cells alone."""
    tables = reference.read(reference.DATA)
    done = 0
    for row in tables["claims"]:
        found = compared[row["claim_id"]]
        if found.filter is None:
            continue
        done += 1
        wanted = Filter(
            province=tuple(filter(None, [row["province_code"]])),
            from_=date.fromisoformat(row["period_start"]),
            to=date.fromisoformat(row["period_end"]),
            nationality=tuple(filter(None, [row["nationality"]])),
        )
        assert found.filter == wanted
        by = ("nationality",) if row["nationality"] else ()
        sums = reference.summarise(tables, wanted, by)
        lines = [r for r in sums["rows"] if r["nationality"] == row["nationality"]] if by else []
        line = lines[0] if lines else {**sums["total"], **({row["measure"]: _none()} if by else {})}
        assert found.documented is not None
        assert _json(found.documented) == line[row["measure"]]
        assert found.documented.rows == sums["total"]["raids"]
    assert done > 50


def _none() -> dict[str, Any]:
    return {"min": None, "max": None, "known": 0}


def _json(total: Total) -> dict[str, Any]:
    return {"min": total.range.min, "max": total.range.max, "known": total.known}


@given(filter=filters, measure=st.sampled_from(reference.MEASURES), code=st.sampled_from(["CHN"]))
def test_the_total_is_that_of_the_summary(
    layer: Layer, filter: Filter, measure: str, code: str
) -> None:
    add = partial(summarise, layer)
    plain = filter.without("nationality")
    assert documented_total(add, plain, measure) == summarise(layer, plain).total.totals[measure]
    one = Filter(**(vars(plain) | {"nationality": (code,)}))
    groups = {g.keys: g for g in summarise(layer, one, ("nationality",)).groups}
    made = documented_total(add, one, measure)
    assert made == (groups[(code,)].totals[measure] if groups else Total(Range(), 0, 0))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"unit": "sites"}, "sites"),
        ({"unit": "cases"}, "cases"),
        ({"unit": "usd"}, "US dollars"),
        ({"measure": "people_held"}, "people held"),
        ({"measure": "sites_raided", "unit": "people"}, "sites raided"),
        ({"period_start": ""}, "since when"),
        ({"period_start": "", "period_end": ""}, "no period"),
        ({"period_start": "2021-12-31"}, "begins before"),
        ({"period_end": "2024-01-01"}, "ends after"),
        ({"value_min": "", "value_max": ""}, "no number"),
        ({"notes": "Scope wider than Cambodia (Laos)."}, "is wider than Cambodia."),
        ({"notes": "Scope may be wider than Cambodia."}, "may be wider than Cambodia."),
        ({"notes": "Scope narrower than arrests (sent to court)."}, "is narrower than arrests."),
    ],
)
def test_where_scopes_differ_nothing_is_computed(
    folder: Path, changes: dict[str, str], words: str
) -> None:
    path = folder / "claims.csv"
    row = next(i for i, r in enumerate(edits.rows(path), start=1) if r[0] == "c-ministry")
    for column, value in changes.items():
        edits.cell(path, row, column, value)
    found = next(c for c in compare(geo.load(folder)) if c.claim_id == "c-ministry")
    assert found.filter is None
    assert found.documented is None
    assert words in found.words


FEW = "two|three|four|five|six|seven|eight|nine|ten|1?[0-9]"
PART = re.compile(
    rf"\b({FEW})( \w+)? (cases|compounds|places|provinces|sites)\b"
    "|commune|resort|korea desk|joint team",
    re.IGNORECASE,
)
"""How a statement tells that it is about a part of its place, or of those who count."""


def test_a_claim_about_a_part_of_its_scope_is_set_beside_no_total(
    compared: dict[str, Comparison],
) -> None:
    parts = {id: c for id, c in compared.items() if PART.search(c.claim["statement"])}
    assert len(parts) > 15
    assert [id for id, c in parts.items() if c.documented] == []
    others = {
        "c-20250716-809", "c-idn-20220805-129", "c-kor-20251219-107", "k-20260218-kor140",
        "k-20260314-4400dep", "c-phl-2025-500",
    }  # fmt: skip
    assert [id for id in sorted(others) if compared[id].documented] == []


def test_a_claim_is_set_beside_its_own_rows(tiny: Layer) -> None:
    found = {c.claim_id: c for c in compare(tiny)}
    ministry = found["c-ministry"]
    assert ministry.filter == Filter(from_=date(2022, 8, 1), to=date(2022, 9, 30))
    assert ministry.documented == Total(Range(), 0, 2)
    assert ministry.words == "documents no figure: the 2 rows that fit have none"
    assert "since when" in found["c-so-far"].words
    assert "people held" in found["c-ngo"].words


def test_the_rows_are_added_up_by_whatever_adds_up(tiny: Layer) -> None:
    asked = []

    def add(filter: Filter, by: tuple[str, ...]) -> geo.Summary:
        asked.append((filter, by))
        return summarise(tiny, filter, by)

    assert compare(tiny, add) == compare(tiny)
    assert asked == [(Filter(from_=date(2022, 8, 1), to=date(2022, 9, 30)), ())]


T: Callable[..., Total] = lambda low, high: Total(Range(low, high), 3, 4)  # noqa: E731


@pytest.mark.parametrize(
    ("claimed", "documented", "words"),
    [
        (Range(100, 100), T(41, 41), "documents 41 % of the claim"),
        (Range(100, 100), T(41, 52), "documents 41–52 % of the claim"),
        (Range(100, 200), T(50, 50), "documents 25–50 % of the claim"),
        (Range(100, 100), T(100, 100), "documents 100 % of the claim"),
        (Range(100, 100), T(120, 120), "documents 120 % of the claim, more than is claimed"),
        (Range(100, 100), T(90, 120), "documents 90–120 % of the claim"),
        (Range(100, None), T(50, 60), "at most 60 % of the claim, whose upper end is open"),
        (Range(None, 100), T(50, 60), "at least 50 % of the claim, whose lower end is open"),
        (Range(100, 100), T(50, None), "at least 50 % of the claim, with no upper end documented"),
        (Range(100, 100), T(0, 50), "at most 50 % of the claim, with no lower end documented"),
        (Range(100, None), T(50, None), "gives no share: both upper ends are open"),
        (Range(10_000, 10_000), T(9, 9), "documents less than 1 % of the claim"),
        (Range(10_000, 10_000), T(9, 900), "documents less than 1 to 9 % of the claim"),
        (Range(0, 0), T(5, 5), "documents 5 where none is claimed"),
        (Range(5, 5), Total(Range(), 0, 0), "documents nothing"),
        (Range(5, 5), Total(Range(), 0, 1), "documents no figure: the row that fits has none"),
    ],
)
def test_the_difference_stands_in_words(claimed: Range, documented: Total, words: str) -> None:
    assert words in difference(claimed, documented)


@given(claimed=ranges().filter(lambda r: r.known), documented=ranges().filter(lambda r: r.known))
def test_a_share_holds_what_any_pair_of_numbers_gives(claimed: Range, documented: Range) -> None:
    """The lowest and the highest share that numbers inside the two ranges can have."""
    words = difference(claimed, Total(documented, 1, 1))
    if not claimed.max and claimed.max is not None:
        assert "none is claimed" in words
        return
    digits = [int(n) for n in words.replace(",", "").replace("–", " ").split() if n.isdigit()]
    if documented.max is not None and claimed.min:
        assert abs(digits[-1] - 100 * documented.max / claimed.min) <= 1
    else:
        assert "at most" not in words
    if documented.min and claimed.max:
        low = 100 * documented.min / claimed.max
        assert abs(digits[0] - low) <= 1 or "less than 1" in words
    else:
        assert "at least" not in words


def test_a_scope_is_the_place_the_period_and_the_nationality() -> None:
    claim = {"province_code": "KH-18", "nationality": "IDN"}
    claim |= {"period_start": "2022-08-01", "period_end": "2022-09-30"}
    assert scope(claim) == Filter(
        province=("KH-18",), from_=date(2022, 8, 1), to=date(2022, 9, 30), nationality=("IDN",)
    )
