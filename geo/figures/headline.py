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

MEANINGS = {
    "found": "People met or taken in on the site, and not called suspects.",
    "released": "People freed, rescued or let go.",
    "arrested": "People held as suspects, or charged.",
    "deported": "People whom Cambodia deported, expelled or removed.",
    "repatriated": "People sent home to or by their own state, where no source says deported.",
    "deaths": "People reported dead at or from the site, or in the operation.",
}
"""What each measure means to a reader; the codebook says it of the columns."""


def figures(totals: Mapping[str, Total]) -> str:
    """Totals in a row that wraps; each explains itself on hover and on keyboard focus.

    Parameters
    ----------
    totals : mapping of str to Total
        By measure.

    Returns
    -------
    str
        A description list, as HTML.
    """
    shown = "".join(_figure(m, total) for m, total in totals.items())
    return f"<dl class='figures'>{shown}</dl>"


def _figure(measure: str, total: Total) -> str:
    return (
        "<div tabindex='0'>"
        f"<dt>{markup(measure.capitalize())}</dt>"
        f"<dd class='figure'>{markup(total.range)}</dd>"
        f"<dd class='coverage'>{markup(coverage(total))}</dd>"
        f"<dd class='meaning' role='tooltip'>{markup(MEANINGS[measure])} {markup(RULE)}</dd>"
        "</div>"
    )
