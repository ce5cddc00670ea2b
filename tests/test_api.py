from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import Filter, Layer, export, summarise
from geo.server import headers as security
from tests import edits, reference
from tests.asgi import Answer, call
from tests.strategies import any_text, filters

RAIDS, SUMMARY = "/api/v1/raids.csv", "/api/v1/summary.json"
MANY = settings(max_examples=15)


@MANY
@given(filter=filters)
def test_raids_are_the_bytes_of_the_library(layer: Layer, filter: Filter) -> None:
    answer = call(RAIDS, filter.to_params())
    assert answer.status == 200
    assert answer.content == export(layer, "raids", filter, "csv").content


@MANY
@given(
    filter=filters, by=st.sampled_from(["month", "year,kind", "nationality,month", "province,kind"])
)
def test_a_summary_is_that_of_the_library(layer: Layer, filter: Filter, by: str) -> None:
    answer = call(SUMMARY, [("by", by), *filter.to_params()])
    assert answer.status == 200
    assert answer.json() == summarise(layer, filter, by.split(",")).to_json(filter)


def test_the_command_line_prints_what_the_api_sends(run: Any) -> None:
    params = [("province", "preah-sihanouk"), ("from", "2022-09"), ("q", "police")]
    flags = [f"--{name}={value}" for name, value in params]
    assert call(RAIDS, params).content == run("export", "raids", *flags)[1]
    answer = call(SUMMARY, [("by", "month,province"), *params])
    assert answer.json() == json.loads(run("summary", "--by", "month,province", *flags)[1])


def test_bom_is_there_only_when_asked_for() -> None:
    plain = call(RAIDS).content
    assert plain.startswith(b"raid_id,")
    assert call(RAIDS, [("bom", "1")]).content == b"\xef\xbb\xbf" + plain
    assert call(RAIDS, [("bom", "0")]).content == plain


def test_an_answer_says_what_it_is(layer: Layer) -> None:
    answer = call(RAIDS)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    disposition = answer.headers["content-disposition"]
    assert disposition == f'attachment; filename="raids-{layer.version}.csv"'
    assert call(SUMMARY, [("by", "kind")]).headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "file"),
    [
        (f"{SUMMARY}?by=kind", "summary-{}.json"),
        ("/api/v1/raids.metadata.json", "raids-{}.metadata.json"),
        ("/api/v1/datapackage.json", "datapackage.json"),
        ("/api/v1/openapi.json", "openapi-{}.json"),
        ("/api/v1/dataset.jsonld", "dataset-{}.jsonld"),
        ("/api/v1/citation.bib", "citation-{}.bib"),
        ("/feed.atom", "feed-{}.atom"),
        ("/healthz", "health-{}.json"),
    ],
)
def test_what_is_no_table_has_a_name_and_a_tag_too(layer: Layer, path: str, file: str) -> None:
    path, _, query = path.partition("?")
    params = [tuple(query.split("="))] if query else []
    headers = call(path, params).headers
    named = f'inline; filename="{file.format(layer.version)}"'
    assert headers["content-disposition"] == named
    assert headers["last-modified"].endswith("GMT")
    assert call(path, params, If_None_Match=headers["etag"]).status == 304


def problem(answer: Answer, status: int) -> Any:
    """The body of a problem document (RFC 9457)."""
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["type"]
    return body


WRONG = [
    ("province", "Atlantis", "KH-18"),
    ("from", "2022-13", "YYYY-MM-DD"),
    ("to", "", "value"),
    ("nationality", "China", "alpha-3"),
    ("kind", "party", "rescue"),
    ("confidence", "high", "disputed"),
    ("compound", "nowhere", "compound_id"),
    ("colour", "red", "province"),
]


@pytest.mark.parametrize("path", [RAIDS, SUMMARY])
@pytest.mark.parametrize(("name", "value", "allowed"), WRONG)
def test_a_bad_value_is_a_problem_document(path: str, name: str, value: str, allowed: str) -> None:
    params = [("by", "kind")] if path == SUMMARY else []
    body = problem(call(path, [*params, (name, value), ("kind", "raid")]), 422)
    (error,) = body["errors"]
    assert set(error) == {"parameter", "value", "detail", "allowed"}
    assert (error["parameter"], error["value"]) == (name, value)
    assert allowed in error["allowed"]
    assert name in body["detail"]


