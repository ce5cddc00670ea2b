"""The headline of a page: its filter in words, and the figures of what it leaves."""

from __future__ import annotations

import _names
import streamlit as st
from _frame import heading, kept, write

from geo.figures.headline import figures
from geo.model.escape import markdown
from geo.model.filter import Filter
from geo.query.sentence import chips, loosened, nothing, remaining
from geo.server import served


def headline(
    filter: Filter, *, removable: bool = True, level: int = 1, about: str = "", letter: str = ""
) -> None:
    """The filter as a sentence, and the totals of what it leaves.

    Parameters
    ----------
    filter : Filter
    removable : bool
        Whether its parts can be taken away here, as those of the page's own filter can.
    level : int
        Of the heading that the sentence is.
    about : str
        What is said below the sentence.
    letter : str
        Stands before it, and before the filter's name in charts, where two are compared.
    """
    total = served.summary(filter).total
    said = served.said(filter, rows=total.raids)
    heading(f"{letter}: {said}" if letter else said, about, level)
    if removable:
        parts(filter)
    if not total.raids:
        fitting = len(served.rows("compounds", filter))
        st.info(markdown(f"{nothing(fitting)} {loosened(served.without(filter))}"))
        if removable and filter.q:
            _names.offer(filter.q, "main")
        return
    st.html(figures(total.totals))


def parts(filter: Filter) -> None:
    """What the filter says, each part to be taken away by a click."""
    shown = chips(filter, served.vocabulary())
    if not shown:
        return
    st.session_state["chips"] = list(shown)
    st.pills(
        "Take a part of the filter away", list(shown), key="chips", selection_mode="multi",
        format_func=lambda chip: f"{markdown(shown[chip])} ✕", on_change=_take_away, args=(filter,),
        label_visibility="collapsed",
    )  # fmt: skip


def _take_away(filter: Filter) -> None:
    write([*remaining(filter, st.session_state["chips"]), *kept()])
