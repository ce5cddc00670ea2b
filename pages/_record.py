"""The panel beside the map: the records at a place, and one record with all that is known."""

from __future__ import annotations

from urllib.parse import quote

import _frame
import pandas as pd
import streamlit as st

from geo.figures import record as records
from geo.figures.record import Record, Source
from geo.map.marks import Marks
from geo.model.escape import markdown
from geo.model.filter import Filter
from geo.server import served

READING = (
    "Click a mark on the map, or choose a record here, for its figures, place and sources.\n\n"
    "**How many.** Figures count people. ≥ is at least, ≤ at most. Below each stands how many of "
    "the raids give one. The six overlap, and are never added to each other.\n\n"
    "**How sure.** {sure}"
)
"""What stands beside the map while no record does."""

FIRST = 25
"""Records that a list names until a reader asks for more: each change of the filter sends them."""


def panel(filter: Filter, place: str | None) -> None:
    """The records at a clicked place, or all of them, and the chosen one."""
    marks = served.marks(filter)
    here = marks.at(place)
    if not here:
        st.session_state.pop("place", None)
    every, rows = (here.records, here.rows) if here else (marks.every, marks.rows)
    view = (place, tuple(_frame.current().to_params()))
    ids = every if st.session_state.get("whole list") == view else every[:FIRST]
    titles = served.titles()
    chosen = st.query_params.get("record")
    options = list(ids) if chosen in ids or chosen not in titles else [chosen, *ids]
    if st.session_state.get("record") != chosen:
        st.session_state["record"] = chosen if chosen in options else None
    if here:
        st.button(
            "Back to all records", on_click=_leave, icon=":material/arrow_back:", type="tertiary"
        )
        st.text(here.label)
    if options:
        # The map may be run to one month, which this page is not told.
        at_place = "Records at this place, in all months of the filter"
        label = at_place if here else "All records of this view"
        st.selectbox(
            label, options, None, key="record", format_func=titles.__getitem__, on_change=_choose,
            placeholder=f"Choose one of {len(options)}",
        )  # fmt: skip
    if len(ids) < len(every):
        st.button(
            f"List all {len(every):,}, not only the first {FIRST} by date",
            on_click=st.session_state.__setitem__, args=("whole list", view), type="tertiary",
        )  # fmt: skip
    else:
        _beyond(len(ids), rows)
    found = records.record(served.layer(), chosen) if chosen else None
    if found:
        _lay_out(found)
    elif chosen is not None:
        st.warning(
            f"There is no record “{markdown(chosen)}”: record takes the id of a raid or compound."
        )
    elif not here:
        st.caption(READING.format(sure=markdown(served.sure(filter))))
        _unplaced(marks)


def _leave() -> None:
    """Back from a place to the whole view."""
    st.session_state.pop("place", None)
    st.query_params.pop("record", None)


def _choose() -> None:
    chosen = st.session_state["record"]
    if chosen:
        st.query_params["record"] = chosen
    else:
        st.query_params.pop("record", None)


def _unplaced(marks: Marks) -> None:
    if not marks.unplaced:
        return
    said = f"{marks.unplaced_rows:,} not on the map: no province known"
    # What is folded is not sent.
    listed = st.expander(said, key="unplaced", on_change="rerun")
    if listed.open:
        titles = served.titles()
        with listed:
            st.markdown("\n".join(f"- {markdown(titles[i])}" for i in marks.unplaced))
            _beyond(len(marks.unplaced), marks.unplaced_rows)


def _beyond(listed: int, rows: int) -> None:
    """Say how many a list leaves out."""
    if rows > listed:
        said = f"The first {listed:,} by date; {rows - listed:,} more. A narrower filter lists them"
        st.caption(f"{said}, the table has them all.")


def _lay_out(found: Record) -> None:
    st.markdown(f"## {markdown(found.title)}")
    if found.figures:
        _figures(found)
    if found.disputed:
        st.warning(f"**The sources disagree.** {markdown(found.notes)}", icon=":material/rule:")
    facts(found)
    if found.lifeline:
        table = pd.DataFrame(found.lifeline, columns=["Date", "Status", "Statement"])
        st.dataframe(table, hide_index=True, alt=f"Statements about {found.title}")
    if found.notes and not found.disputed:
        st.caption(markdown(found.notes))
    sources(found)
    for heading, related in found.related.items():
        st.markdown(f"### {heading}")
        for id, title in related.items():
            _link(id, title, heading)
    if found.id in served.vocabulary().compound:
        _link(found.id, "The sheet of this compound", "")
    st.markdown(f"[Link to this record alone](/?record={quote(found.id)})")


def _figures(found: Record) -> None:
    """Each figure with the documents that it rests on, by their numbers in the list."""
    numbers = {source.id: at for at, source in enumerate(found.sources, 1)}
    links = {
        s.id: f"[[{numbers[s.id]}]]({s.url})" if s.url else f"[{numbers[s.id]}]"
        for s in found.sources
    }
    rest = " ".join(links[id] for id in found.rests_on)
    st.markdown("  \n".join(f"**{markdown(f)}** {m} {rest}" for m, f in found.figures.items()))
    if found.nationalities:
        rows = (
            f"| {markdown(name)} | {measure}: {markdown(figure)} | {links.get(id, '')} |"
            for name, measure, figure, id in found.nationalities
        )
        head = ("| Nationality | People | Source |", "|---|---|---|")
        st.markdown("\n".join([*head, *rows]))


def facts(found: Record) -> None:
    """What a record is, in a sentence and in a list of facts."""
    st.markdown(markdown(found.summary))
    said = (f"**{label}:** {markdown(text)}" for label, text in found.facts.items())
    st.markdown("  \n".join(said))


def sources(found: Record) -> None:
    """The documents that a record rests on."""
    listed = (f"{at}. {cited(source)}" for at, source in enumerate(found.sources, 1))
    st.markdown("\n".join(["**Sources**", "", *listed]))


def _link(id: str, title: str, heading: str) -> None:
    """To a raid's record beside the map, or to a compound's sheet; a heading may stand above it."""
    if id in served.vocabulary().compound:
        params = [*_frame.current().without("compound").to_params(), ("compound", id)]
        st.page_link("compounds.py", label=markdown(title), query_params=params)
    else:
        # A link to the page that is open would leave the address as it is.
        st.button(
            markdown(title), key=f"open-{heading}-{id}", type="tertiary",
            on_click=st.query_params.__setitem__, args=("record", id),
        )  # fmt: skip


def cited(source: Source) -> str:
    """A document by publisher and title, with its link and date."""
    said = f"{markdown(source.publisher)}: {markdown(source.title)}"
    dated = f" ({source.published})" if source.published else ""
    return f"[{said}]({source.url}){dated}" if source.url else f"{said}{dated}"
