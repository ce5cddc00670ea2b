"""After the raid: which compounds were later stated to operate or to have reopened.

Only what was stated is counted. A compound of which nothing was said later may have closed, or
may have gone on unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

import pandas as pd

from geo.figures.lifeline import Statement, statements
from geo.model.filter import Filter
from geo.model.layer import Layer
from geo.model.ranges import Range

RAIDED = ("raided",)
AT_WORK = ("operating", "reopened")
ENDED = ("closed", "cleared")
"""Statuses of a compound that was raided, that is at work, and that is not."""

RETURNED = "returned"

OUTCOMES = {
    RETURNED: "later operating or reopened",
    "unclear": "operating, before or after not known",
    "ended": "later closed or cleared",
    "mentioned": "later reported, state not said",
    "silent": "nothing reported later",
}
"""What may be stated of a compound after its raid, in the order in which it counts."""

CAVEAT = (
    "Silence is not closure: a compound without a later statement may have shut, moved, or gone "
    "on unseen; and a statement says what its source saw or was told of that day. The dates of the "
    "filter choose the raids, later statements are looked for to the end of the layer. Statements "
    "know no nationality, kind or confidence, so those filters narrow none of this."
)
"""What the figure cannot show, for readers."""


@dataclass(frozen=True)
class Outcome:
    """What was stated of one compound after its raid.

    Attributes
    ----------
    outcome : str
        A key of `OUTCOMES`.
    raid : Statement
        The last raid that the filter means; where the compound returned, the last one before that.
    stated : Statement
        The statement that the outcome rests on; the raid itself where none is later.
    """

    outcome: str
    raid: Statement
    stated: Statement

    @property
    def days(self) -> Range:
        """Days from the raid to the statement of work, where there is one.

        A range where a date is coarse: from the last day that the raid may have been on to the
        first that the statement may speak of, and the other way about.
        """
        if self.outcome != RETURNED:
            return Range()
        raid, later = self.raid, self.stated
        return Range((later.first - raid.last).days, (later.last - raid.first).days)


@dataclass(frozen=True)
class Aftermath:
    """What was stated of all raided compounds after the raid.

    Attributes
    ----------
    outcomes : tuple of Outcome
        One per compound, in the order of `OUTCOMES`, then by days and name.
    """

    outcomes: tuple[Outcome, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many compounds have each outcome, by the keys of `OUTCOMES`."""
        found = [o.outcome for o in self.outcomes]
        return {outcome: found.count(outcome) for outcome in OUTCOMES}

    @property
    def sentence(self) -> str:
        """The figure in words."""
        if not self.outcomes:
            return "No statement that a compound was raided fits this filter."
        counts, raided = self.counts, len(self.outcomes)
        were = "were" if counts[RETURNED] != 1 else "was"
        said = f"{counts[RETURNED]} of {raided} raided compounds {were} later reported "
        said += "operating or reopened"
        after = [o.days for o in self.outcomes if o.outcome == RETURNED]
        if len(after) > 1:
            soonest, latest = _days(after[0]), _days(after[-1])
            return f"{said}, the soonest after {soonest}, the latest after {latest}"
        return f"{said}, after {_days(after[0])}" if after else said


def _days(count: Range) -> str:
    return f"{count} {'day' if count == Range(1, 1) else 'days'}"


def aftermath(
    layer: Layer,
    filter: Filter,
    said: Callable[[Filter], tuple[Statement, ...]] | None = None,
) -> Aftermath:
    """What became of the compounds whose raids a filter means.

    A compound is raided when a statement of `compound_status` that the filter means says so.
    It returned when a statement of work begins after the last day of such a raid.

    Parameters
    ----------
    layer, filter
    said : callable, optional
        Gives the statements that a filter means; :func:`geo.figures.lifeline.statements` of the
        layer otherwise.

    Examples
    --------
    >>> import geo
    >>> [str(o.days) for o in aftermath(geo.load(), Filter(compound="mango-park")).outcomes]
    ['38–68']
    """
    said = said or partial(statements, layer)
    raids = [s for s in said(filter) if s.status in RAIDED]
    every: dict[str, list[Statement]] = {}
    for statement in said(Filter()):
        every.setdefault(statement.compound_id, []).append(statement)
    order = list(OUTCOMES)
    outcomes = [
        _outcome(list(its), every[compound])
        for compound, its in groupby(raids, key=lambda s: s.compound_id)
    ]
    outcomes.sort(key=lambda o: (order.index(o.outcome), o.days.min or 0, o.raid.compound))
    return Aftermath(tuple(outcomes))


def _outcome(raids: Sequence[Statement], said: Sequence[Statement]) -> Outcome:
    work = sorted((s for s in said if s.status in AT_WORK), key=lambda s: (s.first, s.last))
    for later in work:
        before = [raid for raid in raids if raid.last < later.first]
        if before:
            return Outcome(RETURNED, _latest(before), later)
    raid = _latest(raids)
    perhaps = [s for s in work if any(s.last >= r.first for r in raids)]
    after = [s for s in said if s.first > raid.last]
    ended = [s for s in after if s.status in ENDED]
    for outcome, found in (("unclear", perhaps), ("ended", ended), ("mentioned", after)):
        if found:
            return Outcome(outcome, raid, _latest(found))
    return Outcome("silent", raid, raid)


def _latest(said: Iterable[Statement]) -> Statement:
    return max(said, key=lambda s: (s.last, s.first))


COLUMNS = ("Compound", "Raided", "After the raid", "Days", "Stated", "Source", "compound_id")


def table(found: Aftermath) -> pd.DataFrame:
    """One line a raided compound.

    Returns
    -------
    DataFrame
        `COLUMNS`: `Raided` is a date as finely as known, `Days` a range or empty, `Stated` the
        statement that the outcome rests on, `Source` its address or empty.
    """
    lines = [
        [
            o.raid.compound,
            o.raid.said_of,
            OUTCOMES[o.outcome],
            str(o.days) if o.days.known else "",
            f"{o.stated.label.lower()}, {o.stated.said_of}",
            o.stated.url,
            o.raid.compound_id,
        ]
        for o in found.outcomes
    ]
    return pd.DataFrame(lines, columns=list(COLUMNS), dtype=object)