@pytest.mark.parametrize(
    ("path", "params", "parameter"),
    [
        (RAIDS, [("bom", "yes")], "bom"),
        (RAIDS, [("bom", "")], "bom"),
        (RAIDS, [("bom", "1"), ("bom", "0")], "bom"),
        (RAIDS, [("by", "kind")], "by"),
        (RAIDS, [("from", "2023"), ("to", "2022")], "from"),
        (RAIDS, [("q", "a"), ("q", "b")], "q"),
        (SUMMARY, [], "by"),
        (SUMMARY, [("by", "")], "by"),
        (SUMMARY, [("by", "day")], "by"),
        (SUMMARY, [("by", "kind,kind")], "by"),
        (SUMMARY, [("by", "kind,month,year")], "by"),
        (SUMMARY, [("by", "kind"), ("by", "month")], "by"),
        (SUMMARY, [("by", "kind"), ("bom", "1")], "bom"),
    ],
)
def test_the_api_s_own_parameters_are_checked_too(
    path: str, params: list[tuple[str, str]], parameter: str
) -> None:
    body = problem(call(path, params), 422)
    assert [error["parameter"] for error in body["errors"]] == [parameter]


@pytest.mark.parametrize(
    ("path", "own"),
    [
        (RAIDS, ["limit", "offset", "bom"]),
        ("/api/v1/raids.json", ["limit", "offset"]),
        ("/api/v1/raids.metadata.json", ["limit", "offset"]),
        (SUMMARY, ["by"]),
        ("/api/v1/citation.txt", ["accessed"]),
        ("/map.html", ["shade"]),
        ("/brief.html", ["shade"]),
        ("/feed.atom", []),
    ],
)
def test_what_an_address_takes_is_said_where_it_is_asked_for_more(
    path: str, own: list[str]
) -> None:
    params = [("by", "kind")] if path == SUMMARY else []
    for name in ({"bom", "limt"} | ({"by"} - set(own))) - set(own):
        (error,) = problem(call(path, [*params, (name, "1")]), 422)["errors"]
        assert error["parameter"] == name
        assert error["allowed"] == f"one of {', '.join([*reference.FILTER, *own])}"


@pytest.mark.parametrize("name", ["x", "kind", "limit"])
@pytest.mark.parametrize("path", ["", "/", "/openapi.json", "/datapackage.json", "/dataset.jsonld"])
def test_an_address_without_parameters_refuses_each(path: str, name: str) -> None:
    (error,) = problem(call(f"/api/v1{path}", [(name, "1")]), 422)["errors"]
    assert (error["parameter"], error["value"]) == (name, "1")
    assert "no parameters" in error["allowed"]


def test_a_load_balancer_may_add_what_it_likes() -> None:
    assert call("/healthz", [("x", "1")]).status == 200


def test_every_problem_is_told_at_once() -> None:
    body = problem(call(RAIDS, [("kind", "a"), ("x", "b"), ("to", "c"), ("q", "d")]), 422)
    assert [error["value"] for error in body["errors"]] == ["a", "b", "c"]


@given(pairs=st.lists(st.tuples(st.sampled_from([*reference.FILTER, "bom", "by"]), any_text)))
def test_no_address_breaks_the_server(pairs: list[tuple[str, str]]) -> None:
    for path in (RAIDS, SUMMARY):
        assert call(path, pairs).status in (200, 422)


@pytest.mark.parametrize(
    "path",
    ["/api", "/api/", "/api/v1/raids", "/api/v1/raids.xml", "/api/v1/nothing.csv",
     "/api/v2/raids.csv", "/api/v1/raids.csv/", "/api/v1/../../etc/passwd"],
)  # fmt: skip
def test_an_unknown_address_is_a_problem_document(path: str) -> None:
    problem(call(path), 404)


@pytest.mark.parametrize(
    "name", ["nothing.js", "../api.py", "..%2fapi.py", "/etc/passwd", "leaflet.css/..", ".", ""]
)
def test_only_the_map_s_own_files_are_sent(name: str) -> None:
    assert call(f"/assets/{name}").status == 404


