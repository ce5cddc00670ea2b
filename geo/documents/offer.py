"""The files of a table as a line of links: every format, as the API gives it, and the metadata."""

from __future__ import annotations

from geo.files.exports import FORMATS, formats
from geo.files.links import API, address, table_address
from geo.model.escape import markup
from geo.model.filter import Filter
from geo.model.schema import Resource


def offer(
    resource: Resource, filter: Filter, called: str = "", by: str = "", *, brief: bool = False
) -> str:
    """The line as HTML.

    Parameters
    ----------
    resource : Resource
        The table.
    filter : Filter
        Which of its rows the files hold.
    called : str
        What stands before the links; the table's title when it is empty.
    by : str
        A grouping of the summary that is offered too.
    brief : bool
        Whether the printable pages of the filter are offered too.
    """
    table = resource.name
    rows = f"These rows of {table}"
    links = {
        FORMATS[format]: (table_address(table, format, filter), f"{rows} as {FORMATS[format]}")
        for format in formats(resource)
    }
    links["CSV for Excel"] = (
        table_address(table, "csv", filter, ("bom", "1")),
        f"{rows} as CSV with a byte order mark, by which Excel reads every script",
    )
    links["Metadata"] = (
        table_address(table, "metadata.json", filter),
        f"{rows} with filter, version, licence, citation and sources",
    )
    if by:
        links["Summary"] = (
            address(f"{API}/summary.json", [("by", by), *filter.to_params()]),
            "These figures as the API gives them (JSON)",
        )
    if brief:
        links["Brief"] = (
            address("/brief.html", filter.to_params()),
            "A few pages to print: figures, map, months, raids and sources of this filter",
        )
    anchors = " ".join(
        f'<a href="{markup(to)}" title="{markup(said)}">{name}</a>'
        for name, (to, said) in links.items()
    )
    return f'<p class="files"><span>{markup(called or resource.title)}:</span> {anchors}</p>'
