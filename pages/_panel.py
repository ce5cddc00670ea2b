"""The filter panel: widgets that show what the address says, and write to it what is chosen."""

from __future__ import annotations

import time
from typing import Any

import _names
import streamlit as st
from _choices import choices
from _frame import MAP, address, current, kept, write

from geo.model.filter import PARAMETERS, REPEATABLE, Filter
from geo.query import compare
from geo.server import served

PRESETS = {
    "Aug–Oct 2022": ("2022-08-01", "2022-10-31"),
    "Jul–Aug 2025": ("2025-07-01", "2025-08-31"),
    "Jan–Mar 2026": ("2026-01-01", "2026-03-31"),
}
"""The waves in the data: August to October 2022, July and August 2025, January to March 2026."""

DAYS = ("2015-01-01", "2035-12-31")
"""The days that the calendar offers."""

MAP_FIRST = 0.045
"""Seconds that a page with a map waits for the map to be drawn before it runs itself.

The map asks for its marks by itself. Without the wait, this page's run would take the interpreter
from answering it, and its elements the browser's only thread from drawing the answer: the map
would show later, and the page no sooner.
"""


def sidebar(pages: list[Any]) -> None:
    """Links between the pages, which keep the filter, and the filter panel."""
    filter = current()
    with st.sidebar:
        st.markdown("**Compound Atlas**")
        for page in pages:
            st.page_link(page, query_params=filter.to_params())
        _panel(filter)


def _panel(filter: Filter) -> None:
    fields(filter)
    st.button("Clear all", on_click=_clear, disabled=not filter, width="stretch")


def fields(filter: Filter, prefix: str = "") -> None:
    """What a filter is made with; the names of its parameters stand after a prefix."""
    _show(filter, prefix)
    changed: dict[str, Any] = {"on_change": _changed, "args": (prefix,)}
    st.text_input("Search", key=f"{prefix}q", placeholder="Compound, place, words …", **changed)
    if filter.q and not prefix:
        _names.offer(filter.q, "panel")
    for label, key in (("From", "from"), ("To", "to")):
        st.date_input(label, None, *DAYS, key=f"{prefix}{key}", format="YYYY-MM-DD", **changed)
    st.pills(
        "Waves", list(PRESETS), key=f"{prefix}wave", on_change=_wave, args=(prefix,),
    )  # fmt: skip
    choices(filter, prefix, _changed)
    compounds = served.vocabulary().compound
    st.selectbox(
        "Compound", list(compounds), None, key=f"{prefix}compound", **changed,
        format_func=compounds.__getitem__, placeholder="Any compound",
    )  # fmt: skip


def _show(filter: Filter, prefix: str) -> None:
    """Make the widgets say what the filter says."""
    dates = (str(filter.from_), str(filter.to))
    wanted: dict[str, Any] = {name: list(getattr(filter, name)) for name in REPEATABLE}
    wanted |= {"from": filter.from_, "to": filter.to, "compound": filter.compound, "q": filter.q}
    wanted["wave"] = next((name for name, wave in PRESETS.items() if wave == dates), None)
    for name, value in wanted.items():
        key = f"{prefix}{name}"
        if key not in st.session_state or st.session_state[key] != value:
            st.session_state[key] = value


def _changed(prefix: str = "") -> None:
    """Write what the widgets say to the address."""
    pairs: list[tuple[str, str]] = []
    for name in PARAMETERS:
        value = st.session_state.get(f"{prefix}{name}")
        values = value if isinstance(value, list) else [value] if value else []
        pairs += [(f"{prefix}{name}", str(item)) for item in values]
    if prefix:
        write(compare.changed(address(), pairs))
        return
    write([*pairs, *kept()])
    if st.session_state["page"] == MAP:
        time.sleep(MAP_FIRST)


def _clear() -> None:
    """Back to all rows, and from a place of the map to all of it."""
    write([])
    st.session_state.pop("place", None)


def _wave(prefix: str) -> None:
    chosen = PRESETS.get(st.session_state[f"{prefix}wave"], (None, None))
    st.session_state[f"{prefix}from"], st.session_state[f"{prefix}to"] = chosen
    _changed(prefix)
