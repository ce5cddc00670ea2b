"""How dark each province stands on the map: a measure, as a total or for its inhabitants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from geo.model.errors import ParameterError, ParameterProblem
from geo.model.layer import Layer
from geo.model.ranges import Range
from geo.query.sentence import coverage, number
from geo.query.summary import UNKNOWN, Group

INHABITANTS = 100_000
"""Inhabitants for whom a share is given."""

MEASURES = ("raids", "found", "released", "arrested", "deported")
"""What provinces can be shaded by."""

RAIDS = MEASURES[0]
"""What they are shaded by where nothing else is chosen."""

PER = "per-100k"
"""Ends the name of a shading by inhabitants."""

_RAIDS, _PEOPLE = (1, 5, 20, 50), (1, 100, 1_000, 5_000)
_RAIDS_PER, _PEOPLE_PER = (0.1, 1, 3, 10), (0.1, 10, 100, 1_000)


@dataclass(frozen=True)
class Shading:
    """What is shaded, in which steps, and how far each province has come.

    Attributes
    ----------
    title : str
        What the shades mean.
    steps : tuple of str
        From which figure to which each shade goes, the palest first: that of nothing.
    provinces : dict of str to (int or None, str)
        Code to its shade, None where no figure is known, and its figure in words.
    none : str
        What is said of a province that is not among them.
    """

    title: str
    steps: tuple[str, ...]
    provinces: Mapping[str, tuple[int | None, str]]
    none: str

    @property
    def unknown(self) -> str:
        """What the shade of no figure means, and how many have it; empty where none has."""
        missing = sum(shade is None for shade, _ in self.provinces.values())
        return f"not known for {missing}" if missing else ""


def names(populated: bool) -> dict[str, str]:
    """Every shading there is, by the name it has in an address, with its title."""
    totals = {measure: _title(measure) for measure in MEASURES}
    if not populated:
        return totals
    return totals | {f"{m}-{PER}": f"{t} per 100,000 inhabitants" for m, t in totals.items()}


def inhabitants(layer: Layer) -> dict[str, int]:
    """Code of a province to its inhabitants, where the layer has them."""
    provinces = layer["provinces"]
    if "population" not in provinces:
        return {}
    known = provinces.dropna(subset="population")
    return dict(zip(known["province_code"], known["population"].astype(int), strict=True))


def choices(layer: Layer) -> dict[str, str]:
    """Every shading that a layer allows: shares where it has inhabitants of provinces."""
    return names(bool(inhabitants(layer)))


def chosen(layer: Layer, name: str) -> str:
    """The name of a shading, once it is known to be one.

    Raises
    ------
    ParameterError
        When the layer allows none of that name.
    """
    allowed = choices(layer)
    if name not in allowed:
        said = f"one of {', '.join(allowed)}"
        raise ParameterError([ParameterProblem("shade", name, "is not known", said)])
    return name


Figures = Mapping[str, tuple[float | None, str]]
"""Code of a province to its figure at the lower end, None where none is known, and in words."""


def counted(raids: Mapping[str, int]) -> Figures:
    """The figures of a shading by the number of raids."""
    return {code: (n, "1 raid" if n == 1 else f"{number(n)} raids") for code, n in raids.items()}


def summed(groups: Iterable[Group], measure: str) -> Figures:
    """The figures of a shading by people, from a summary by province."""
    totals = {group.keys[0]: group.totals[measure] for group in groups}
    return {
        code: (_low(total.range), f"{total.range} {measure}, {coverage(total)}")
        for code, total in totals.items()
        if code != UNKNOWN
    }


def measure_of(name: str) -> str:
    """The measure, or `raids`, that a shading of this name shows."""
    return name.removesuffix(f"-{PER}")


def shading(figures: Figures, name: str, population: Mapping[str, int]) -> Shading:
    """Shade the provinces by one figure.

    Parameters
    ----------
    figures : mapping
        What `counted` or `summed` gives for the shading's measure.
    name : str
        One of `names`.
    population : mapping of str to int
        Code of a province to its inhabitants, where they are known; a share of the others is not.
    """
    measure = measure_of(name)
    per = name != measure
    steps = _steps(measure, per)
    provinces = {}
    for code, (total, words) in figures.items():
        figure, said = _share(total, population.get(code), words) if per else (total, words)
        shade = None if figure is None else sum(figure >= least for least in steps)
        provinces[code] = (shade, said)
    return Shading(
        title=names(populated=True)[name],
        steps=(_least(steps[0], measure), *_until(steps)),
        provinces=dict(sorted(provinces.items())),
        none="0 raids" if measure == "raids" else "no raid there",
    )


def shading_of(
    layer: Layer,
    name: str,
    raids: Mapping[str, int],
    by_province: Callable[[], Iterable[Group]],
) -> Shading:
    """Shade the provinces of a layer.

    Parameters
    ----------
    layer : Layer
        Whose inhabitants count.
    name : str
        One of `choices`.
    raids : mapping of str to int
        Code of a province to its raids.
    by_province : callable
        Gives a summary by province; called only for a shading by people.
    """
    measure = measure_of(name)
    figures = counted(raids) if measure == RAIDS else summed(by_province(), measure)
    return shading(figures, name, inhabitants(layer))


def listed(layer: Layer, shading: Shading, raids: Mapping[str, int]) -> dict[str, list[Any]]:
    """What is shaded in words, by columns: each province with its figure and its raids.

    Shaded by its raids, a province has these alone.

    Parameters
    ----------
    layer : Layer
        Whose provinces they are.
    shading : Shading
    raids : mapping of str to int
        Code of a province to its raids.
    """
    provinces = layer["provinces"].sort_values("name")
    codes = provinces["province_code"].tolist()
    return {
        "Province": provinces["name"].tolist(),
        shading.title: [shading.provinces.get(code, (0, shading.none))[1] for code in codes],
        "Raids": [raids.get(code, 0) for code in codes],
    }


def _title(measure: str) -> str:
    return "Raids" if measure == "raids" else f"People {measure}"


def _steps(measure: str, per: bool) -> tuple[float, ...]:
    if measure == "raids":
        return _RAIDS_PER if per else _RAIDS
    return _PEOPLE_PER if per else _PEOPLE


def _share(total: float | None, inhabitants: int | None, words: str) -> tuple[float | None, str]:
    """A figure for so many inhabitants, and that in words; None where either is not known."""
    if total is None:
        return None, words
    if inhabitants is None:
        return None, f"inhabitants not known ({words})"
    share = total * INHABITANTS / inhabitants
    return share, f"{_short(share)} per 100,000 inhabitants ({words})"


def _low(range: Range) -> int | None:
    return range.min or range.max


def _short(share: float) -> str:
    return f"{share:,.1f}" if share < 100 else f"{share:,.0f}"


def _least(step: float, measure: str) -> str:
    """What is below the first step, which a province without any raid is, too."""
    below = "0" if isinstance(step, int) else f"< {step:g}"
    return below if measure == RAIDS else f"no raid, or {below}"


def _until(steps: tuple[float, ...]) -> Iterable[str]:
    whole = all(isinstance(step, int) for step in steps)
    for least, next_ in pairwise(steps):
        yield f"{least:,}–{next_ - 1:,}" if whole else f"{least:g}–{next_:,g}"
    yield f"{steps[-1]:,}+"
