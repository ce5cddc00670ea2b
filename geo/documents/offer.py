"""The files of a table as a line of links: every format, as the API gives it, and the metadata."""

from __future__ import annotations

from geo.files.exports import FORMATS, formats
from geo.files.links import table_address
from geo.model.escape import markup
from geo.model.filter import Filter
from geo.model.schema import Resource


def offer(resource: Resource, filter: Filter) -> str:
    """The line as HTML.

    Parameters
    ----------
    resource : Resource
        The table.
    filter : Filter
        Which of its rows the files hold.
    """
    as_files = {format: f"as {FORMATS[format]}" for format in formats(resource)}
    names = {format: FORMATS[format] for format in as_files} | {"metadata.json": "Metadata"}
    said = as_files | {"metadata.json": "with filter, version, licence, citation and sources"}
    links = " ".join(
        f'<a href="{markup(table_address(resource.name, ending, filter))}" '
        f'title="These rows of {resource.name} {said[ending]}">{name}</a>'
        for ending, name in names.items()
    )
    return f'<p class="files"><span>{markup(resource.title)}:</span> {links}</p>'
