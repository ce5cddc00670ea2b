"""What every page shares: the filter panel, the notice, the headline figures.

The address is the one place where the filter lives. The panel's widgets show what the
address says, and a change of a widget is written to the address first; so a copied link,
the Back button and the links between pages all carry the same filter.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from geo import compare, live, served
from geo.errors import DataError, ParameterProblem
from geo.escape import markdown
from geo.filter import PARAMETERS, REPEATABLE, Filter
from geo.headline import figures
from geo.ranges import MEASURES
from geo.sentence import sentence

OWN = (
    "record", "table", "measure", "events", "name", "claimant_type", "claim", "topic", "source",
    "support",
)  # fmt: skip
"""Parameters of an address that belong to a page and not to the filter."""

PRESETS = {
    "Aug–Oct 2022": ("2022-08-01", "2022-10-31"),
    "Jul–Aug 2025": ("2025-07-01", "2025-08-31"),
    "Jan–Mar 2026": ("2026-01-01", "2026-03-31"),
}
"""The waves in the data: August to October 2022, July and August 2025, January to March 2026."""

DAYS = ("2015-01-01", "2035-12-31")
"""The days that the calendar offers."""


MAP = ""
"""The address of the page with the map."""

MAP_FIRST = 0.045
"""Seconds that a page with a map waits before it runs for a new filter.

