from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Filter, Layer, Range, Vocabulary, summarise
from geo.charts import months
from geo.charts.policy import lines as policy_lines
from geo.charts.timeline import (
    Timeline,
    Tops,
    chosen_months,
    comparison,
    earlier,
    timeline,
    tops,
    uncounted,
    undated,
)
from geo.figures import policy
from geo.model.ranges import Total, total
from geo.query.summary import Summary
from tests import reference
from tests.strategies import filters
from tests.test_charts import check, placed

TOPS = Tops()
measures = st.sampled_from(reference.MEASURES)


def made(
    layer: Layer, filter: Filter, measure: str, choice: str = policy.BINDING, top: Tops = TOPS
) -> Timeline:
    vocabulary = Vocabulary(layer)
    return timeline(
        summarise(layer, filter, ("month", "kind")),
        summarise(layer, filter, ("month",)),
        summarise(layer, filter, ("month", "province")),
        policy.events(layer, filter, choice),
        measure=measure,
        kinds=vocabulary.kind,
        names=vocabulary.province,
        repeating=0,
        first=filter.from_,
        top=top,
    )


def added(totals: list[Total]) -> tuple[Range, int]:
    """A sum of sums: each knows from how many rows it comes."""
    whole = total(t.range for t in totals if t.known)
    return whole.range, sum(t.known for t in totals)


@given(filter=filters, measure=measures)
def test_the_months_add_up_to_the_total(layer: Layer, filter: Filter, measure: str) -> None:
    summary = summarise(layer, filter, ("month",))
    its = months.of_months(summary, measure)
    wanted = summary.total.totals[measure]
    assert added(list(its.values())) == (wanted.range, wanted.known)
    assert sum(t.rows for t in its.values()) == wanted.rows == summary.total.raids
    raids = months.of_months(summary, months.RAIDS)
    assert sum(t.range.min or 0 for t in raids.values()) == summary.total.raids


@given(filter=filters, measure=measures)
def test_every_chart_shows_the_summarys_figures(layer: Layer, filter: Filter, measure: str) -> None:
    found = made(layer, filter, measure)
    wanted = reference.summarise(reference.read(reference.DATA), filter, ("month",))
    assert sum(row["Raids"] for row in found.raids.table) == wanted["total"]["raids"]
    ends = {row["month"]: (row[measure]["min"], row[measure]["max"]) for row in wanted["rows"]}
    assert {r["Month"]: (r["At least"], r["At most"]) for r in found.people.table} == ends
    known = {row["month"]: (row[measure]["known"], row["raids"]) for row in wanted["rows"]}
    assert {r["Month"]: (r["Known"], r["Raids"]) for r in found.known.table} == known
    assert sum(row["Raids"] for row in found.provinces.table) == wanted["total"]["raids"]
    coarse = sum(row["raids"] for row in wanted["rows"] if row["month"] == "unknown")
    assert found.notes.startswith(str(coarse)) is bool(coarse)
    for plot in (found.raids, found.people, found.known, found.provinces, found.policy):
        assert plot.words
        assert "width" not in plot.spec
        check(plot)


@given(first=filters, second=filters, measure=measures)
def test_a_comparison_keeps_the_two_apart(
    layer: Layer, first: Filter, second: Filter, measure: str
) -> None:
    summaries = {n: summarise(layer, f, ("month",)) for n, f in (("A", first), ("B", second))}
    raids, people = comparison(summaries, measure)
    for name, summary in summaries.items():
        its = [row for row in raids.table if row["Of"] == name]
        assert sum(row["At least"] for row in its) == summary.total.raids
        figures = {
            row["Month"]: row[measure.capitalize()] for row in people.table if row["Of"] == name
        }
        assert figures == {g.keys[0]: str(g.totals[measure].range) for g in summary.groups}


@pytest.mark.parametrize(
    ("selection", "days"),
    [
        ({"month": [{"month": "2024-02"}], "months": {}}, ("2024-02-01", "2024-02-29")),
        ({"months": {"month": ["2022-08", "2022-09", "2022-10"]}}, ("2022-08-01", "2022-10-31")),
        ({"months": {"month": ["2026-03", " ", "unknown"]}}, ("2026-03-01", "2026-03-31")),
        ({"month": [{"month": "unknown"}]}, None),
        ({"month": [{"kind": "Raid"}]}, None),
        ({"month": [], "months": {}}, None),
        ({}, None),
    ],
)
def test_chosen_months_are_days(selection: Any, days: tuple[str, str] | None) -> None:
    assert chosen_months(selection) == days


