"""The charts of the pages: each drawn once for a filter, from what is served."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Literal

import pandas as pd

from geo.charts import dossier as dossiers
from geo.charts import nationalities as nations
from geo.charts import picture as pictures
from geo.charts import timeline as timeline_of
from geo.charts.drawing import Plot, axis_months
from geo.charts.heat import heat, highest
from geo.charts.months import ranked
from geo.figures import policy
from geo.model.filter import Filter
from geo.query.numbered import Numbers
from geo.query.sentence import DATES, sentence
from geo.query.summary import Summary, folded
from geo.server import served

PLACED = ("month", "province")
"""By what raids are counted for the rows of provinces."""

NATIONALITIES = ("month", "province", "nationality")
"""By what nationalities are added up once; what a chart is by follows from it."""


def events(filter: Filter, choice: str) -> tuple[policy.Event, ...]:
    """The policy events of a filter's dates, of the chosen kinds."""
    return _events(Filter(from_=filter.from_, to=filter.to), choice)


@lru_cache(served.KEPT)
def _events(dates: Filter, choice: str) -> tuple[policy.Event, ...]:
    return policy.events(served.layer(), dates, choice)


def events_said(filter: Filter, choice: str) -> str:
    """The same in words, with how many they are."""
    table = "policy_events"
    named = [served.policy_choices()[choice].lower()] * (choice != policy.EVERY)
    return sentence(
        filter, served.vocabulary(), len(events(filter, choice)), served.size(table),
        "policy events", table=table, chosen=named,
    )  # fmt: skip


@lru_cache(served.KEPT)
def timeline(
    filter: Filter, measure: str, choice: str, beside: tuple[Filter, ...] = ()
) -> timeline_of.Timeline:
    """The charts of a filter along the months, on the scale of those that stand beside it."""
    tops = [_tops(each, measure) for each in (filter, *beside)]
    raids = served.layer()["raids"]["counted"].take(served.tables().numbers("raids", filter))
    return timeline_of.timeline(
        served.summary(filter, ("month", "kind")),
        served.summary(filter, ("month",)),
        served.summary(filter, PLACED),
        events(filter, choice),
        measure=measure,
        kinds=served.vocabulary().kind,
        names=served.vocabulary().province,
        repeating=int((raids == "no").sum()),
        first=filter.from_,
        places=ranked(served.summary(each, PLACED) for each in beside or (filter,)),
        top=timeline_of.Tops(*map(max, zip(*tops, strict=True))),
    )


def _tops(filter: Filter, measure: str) -> timeline_of.Tops:
    by_month, by_province = (served.summary(filter, by) for by in (("month",), PLACED))
    return timeline_of.tops(by_month, by_province, measure)


def brush(filter: Filter) -> Plot:
    """The months of a filter, whatever its dates, from which dates are chosen."""
    by_month = served.summary(filter.without(*DATES), ("month",))
    return timeline_of.brush(by_month, filter.from_, filter.to)


@lru_cache(served.KEPT)
def comparison(
    filters: tuple[Filter, ...], names: tuple[str, ...], measure: str
) -> tuple[Plot, Plot]:
    """Raids and people of two filters, per month."""
    by_month = (served.summary(filter, ("month",)) for filter in filters)
    return timeline_of.comparison(dict(zip(names, by_month, strict=True)), measure)


@lru_cache(served.KEPT)
def nationalities(filter: Filter, measure: str) -> tuple[nations.Line, ...]:
    """The nationalities of a filter, those with the most people first, the others of its raids."""
    found = folded(served.summary(filter, NATIONALITIES), ("nationality",))
    raids = served.tables().numbers("raids", filter)
    mentions = nations.mentioned(_mentions(), raids, filter.nationality)
    lines = nations.lines(found, measure, mentions, served.vocabulary().nationality)
    if not filter.nationality:
        return lines
    layer, own = served.layer(), served.tables().numbers("raid_nationalities", filter)
    others = nations.others(
        layer["raids"], layer["raid_nationalities"], _raid_of(), raids, own, measure=measure
    )
    return (*lines, others) if others.raids else lines


@cache
def _raid_of() -> Numbers:
    """For each row of the nationalities in raids the number of its raid."""
    layer = served.layer()
    ids = pd.Index(layer["raids"]["raid_id"])
    raids: Numbers = ids.get_indexer(layer["raid_nationalities"]["raid_id"])
    return raids


@cache
def _mentions() -> nations.Mentions:
    return nations.mentions(served.layer()["raids"], served.layer()["raid_nationalities"])


@lru_cache(served.KEPT)
def not_itemised(filter: Filter, measure: str) -> nations.Rest:
    """What the raids of a filter hold beyond their itemised nationalities."""
    return nations.rest(_ends(measure)[:, served.tables().numbers("raids", filter)])


@cache
def _ends(measure: str) -> nations.Ends:
    return nations.ends(served.layer()["raids"], served.layer()["raid_nationalities"], measure)


@lru_cache(served.KEPT)
def nationality_ranges(filters: tuple[Filter, ...], names: tuple[str, ...], measure: str) -> Plot:
    """Ranges per nationality of one filter, or of two that are compared."""
    series = {
        name: (nationalities(filter, measure), not_itemised(filter, measure))
        for name, filter in zip(names, filters, strict=True)
    }
    return nations.ranges(f"{measure}-by-nationality", series, measure)


@lru_cache(served.KEPT)
def matrices(filter: Filter, measure: str, beside: tuple[Filter, ...] = ()) -> tuple[Plot, Plot]:
    """People by nationality and month or province, in the colours of those that stand beside."""
    rows = nations.names_in_order(*(nationalities(each, measure) for each in beside or (filter,)))
    by_month, by_province = _by_nationality(filter)
    others = [_by_nationality(each) for each in beside]
    tops = [max((highest(o[at], measure) for o in others), default=0) for at in range(2)]
    months = {month: month for month in axis_months([g.keys[0] for g in by_month.groups])}
    provinces = nations.columns(by_province, served.vocabulary().province)
    return (
        heat(f"{measure}-nationality-month", by_month, measure, rows, months, top=tops[0]),
        heat(f"{measure}-nationality-province", by_province, measure, rows, provinces, top=tops[1]),
    )


@lru_cache(served.KEPT)
def _by_nationality(filter: Filter) -> tuple[Summary, Summary]:
    every = served.summary(filter, NATIONALITIES)
    return folded(every, ("month", "nationality")), folded(every, ("province", "nationality"))


@lru_cache(served.KEPT)
def dossier(filter: Filter, measure: str) -> dossiers.Dossier:
    """The sheet of the one nationality that a filter names."""
    return dossiers.dossier(
        served.layer(),
        filter,
        served.summary(filter, ("month", "nationality")),
        served.summary(filter, ("province", "nationality")),
        measure=measure,
        names=served.vocabulary().province,
        compared=served.comparisons(),
        disagreements=served.disagreements().values(),
    )


def picture(plot: Plot, filters: Sequence[Filter], format: Literal["png", "svg"]) -> bytes:
    """A chart as a file, with its filters in words and where it comes from."""
    of = len(served.layer()["raids"])
    said = [sentence(f, served.vocabulary(), served.summary(f).total.raids, of) for f in filters]
    title = [plot.title] if plot.title else said
    return pictures.picture(plot, format, title, pictures.credit(served.layer().package))
