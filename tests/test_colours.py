"""The colours of the map, worked out from the one place where they stand."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from geo.map.assets import STATIC

MARKS = ("raid", "compound", "running")
GROUNDS = ("sea", "abroad", "water")
TEXT, MARK = 4.5, 3.0
HEX = re.compile(r"#[0-9a-f]{3,8}\b")

Palette = dict[str, str]


def palettes() -> dict[str, Palette]:
    """Name of a theme to its colours; the shades of provinces by their number."""
    script = (STATIC / "atlas.js").read_text("utf-8")
    (literal,) = re.findall(r"const PALETTES = (\{.*?\n  \});", script, re.S)
    value = json.loads(re.sub(r",(\s*[}\]])", r"\1", re.sub(r"(\w+):", r'"\1":', literal)))
    return {
        theme: {k: v for k, v in colours.items() if k != "shades"}
        | {f"shade-{at}": shade for at, shade in enumerate(colours["shades"])}
        for theme, colours in value.items()
    }


def luminance(colour: str) -> float:
    """As WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_and_white_are_as_far_apart_as_can_be() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.fixture(params=["light", "dark"])
def palette(request: pytest.FixtureRequest) -> Palette:
    return palettes()[request.param]


def test_both_themes_have_the_same_colours() -> None:
    light, dark = palettes().values()
    assert list(light) == list(dark)
    assert sum(name.startswith("shade-") for name in light) == 5


def test_marks_stand_out_from_all_that_they_lie_on(palette: Palette) -> None:
    shades = [name for name in palette if name.startswith("shade-")]
    grounds = [*GROUNDS, "paper", "unknown", *shades]
    poor = {
        (mark, ground): round(contrast(palette[mark], palette[ground]), 2)
        for mark in MARKS
        for ground in grounds
        if contrast(palette[mark], palette[ground]) < MARK
    }
    assert poor == {}


def test_texts_are_read_on_all_that_they_lie_on(palette: Palette) -> None:
    shades = [name for name in palette if name.startswith("shade-")]
    pairs = [("ink", ground) for ground in ("paper", "abroad", "sea", "unknown", *shades)]
    pairs += [("quiet", ground) for ground in ("paper", "abroad", "sea")]
    pairs += [("paper", "compound"), ("paper", "running")]  # A number upon a full mark.
    poor = {
        pair: round(contrast(*(palette[name] for name in pair)), 2)
        for pair in pairs
        if contrast(*(palette[name] for name in pair)) < TEXT
    }
    assert poor == {}


def test_each_shade_is_a_step_further_from_the_land(palette: Palette) -> None:
    land = palette["shade-0"]
    steps = [contrast(palette[f"shade-{at}"], land) for at in range(5)]
    assert all(1.15 * near < far for near, far in pairwise(steps)), steps


def test_borders_of_land_stand_out_from_it(palette: Palette) -> None:
    assert contrast(palette["line"], palette["shade-0"]) >= MARK


@pytest.mark.parametrize("sheet", ["atlas.css", "controls.css"])
def test_the_map_has_its_colours_from_one_place(sheet: str) -> None:
    assert HEX.findall((STATIC / sheet).read_text("utf-8")) == []