def months_of(*keys: tuple[str, int]) -> Summary:
    class Group:
        def __init__(self, month: str, raids: int) -> None:
            self.keys, self.raids = (month,), raids

    return Summary(("month",), tuple(Group(*key) for key in keys), None)  # type: ignore[arg-type]


def test_what_has_no_month_is_said() -> None:
    assert undated(months_of(("2022-09", 3))) == ""
    assert "1 raid is dated" in undated(months_of(("unknown", 1)))
    assert "1,200 raids are dated" in undated(months_of(("2022-09", 3), ("unknown", 1200)))
    assert uncounted(0) == ""
    assert uncounted(1).startswith("1 repeats")
    assert uncounted(7).startswith("7 repeat ")


@given(filter=filters)
def test_what_began_before_the_dates_is_said(layer: Layer, filter: Filter) -> None:
    first = f"{filter.from_:%Y-%m}" if filter.from_ else ""
    rows = reference.select(reference.read(reference.DATA), "raids", filter)
    months = [reference.buckets({}, row, "month")[0] for row in rows]
    began = sum(month < first for month in months)
    said = earlier(summarise(layer, filter, ("month",)), filter.from_)
    assert said.partition(" ha")[0] == (str(began) if began else "")


def test_a_raid_that_lasted_into_the_month_is_said_below_it(layer: Layer) -> None:
    month = Filter(from_=date(2026, 1, 1), to=date(2026, 1, 31))
    assert "reach into them" in made(layer, month, "found").notes
    assert "reach into them" not in made(layer, Filter(to=month.to), "found").notes


@given(filter=filters, choice=st.sampled_from(["binding", "all", "sanction", "order"]))
def test_policy_events_are_those_of_the_dates(layer: Layer, filter: Filter, choice: str) -> None:
    kinds = {"binding": ("law", "ban", "deadline", "sanction"), "all": None}.get(choice, (choice,))
    rows = reference.select(reference.read(reference.DATA), "policy_events", filter)
    wanted = sorted((r["date"], r["title"]) for r in rows if not kinds or r["kind"] in kinds)
    events = policy.events(layer, filter, choice)
    assert [(event.date, event.title) for event in events] == wanted
    assert all(event.sources for event in events)
    plot = made(layer, filter, "found", choice).policy
    assert [(row["Date"], row["Event"]) for row in plot.table] == wanted
    drawn = plot.spec["datasets"]["rows"]
    assert [(row["number"], row["event"]) for row in drawn] == [
        (str(nth), title) for nth, (_, title) in enumerate(wanted, 1)
    ]
    axis = months.order([], events)
    assert {row["month"] for row in drawn} <= set(axis)
    assert [row["month"] == "unknown" for row in drawn] == [len(day) == 4 for day, _ in wanted]


@given(first=filters, second=filters, measure=measures)
def test_what_stands_side_by_side_is_on_one_scale(
    layer: Layer, first: Filter, second: Filter, measure: str
) -> None:
    both = [
        tops(
            summarise(layer, filter, ("month",)),
            summarise(layer, filter, ("month", "province")),
            measure,
        )
        for filter in (first, second)
    ]
    top = Tops(*map(max, zip(*both, strict=True)))
    one, other = (made(layer, f, measure, top=top) for f in (first, second))
    for part in ("raids", "people", "known"):
        reaches = {
            found["scale"]["domainMax"]["expr"]
            for plot in (getattr(one, part), getattr(other, part))
            for found in (
                its["encoding"]["y"] for its in plot.spec.get("layer", [plot.spec])
                if "scale" in its["encoding"].get("y", {})
            )
        }  # fmt: skip
        assert len(reaches) == 1
    heights = {
        line["raids"]: round(line["foot"] - line["head"], 9)
        for its in (one, other)
        for line in its.provinces.spec["datasets"]["rows"]
    }
    for its in (one, other):
        for line in its.provinces.spec["datasets"]["rows"]:
            assert heights[line["raids"]] == round(line["foot"] - line["head"], 9)


