"""How the view that a reader has open is cited: its filter, version, day and address."""

from __future__ import annotations

from datetime import date

import _frame
import streamlit as st

from geo.figures import claims, sourcing
from geo.files import citation
from geo.server import served

FORMS = {"bib": "BibTeX", "ris": "RIS", "json": "CSL-JSON", "cff": "CFF"}


@st.fragment
def offer() -> None:
    """The citation as text, and as files for reference managers."""
    # What is folded is not sent.
    opened = st.expander(
        "Cite this view", icon=":material/format_quote:", key="cite", on_change="rerun"
    )
    if opened.open:
        with opened:
            _citation()


def _opened() -> list[str]:
    """What a reader has opened on the page: one record, claim or document."""
    match st.session_state["page"]:
        case _frame.MAP:
            name, called, titles = "record", "Record", served.titles()
        case "claims":
            name, called, titles = "claim", "Claim", claims.titles(served.comparisons().values())
        case "sources":
            name, called = "source", "Document"
            titles = sourcing.titles(served.documents(_frame.current()))
        case _:
            return []
    chosen = st.query_params.get(name)
    return [f"{called}: {titles[chosen]}"] if chosen in titles else []


def _citation() -> None:
    view = ". ".join([*_opened(), *st.session_state["shown"]])
    cited = citation.cite(served.layer(), view, _frame.here(), date.today())
    st.code(cited.text, language=None, wrap_lines=True)
    with st.container(horizontal=True, gap="small"):
        for form, name in FORMS.items():
            media_type, written = citation.FORMATS[form]
            st.download_button(
                name, written(cited), f"{cited.key}.{form}", media_type, on_click="ignore",
                icon=":material/download:", key=f"cite-{form}", type="tertiary",
                help=f"This citation as {name}, for a reference manager",
            )  # fmt: skip
