"""Any table of the layer, filtered, with every export."""

from __future__ import annotations

import _downloads
import _frame
import _headline
import streamlit as st

from geo.server import served

package = served.layer().package
filter = _frame.current()
_frame.notice()

chosen, beside = st.columns([1, 2])
with chosen:
    name = _frame.choice("table", "Table", {t: r.title for t, r in package.resources.items()})
resource = package[name]
rows = served.rows(name, filter)
shown = beside.multiselect("Columns", resource.columns, placeholder="All columns")
_frame.heading(served.said(filter, name, len(rows)))
_headline.parts(filter)
st.dataframe(
    rows.fillna({f.name: "" for f in resource.fields if f.type in ("string", "date")}),
    hide_index=True,
    height=560,
    column_order=shown or None,
    column_config={
        f.name: st.column_config.Column(f.name, help=f.description) for f in resource.fields
    },
    alt=f"{resource.title}: {len(rows)} rows",
)
_downloads.offer(name, filter)
