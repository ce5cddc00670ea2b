"""What answers say beyond their content: links, tags, encodings, other sites, other methods."""

from __future__ import annotations

import gzip
import json
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openapi_spec_validator import validate

from geo import Filter, Layer, export
from geo.files.exports import pieces
from geo.files.links import offsets
from geo.server import answers, api
from geo.server.kept import Kept
from tests import reference
from tests.asgi import Answer, call

RAIDS = "/api/v1/raids.csv"
ADDRESSES = [
    RAIDS, "/api/v1/compounds.geojson", "/api/v1/datapackage.json", "/api/v1/openapi.json",
    "/api/v1/", "/healthz",
]  # fmt: skip


def linked(answer: Answer) -> dict[str, str]:
    """Relation type to address (RFC 8288)."""
    found = re.findall(r'<([^>]*)>; rel="([a-z]+)"', answer.headers.get("link", ""))
    return {relation: target for target, relation in found}


def follow(address: str) -> Answer:
    path, _, query = address.partition("?")
    return call(path, [tuple(pair.split("=")) for pair in query.split("&")])


def test_links_lead_through_every_row_once() -> None:
    params = [("kind", "rescue"), ("limit", "7")]
    whole = call("/api/v1/raids.json", params[:1]).json()
    answer = call("/api/v1/raids.json", params)
    assert follow(linked(answer)["first"]).json() == whole[:7]
    last = follow(linked(answer)["last"])
    assert last.json() == whole[(len(whole) - 1) // 7 * 7 :]
    assert "next" not in linked(last)
    seen = answer.json()
    while "next" in linked(answer):
        before, answer = answer, follow(linked(answer)["next"])
        assert follow(linked(answer)["prev"]).json() == before.json()
        seen += answer.json()
    assert seen == whole


def test_an_answer_without_limit_has_no_parts() -> None:
    assert not {"first", "next", "prev", "last"} & set(linked(call(RAIDS)))


@given(limit=st.integers(0, 12), offset=st.integers(0, 60), rows=st.integers(0, 50))
def test_parts_stay_within_the_rows(limit: int, offset: int, rows: int) -> None:
    found = offsets(limit, offset, rows)
    assert ("next" in found) == (limit > 0 and offset + limit < rows)
    assert ("prev" in found) == (limit > 0 and offset > 0)
    for start in found.values():
        assert 0 <= start <= max(rows - 1, 0)


def test_the_tag_is_known_before_the_content(monkeypatch: pytest.MonkeyPatch) -> None:
    params = [("q", "casino"), ("kind", "raid")]
    tag = call(RAIDS, params).headers["etag"]
    called: list[str] = []
    monkeypatch.setattr(api, "export", lambda *a: called.append("made"))
    monkeypatch.setattr(answers, "_kept", Kept(0))
    assert call(RAIDS, params, If_None_Match=tag).status == 304
    assert called == []


def test_one_view_has_one_tag_however_it_is_spelt() -> None:
    first = call(RAIDS, [("province", "preah-sihanouk"), ("from", "2022")])
    second = call(RAIDS, [("from", "2022-01-01"), ("province", "KH-18")])
    assert first.headers["etag"] == second.headers["etag"]
    assert first.content == second.content


def test_the_tag_follows_the_files(folder, layer) -> None:
    from geo import load

    before = load(folder).fingerprint
    assert before == load(folder).fingerprint != layer.fingerprint
    (folder / "claims.csv").write_bytes((folder / "claims.csv").read_bytes() + b"\n")
    assert load(folder).fingerprint != before


@pytest.mark.parametrize("path", ["/api/v1/raids.csv", "/api/v1/", "/map/marks.json"])
def test_text_is_compressed_for_who_asks(path: str) -> None:
    plain, zipped = call(path), call(path, Accept_Encoding="br, gzip")
    assert zipped.headers["content-encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert len(zipped.content) < len(plain.content) / 2
    assert plain.headers["vary"] == zipped.headers["vary"] == "Accept-Encoding"
    assert plain.headers["etag"] != zipped.headers["etag"]
    for answer in (plain, zipped):
        again = call(path, If_None_Match=answer.headers["etag"], Accept_Encoding="gzip")
        assert again.status == 304


@pytest.mark.parametrize("path", ["/api/v1/raids.parquet", "/api/v1/raids.xlsx"])
def test_what_gains_little_stays_as_it_is(path: str) -> None:
    answer = call(path, Accept_Encoding="gzip")
    assert "content-encoding" not in answer.headers
    assert answer == call(path)


@pytest.mark.parametrize("accepted", ["gzip;q=0", "gzip;q=0.0, *", "xgzip", "identity", "gzip;q=x"])
def test_text_stays_as_it_is_for_who_takes_no_gzip(accepted: str) -> None:
    answer = call(RAIDS, Accept_Encoding=accepted)
    assert "content-encoding" not in answer.headers
    assert answer == call(RAIDS)


@pytest.mark.parametrize("accepted", ["GZIP", "*", "deflate;q=0.1 , gzip ; q=0.5"])
def test_text_is_compressed_for_everyone_who_takes_it(accepted: str) -> None:
    assert call(RAIDS, Accept_Encoding=accepted).headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("path", [*ADDRESSES, "/api/v1/nothing.csv"])
def test_a_page_of_another_site_may_ask_first(path: str) -> None:
    headers = {"Origin": "https://example.org", "Access_Control_Request_Method": "GET"}
    answer = call(path, method="OPTIONS", **headers)
    assert (answer.status, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "GET" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-headers"] == "*"
    assert call(path).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", [*ADDRESSES, "/api/v1/nothing.csv", "/assets/leaflet.js"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_another_method_is_a_problem_document(path: str, method: str) -> None:
    answer = call(path, method=method)
    assert answer.status == answer.json()["status"] == 405
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_an_error_of_the_server_tells_no_secret(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret in geo/files/exports.py")

    monkeypatch.setattr(api, "export", broken)
    answer = call(RAIDS, [("q", "not asked before")])
    assert answer.status == answer.json()["status"] == 500
    assert b"secret" not in answer.content
    assert b".py" not in answer.content
    assert "secret" in caplog.text


def test_a_large_table_is_sent_as_it_is_made(monkeypatch: pytest.MonkeyPatch, layer: Layer) -> None:
    whole, marked = call(RAIDS), call(RAIDS, [("bom", "1"), ("limit", "40"), ("offset", "3")])
    monkeypatch.setattr(api, "LARGE", 0)
    monkeypatch.setattr("geo.files.exports.PIECE", 16)
    assert len(list(pieces(layer, "raids", Filter()))) > 3
    streamed = call(RAIDS)
    assert "content-length" not in streamed.headers
    assert streamed.content == whole.content
    assert streamed.headers["etag"] == whole.headers["etag"]
    assert call(RAIDS, marked_params()).content == marked.content
    assert call(RAIDS, method="HEAD").headers == streamed.headers
    assert call(RAIDS, If_None_Match=whole.headers["etag"]).status == 304


def marked_params() -> list[tuple[str, str]]:
    return [("bom", "1"), ("limit", "40"), ("offset", "3")]


@given(sizes=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 40)), max_size=40))
def test_what_is_kept_stays_within_its_bounds(sizes: list[tuple[int, int]]) -> None:
    kept = Kept(100)
    latest: dict[int, bytes] = {}
    for key, size in sizes:
        piece = bytes([key]) * size
        kept.put(key, piece)
        if size <= 25:
            latest[key] = piece
            assert kept.get(key) == piece
        assert kept.used <= 100
        for known, wanted in latest.items():
            assert kept.get(known) in (None, wanted)


def test_the_api_describes_itself(layer: Layer) -> None:
    answer = call("/api/v1/openapi.json")
    document = answer.json()
    validate(document)
    assert document["openapi"].startswith("3.1")
    assert document["info"]["version"] == layer.version
    for table in reference.RESOURCES:
        assert f"/api/v1/{table}.{{format}}" in document["paths"]
        columns = document["components"]["schemas"][table]["properties"]
        assert list(columns) == list(layer.package[table].columns)
    assert set(reference.FILTER) <= set(document["components"]["parameters"])
    assert "/map/" not in json.dumps(document["paths"])


def test_the_description_is_a_page_too(layer: Layer) -> None:
    answer = call("/api/v1/")
    assert answer.headers["content-type"].startswith("text/html")
    text = answer.content.decode()
    assert "<script src" not in text
    assert not re.findall(r"(?:src|href)='(?:https?:)?//(?!creativecommons)", text)
    for path in call("/api/v1/openapi.json").json()["paths"]:
        assert path in text
    for target in set(re.findall(r"href='(/[^'#]*)'", text)):
        path, _, query = target.partition("?")
        assert call(path, [tuple(p.split("=")) for p in query.split("&") if p]).status == 200


@pytest.mark.parametrize("path", [*ADDRESSES, "/api/v1/x", "/api/v1/raids.csv?kind=x"])
def test_no_answer_names_a_version_of_what_it_runs_on(path: str) -> None:
    path, _, query = path.partition("?")
    answer = call(path, [tuple(query.split("="))] if query else [])
    folders = (str(reference.PROJECT).lower(), sys.prefix.lower())
    said = f"{answer.headers}{answer.content[:2000]!r}".lower()
    for word in ("uvicorn", "starlette", "python/", "streamlit/", "traceback", *folders):
        assert word not in said
    assert "x-powered-by" not in answer.headers


def test_the_bytes_are_those_of_the_library_also_when_kept(layer: Layer) -> None:
    for _ in range(2):
        assert call(RAIDS).content == export(layer, "raids", Filter()).content
