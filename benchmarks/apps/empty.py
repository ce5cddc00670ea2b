"""The baseline: a stock app with one widget, whose options are the command's arguments."""

import sys

import streamlit as st

choice = st.multiselect("Province", sys.argv[1:])
st.write(", ".join(choice) or "All provinces")
