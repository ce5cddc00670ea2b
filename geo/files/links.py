"""Addresses of the API in their one spelling, and the links between parts of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from geo.model.filter import Filter

API = "/api/v1"
"""Where the API stands."""

_RECORDS = {
    "raids": ("/", "record"),
    "raid_nationalities": ("/", "record"),
    "compounds": ("/compounds", "compound"),
    "compound_status": ("/compounds", "compound"),
    "claims": ("/claims", "claim"),
}
"""Table to the page that shows a row of it, and the parameter that takes the record's id."""


def address(path: str, params: Iterable[tuple[str, str]] = ()) -> str:
    """A path with its query, if it has one."""
    query = urlencode(list(params))
    return f"{path}?{query}" if query else path


def row_page(table: str, record: str) -> str | None:
    """The page that shows a row of a table; None where none does.

    Parameters
    ----------
    table : str
    record : str
        The first part of the row's key: the id of the record that it belongs to.
    """
    if table not in _RECORDS:
        return None
    page, parameter = _RECORDS[table]
    return address(page, [(parameter, record)])


def table_address(table: str, format: str, filter: Filter, *more: tuple[str, str]) -> str:
    """Where the rows of a table stand.

    Examples
    --------
    >>> table_address("raids", "csv", Filter(kind=("rescue",)), ("limit", "5"))
    '/api/v1/raids.csv?kind=rescue&limit=5'
    """
    return address(f"{API}/{table}.{format}", [*filter.to_params(), *more])


def header(targets: Mapping[str, str]) -> str:
    """A `Link` header (RFC 8288).

    Parameters
    ----------
    targets : mapping of str to str
        Relation type to address.
    """
    return ", ".join(f'<{target}>; rel="{relation}"' for relation, target in targets.items())


def offsets(limit: int, offset: int, rows: int) -> dict[str, int]:
    """Where the neighbouring parts of a table begin.

    Parameters
    ----------
    limit, offset : int
        The part at hand; a limit of 0 has no neighbours.
    rows : int
        Rows of the whole.

    Returns
    -------
    dict
        Relation type to offset: `first` and `last` always, `prev` and `next` where there is one.

    Examples
    --------
    >>> offsets(10, 10, 35)
    {'first': 0, 'prev': 0, 'next': 20, 'last': 30}
    """
    if not limit:
        return {}
    last = max(rows - 1, 0) // limit * limit
    found = {"first": 0}
    if offset > 0:
        found["prev"] = max(min(offset - limit, last), 0)
    if offset + limit < rows:
        found["next"] = offset + limit
    return found | {"last": last}