The map reads the new address and asks for its marks by itself. Without the wait, this page's
run would take the interpreter from that answer, and the elements it sends the browser's only
thread from the drawing: the map would be painted some 60 ms later, the page no sooner.
"""


def open_layer() -> None:
    """Go on only with a layer that can be read; otherwise say what is wrong with it."""
    try:
        served.layer()
    except DataError as error:
        st.error(f"The data cannot be read. {markdown(error)}", icon=":material/error:")
        st.stop()


def address() -> list[tuple[str, str]]:
    """The parameters of the address as they stand."""
    return [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]


def current() -> Filter:
    """The filter that the address says, as far as it is valid."""
    return _filter(address())


def _filter(pairs: Iterable[tuple[str, str]]) -> Filter:
    params = [pair for pair in pairs if not own(pair[0])]
    return Filter.parse(params, served.vocabulary())[0]


def own(name: str) -> bool:
    """Whether a parameter of an address belongs to a page, or to a comparison on it."""
    return name in OWN or compare.belongs(name)


def write(pairs: Iterable[tuple[str, str]]) -> None:
    """Put parameters into the address."""
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    st.query_params.from_dict(grouped)


def sidebar(pages: list[Any]) -> None:
    """Links between the pages, which keep the filter, and the filter panel."""
    filter = current()
    with st.sidebar:
        st.markdown("#### Compound Atlas")
        for page in pages:
            st.page_link(page, query_params=filter.to_params())
        _panel(filter)


def _panel(filter: Filter) -> None:
    fields(filter)
    st.button("Clear all", on_click=write, args=([],), disabled=not filter, width="stretch")


def fields(filter: Filter, prefix: str = "") -> None:
    """What a filter is made with; the names of its parameters stand after a prefix."""
    vocabulary = served.vocabulary()
    _show(filter, prefix)
    changed: dict[str, Any] = {"on_change": _changed, "args": (prefix,)}
    st.multiselect(
        "Province", list(vocabulary.province), key=f"{prefix}province", **changed,
        format_func=vocabulary.province.__getitem__, placeholder="All provinces",
    )  # fmt: skip
    for label, key in (("From", "from"), ("To", "to")):
        st.date_input(label, None, *DAYS, key=f"{prefix}{key}", format="YYYY-MM-DD", **changed)
    st.pills(
        "Waves",
        list(PRESETS),
        key=f"{prefix}wave",
        on_change=_wave,
        args=(prefix,),
        label_visibility="collapsed",
    )
    st.multiselect(
        "Nationality", _nationalities(filter), key=f"{prefix}nationality", **changed,
        format_func=vocabulary.nationality.__getitem__, placeholder="All nationalities",
    )  # fmt: skip
    st.multiselect(
        "Kind", list(vocabulary.kind), key=f"{prefix}kind", **changed,
        format_func=vocabulary.kind.__getitem__, placeholder="All kinds",
    )  # fmt: skip
    st.multiselect(
        "Confidence", list(vocabulary.confidence), key=f"{prefix}confidence", **changed,
        format_func=vocabulary.confidence.__getitem__, placeholder="Any",
    )  # fmt: skip
    st.selectbox(
        "Compound", list(vocabulary.compound), None, key=f"{prefix}compound", **changed,
        format_func=vocabulary.compound.__getitem__, placeholder="Any compound",
    )  # fmt: skip
    st.text_input(
        "Search", key=f"{prefix}q", placeholder="Words in title, place, summary …", **changed
    )


def _nationalities(filter: Filter) -> list[str]:
    """Those in the layer, and those that the filter names besides."""
    named = {*served.layer()["raid_nationalities"]["nationality"], *filter.nationality}
    return [code for code in served.vocabulary().nationality if code in named]


def _show(filter: Filter, prefix: str) -> None:
    """Make the widgets say what the filter says."""
    dates = (str(filter.from_), str(filter.to))
    wanted: dict[str, Any] = {name: list(getattr(filter, name)) for name in REPEATABLE}
    wanted |= {"from": filter.from_, "to": filter.to, "compound": filter.compound, "q": filter.q}
    wanted["wave"] = next((name for name, wave in PRESETS.items() if wave == dates), None)
    for name, value in wanted.items():
        key = f"{prefix}{name}"
        if key not in st.session_state or st.session_state[key] != value:
            st.session_state[key] = value


def _changed(prefix: str = "") -> None:
    """Write what the widgets say to the address."""
    pairs: list[tuple[str, str]] = []
    for name in PARAMETERS:
        value = st.session_state.get(f"{prefix}{name}")
        values = value if isinstance(value, list) else [value] if value else []
        pairs += [(f"{prefix}{name}", str(item)) for item in values]
    if prefix:
        write(compare.changed(address(), pairs))
        return
    pairs += [pair for pair in address() if own(pair[0])]
    if st.session_state["page"] == MAP:
        marks = served.map_marks(_filter(pairs))
        live.send(st.session_state["line"], f"?{urlencode(pairs)}" if pairs else "", marks)
        time.sleep(MAP_FIRST)
    write(pairs)


def _wave(prefix: str) -> None:
    chosen = PRESETS.get(st.session_state[f"{prefix}wave"], (None, None))
    st.session_state[f"{prefix}from"], st.session_state[f"{prefix}to"] = chosen
    _changed(prefix)


def set_dates(first: str, last: str) -> None:
    """Put a range of days into the address; the rest of it stays."""
    dates = [("from", first), ("to", last)]
    write([pair for pair in address() if pair[0] not in ("from", "to")] + dates)


def choice(name: str, label: str, options: Mapping[str, str]) -> str:
    """A selectbox whose choice is a parameter of the address; the first one by default."""
    asked = st.query_params.get(name, next(iter(options)))
    if asked not in options:
        said = f"{name}={asked} is not known; allowed: one of {', '.join(options)}"
        st.warning(markdown(said), icon=":material/filter_alt_off:")
        asked = next(iter(options))
    if st.session_state.get(name) != asked:
        st.session_state[name] = asked
    return st.selectbox(
        label,
        list(options),
        key=name,
        format_func=options.__getitem__,
        on_change=_choose,
        args=(name,),
    )


def _choose(name: str) -> None:
    st.query_params[name] = st.session_state[name]


def notice() -> None:
    """Say which parameters of the address were left out of the filter, and why."""
    params = [pair for pair in address() if not own(pair[0])]
    left_out(Filter.parse(params, served.vocabulary())[1])


def left_out(problems: Iterable[ParameterProblem]) -> None:
    """Say what could not be taken, a notice each."""
    for problem in problems:
        st.warning(f"Left out of the filter: {markdown(problem)}", icon=":material/filter_alt_off:")


def headline(filter: Filter) -> None:
    """The filter as a sentence, and the totals of what it leaves."""
    total = served.summary(filter).total
    of = len(served.layer()["raids"])
    st.markdown(f"##### {markdown(sentence(filter, served.vocabulary(), total.raids, of))}")
    if not total.raids:
        st.info("No raid fits all of these. Loosen one of the filters, or clear them.")
        return
    fields = served.layer().package["raids"]
    meanings = {measure: fields.field(f"{measure}_min").description for measure in MEASURES}
    st.html(figures(total.totals, meanings))
