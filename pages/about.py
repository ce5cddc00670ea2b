"""What the layer is, how to read it, how good it is, what it cannot show, and how to cite it."""

from __future__ import annotations

import _frame
import streamlit as st

from geo.documents import about, codebook
from geo.documents.reportfile import section_markdown
from geo.figures.report import gist
from geo.model.escape import markdown
from geo.server import served

layer = served.layer()
sections = about.sections(layer)


def quality() -> None:
    made = served.report()
    st.markdown(markdown(gist(made)))
    for part in made.sections:
        with st.expander(part.title, type="compact"):
            st.markdown(section_markdown(part))


def tables() -> None:
    for resource in layer.package.resources.values():
        with st.expander(f"{resource.title} · {resource.path}", type="compact"):
            st.markdown(codebook.table(resource))


def citation() -> None:
    st.code(about.citation(layer), language=None, wrap_lines=True)


MORE = {"quality": quality, "codebook": tables, "citation": citation}

_frame.notice()
st.markdown(about.introduction(layer))
st.markdown(about.contents(sections))
for section in sections.values():
    st.header(section.title, anchor=section.anchor)
    st.markdown(section.text)
    if section.anchor in MORE:
        MORE[section.anchor]()
