from __future__ import annotations

import os
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import geo
from geo import Filter, Layer, summarise
from geo.documents import brief, paper, sketch
from geo.map.marks import marks
from geo.map.shading import RAIDS, counted, shading
from geo.model.errors import AtlasError
from scripts import chromium
from tests import asgi, edits, reference
from tests.strategies import filters

Run = Callable[..., tuple[int, bytes, str]]
TABLES = reference.read(reference.DATA)
FEW = settings(max_examples=8)

HOSTILE = "</td><script>hit()</script><img src=x onerror=hit()>\"' `${hit()}` \\ <!-- &amp; ]]>"


class Read(HTMLParser):
    """What stands in a page: elements, their attributes, and the text of each."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.cells: list[list[str]] = []
        self.text = ""
        self.within = False
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag == "tr":
            self.cells.append([])
        if tag == "td":
            self.within = True
            self.cells[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.within = self.within and tag != "td"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.within:
            self.cells[-1][-1] += data

    def attributes(self, tag: str, name: str) -> list[str]:
        return [values[name] for t, values in self.elements if t == tag and name in values]


def read(layer: Layer, filter: Filter) -> Read:
    return Read(brief.brief(layer, filter))


def shown(ends: dict[str, int | None]) -> str:
    low, high = ends["min"], ends["max"]
    if not ends["known"]:
        return "—"
    if high is None:
        return f"≥ {low:,}"
    return f"{high:,}" if low == high else f"{low:,}–{high:,}" if low else f"≤ {high:,}"


@FEW
@given(filter=filters)
def test_figures_rows_and_sources_are_those_of_the_filter(layer: Layer, filter: Filter) -> None:
    page = read(layer, filter)
    rows = reference.select(TABLES, "raids", filter)
    total = reference.summarise(TABLES, filter, ())["total"]
    if not rows:
        assert "No raid fits" in page.text
        assert page.cells == []
        return
    for measure in reference.MEASURES:
        said = f"{shown(total[measure])}from {total[measure]['known']:,} of {len(rows):,} raids"
        assert f"{measure.capitalize()}{said}" in page.text
    listed = rows[: brief.ROWS]
    cells = [line for line in page.cells if line]
    assert len(cells) == len(listed)
    for line, row in zip(cells, listed, strict=True):
        assert row["title"] in line[1]
        assert ("not counted" in line[2]) is (row["counted"] == "no")
    if len(rows) > brief.ROWS:
        assert f"{len(rows) - brief.ROWS:,} more" in page.text
    ids = dict.fromkeys(id for row in listed for id in row["source_ids"].split("|"))
    known = {row["source_id"]: row for row in TABLES["sources"]}
    assert page.attributes("a", "href") == [known[id]["url"] for id in ids if known[id]["url"]]
    for line, row in zip(cells, listed, strict=True):
        numbers = [list(ids).index(id) + 1 for id in row["source_ids"].split("|")]
        assert line[4] == ", ".join(map(str, numbers))


def test_the_page_refers_to_nothing_but_its_sources(layer: Layer) -> None:
    made = brief.brief(layer, Filter())
    page = Read(made)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img", "link", "iframe", "object", "embed", "use", "image", "form"}
    assert all(not n.startswith("on") for _, values in page.elements for n in values)
    assert page.attributes("svg", "xmlns") == []
    bare = re.sub(r'<a href="[^"]*"', "<a", made.decode())
    bare = re.sub(r"<ol class=\"sources\">.*?</ol>", "", bare, flags=re.S)
    assert not re.search(r"https?:|url\(|@import|//\w", bare)
    (policy,) = [values["content"] for _, values in page.elements if "http-equiv" in values]
    assert policy.startswith("default-src 'none'")


def test_hostile_text_stays_text(folder: Path) -> None:
    for column in ("title", "place", "town", "summary", "notes"):
        edits.cell(folder / "raids.csv", 2, column, HOSTILE)
    for column in ("publisher", "title"):
        edits.cell(folder / "sources.csv", 4, column, HOSTILE)
    edits.features(folder / "compounds.geojson", lambda f: f[0]["properties"].update(name=HOSTILE))
    layer = geo.load(folder)
    page = read(layer, Filter(q="<script>"))
    assert HOSTILE in page.text
    assert page.text.count("hit()") >= 6
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img"}
    assert all(not n.startswith("on") for _, values in page.elements for n in values)


def test_a_link_is_made_of_a_web_address_only(folder: Path) -> None:
    source = geo.load(folder)
    rows = source["sources"]
    rows["url"] = "javascript:hit()"
    listed = brief._Sources({"sources": rows}, source["raids"].to_dict("records"))  # type: ignore[arg-type]
    assert "href" not in listed.listed()


def test_rows_that_do_not_fit_are_counted(layer: Layer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brief, "ROWS", 5)
    page = read(layer, Filter())
    assert len([line for line in page.cells if line]) == 5
    assert f"{len(TABLES['raids']) - 5:,} more" in page.text


def test_what_is_not_on_the_map_is_said(layer: Layer) -> None:
    page = read(layer, Filter())
    missing = sum(not row["province_code"] and not row["lat"] for row in TABLES["raids"])
    coarse = sum(row["date_precision"] in ("quarter", "year") for row in TABLES["raids"])
    assert f"{missing} raids are known to no province" in page.text
    assert f"{coarse} are dated too coarsely" in page.text


def test_the_figures_of_a_nationality_are_not_passed_off(layer: Layer) -> None:
    words = "not of the chosen nationalities alone"
    assert words in read(layer, Filter(nationality=("IDN",))).text
    assert words not in read(layer, Filter(kind=("rescue",))).text


def test_a_province_of_which_no_figure_is_known_is_grey_and_the_caption_says_so(
    layer: Layer,
) -> None:
    groups = summarise(layer, Filter(), ["province"]).groups
    unknown = [g for g in groups if g.keys[0] != "unknown" and not g.totals["found"].known]
    page = Read(brief.brief(layer, Filter(), shade="found"))
    assert page.attributes("path", "fill").count(sketch.UNKNOWN) == len(unknown) > 0
    grey = f"grey: not known for {len(unknown)}"
    assert f"no raid, or 0; 1–99; 100–999; 1,000–4,999; 5,000+; {grey}" in page.text
    assert "grey: not known" not in read(layer, Filter()).text


def test_the_map_holds_every_mark_where_it_is(layer: Layer) -> None:
    placed = marks(layer, Filter())
    shaded = shading(counted(placed.raids_by_province), RAIDS, {})
    drawn = Read(sketch.country(layer, placed, shaded, "words").encode())
    box = sketch.frame(list(layer.geo("provinces").geometry), placed.raids)
    assert box == sketch.COUNTRY
    wanted = [sketch.Projection(box).point(m.lon, m.lat) for m in placed.raids]
    found = zip(drawn.attributes("circle", "cx"), drawn.attributes("circle", "cy"), strict=True)
    *circles, small, middle, large = [(float(x), float(y)) for x, y in found]
    assert circles == wanted
    dashed = sum(m.precision != "site" for m in placed.raids)
    assert len(drawn.attributes("circle", "stroke-dasharray")) == dashed
    assert drawn.attributes("svg", "aria-label") == ["words"]
    _, _, width, height = map(float, drawn.attributes("svg", "viewbox")[0].split())
    assert all(0 <= x <= width and 0 <= y <= height - sketch.KEY for x, y in wanted)
    # Below the map, what its sizes mean; around the country, land apart from the sea.
    assert all(height - sketch.KEY < y < height for _, y in (small, middle, large))
    radii = [float(radius) for radius in drawn.attributes("circle", "r")[-3:]]
    assert radii == sorted(set(radii))
    assert {sketch.SEA, sketch.LAND} <= {
        *drawn.attributes("rect", "fill"), *drawn.attributes("path", "fill")
    }  # fmt: skip


@FEW
@given(filter=filters)
def test_what_is_shown_lies_within_the_frame(layer: Layer, filter: Filter) -> None:
    placed = marks(layer, filter)
    every = (*placed.raids, *placed.compounds, *placed.provinces)
    west, south, east, north = sketch.frame([], every)
    assert all(west <= m.lon <= east and south <= m.lat <= north for m in every)
    assert east - west >= sketch.CLOSEST - 1e-9


def test_degrees_are_as_long_to_the_north_as_they_are() -> None:
    project = sketch.Projection((102.0, 10.0, 108.0, 15.0))
    (x0, y0), (x1, y1) = project.point(104.0, 12.5), project.point(105.0, 13.5)
    assert (x1 - x0) / (y0 - y1) == pytest.approx(0.9763, abs=0.005)  # cos 12.5°


def test_the_chart_has_a_bar_for_each_month(layer: Layer) -> None:
    drawn = sketch.months({"2022-08": 3, "2022-10": 1}, 'said "so"')
    assert drawn.count('aria-roledescription="bar"') == 2
    assert [m for m in ("2022-08", "2022-09", "2022-10") if f">{m}<" in drawn] == [
        "2022-08", "2022-09", "2022-10"
    ]  # fmt: skip
    assert "xmlns" not in drawn
    assert 'aria-label="said &quot;so&quot;"' in drawn
    assert sketch.months({}, "") == ""


@pytest.mark.parametrize("shade", [None, "released"])
def test_one_brief_through_every_door(
    layer: Layer, run: Run, tmp_path: Path, shade: str | None
) -> None:
    filter = Filter(province=("KH-18",), kind=("rescue",))
    params = filter.to_params() + [("shade", shade)] * bool(shade)
    home = asgi.HOME
    made = brief.brief(layer, filter, shade=shade or RAIDS, home=home)
    assert ("People released" if shade else "Raids").lower() in made.decode()
    file = tmp_path / "brief.html"
    flags = ["--province=preah-sihanouk", "--kind=rescue", f"--home={home}/"] + [
        f"--shade={shade}"
    ] * bool(shade)
    assert run("brief", *flags, "-o", str(file)) == (0, b"", "")
    assert file.read_bytes() == made == run("brief", *flags)[1]
    answer = asgi.call("/brief.html", params)
    assert (answer.status, answer.content) == (200, made)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert asgi.call("/brief.html", params, if_none_match=answer.headers["etag"]).status == 304
    assert asgi.call("/brief.html", method="HEAD").status == 200
    assert asgi.call("/brief.html", method="POST").status == 405


def test_on_paper_the_view_is_found_again() -> None:
    params = Filter(province=("KH-18",), q="casino & hotel").to_params()
    page = Read(asgi.call("/brief.html", params).content).text
    cited = asgi.call("/api/v1/citation.txt", params).content.decode().strip()
    assert cited in page
    address = f"{asgi.HOME}/?province=KH-18&q=casino+%26+hotel"
    assert address in cited
    assert f"The same view: {address}." in page
    assert f"{address}&shade=released" in Read(
        asgi.call("/brief.html", [*params, ("shade", "released")]).content
    ).text  # fmt: skip
    elsewhere = asgi.call("/brief.html", params, host="atlas.example").content.decode()
    assert "http://atlas.example/?province" in elsewhere
    assert asgi.HOME not in elsewhere


@pytest.mark.parametrize(
    ("name", "value"),
    [("province", "Atlantis"), ("kind", ""), ("from", "2022-13"), ("colour", "red")],
)
def test_a_wrong_parameter_is_422(name: str, value: str) -> None:
    answer = asgi.call("/brief.html", [(name, value)])
    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert (error["parameter"], error["value"]) == (name, value)
    assert error["allowed"]


def test_a_pdf_is_printed(
    run: Run,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = chromium.find()
    assert program, "no Chromium: python -m scripts.chromium installs one"
    if not paper.find():  # Playwright's own is not on PATH.
        beside = tmp_path_factory.mktemp("bin")
        (beside / "chromium").symlink_to(program)
        monkeypatch.setenv("PATH", f"{beside}{os.pathsep}{os.environ['PATH']}")
    file = tmp_path / "brief.pdf"
    assert run("brief", "--kind=strike", "-o", str(file)) == (0, b"", "")
    content = file.read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert re.search(rb"/MediaBox \[0 0 59[45][.\d]* 84[12]", content)  # A4, in points.
    assert list(tmp_path.iterdir()) == [file]


def test_without_a_chromium_a_pdf_is_one_clear_error(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for flags in (("-o", str(tmp_path / "x.pdf")), ("--format", "pdf")):
        status, out, err = run("brief", "--kind=strike", *flags)
        assert (status, out, len(err.splitlines())) == (2, b"", 1)
        assert "Chromium" in err
    assert list(tmp_path.iterdir()) == []
    assert run("brief", "--format", "doc")[0] == 2


def test_a_chromium_that_prints_nothing_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(AtlasError, match="printed no PDF"):
        paper.pdf(b"<p>")
