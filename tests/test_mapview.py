from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo import Filter, Layer, load
from geo.map.mapview import base_map, clicked, compact
from geo.map.marks import marks
from geo.map.shading import counted, shading
from tests import edits

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "back`tick ${alert(1)} C:\\2019",
    "two\u2028lines\u2029end",
    "\"double\" and 'single' & &lt;",
    "{{ 7 * 7 }} ends",
    "{% raw %} and {# more",
)


@pytest.fixture(params=HOSTILE)
def text(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def hostile(folder: Path, text: str) -> Layer:
    """The tiny layer with one text wherever a reader is shown text."""
    for column in ("title", "place", "town", "authority", "summary", "notes"):
        edits.cell(folder / "raids.csv", 2, column, text)
        edits.cell(folder / "raids.csv", 8, column, text)

    def rename(features: list) -> None:
        for feature in features:
            feature["properties"].update(name=text, place=text, summary=text)

    edits.features(folder / "compounds.geojson", rename)
    return load(folder)


def drawn(layer: Layer) -> str:
    made = marks(layer, Filter())
    return compact(made, shading(counted(made.raids_by_province), "raids", {}))


def test_the_marks_are_inert_as_a_script(hostile: Layer) -> None:
    script = drawn(hostile)
    for character in "<>&\u2028\u2029":
        assert character not in script
    assert json.loads(script)


def test_the_marks_are_inert_as_html(hostile: Layer, text: str) -> None:
    made = marks(hostile, Filter())
    value = json.loads(drawn(hostile))
    shown = [mark[6] for group in "rca" for mark in value[group]]
    assert len(shown) == sum(len(g) for g in (made.raids, made.compounds, made.provinces))
    for label in shown:
        assert "<" not in label
        assert ">" not in label
        assert '"' not in label
    if "<" in text:
        assert any("&lt;" in label for label in shown)


def test_the_map_asks_no_other_host() -> None:
    page = str(base_map().get_root().render())
    assert "/assets/leaflet.css" in page
    for quote in "\"'":
        assert f"src={quote}http" not in page
        assert f"href={quote}http" not in page
        assert f"{quote}//" not in page


def test_a_click_gives_the_place(tiny: Layer) -> None:
    for mark in marks(tiny, Filter()).raids:
        assert clicked(f"{mark.id}\n{mark.label}") == mark.id
    assert clicked(None) is None
    assert clicked("") is None
