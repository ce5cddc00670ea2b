from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings

from geo import Filter, Layer, load, summarise
from geo.documents.about import citation
from geo.documents.takeaway import takeaway
from geo.map.mapview import CAPTION, MARKS, compact
from geo.map.marks import marks
from geo.map.shading import counted, shading
from geo.model.vocabulary import nationalities
from tests import edits, reference
from tests.asgi import call
from tests.strategies import filters, tiny_filters
from tests.test_mapview import HOSTILE

LARGEST = 1_500_000
VOID = {"meta", "br", "img", "link", "input", "hr"}
WEB = re.compile(r"https?://")


class Page(HTMLParser):
    """What a file holds: texts by the id that they stand under, links, scripts, attributes."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str | None]] = []
        self.texts: dict[str, str] = {}
        self.links: list[dict[str, str | None]] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.styles: list[str] = []
        self.buttons: list[str | None] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag == "a":
            self.links.append(given)
        if tag == "button":
            self.buttons.append(given.get("data-place"))
        if tag == "script":
            self.scripts.append((given, ""))
        if tag == "style":
            self.styles.append("")
        if tag not in VOID:
            self.open.append((tag, given.get("id")))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] == "script":
            given, text = self.scripts[-1]
            self.scripts[-1] = (given, text + data)
        elif self.open and self.open[-1][0] == "style":
            self.styles[-1] += data
        for _, id in self.open:
            if id:
                self.texts[id] = self.texts.get(id, "") + data

    @property
    def data(self) -> Any:
        (text,) = [text for given, text in self.scripts if given.get("id") == "atlas-data"]
        return json.loads(text)

    @property
    def records(self) -> list[str]:
        return [id.removeprefix("record-") for id in self.texts if id.startswith("record-")]


@pytest.fixture(scope="module")
def whole(layer: Layer) -> str:
    return takeaway(layer, Filter())


@pytest.fixture(scope="module")
def page(whole: str) -> Page:
    return Page(whole)


def test_it_is_small_and_made_the_same_each_time(layer: Layer, whole: str) -> None:
    assert len(whole.encode()) < LARGEST
    assert takeaway(layer, Filter()) == whole


@settings(max_examples=10)
@given(filter=filters)
def test_the_records_are_those_of_the_filter(layer: Layer, filter: Filter) -> None:
    tables = reference.read(reference.DATA)
    wanted = [row["raid_id"] for row in reference.select(tables, "raids", filter)]
    compounds = reference.select(tables, "compounds", filter)
    # Those of no known province come last.
    compounds = sorted(compounds, key=lambda row: row["province"] or "~")
    wanted += [row["compound_id"] for row in compounds]
    assert Page(takeaway(layer, filter)).records == wanted


def test_records_are_folded_by_year_and_province_and_sources_by_the_hundred(
    layer: Layer, whole: str
) -> None:
    folds = re.findall(r"<details open><summary>(.*?)</summary>(.*?)</details>", whole, re.S)
    heads = [head for head, _ in folds]
    tables = reference.read(reference.DATA)
    years = Counter(row["date_start"][:4] for row in tables["raids"])
    provinces = Counter(row["province"] or "Province not known" for row in tables["compounds"])
    assert heads[: len(years)] == [f"{year} · {n}" for year, n in sorted(years.items())]
    assert set(heads[len(years) :][: len(provinces)]) == {
        f"{name} · {n}" for name, n in provinces.items()
    }
    assert sum(content.count("<article") for _, content in folds) == whole.count("<article")
    for at, (head, content) in enumerate(folds[len(years) + len(provinces) :]):
        assert head.startswith(f"{100 * at + 1} to ")
        numbers = re.findall(r"<li id='source-(\d+)'", content)
        assert numbers == [str(n) for n in range(100 * at + 1, 100 * at + len(numbers) + 1)]
        assert f"<ol start='{numbers[0]}'>" in content


def test_an_empty_file_says_that_it_is(layer: Layer) -> None:
    filter = Filter(province=("KH-15",), from_=date(2019, 1, 1), to=date(2019, 12, 31))
    text = takeaway(layer, filter)
    compounds = len(reference.select(reference.read(reference.DATA), "compounds", filter))
    more = f"; {compounds} compound" if compounds else "."
    assert f"<p class='none'>No raid fits all of these{more}" in text
    assert "from 0 of 0" not in text


@settings(max_examples=10)
@given(filter=filters)
def test_it_opens_on_what_is_shown(layer: Layer, filter: Filter) -> None:
    (south, west), (north, east) = Page(takeaway(layer, filter)).data["settings"]["view"]
    placed = marks(layer, filter)
    for mark in (*placed.raids, *placed.compounds, *placed.provinces):
        assert south < mark.lat < north
        assert west < mark.lon < east


def test_a_file_of_one_province_opens_on_it(layer: Layer, page: Page) -> None:
    (south, west), (north, east) = page.data["settings"]["view"]
    for code in ("KH-18", "KH-12", "KH-15"):
        view = Page(takeaway(layer, Filter(province=(code,)))).data["settings"]["view"]
        (s, w), (n, e) = view
        assert (n - s) * (e - w) < (north - south) * (east - west) / 2
        shapes = layer.geo("provinces").set_index("province_code").geometry
        assert shapely.box(w, s, e, n).contains(shapes[code])


@settings(max_examples=25)
@given(filter=tiny_filters)
def test_the_headline_is_that_of_the_summary(tiny: Layer, filter: Filter) -> None:
    text = takeaway(tiny, filter)
    total = summarise(tiny, filter).total
    shown = re.findall(
        r"<dt>(\w+)</dt><dd class='figure'>(.*?)</dd><dd class='coverage'>from (\d+) of (\d+)", text
    )
    figures = [
        (m.capitalize(), str(t.range), str(t.known), str(total.raids))
        for m, t in total.totals.items()
    ]
    assert shown == (figures if total.raids else [])
    assert ("<p class='none'>No raid fits all of these" in text) == (not total.raids)


def test_each_raid_is_told_whole(page: Page) -> None:
    for row in reference.read(reference.DATA)["raids"]:
        text = page.texts[f"record-{row['raid_id']}"]
        for column in ("title", "summary", "location_precision"):
            assert row[column] in text
        for measure in reference.MEASURES:
            figures = [row[f"{measure}_{end}"] for end in ("min", "max")]
            numbers = [f"{int(figure):,}" for figure in figures if figure]
            assert not numbers or f"{numbers[-1]} {measure}" in text
        assert ("not counted" in text) >= (row["counted"] == "no")


def test_each_nationality_of_a_raid_is_told(page: Page) -> None:
    names = nationalities()
    items = reference.read(reference.DATA)["raid_nationalities"]
    assert items
    for item in items:
        (said,) = re.findall(
            rf"Of those {item['measure']}: (.*?)(?=Of those|Compound:|Source|$)",
            page.texts[f"record-{item['raid_id']}"],
        )
        figures = [f"{int(item[end]):,}" for end in ("count_min", "count_max") if item[end]]
        count = figures[-1] if figures else "mentioned without a number"
        assert re.search(rf"{re.escape(names[item['nationality']])} ([≥≤] )?\S*{count}", said)


def test_each_number_leads_to_the_document_that_is_named(page: Page) -> None:
    tables = reference.read(reference.DATA)
    titles = {row["source_id"]: row["title"] for row in tables["sources"]}
    for row in tables["raids"]:
        text = page.texts[f"record-{row['raid_id']}"]
        (numbers,) = re.findall(r"Sources? ([\d, ]+)(?:On the map)?$", text)
        cited = [page.texts[f"source-{number}"] for number in numbers.split(", ")]
        for id, said in zip(row["source_ids"].split("|"), cited, strict=True):
            assert titles[id] in said
    urls = {row["url"] for row in tables["sources"] if row["url"]}
    outside = [link for link in page.links if WEB.match(link["href"] or "")]
    licences = {licence["path"] for licence in reference.PACKAGE["licenses"]}
    assert {link["href"] for link in outside} <= urls | licences
    assert all(link["rel"] == "noreferrer" for link in outside)


def test_what_is_not_on_the_map_is_listed(layer: Layer, page: Page) -> None:
    placed = marks(layer, Filter())
    assert placed.unplaced
    assert f"{len(placed.unplaced)} not on the map" in page.texts["unplaced"]
    everywhere = (*placed.raids, *placed.compounds, *placed.provinces)
    assert page.data["places"] == {mark.id: list(mark.records) for mark in everywhere}
    assert len(page.buttons) == sum(len(mark.records) for mark in everywhere)
    assert {*page.buttons} == {*page.data["places"]}


def test_the_map_has_its_files_in_the_page(layer: Layer, page: Page) -> None:
    files = page.data["files"]
    for name in ("basemap", "provinces", "towns"):
        assert json.loads(files[f"/assets/{name}.geojson"])["features"]
    placed = marks(layer, Filter())
    shaded = shading(counted(placed.raids_by_province), "raids", {})
    assert files[MARKS] == compact(placed, shaded)
    assert json.loads(files[CAPTION])["sentence"] == f"All {len(layer['raids'])} raids"


def test_version_licence_citation_and_filter_are_named(layer: Layer) -> None:
    filter = Filter(province=("KH-18",), q="casino & <b>")
    text = takeaway(layer, filter)
    footer = text[text.index("<footer>") : text.index("</footer>")]
    assert citation(layer) in footer
    assert f"Version {layer.version}" in footer
    assert reference.PACKAGE["licenses"][0]["path"] in footer
    assert "province=KH-18&amp;q=casino &amp; &lt;b&gt;" in footer


def test_nothing_is_asked_for(page: Page) -> None:
    asking = {"src", "srcset", "data", "action", "poster", "background", "ping"}
    assert not [found for found in page.attributes if found[1] in asking]
    assert not [found for found in page.attributes if found[1] == "href" and found[0] != "a"]
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    for style in page.styles:
        assert "@import" not in style
        assert all(url.startswith(("data:", "#")) for url in re.findall(r"url\(\"?([^)]*)", style))
    assert not any("sourceMappingURL" in text for _, text in page.scripts)


def test_no_host_is_named_but_by_links_of_a_reader(whole: str) -> None:
    """Links lead to sources and licences, and ask for nothing until a reader follows one.

    What else reads like an address is the namespace of SVG, and Leaflet's own notes of itself.
    """
    rest = re.sub(r"<a href='https?://[^']*'", "", whole)
    hosts = set(re.findall(r"https?://([\w.-]+)", rest))
    assert hosts == {"www.w3.org", "leafletjs.com", "bugzilla.mozilla.org"}


def test_the_policy_lets_its_own_scripts_run_and_nothing_be_fetched(page: Page) -> None:
    contents = [
        value or "" for tag, name, value in page.attributes if (tag, name) == ("meta", "content")
    ]
    (policy,) = [content for content in contents if "default-src" in content]
    assert "default-src 'none'" in policy
    running = [text for given, text in page.scripts if given.get("type") != "application/json"]
    hashes = [base64.b64encode(hashlib.sha256(t.encode()).digest()).decode() for t in running]
    allowed = re.search(r"script-src ([^;]*);", policy)
    assert allowed
    assert allowed[1].split() == [f"'sha256-{digest}'" for digest in hashes]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert(folder: Path, text: str) -> None:
    for column in ("title", "place", "town", "authority", "summary", "notes"):
        edits.cell(folder / "raids.csv", 2, column, text)
    for column in ("publisher", "title"):
        edits.cell(folder / "sources.csv", 2, column, text)

    def rename(features: list[Any]) -> None:
        for feature in features:
            feature["properties"].update(name=text, place=text, summary=text)

    edits.features(folder / "compounds.geojson", rename)
    made = Page(takeaway(load(folder), Filter()))
    assert len(made.scripts) == 6
    assert not [name for _, name, _ in made.attributes if name.startswith("on")]
    assert any(text in said for said in made.texts.values())


def test_an_address_that_would_run_as_a_script_is_no_link(folder: Path) -> None:
    licence = reference.PACKAGE["licenses"][0]
    edits.text(
        folder / "datapackage.json",
        lambda text: text.replace(licence["path"], "javascript:alert(1)//https://example.org"),
    )
    text = takeaway(load(folder), Filter())
    assert licence["title"] in text
    assert not [link for link in Page(text).links if "script" in str(link["href"])]


Run = Callable[..., tuple[int, bytes, str]]


def test_the_command_writes_the_file(run: Run, layer: Layer, tmp_path: Path) -> None:
    filter = Filter(province=("KH-18",), kind=("raid",))
    file = tmp_path / "map.html"
    flags = ["--province", "preah-sihanouk", "--kind=raid"]
    assert run("map", *flags, "-o", str(file)) == (0, b"", "")
    assert file.read_text("utf-8") == takeaway(layer, filter)
    assert run("map", *flags) == (0, file.read_bytes(), "")


def test_the_shades_are_those_that_are_chosen(run: Run, layer: Layer, page: Page) -> None:
    status, out, _ = run("map", "--shade=arrested")
    assert status == 0
    assert out.decode() == takeaway(layer, Filter(), "arrested")
    shaded = Page(out.decode())
    before, after = (json.loads(p.data["files"][MARKS]) for p in (page, shaded))
    assert (before["s"][0], after["s"][0]) == ("Raids", "People arrested")
    assert before["p"] != after["p"]
    assert [before[of] for of in "rca"] == [after[of] for of in "rca"]
    assert "Filter: shade=arrested." in out.decode()


def test_the_address_takes_the_choice_of_shades(layer: Layer) -> None:
    answer = call("/map.html", [("shade", "found"), ("province", "KH-18")])
    assert answer.content.decode() == takeaway(layer, Filter(province=("KH-18",)), "found")
    plain = call("/map.html", [("province", "KH-18")])
    same = call("/map.html", [("province", "KH-18"), ("shade", "raids")])
    assert plain.headers["etag"] == same.headers["etag"] != answer.headers["etag"]


@pytest.mark.parametrize(
    "flags",
    [
        ["--shade=rescued"],
        ["--kind=party"],
        ["--from=2023", "--to=2022"],
        ["--data=/no/such"],
        ["--by=month"],
    ],
    ids=" ".join,
)
def test_the_command_says_what_is_wrong(run: Run, tmp_path: Path, flags: list[str]) -> None:
    status, out, err = run("map", "-o", str(tmp_path / "map.html"), *flags)
    assert (status, out, len(err.splitlines())) == (2, b"", 1)
    assert list(tmp_path.iterdir()) == []


def test_the_address_sends_the_file_to_keep(layer: Layer) -> None:
    answer = call("/map.html", [("province", "KH-18"), ("from", "2022-09")])
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    wanted = f'attachment; filename="map-{layer.version}.html"'
    assert answer.headers["content-disposition"] == wanted
    same = call("/map.html", [("from", "2022-09-01"), ("province", "preah-sihanouk")])
    assert same.content == answer.content
    again = call("/map.html", [("province", "KH-18")], if_none_match=answer.headers["etag"])
    assert again.status == 200
    known = call("/map.html", [("province", "KH-18")], if_none_match=again.headers["etag"])
    assert known.status == 304


@pytest.mark.parametrize(
    "pair",
    [
        ("shade", "rescued"),
        ("province", "Atlantis"),
        ("kind", ""),
        ("colour", "red"),
        ("embed", "true"),
    ],
)
def test_an_address_that_is_wrong_is_a_problem_document(pair: tuple[str, str]) -> None:
    answer = call("/map.html", [pair])
    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert (error["parameter"], error["value"]) == pair


def test_the_caption_of_an_address_is_that_of_its_filter(layer: Layer) -> None:
    answer = call("/map/caption.json", [("province", "KH-18"), ("record", "x"), ("kind", "no")])
    total = summarise(layer, Filter(province=("KH-18",))).total
    said = answer.json()
    assert said["sentence"] == f"{total.raids} of {len(layer['raids'])} raids: Preah Sihanouk"
    assert said["name"] == f"map-{layer.version}"
    assert said["origin"] == citation(layer)
    assert said["absent"] == ""


def test_the_caption_says_how_much_is_not_on_the_map(layer: Layer) -> None:
    said = json.loads(Page(takeaway(layer, Filter())).data["files"][CAPTION])
    assert said == call("/map/caption.json").json()
    missing = marks(layer, Filter()).unplaced_rows
    assert missing > 0
    assert said["absent"] == (
        f"Raids and compounds not on the map, since no province is known: {missing:,}."
    )
