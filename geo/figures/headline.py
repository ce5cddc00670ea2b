"""The totals of a filter as one piece of HTML: figure, coverage, and what it means."""

from __future__ import annotations

from collections.abc import Mapping

from geo.model.escape import markup
from geo.model.ranges import Total
from geo.query.sentence import coverage

RULE = (
    "The lower and the upper ends of the counted raids are added apart; ≥ where a source says "
    "“more than”. Measures overlap and are never added to each other."
)


def figures(totals: Mapping[str, Total], meanings: Mapping[str, str]) -> str:
    """Totals in a row that wraps; each explains itself on hover and on keyboard focus.

    Parameters
    ----------
    totals : mapping of str to Total
        By measure.
    meanings : mapping of str to str
        What each measure means.

    Returns
    -------
    str
        A description list, as HTML.
    """
    shown = "".join(_figure(m, total, meanings[m]) for m, total in totals.items())
    return f"<dl class='figures'>{shown}</dl>"


def _figure(measure: str, total: Total, meaning: str) -> str:
    return (
        "<div tabindex='0'>"
        f"<dt>{markup(measure.capitalize())}</dt>"
        f"<dd class='figure'>{markup(total.range)}</dd>"
        f"<dd class='coverage'>{markup(coverage(total))}</dd>"
        f"<dd class='meaning' role='tooltip'>{markup(meaning)} {markup(RULE)}</dd>"
        "</div>"
    )
