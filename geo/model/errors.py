"""What can go wrong, as data: every error says what is wrong, where, and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

FEW, MANY = 3, 10
"""Of more than so many allowed values a page names a few."""

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _one_line(text: str) -> str:
    """Text with its line breaks and control characters written as escapes."""
    return _BREAKS.sub(lambda match: repr(match[0])[1:-1], text)


class AtlasError(Exception):
    """Base of the errors whose text is written for a reader, never a traceback."""


@dataclass(frozen=True)
class ParameterProblem:
    """One parameter of a request that cannot be taken.

    Attributes
    ----------
    parameter, value : str
        The parameter's name and the value as it was given.
    detail : str
        What is wrong with it, in a few words.
    allowed : str
        What would be taken instead.
    """

    parameter: str
    value: str
    detail: str
    allowed: str

    @property
    def short(self) -> Self:
        """The same, of many allowed values with the first three alone.

        Examples
        --------
        >>> of = "one of " + ", ".join("abcdefghijk")
        >>> ParameterProblem("x", "z", "is not known", of).short.allowed
        'one of a, b, c and 8 more'
        """
        values = self.allowed.split(", ")
        if len(values) <= MANY:
            return self
        said = f"{', '.join(values[:FEW])} and {len(values) - FEW} more"
        return replace(self, allowed=said)

    def __str__(self) -> str:
        said = f"{self.parameter}={self.value}: {self.detail}; allowed: {self.allowed}"
        return _one_line(said)


class ParameterError(AtlasError, ValueError):
    """A request with one or more parameters that cannot be taken."""

    def __init__(self, problems: Sequence[ParameterProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" | ".join(map(str, self.problems)))


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong with a data file.

    Attributes
    ----------
    file : str
        Name of the file inside the data folder.
    row : int
        The row as a spreadsheet counts it (the header is row 1; in GeoJSON the
        first feature is row 1); 0 when the finding is about the whole file.
    column : str
        The column or property; empty when the finding is about a whole row or file.
    value : str
        The offending value as it stands in the file.
    rule : str
        The rule that is broken, with what is allowed.
    """

    file: str
    row: int
    column: str
    value: str
    rule: str

    def __str__(self) -> str:
        where = [self.file, f"row {self.row}" if self.row else "", self.column]
        place = ", ".join(part for part in where if part)
        value = f"{self.value!r}: " if self.value else ""
        return _one_line(f"{place}: {value}{self.rule}")


class DataError(AtlasError):
    """A data folder that cannot be read as the layer it claims to be."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        more = len(self.findings) - 1
        text = str(self.findings[0])
        super().__init__(f"{text} (and {more} more; `geo check` lists them)" if more else text)
