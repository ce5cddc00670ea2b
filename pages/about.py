"""What the layer is, how to read it, how good it is, what it cannot show, and how to cite it."""

from __future__ import annotations

from collections.abc import Mapping

import _frame
import streamlit as st

from geo.documents import about
from geo.server import served

made = served.about()


def folded(texts: Mapping[str, str]) -> None:
    for title, text in texts.items():
        with st.expander(title, type="compact"):
            st.markdown(text)


def quality() -> None:
    st.markdown(made.quality)
    folded(made.report)


def tables() -> None:
    folded(made.tables)


def citation() -> None:
    st.code(made.citation, language=None, wrap_lines=True)


MORE = {"quality": quality, "codebook": tables, "citation": citation}

_frame.notice()
st.markdown(made.introduction)
st.markdown(about.contents(made.sections))
for section in made.sections.values():
    st.header(section.title, anchor=section.anchor)
    st.markdown(section.text)
    if section.anchor in MORE:
        MORE[section.anchor]()