@pytest.mark.parametrize("name", ["leaflet.js", "leaflet.css", "atlas.js", "provinces.geojson"])
def test_the_map_s_files_are_sent(name: str) -> None:
    answer = call(f"/assets/{name}")
    assert answer.status == 200
    assert answer.content
    assert answer.headers["content-type"] != "text/html"


@pytest.mark.parametrize("path", [RAIDS, f"{SUMMARY}?", "/healthz", "/assets/leaflet.js"])
def test_head_says_what_get_says(path: str) -> None:
    path, params = path.rstrip("?"), [("by", "kind")] if path.endswith("?") else []
    get, head = call(path, params), call(path, params, method="HEAD")
    assert head.status == get.status == 200
    assert head.headers == get.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", [RAIDS, SUMMARY, "/healthz"])
def test_the_api_is_read_only(path: str, method: str) -> None:
    answer = call(path, method=method)
    assert answer.status == 405
    assert {m.strip() for m in answer.headers["allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}
    problem(answer, 405)


@pytest.mark.parametrize(("path", "params"), [(RAIDS, []), (SUMMARY, [("by", "month")])])
def test_an_answer_that_is_known_is_not_sent_again(path: str, params: Any) -> None:
    first = call(path, params)
    tag = first.headers["etag"]
    assert tag.startswith(('"', 'W/"'))
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = call(path, params, If_None_Match=known)
        assert (again.status, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert call(path, params, If_None_Match='"other"').status == 200
    other = call(path, [*params, ("kind", "rescue")])
    assert other.headers["etag"] != tag
    assert call(RAIDS, [("bom", "1")]).headers["etag"] != call(RAIDS).headers["etag"]


def test_other_sites_may_read() -> None:
    for path, params in ((RAIDS, []), (SUMMARY, [("by", "kind")])):
        assert call(path, params, Origin="https://example.org").headers[
            "access-control-allow-origin"
        ] == "*"  # fmt: skip


@pytest.mark.parametrize(
    "path", [RAIDS, SUMMARY, "/healthz", "/assets/leaflet.js", "/assets/x", "/api/x", "/nothing"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_every_answer_has_the_security_headers(path: str, method: str) -> None:
    answer = call(path, method=method)
    for name, value in security.headers().items():
        assert answer.headers[name.lower()] == value
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "object-src 'none'" in policy
    assert "http" not in policy
    assert " *" not in policy


def test_health_says_version_and_rows(layer: Layer) -> None:
    answer = call("/healthz")
    assert answer.status == 200
    assert answer.json() == {
        "status": "ok",
        "version": layer.version,
        "rows": len(layer["raids"]),
    }


ASK = """
import json, sys
from tests.asgi import call
for path, params in json.loads(sys.argv[1]):
    answer = call(path, params)
    print(json.dumps([answer.status, answer.headers, answer.content.decode("utf-8", "replace")]))
"""


def ask(folder: Path, *paths: tuple[str, list[tuple[str, str]]]) -> list[Any]:
    """What a server of another data folder answers, asked in a process of its own."""
    made = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(paths)],
        env={**os.environ, "GEO_DATA": str(folder)},
        cwd=reference.PROJECT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return [json.loads(line) for line in made.stdout.splitlines()]


@pytest.mark.parametrize("broken", ["cell", "no raids", "no folder"])
def test_broken_data_is_503_and_says_no_secret(folder: Path, broken: str) -> None:
    if broken == "cell":
        edits.cell(folder / "raids.csv", 2, "found_min", "many")
    elif broken == "no raids":
        (folder / "raids.csv").unlink()
    else:
        folder = folder / "none"
    asked = ask(
        folder, ("/healthz", []), (RAIDS, []), (SUMMARY, [("by", "kind")]), (RAIDS, [("kind", "x")])
    )
    for status, headers, body in asked:
        assert status == 503
        assert headers["content-security-policy"]
        assert headers["content-type"] in ("application/json", "application/problem+json")
        for secret in ("Traceback", str(folder), "geo/", ".py"):
            assert secret not in body
    assert json.loads(asked[0][2])["status"] != "ok"


def test_geo_data_names_the_folder(folder: Path) -> None:
    edits.cell(folder / "raids.csv", 2, "title", "=1+1")
    (health, csv) = ask(folder, ("/healthz", []), (RAIDS, [("kind", "raid")]))
    assert json.loads(health[2])["rows"] == 7
    assert ",'=1+1," in csv[2]
