"""Who was there: ranges per nationality, what is not itemised, matrices, and one's own sheet."""

from __future__ import annotations

from functools import partial

import _chart
import _compare
import _downloads
import _frame
import _nationality
import streamlit as st

from geo.charts import heat, nationalities
from geo.model.escape import markdown
from geo.model.ranges import MEASURES
from geo.server import plotted

filter = _frame.current()
filters, names = _compare.opening(filter)
measure = _frame.choice("measure", "People", {m: m.capitalize() for m in MEASURES})

sides = _compare.sides(filters, names)
for side in sides:
    _nationality.sheet(side, measure)

st.markdown(f"## People {measure}, per nationality\n\n{nationalities.READING}")
rows = "raid_nationalities"
bars = plotted.nationality_ranges(filters, names, measure)
_chart.show(bars, *filters, table=rows, by="nationality", embed="ranges")
for side in sides:
    rest = plotted.not_itemised(side.filter, measure)
    said = nationalities.said(rest, measure)
    st.markdown(f"### {markdown(side.name)}\n\n{said}" if side.name else said)
    lines = plotted.nationalities(side.filter, measure)
    called = f"; {side.name}" if side.name else ""
    st.dataframe(
        nationalities.table(lines, rest, measure), hide_index=True,
        alt=f"Nationalities, people {measure}, coverage and mentions{called}",
    )  # fmt: skip

wide = [side for side in sides if len(side.filter.nationality) != 1]
if wide:
    st.markdown(f"## By nationality and month\n\n{heat.READING}")
    _compare.beside(wide, partial(_nationality.by_month, beside=filters, measure=measure))
    st.markdown("## By nationality and province")
    _compare.beside(wide, partial(_nationality.by_province, beside=filters, measure=measure))
_downloads.offer(rows, *filters, brief=True)
