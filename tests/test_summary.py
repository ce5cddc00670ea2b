from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import dask.dataframe
import duckdb
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Filter, Layer, ParameterError, summarise
from geo.query.summary import dimensions, folded
from tests import reference
from tests.strategies import filters, tiny_filters

DIMENSIONS = ("month", "year", "province", "nationality", "kind")
BY = [(d,) for d in DIMENSIONS] + list(permutations(DIMENSIONS, 2))
FEW = [
    Filter(),
    Filter(province=("KH-18", "KH-12"), from_=date(2022, 8, 1), to=date(2022, 10, 31)),
    Filter(nationality=("CHN", "VNM"), kind=("raid", "deportation")),
    Filter(confidence=("official_only",), q="police sihanoukville"),
    Filter(q="no such word"),
]


@given(filter=filters, by=st.sampled_from(BY))
def test_the_real_layer_is_added_up_as_the_contract_says(
    layer: Layer, filter: Filter, by: tuple[str, ...]
) -> None:
    made = summarise(layer, filter, by).to_json(filter)
    wanted = reference.summarise(reference.read(reference.DATA), filter, by)
    assert made["total"] == wanted["total"]
    assert made["rows"] == wanted["rows"]
    assert made["by"] == list(by)


@given(filter=tiny_filters, by=st.sampled_from(BY))
def test_the_tiny_layer_is_added_up_as_the_contract_says(
    tiny: Layer, filter: Filter, by: tuple[str, ...]
) -> None:
    made = summarise(tiny, filter, by).to_json(filter)
    wanted = reference.summarise(reference.read(reference.TINY), filter, by)
    assert (made["rows"], made["total"]) == (wanted["rows"], wanted["total"])


def _range(low: int | None, high: int | None, known: int) -> dict[str, int | None]:
    return {"min": low, "max": high, "known": known}


NOTHING = {m: _range(None, None, 0) for m in reference.MEASURES}


def test_the_totals_are_those_worked_out_by_hand(tiny: Layer) -> None:
    assert summarise(tiny, Filter()).total.to_json() == {
        "raids": 7,
        "found": _range(4997, None, 3),
        "released": _range(0, 2000, 1),
        "arrested": _range(18, 18, 1),
        "deported": _range(100, 100, 1),
        "repatriated": _range(47, 47, 1),
        "deaths": _range(1, None, 1),
    }


def _rows(layer: Layer, *by: str) -> dict[Any, dict[str, Any]]:
    groups = summarise(layer, Filter(), by).groups
    return {g.keys if len(by) > 1 else g.keys[0]: g.to_json() for g in groups}


def test_a_month_holds_what_began_in_it_and_unknown_the_rest(tiny: Layer) -> None:
    made = _rows(tiny, "month")
    counts = {"2022-09": 2, "2022-10": 1, "2022-11": 1, "2022-12": 1, "unknown": 2}
    assert {month: row["raids"] for month, row in made.items()} == counts
    assert list(made) == sorted(made)
    assert made["2022-09"]["found"] == _range(997, 1097, 2)
    assert made["2022-11"] == {"raids": 1, **NOTHING}
    assert {y: row["raids"] for y, row in _rows(tiny, "year").items()} == {"2022": 6, "2023": 1}


def test_a_raid_stands_under_each_of_its_nationalities(tiny: Layer) -> None:
    assert _rows(tiny, "nationality") == {
        "CHN": {"raids": 3, **NOTHING}
        | {"found": _range(300, 300, 1), "arrested": _range(18, 18, 1)}
        | {"deported": _range(60, 60, 1)},
        "IDN": {"raids": 2, **NOTHING, "released": _range(0, 100, 1)},
        "MYS": {"raids": 1, **NOTHING, "repatriated": _range(47, 47, 1)},
        "VNM": {"raids": 1, **NOTHING, "found": _range(200, None, 1)},
        "ZZZ": {"raids": 1, **NOTHING, "deported": _range(40, 40, 1)},
        "none": {"raids": 2, **NOTHING},
    }


