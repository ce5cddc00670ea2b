"""What the layer is, how to read it, and how to cite it."""

from __future__ import annotations

import _frame
import streamlit as st

_frame.notice()
st.markdown("## About")
