"""A view inside another page: the snippet that puts it there, with words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from babel.lists import format_list

from geo.files.links import address
from geo.model.escape import markup
from geo.query.sentence import LOCALE

HEIGHT = 560
"""Pixels of an embedded map with its caption: fits an article."""

AROUND = 270
"""Pixels of height for title, reading and caption of an embedded chart, of several lines each."""

TALLEST = 900
"""Pixels of an embedded chart, beyond which it is scrolled in its frame."""


def framing(sites: Sequence[str]) -> str:
    """In which pages a snippet shows anything, in words.

    Parameters
    ----------
    sites : sequence of str
        Those that may frame the app, besides its own.

    Examples
    --------
    >>> framing([])
    'It works in pages of this site only; whoever runs it names others in GEO_FRAMED_BY.'
    """
    where = format_list(["this site", *sites], locale=LOCALE)
    return f"It works in pages of {where} only; whoever runs it names others in GEO_FRAMED_BY."


def snippet(
    page: str, params: Sequence[tuple[str, str]], words: str, chart: tuple[str, int] | None = None
) -> str:
    """HTML that shows the map of one view, or a chart of a page, in another page.

    Parameters
    ----------
    page : str
        Address of the app: whatever page of it, or the page that has the chart.
    params : sequence of (str, str)
        The parameters of the view.
    words : str
        The view in words: name of the frame, and what stands where none can be shown.
    chart : (str, int)
        The chart's name in an address, and how many pixels high it is drawn.
    """
    parts = urlsplit(page)
    home = f"{parts.scheme}://{parts.netloc}{parts.path if chart else '/'}"
    view = address(home, params)
    own = [("chart", chart[0])] if chart else []
    framed = address(home, [*params, *own, ("embed", "true")])
    height = min(chart[1] + AROUND, TALLEST) if chart else HEIGHT
    return (
        f'<iframe src="{markup(framed)}" title="{markup(words)}" width="100%" height="{height}" '
        'style="border:0" loading="lazy"></iframe>\n'
        f'<p><a href="{markup(view)}">{markup(words)}</a></p>'
    )
