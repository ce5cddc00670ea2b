"""A second filter beside the first, and how an address says it.

Its parameters are those of the filter under the prefix `vs.`: `vs.province=KH-18&vs.from=2022`.
`compare=on` compares with all raids, which no parameter of a filter would say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.model.errors import ParameterProblem
from geo.model.filter import Filter, Params
from geo.model.vocabulary import Vocabulary
from geo.query.sentence import parts

PREFIX = "vs."
"""Stands before each parameter of the second filter."""

SWITCH = "compare"
"""Parameter that asks for a comparison; its one value is `ON`."""

ON = "on"


def belongs(name: str) -> bool:
    """Whether a parameter of an address is part of a comparison, and not of the filter."""
    return name == SWITCH or name.startswith(PREFIX)


def parse(
    params: Params, vocabulary: Vocabulary
) -> tuple[Filter | None, tuple[ParameterProblem, ...]]:
    """Read the second filter from an address, and say what could not be read.

    Parameters
    ----------
    params : iterable of (str, str)
        The whole address; parameters that are not of the comparison are left alone.
    vocabulary : Vocabulary
        What the layer knows.

    Returns
    -------
    filter : Filter or None
        None when the address asks for no comparison.
    problems : tuple of ParameterProblem
        One for each value that could not be taken, named as it stands in the address.
    """
    own = [(name, value) for name, value in params if belongs(name)]
    switches = [value for name, value in own if name == SWITCH]
    second = [(name.removeprefix(PREFIX), value) for name, value in own if name != SWITCH]
    filter, problems = Filter.parse(second, vocabulary)
    named = (*_switched(switches), *(replace(p, parameter=PREFIX + p.parameter) for p in problems))
    return (filter if second or ON in switches else None), named


def to_params(second: Filter | None) -> list[tuple[str, str]]:
    """Write the second filter as parameters; nothing when there is none.

    Examples
    --------
    >>> to_params(Filter(kind=("raid",)))
    [('vs.kind', 'raid')]
    >>> to_params(Filter())
    [('compare', 'on')]
    """
    if second is None:
        return []
    return [(PREFIX + name, value) for name, value in second.to_params()] or [(SWITCH, ON)]


def changed(
    address: Sequence[tuple[str, str]], second: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """An address with another second filter, whose parameters have their prefix already."""
    rest = [(name, value) for name, value in address if not belongs(name)]
    return rest + (list(second) or [(SWITCH, ON)])


def _switched(values: Sequence[str]) -> list[ParameterProblem]:
    wrong = [ParameterProblem(SWITCH, v, "is no switch", ON) for v in values if v != ON]
    if len(values) > 1 and not wrong:
        wrong.append(ParameterProblem(SWITCH, values[-1], "is given more than once", "one value"))
    return wrong


def names(first: Filter, second: Filter, vocabulary: Vocabulary) -> tuple[str, str]:
    """What two filters are called where they are compared: never the same.

    Returns
    -------
    tuple of str
        Each filter in words, after `A` or `B`.
    """
    said = ("; ".join(parts(each, vocabulary).values()) for each in (first, second))
    a, b = (text or "all raids" for text in said)
    return f"A: {a}", f"B: {b}"
