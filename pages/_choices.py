"""The choices of the filter panel, as check boxes with the raids behind each.

Streamlit's own boxes know a choice by its label, so a count in it could not follow the filter.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from geo.model.filter import PARAMETERS, REPEATABLE, Filter
from geo.server import served

HERE = Path(__file__).parent

_drawn = st.components.v2.component(
    "choices",
    html='<div class="choices"></div>',
    css=(HERE / "_choices.css").read_text("utf-8"),
    js=(HERE / "_choices.js").read_text("utf-8"),
)


def choices(filter: Filter, prefix: str, changed: Callable[[str], None]) -> None:
    """Draw the choices; what is chosen stands in the session's state when `changed` is called."""
    fields = served.choices(filter)
    offered = " ".join(choice[0] for field in fields for choice in field["choices"])
    sent = st.session_state.setdefault(f"{prefix}sent", 0)
    _drawn(
        key=f"{prefix}choices",
        data={
            "fields": fields, "offered": offered, "sent": sent,
            "prefix": prefix, "order": PARAMETERS,
        },
        on_chosen_change=lambda: _take(prefix, changed),
    )  # fmt: skip


def _take(prefix: str, changed: Callable[[str], None]) -> None:
    chosen: dict[str, Any] = st.session_state[f"{prefix}choices"].chosen
    st.session_state[f"{prefix}sent"] = chosen["sent"]
    for name in REPEATABLE:
        st.session_state[f"{prefix}{name}"] = chosen[f"{prefix}{name}"]
    changed(prefix)
