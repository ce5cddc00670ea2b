from __future__ import annotations

import json
import re
from datetime import date

import pytest
import rispy
import yaml
from hypothesis import given
from hypothesis import strategies as st

from geo import Layer
from geo.documents.about import citation
from geo.files.citation import FORMATS, cite, dataset
from tests import reference
from tests.asgi import call
from tests.strategies import any_text

SEEN = date(2026, 11, 24)
PARAMS = [("province", "KH-18"), ("from", "2022-08-01"), ("q", "50% & more_{x}")]


def entry(text: str) -> dict[str, str]:
    """The fields of one BibTeX entry whose braces are balanced."""
    assert re.fullmatch(r"@misc\{[a-z0-9-]+,\n(?:  [a-z]+ = \{.*\},\n)+\}\n", text)
    bare = re.sub(r"\\[&%$#_{}]", "", text)
    assert bare.count("{") == bare.count("}")
    return dict(re.findall(r"^  ([a-z]+) = \{(.*)\},$", text, re.M))


def test_every_form_says_version_date_and_address(layer: Layer) -> None:
    home = "http://127.0.0.1:8501/"
    for form, (media_type, _) in FORMATS.items():
        answer = call(f"/api/v1/citation.{form}", [*PARAMS, ("accessed", "2026-11-24")])
        assert answer.status == 200
        assert answer.headers["content-type"] == media_type
        text = answer.content.decode()
        assert layer.version in text
        assert f"{home}?province=KH-18&from=2022-08-01" in text
        assert "2026" in text
        assert "Preah Sihanouk" in text


def test_ris_is_read_by_a_stranger_s_tool(layer: Layer) -> None:
    answer = call("/api/v1/citation.ris", [*PARAMS, ("accessed", "2026-11-24")])
    (read,) = rispy.loads(answer.content.decode())
    assert read["type_of_reference"] == "DATA"
    assert read["title"] == layer.package.title
    assert read["year"] == layer.package.created[:4]
    assert read["urls"][0].startswith("http://127.0.0.1:8501/?province=KH-18")
    assert read["access_date"] == "2026/11/24"
    assert "50% & more_{x}" in read["notes"][0]


def test_csl_json_is_an_item_of_a_data_set(layer: Layer) -> None:
    answer = call("/api/v1/citation.json", [*PARAMS, ("accessed", "2026-11-24")])
    (item,) = answer.json()
    assert item["type"] == "dataset"
    assert item["version"] == layer.version
    assert item["accessed"] == {"date-parts": [[2026, 11, 24]]}
    year, month, day = item["issued"]["date-parts"][0]
    assert date(year, month, day).isoformat() == layer.package.created
    assert item["URL"].startswith("http://127.0.0.1:8501/?")


def test_cff_is_yaml_for_a_data_set(layer: Layer) -> None:
    answer = call("/api/v1/citation.cff", [*PARAMS, ("accessed", "2026-11-24")])
    said = yaml.safe_load(answer.content)
    own = yaml.safe_load((reference.PROJECT / "CITATION.cff").read_text("utf-8"))
    for name in ("cff-version", "type", "title", "authors", "version", "license"):
        assert said[name] == own[name]
    assert said["date-released"] == own["date-released"].isoformat() == layer.package.created
    assert said["url"].startswith("http://127.0.0.1:8501/?province=KH-18")
    assert "50% & more_{x}" in said["abstract"]


def test_bibtex_escapes_what_tex_would_run() -> None:
    answer = call("/api/v1/citation.bib", PARAMS)
    fields = entry(answer.content.decode())
    assert r"50\% \& more\_\{x\}" in fields["note"]
    assert "urldate" not in fields


@given(view=any_text, seen=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_no_text_breaks_a_form(layer: Layer, view: str, seen: date | None) -> None:
    made = cite(layer, view, "http://127.0.0.1/?q=x", seen)
    entry(made.bibtex)
    (read,) = rispy.loads(made.ris)
    assert read["title"] == layer.package.title
    (item,) = json.loads(made.csl)
    assert item["title"] == layer.package.title
    assert yaml.safe_load(made.cff)["title"] == layer.package.title
    assert "\n" not in made.text


def test_the_whole_layer_is_cited_by_its_version_alone(layer: Layer) -> None:
    text = citation(layer)
    assert text == cite(layer).text
    assert f"version {layer.version} [data set]. CC BY 4.0." in text
    assert "Accessed" not in text


def test_two_views_are_two_citations() -> None:
    answers = {
        call("/api/v1/citation.txt", params).content
        for params in ([], [("kind", "raid")], [("kind", "raid"), ("accessed", "2026-11-24")])
    }
    assert len(answers) == 3


def test_two_views_share_no_key_and_one_has_the_same_whenever_it_is_seen(layer: Layer) -> None:
    def keys(*params: tuple[str, str]) -> tuple[str, str]:
        entries, items = (call(f"/api/v1/citation.{form}", params) for form in ("bib", "json"))
        (named,) = re.findall(r"^@misc\{([a-z0-9-]+),", entries.content.decode())
        return named, items.json()[0]["id"]

    views = [(), (("kind", "raid"),), (("kind", "rescue"),), (("province", "KH-18"),)]
    made = [keys(*params) for params in views]
    assert all(named == id for named, id in made)
    assert len({*made}) == len(views)
    assert keys(("kind", "raid"), ("accessed", "2026-11-24")) == made[1]
    assert cite(layer).key == f"compound-atlas-{layer.version.replace('.', '-')}"
    assert all(named.startswith(cite(layer).key) for named, _ in made)


@pytest.mark.parametrize("value", ["", "2026", "2026-13-01", "today", "2026-11"])
def test_a_day_is_a_day(value: str) -> None:
    answer = call("/api/v1/citation.txt", [("accessed", value)])
    assert answer.status == 422
    assert answer.json()["errors"][0]["parameter"] == "accessed"


def test_another_form_is_not_there() -> None:
    assert call("/api/v1/citation.doc").status == 404
    assert call("/api/v1/citation.txt", [("kind", "party")]).status == 422


def test_search_engines_find_the_data_set(layer: Layer) -> None:
    said = call("/api/v1/dataset.jsonld").json()
    assert said == dataset(layer, "http://127.0.0.1:8501")
    assert said["@type"] == "Dataset"
    for name in ("name", "description", "license", "version", "creator", "temporalCoverage"):
        assert said[name]
    for download in said["distribution"]:
        path = download["contentUrl"].removeprefix("http://127.0.0.1:8501")
        assert call(path).headers["content-type"].startswith(download["encodingFormat"])
    page = call("/api/v1/").content.decode()
    (embedded,) = re.findall(r"<script type='application/ld\+json'>(.*?)</script>", page)
    assert json.loads(embedded) == said


def test_citation_cff_is_of_this_version() -> None:
    text = (reference.PROJECT / "CITATION.cff").read_text("utf-8")
    found = dict(re.findall(r"^([a-z-]+): *([^\s]+)$", text, re.M))
    assert found["version"] == reference.PACKAGE["version"]
    assert found["date-released"] == reference.PACKAGE["created"][:10]
    assert found["license"] == reference.PACKAGE["licenses"][0]["name"]


def test_dates_come_in_as_arguments(layer: Layer) -> None:
    assert "Accessed 24 November 2026." in cite(layer, accessed=SEEN).text
    assert cite(layer, "All of it", "http://x/", SEEN) == cite(
        layer, "All of it", "http://x/", SEEN
    )
