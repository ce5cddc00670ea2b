from __future__ import annotations

from datetime import date

from hypothesis import given

from geo import Filter, Layer
from geo.figures.lifeline import COLUMNS, in_words, statements, table, without_events
from tests import reference
from tests.strategies import filters


@given(filter=filters)
def test_the_statements_are_the_rows_of_the_filter(layer: Layer, filter: Filter) -> None:
    tables = reference.read(reference.DATA)
    wanted = reference.select(tables, "compound_status", filter)
    names = {row["compound_id"]: row["name"] for row in tables["compounds"]}
    sources = {row["source_id"]: row for row in tables["sources"]}
    made = statements(layer, filter)
    assert [(s.compound_id, s.said_of, s.status, s.source_id, s.note) for s in made] == [
        (r["compound_id"], r["date"], r["status"], r["source_id"], r["note"]) for r in wanted
    ]
    for statement in made:
        assert statement.compound == names[statement.compound_id]
        assert (statement.first, statement.last) == reference.span(statement.said_of)
        assert statement.url == sources[statement.source_id]["url"]
        assert statement.publisher == sources[statement.source_id]["publisher"]
    assert len(table(made)) == len(wanted)
    assert bool(in_words(made)) == bool(wanted)


def test_a_lifeline_is_in_the_order_of_time(tiny: Layer) -> None:
    said = statements(tiny, Filter(compound="alpha"))
    made = table(said)
    assert list(made.columns) == list(COLUMNS.values())
    assert made["Date"].tolist() == ["2022-09", "2022-09-17", "2023"]
    assert made["Status"].tolist() == ["Reported", "Raided", "Reopened"]
    assert made["Source"].tolist()[0] == "https://example.org/s-one"
    assert (said[0].first, said[0].last) == (date(2022, 9, 1), date(2022, 9, 30))


def test_the_last_statement_stands_in_words(tiny: Layer) -> None:
    said = statements(tiny, Filter(compound="alpha"))
    assert in_words(said) == "Last stated: reopened, 2023, by Paper s-four."
    assert in_words(said[:2]) == "Last stated: raided, 17 September 2022, by Paper s-one."
    assert in_words([]) == ""


def test_a_compound_without_events_is_told_since_when_there_are_any(layer: Layer) -> None:
    assert "begin on 1 January 2019" in without_events(layer)
