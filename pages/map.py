"""The map of raids and compounds, with the record that a reader points at beside it."""

from __future__ import annotations

import _frame
import _headline
import _map
import streamlit as st

from geo.documents.caption import absent
from geo.server import served

filter = _frame.current()
if st.context.is_embedded:
    _frame.notice()
    _frame.asked_for("shade", served.shadings())
    _map.draw(480)
    _frame.embedded(_frame.words(filter), absent(served.marks(filter)))
else:
    # The map is sent first, since it is what a reader who changes the filter waits for.
    above = st.container()
    _map.with_records(filter)
    _map.months(filter)
    _map.take_away(filter)
    with above:
        _frame.notice()
        _headline.headline(filter)
        _frame.choice("shade", "Shade the map by", served.shadings())
