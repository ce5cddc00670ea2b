"""What the layer is, how to read a figure, what it cannot show, and how to cite it."""

from __future__ import annotations

import _frame
import streamlit as st

from geo import about, served

layer = served.layer()
_frame.notice()
st.markdown(about.introduction(layer))
for title, text in about.sections(layer).items():
    st.markdown(f"#### {title}\n\n{text}")
st.markdown("#### Codebook\n\nWhat each table and column means, from the data package.")
for resource in layer.package.resources.values():
    with st.expander(f"{resource.title} · {resource.path}"):
        st.markdown(about.codebook(resource))
