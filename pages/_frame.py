"""What every page shares: the address, the notice, the filter in words.

The address is the one place where the filter lives. Widgets show what the address says, and
a change of a widget is written to the address first; so a copied link, the Back button and
the links between pages all carry the same filter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal
from urllib.parse import urlsplit

import streamlit as st

from geo import settings
from geo.charts.timeline import chosen_months
from geo.files import links
from geo.files.embedding import framing, snippet
from geo.model.errors import DataError, ParameterProblem
from geo.model.escape import markdown
from geo.model.filter import Filter
from geo.query import compare
from geo.server import served

OWN = (
    "record", "table", "shade", "measure", "events", "name", "claimant_type", "claim", "topic",
    "source", "support", "chart",
)  # fmt: skip
"""Parameters of an address that belong to a page and not to the filter."""


MAP = ""
"""The address of the page with the map."""

CHOICE = 320
"""Pixels that a choice of a page is wide."""


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


def here() -> str:
    """The whole address of the page, without what is not valid of its filters."""
    page = urlsplit(st.context.url or "")
    page = page._replace(path=page.path or "/", query="", fragment="")
    second, _ = compare.parse(address(), served.vocabulary())
    own = [pair for pair in kept() if not compare.belongs(pair[0])]
    return links.address(page.geturl(), [*current().to_params(), *own, *compare.to_params(second)])


def current() -> Filter:
    """The filter that the address says, as far as it is valid."""
    return read(address())


def read(pairs: Iterable[tuple[str, str]]) -> Filter:
    """The filter that the parameters of a page say, as far as they are valid."""
    params = [pair for pair in pairs if not own(pair[0])]
    return Filter.parse(params, served.vocabulary())[0]


def shade_of(pairs: Iterable[tuple[str, str]]) -> str:
    """What the parameters of a page have the provinces shaded by."""
    shade = dict(pairs).get("shade")
    return shade if shade in served.shadings() else "raids"


def own(name: str) -> bool:
    """Whether a parameter of an address belongs to a page, or to a comparison on it."""
    return name in OWN or compare.belongs(name)


def kept() -> list[tuple[str, str]]:
    """The parameters of the address that are no part of the filter."""
    return [pair for pair in address() if own(pair[0])]


def write(pairs: Iterable[tuple[str, str]]) -> None:
    """Put parameters into the address."""
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    st.query_params.from_dict(grouped)


def set_dates(*dates: str, prefix: str = "") -> None:
    """Put a first and a last day into the address, or none; the rest of it stays.

    Parameters
    ----------
    *dates : str
    prefix : str
        Of the parameters of the filter whose dates they are.
    """
    names = (f"{prefix}from", f"{prefix}to")
    days = list(zip(names, dates, strict=False))
    pairs = [pair for pair in address() if pair[0] not in names] + days
    if prefix:
        pairs = compare.changed(pairs, [pair for pair in pairs if pair[0].startswith(prefix)])
    write(pairs)


def choose_months(key: str, prefix: str = "") -> None:
    """Take the dates that were chosen in a chart of months into the filter."""
    chosen = chosen_months(st.session_state[key].selection)
    if chosen:
        set_dates(*chosen, prefix=prefix)


def asked_for(name: str, options: Iterable[str]) -> str:
    """Which of some options a parameter of the address names; the first one by default."""
    options = list(options)
    asked = st.query_params.get(name, options[0])
    if asked in options:
        return asked
    said = f"{name}={asked} is not known; allowed: one of {', '.join(options)}"
    st.warning(markdown(said), icon=":material/filter_alt_off:")
    return options[0]


def choice(
    name: str, label: str, options: Mapping[str, str], width: int | Literal["stretch"] = CHOICE
) -> str:
    """A selectbox whose choice is a parameter of the address; the first one by default."""
    asked = asked_for(name, options)
    if st.session_state.get(name) != asked:
        st.session_state[name] = asked
    return st.selectbox(
        label, list(options), key=name, on_change=_choose, args=(name,), width=width,
        format_func=options.__getitem__,
    )  # fmt: skip


def _choose(name: str) -> None:
    st.query_params[name] = st.session_state[name]


def notice() -> None:
    """Say which parameters of the address were left out, and why."""
    params = [pair for pair in address() if not own(pair[0])]
    left_out(Filter.parse(params, served.vocabulary())[1])
    left_out(
        ParameterProblem(name, value, "is given more than once", "one value")
        for name in OWN
        for value in st.query_params.get_all(name)[:-1]
    )


def left_out(problems: Iterable[ParameterProblem]) -> None:
    """Say what could not be taken, a notice each."""
    for problem in problems:
        said = f"Left out: {markdown(problem.short)}"
        st.warning(said, icon=":material/filter_alt_off:")


def heading(said: str, below: str = "", level: int = 1) -> None:
    """What the page shows, in words: as its heading, and for its citation."""
    st.session_state["shown"].append(said)
    st.markdown(f"{'#' * level} {markdown(said)}\n\n{below}")


def words(filter: Filter, table: str = "raids", said: str = "") -> str:
    """The view in words, with the version of the data.

    Parameters
    ----------
    filter : Filter
    table : str
        Of whose rows it is a view.
    said : str
        Which they are, where filter and table do not tell it.
    """
    layer = served.layer()
    return f"{said or served.said(filter, table)} · {layer.package.title} {layer.version}"


def elsewhere(
    params: Sequence[tuple[str, str]], said: str, chart: tuple[str, int] | None = None
) -> None:
    """What puts a view, or a chart of it, into another page, and into which it can be put."""
    st.caption(f"In another page. {markdown(framing(settings.framed_by()))}")
    made = snippet(st.context.url or "", params, said, chart)
    st.code(made, language="html", wrap_lines=True)


def embedded(*said: str) -> None:
    """What stands below an embedded view: itself in words, and a link to where it is cited."""
    whole = links.address(f"/{st.session_state['page']}", address())
    st.caption(
        "  \n".join(markdown(text) for text in said if text) + f" · [Open and cite]({whole})"
    )
