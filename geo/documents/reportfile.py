"""The quality report as a file: text for a terminal, Markdown for a page, JSON for a program."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from geo.figures.report import Report, Section, Value, gist
from geo.model.errors import ParameterError, ParameterProblem
from geo.model.escape import markdown

PLACES = 4
"""Decimals of a share in JSON."""

_BREAKS = re.compile(r"[\r\n]+")
"""What would end a row of a Markdown table."""


def as_text(made: Report) -> str:
    """The report for a terminal."""
    head = [f"{made.title}, version {made.version}", "", gist(made)]
    return "\n".join([*head, *_lines(made)]) + "\n"


def _lines(made: Report) -> Iterator[str]:
    for section in made.sections:
        yield from ("", section.title, "-" * len(section.title))
        if section.said:
            yield section.said
        if section.rows:
            yield from _aligned([list(map(_spaced, section.columns)), *section.cells()])


def _spaced(column: str) -> str:
    return column.replace("_", " ")


def _aligned(lines: list[list[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        yield "  ".join(padded).rstrip()


def as_markdown(made: Report) -> str:
    """The report as a Markdown document."""
    parts = [f"# {markdown(made.title)}", f"Version {markdown(made.version)}", markdown(gist(made))]
    parts += [f"## {s.title}\n\n{section_markdown(s)}" for s in made.sections]
    return "\n\n".join(parts) + "\n"


def section_markdown(section: Section) -> str:
    """What a section says and its table, as Markdown without the title."""
    parts = [markdown(section.said)] if section.said else []
    if section.rows:
        parts.append("\n".join(_table(section)))
    return "\n\n".join(parts)


def _table(section: Section) -> Iterable[str]:
    numeric = [any(isinstance(row[at], int | float) for row in section.rows)
               for at in range(len(section.columns))]  # fmt: skip
    yield _row(map(_spaced, section.columns))
    yield "|" + "|".join("--:" if right else "---" for right in numeric) + "|"
    for line in section.cells():
        yield _row(line)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(markdown(_BREAKS.sub(" ", cell)) for cell in cells) + " |"


def as_json(made: Report) -> str:
    """The report for a program: a list of objects for each section."""
    sections = {
        s.key: {
            "title": s.title,
            "note": s.said,
            "rows": [dict(zip(s.columns, map(_plain, row), strict=True)) for row in s.rows],
        }
        for s in made.sections
    }
    body = {"title": made.title, "version": made.version, "gist": gist(made), "sections": sections}
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def _plain(value: Value) -> Value:
    return round(value, PLACES) if isinstance(value, float) else value


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": as_text,
    "json": as_json,
    "md": as_markdown,
}
"""Every form of the report."""


def write(made: Report, format: str) -> str:
    """The report in one of its forms.

    Raises
    ------
    ParameterError
        When there is no such form.
    """
    if format not in FORMATS:
        allowed = f"one of {', '.join(FORMATS)}"
        raise ParameterError([ParameterProblem("format", format, "is no form", allowed)])
    return FORMATS[format](made)
