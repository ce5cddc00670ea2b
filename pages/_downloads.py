"""The files of a table: exactly the rows of the filter, with all columns."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from geo.documents import offer as offers
from geo.model.escape import spreadsheet
from geo.model.filter import Filter
from geo.server import served


def offer(
    table: str, *filters: Filter, called: str = "", by: str = "", brief: bool = False
) -> None:
    """Links to every format of a table, as the API gives it, and to what goes with them.

    Parameters
    ----------
    table : str
    filters : Filter
        Which of its rows; two where they are compared, a line each.
    called : str
        What the line is called, where that is not the table's title.
    by : str
        The summary's grouping that is offered too.
    brief : bool
        Whether the printable pages of the filter are offered too.
    """
    resource = served.layer().package[table]
    called = called or resource.title
    names = [f"{called}, {letter}" for letter in "AB"] if len(filters) > 1 else [called]
    sides = zip(filters, names, strict=True)
    st.html("".join(offers.offer(resource, *side, by, brief=brief) for side in sides))


def shown(table: pd.DataFrame, name: str) -> None:
    """A table of the page as CSV: what is worked out, and no table of the API.

    Parameters
    ----------
    table : DataFrame
    name : str
        Of the file, and of the button among those of the page.
    """
    st.download_button(
        "This table as CSV", partial(spreadsheet, table), f"{name}-{served.layer().version}.csv",
        "text/csv", on_click="ignore", icon=":material/download:", type="tertiary",
        key=f"{name}-csv", help="The lines shown here, with text that no spreadsheet runs",
    )  # fmt: skip