def test_two_dimensions_are_keyed_by_both(tiny: Layer) -> None:
    made = _rows(tiny, "nationality", "year")
    assert made["none", "2023"]["raids"] == 1
    assert made["CHN", "2022"]["raids"] == 3
    assert {k: r["raids"] for k, r in _rows(tiny, "province", "kind").items()} == {
        ("KH-1", "inspection"): 1,
        ("KH-18", "raid"): 1,
        ("KH-18", "release"): 1,
        ("KH-18", "rescue"): 1,
        ("KH-20", "repatriation"): 1,
        ("KH-9", "escape"): 1,
        ("unknown", "deportation"): 1,
    }


def test_the_filter_stands_in_the_answer(tiny: Layer) -> None:
    filter = Filter(province=("KH-18", "KH-1"), from_=date(2022, 9, 1), q="a b")
    assert summarise(tiny, filter, ("kind",)).to_json(filter)["filter"] == {
        "province": ["KH-1", "KH-18"],
        "from": "2022-09-01",
        "q": "a b",
    }


@pytest.mark.parametrize(
    "text", ["", ",", "month,", "day", "month,month", "month,year,kind", "Month"]
)
def test_what_is_no_grouping_is_refused(text: str) -> None:
    with pytest.raises(ParameterError) as caught:
        dimensions(text)
    assert "month, year, province, nationality, kind" in str(caught.value)


class Engine:
    """The layer's tables as frames of one engine, each read from Parquet by the engine."""

    def __init__(self, read: Any, files: Path) -> None:
        self.read, self.files = read, files

    def __getitem__(self, table: str) -> Any:
        return self.read(str(self.files / f"{table}.parquet"))


@pytest.fixture(scope="session")
def files(layer: Layer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("parquet")
    for table in ("raids", "raid_nationalities", "compounds", "search"):
        layer[table].to_parquet(made / f"{table}.parquet", index=False)
    return made


ENGINES = {
    "polars": polars.scan_parquet,
    "duckdb": duckdb.read_parquet,
    "dask": dask.dataframe.read_parquet,
}


def test_a_program_may_name_dimensions_as_an_address_does(layer: Layer) -> None:
    assert summarise(layer, Filter(), "month,kind") == summarise(layer, Filter(), ("month", "kind"))
    for by in ("day", "month,month", ("day",), ("m", "o")):
        with pytest.raises(ParameterError, match=r"^by=.*nationality"):
            summarise(layer, Filter(), by)


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # Dask's own use of pandas
@pytest.mark.parametrize("filter", FEW, ids=lambda f: str(f.to_params()))
@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_answer(
    layer: Layer, files: Path, engine: str, filter: Filter
) -> None:
    tables = Engine(ENGINES[engine], files)
    for by in (("month", "province"), ("nationality", "year")):
        made = summarise(tables, filter, by)
        assert made.to_json(filter) == summarise(layer, filter, by).to_json(filter)


def test_a_dict_of_pandas_frames_is_a_layer_too(layer: Layer) -> None:
    tables = {t: layer[t] for t in ("raids", "raid_nationalities", "compounds", "search")}
    for filter in FEW:
        assert summarise(tables, filter, ("month",)) == summarise(layer, filter, ("month",))


@pytest.mark.parametrize(
    ("by", "finer"),
    [
        (("month", "kind"), ("month", "province", "kind")),
        (("month",), ("month", "province", "kind")),
        (("nationality",), ("month", "province", "nationality")),
        (("province", "nationality"), ("month", "province", "nationality")),
    ],
)
@given(filter=filters)
def test_a_finer_summary_folds_into_a_coarser_one(
    layer: Layer, filter: Filter, by: tuple[str, ...], finer: tuple[str, ...]
) -> None:
    assert folded(summarise(layer, filter, finer), by) == summarise(layer, filter, by)
