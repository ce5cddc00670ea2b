"""Each claim beside what the layer documents of its scope."""

from __future__ import annotations

import _chart
import _claim
import _downloads
import _frame
import _headline
import streamlit as st

from geo.charts import plots
from geo.figures import claims, comparison
from geo.model.escape import markdown
from geo.model.ranges import MEASURES
from geo.server import served

filter = _frame.current()
_frame.notice()
above = st.container()
fields = served.layer().package["claims"]
left, right = st.columns(2)
with left:
    types = {claims.ANY: "Any", **fields.field("claimant_type").labels}
    claimant_type = _frame.choice("claimant_type", "Type of claimant", types)
with right:
    measures = {claims.ANY: "Any", **fields.field("measure").labels}
    measure = _frame.choice("measure", "Measure", measures)

found = served.claims(filter, claimant_type, measure)
said = served.claims_said(filter, claimant_type, measure)
with above:
    about = f"{claims.counted(found)} " * bool(found) + comparison.CANNOT
    _frame.heading(said, markdown(about))
    _headline.parts(filter)
chosen = _claim.one()
if found:
    _claim.listed(found, "claims", filter, said)
else:
    st.info("No claim fits all of these. Loosen one of the filters, or clear them.")
_downloads.offer("claims", filter, called="Every claim of the filter")
if measure in MEASURES and found:
    _chart.show(plots.claims(found, measure), filter, table="claims", embed="claims", said=said)
_claim.together(found, chosen)