def test_provinces_side_by_side_have_the_same_rows(layer: Layer) -> None:
    both = [Filter(kind=("raid",)), Filter(kind=("rescue",))]
    summaries = [summarise(layer, filter, ("month", "province")) for filter in both]
    rows = months.ranked(summaries)
    assert rows == months.ranked(summaries[::-1]) != months.ranked(summaries[:1])
    axis = months.order(summaries)
    said = []
    for summary in summaries:
        plot = months.provinces("x", summary, Vocabulary(layer).province, "found", axis, rows=rows)
        words = plot.spec["encoding"]["y"]["axis"]["labelExpr"]
        said.append(re.findall(r'"(.*?)  \d+"', words))
        lanes = {line["province"]: line["foot"] for line in plot.spec["datasets"]["rows"]}
        assert all(said[-1][lane - 1] == province for province, lane in lanes.items())
    assert said[0] == said[1]
    assert len(said[0]) == len(rows)


def test_a_chart_without_a_value_is_blank(layer: Layer) -> None:
    none = made(
        layer, Filter(province=("KH-24",), from_=date(2019, 1, 1), to=date(2019, 2, 28)), "found"
    )
    some = made(layer, Filter(), "found")
    for part in ("raids", "people", "known", "provinces", "policy"):
        assert getattr(none, part).is_blank
        assert not getattr(some, part).is_blank
    # Raids there are, and none of them has a figure.
    assert months.people("x", {"": {"2022-09": Total(Range(), 0, 3)}}, "found").is_blank
    assert not months.people("x", {"": {"2022-09": Total(Range(0, 0), 1, 3)}}, "found").is_blank


def test_months_between_two_waves_are_left_out() -> None:
    waves = [months_of(("2022-08", 1), ("2022-10", 1)), months_of(("2025-07", 1), ("unknown", 2))]
    axis = ["2022-08", "2022-09", "2022-10", months.GAP, "2025-07", " ", "unknown"]
    assert months.apart(waves) == months.apart(waves[::-1]) == axis
    assert months.apart([waves[0], months_of(("2022-11", 1))]) == [*axis[:3], "2022-11"]
    assert months.apart([waves[0], months_of()]) == axis[:3]
    assert months.apart([months_of(), months_of()]) == []


SPANS = [Filter(), Filter(from_=date(2025, 7, 1), to=date(2025, 8, 31))]


@pytest.mark.parametrize("filter", SPANS, ids=["all years", "two months"])
@pytest.mark.parametrize("choice", [policy.BINDING, policy.EVERY])
@pytest.mark.parametrize("width", [916, 326])
def test_policy_events_stand_under_their_lines(
    layer: Layer, filter: Filter, choice: str, width: int
) -> None:
    drawn = made(layer, filter, "found", choice)
    events = policy.events(layer, filter, choice)
    shown = [placed(plot, width) for plot in (drawn.raids, drawn.people, drawn.known, drawn.policy)]
    labels = [words for words in shown[0][0] if re.fullmatch(r"20\d\d(-\d\d)?|unknown", words)]
    assert {"unknown", "2026" if filter == SPANS[0] else "2025-08"} <= set(labels)
    for places, _ in shown[1:]:
        assert {words: places[words] for words in labels} == pytest.approx(
            {words: shown[0][0][words] for words in labels}, abs=1
        )
    rows = min(len(events), len({event.kind for event in events}))
    assert shown[-1][1] >= 14 * rows
    lines = policy_lines(events)
    assert [line["month"] for line in lines] == sorted({e.month for e in events if e.month})
    assert not lines or any(line["number"] in shown[0][0] for line in lines)


def test_each_line_has_the_numbers_of_its_events_in_the_list(layer: Layer) -> None:
    events = policy.events(layer, Filter(), policy.EVERY)
    for line in policy_lines(events):
        first, _, last = line["number"].partition("–")
        its = events[int(first) - 1 : int(last or first)]
        assert {event.month for event in its} == {line["month"]}
        assert "; ".join(f"{event.date} {event.title}" for event in its) == line["event"]


def test_every_choice_of_policy_events_can_be_made(layer: Layer) -> None:
    choices = policy.choices(layer)
    assert list(choices)[:2] == ["binding", "all"]
    assert choices["binding"] == "Law, ban, deadline and sanction"
    assert set(reference.enum("policy_events", "kind")) < set(choices)


def test_a_title_with_markup_is_listed_as_text(layer: Layer) -> None:
    from geo.charts.timeline import listed

    event = policy.Event("2022", "*a* <b>", "Law", "[x](javascript:1)", (("P: [T]", ""),))
    shown = listed([event])
    assert r"\*a\* \<b\>" in shown
    assert r"\[x\]\(javascript\:1\)" in shown
    assert "](" not in shown
