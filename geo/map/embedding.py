"""The map inside another page: the snippet that puts it there, with words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

from geo.model.escape import markup

HEIGHT = 560
"""Pixels of an embedded map with its caption: fits an article."""


def snippet(page: str, params: Sequence[tuple[str, str]], words: str) -> str:
    """HTML that shows the map of one view in another page.

    Parameters
    ----------
    page : str
        Address of the app, whatever page of it.
    params : sequence of (str, str)
        The parameters of the view.
    words : str
        The view in words: name of the frame, and what stands where none can be shown.
    """
    parts = urlsplit(page)
    home = f"{parts.scheme}://{parts.netloc}/"
    view = f"{home}?{urlencode(params)}"
    framed = f"{home}?{urlencode([*params, ('embed', 'true')])}"
    return (
        f'<iframe src="{markup(framed)}" title="{markup(words)}" width="100%" height="{HEIGHT}" '
        'style="border:0" loading="lazy"></iframe>\n'
        f'<p><a href="{markup(view)}">{markup(words)}</a></p>'
    )
