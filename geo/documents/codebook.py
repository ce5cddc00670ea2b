"""The codebook: what each table and column means, made from the data package."""

from __future__ import annotations

from collections.abc import Iterator

from geo.model.escape import markdown
from geo.model.schema import Field, Package, Resource

_HEAD = """# Codebook

Made from `data/datapackage.json` by `python -m geo codebook -o docs/codebook.md`: edit that
file, not this one. An empty cell means unknown, never 0. Several ids in a cell are joined by
`|`.
"""


def document(package: Package) -> str:
    """The codebook of every table, as one Markdown document."""
    parts = [_HEAD]
    for resource in package.resources.values():
        parts.append(
            f"## {markdown(resource.title)}\n\n{_code(resource.path)}\n\n{table(resource)}\n"
        )
    return "\n".join(parts)


def table(resource: Resource) -> str:
    """What one table and its columns mean, as Markdown without a heading."""
    key = ", ".join(map(_code, resource.key))
    said = [markdown(resource.description), f"Key: {key}"]
    if resource.geometry:
        said.append(f"Geometry: {resource.geometry}, WGS 84, longitude first")
    lines = [line for field in resource.fields for line in _column(resource, field)]
    return "\n\n".join([*said, "\n".join(lines)])


def _column(resource: Resource, field: Field) -> Iterator[str]:
    kind = ", ".join([_type(field), *([str(field.spec["unit"])] if "unit" in field.spec else [])])
    said = " ".join([markdown(field.description), *_more(resource, field)])
    yield f"- **{markdown(field.name)}** ({kind}) {markdown(field.title)}: {said}"
    meanings = {c["value"]: c.get("description", "") for c in field.spec.get("categories", ())}
    for value, label in field.labels.items():
        meant = f": {markdown(meanings[value])}" if meanings.get(value) else ""
        yield f"    - {_code(value)} {markdown(label)}{meant}"


def _type(field: Field) -> str:
    if field.separator:
        return "list of strings"
    return "date, to the day, month or year" if field.partial_date else field.type


def _more(resource: Resource, field: Field) -> Iterator[str]:
    """What the data package says of a column beside its description."""
    if field.required and "empty" not in field.description.casefold():
        yield "Never empty."
    limits = [field.constraints.get(end) for end in ("minimum", "maximum")]
    if all(limit is not None for limit in limits):
        yield f"From {limits[0]} to {limits[1]}."
    to = field.items or resource.references.get(field.name)
    if to:
        yield f"Refers to {_code(f'{to.resource}.{to.field}')}."
    if "example" in field.spec and not field.values:
        yield f"Example: {_code(field.spec['example'])}"


def _code(text: object) -> str:
    """Text as code: nothing in it is markup, and nothing in it ends it."""
    return f"`{' '.join(str(text).replace('`', '').split())}`"
