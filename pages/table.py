"""Any table of the layer, filtered, with every export."""

from __future__ import annotations

from functools import partial

import _frame
import streamlit as st

from geo import served
from geo.exports import formats
from geo.sentence import sentence

FORMATS = {
    "csv": "CSV",
    "json": "JSON",
    "geojson": "GeoJSON",
    "parquet": "Parquet",
    "xlsx": "XLSX",
}

package = served.layer().package
filter = _frame.current()
_frame.notice()


def _choose() -> None:
    st.query_params["table"] = st.session_state["table"]


tables = list(package.resources)
asked = st.query_params.get("table", tables[0])
if asked not in tables:
    st.warning(f"table={asked} is no table; allowed: one of {', '.join(tables)}")
    asked = tables[0]
if st.session_state.get("table") != asked:
    st.session_state["table"] = asked
chosen, columns = st.columns([1, 2])
name = chosen.selectbox(
    "Table", tables, key="table", on_change=_choose, format_func=lambda t: package[t].title
)
resource = package[name]
shown = columns.multiselect("Columns", resource.columns, placeholder="All columns")
rows = served.rows(name, filter)
of = len(served.layer()[name])
st.markdown(f"##### {sentence(filter, served.vocabulary(), len(rows), of, resource.title.lower())}")
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
st.caption("Download exactly these rows, with all columns:")
with st.container(horizontal=True):
    for format in formats(resource):
        st.download_button(
            FORMATS[format],
            partial(served.download, name, filter, format),
            file_name=f"{name}-{package.version}.{format}",
            on_click="ignore",
            icon=":material/download:",
            key=f"download-{format}",
        )
