"""The API beyond raids and summary: every table and format, parts, its own description."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from frictionless import validate

from geo import Filter, Layer, export
from tests import reference
from tests.asgi import HOME, call

ADDRESSES = [
    (table, format)
    for table in reference.RESOURCES
    for format in ("csv", "json", "geojson", "parquet", "xlsx")
    if format != "geojson" or table in reference.LOCATED
]
SOME = Filter(province=("KH-18",), q="sihanoukville")


@pytest.mark.parametrize(("table", "format"), ADDRESSES)
def test_every_table_is_sent_in_every_format(layer: Layer, table: str, format: str) -> None:
    answer = call(f"/api/v1/{table}.{format}", SOME.to_params())
    made = export(layer, table, SOME, format, home=HOME)
    assert answer.status == 200
    assert answer.content == made.content
    assert answer.headers["content-type"] == made.media_type
    assert made.name in answer.headers["content-disposition"]
    assert answer.headers["etag"]
    assert answer.headers["last-modified"].endswith("GMT")


@pytest.mark.parametrize("table", ["claims", "sources", "policy_events"])
def test_a_table_without_geometry_has_no_geojson(table: str) -> None:
    assert call(f"/api/v1/{table}.geojson").status == 404


def test_limit_and_offset_give_a_part_in_the_same_order() -> None:
    every = call("/api/v1/raids.json").json()
    count = len(every)
    for limit, offset in ((5, 0), (5, 3), (1, count - 1), (10, count - 1), (10, count)):
        params = [("limit", str(limit)), ("offset", str(offset))]
        part = call("/api/v1/raids.json", params).json()
        assert part == every[offset : offset + limit]
    whole = call("/api/v1/raids.csv").content
    nothing = call("/api/v1/raids.csv", [("offset", str(count))]).content
    assert nothing == whole[: whole.index(b"\n") + 1]


@pytest.mark.parametrize("name", ["limit", "offset"])
@pytest.mark.parametrize("value", ["-1", "many", "1.5", "", "٣", "1" * 30])
def test_what_is_no_number_of_rows_is_refused(name: str, value: str) -> None:
    answer = call("/api/v1/raids.csv", [(name, value)])
    assert answer.status == 422
    (error,) = answer.json()["errors"]
    assert (error["parameter"], error["value"]) == (name, value)


def test_an_unchanged_answer_is_not_sent_again() -> None:
    first = call("/api/v1/claims.json")
    since = first.headers["last-modified"]
    assert call("/api/v1/claims.json", If_Modified_Since=since).status == 304
    old = "Tue, 01 Jan 2019 00:00:00 GMT"
    assert call("/api/v1/claims.json", If_Modified_Since=old).status == 200
    # If-None-Match decides where both are given (RFC 9110, 13.1.3).
    both = {"If_Modified_Since": since, "If_None_Match": '"other"'}
    assert call("/api/v1/claims.json", **both).status == 200


def test_the_data_package_is_sent_with_the_paths_of_its_address(tmp_path: Path) -> None:
    answer = call("/api/v1/datapackage.json")
    assert answer.status == 200
    sent, wanted = answer.json(), copy.deepcopy(reference.PACKAGE)
    for resource, here in zip(wanted["resources"], sent["resources"], strict=True):
        assert here["path"].lower() == resource["path"].lower()
        resource["path"] = here["path"]
    assert sent == wanted
    for name in ("datapackage.json", *(resource["path"] for resource in sent["resources"])):
        answer = call(f"/api/v1/{name}")
        assert answer.status == 200
        (tmp_path / name).write_bytes(answer.content)
    report = validate(str(tmp_path / "datapackage.json"))
    tasks = [task for task in report.tasks if task.type == "table"]
    assert "changelog" in {task.name for task in tasks}
    assert [task.errors for task in tasks] == [[] for _ in tasks]
