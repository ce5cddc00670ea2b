"""A box for a name in any spelling: what is near to it is offered, and never applied."""

from __future__ import annotations

import _frame
import streamlit as st

from geo.model.escape import markdown
from geo.query.suggestions import Suggestion
from geo.server import served

OF = "name"
"""The parameter of the address that holds what was typed."""


def box() -> None:
    """A box for a name, and what is near to it."""
    typed = st.query_params.get(OF, "")
    if st.session_state.get(OF) != typed:
        st.session_state[OF] = typed
    st.text_input(
        "Find a compound, place or province by any of its names", key=OF, on_change=_typed,
        placeholder="kaibo, KB, 凯博, Pao Yong …",
    )  # fmt: skip
    if typed:
        offer(typed, "box")


def _typed() -> None:
    typed = st.session_state[OF].strip()
    if typed:
        st.query_params[OF] = typed
    else:
        st.query_params.pop(OF, None)


def offer(words: str, where: str) -> None:
    """Names near to some words, each a click away.

    Parameters
    ----------
    words : str
    where : str
        Tells the offers of one part of a page from those of another.
    """
    found = served.suggested(words)
    if not found:
        st.caption(f"No name of a compound, place or province is near “{markdown(words)}”.")
        return
    st.caption(f"Names near “{markdown(words)}”. They are offered; the filter stays as it is.")
    with st.container(horizontal=True, gap="small"):
        for suggestion in found:
            # A link to the page that is open would leave the address as it is.
            st.button(
                f"**{markdown(suggestion.name)}** · {markdown(suggestion.stands_for)}",
                on_click=_take, args=(suggestion,),
                key=f"{where}-{suggestion.table}-{suggestion.id}",
            )  # fmt: skip


def _take(suggestion: Suggestion) -> None:
    """Filter by a name; beside the map, what it names is opened like a mark that is clicked."""
    params = suggestion.filter.to_params()
    if st.session_state["page"] == _frame.MAP and suggestion.table == "compounds":
        params.append(("record", suggestion.id))
    _frame.write(params)
