from __future__ import annotations

from geo import Layer, Range
from geo.figures.record import record, titles
from tests import reference


def test_a_raid_has_its_figures_and_sources(tiny: Layer) -> None:
    found = record(tiny, "r-2-village")
    assert found is not None
    assert found.title == "Rescue from Village 6"
    assert found.figures == {"found": Range(400, 500), "released": Range(None, 2000)}
    assert [(s.id, s.publisher) for s in found.sources] == [
        ("s-one", "Paper s-one"),
        ("s-two", "Paper s-two"),
    ]
    assert "Village 6, Buon commune" in found.facts["Where"]
    assert "week" in found.facts["When"]


def test_what_is_not_itemised_is_said(tiny: Layer) -> None:
    found = record(tiny, "r-1-alpha")
    assert found is not None
    # 597 were found: 300 Chinese and at least 200 Vietnamese leave at most 97.
    assert {item[:3] for item in found.nationalities} == {
        ("China", "found", "300"),
        ("Vietnam", "found", "≥ 200"),
        ("Indonesia", "found", "mentioned without a number"),
        ("not itemised", "found", "≤ 97"),
        ("China", "arrested", "18"),
    }
    again = record(tiny, "r-5-again")
    assert again is not None
    assert ("not itemised", "found", "97–100", "") in again.nationalities
    home = record(tiny, "r-7-bavet")
    assert home is not None
    assert [item[:3] for item in home.nationalities] == [("Malaysia", "repatriated", "47")]


def test_a_row_that_is_not_counted_says_so_and_names_the_others(tiny: Layer) -> None:
    found = record(tiny, "r-5-again")
    assert found is not None
    assert found.facts["Counted"].startswith("no")
    assert [list(ids) for ids in found.related.values()] == [
        ["r-1-alpha", "r-4-flights"],
        ["alpha"],
        ["r-1-alpha"],
    ]


def test_rows_of_the_same_people_name_each_other(tiny: Layer) -> None:
    for one, other in (("r-1-alpha", "r-5-again"), ("r-4-flights", "r-5-again")):
        for id, named in ((one, other), (other, one)):
            found = record(tiny, id)
            assert found is not None
            assert named in found.related["Speaks of the same people"]


def test_each_figure_of_the_real_layer_rests_on_a_source_and_disputes_say_how(layer: Layer) -> None:
    for row in reference.read(reference.DATA)["raids"]:
        found = record(layer, row["raid_id"])
        assert found is not None
        assert found.rests_on == row["source_ids"].split("|")
        assert found.rests_on == [source.id for source in found.sources][: len(found.rests_on)]
        assert found.disputed == (row["confidence"] == "disputed")
        assert found.notes or not found.disputed


def test_a_place_that_is_not_known_is_not_made_up(tiny: Layer) -> None:
    for raid, words in (("r-3-border", "province"), ("r-4-flights", "not drawn")):
        found = record(tiny, raid)
        assert found is not None
        assert words in found.facts["On the map"]


def test_a_compound_has_a_lifeline_in_order(tiny: Layer) -> None:
    found = record(tiny, "alpha")
    assert found is not None
    assert [(date, status.lower()) for date, status, _ in found.lifeline] == [
        ("2022-09", "reported"),
        ("2022-09-17", "raided"),
        ("2023", "reopened"),
    ]
    assert [list(ids) for ids in found.related.values()] == [["r-1-alpha", "r-5-again"]]
    assert [s.id for s in found.sources] == ["s-one", "s-four"]
    assert "阿尔法" in found.facts["Also called"]


def test_what_there_is_not_has_no_record(tiny: Layer) -> None:
    assert record(tiny, "r-9") is None
    assert record(tiny, "") is None


def test_every_row_of_the_real_layer_has_a_record_with_its_sources(layer: Layer) -> None:
    tables = reference.read(reference.DATA)
    known = titles(layer)
    rows = [(r["raid_id"], r) for r in tables["raids"]]
    rows += [(c["compound_id"], c) for c in tables["compounds"]]
    assert set(known) == {id for id, _ in rows}
    for id, row in rows:
        found = record(layer, id)
        assert found is not None
        assert found.summary == row["summary"]
        assert set(row["source_ids"].split("|")) <= {s.id for s in found.sources}
        assert all(found.facts.values())
        for nationality, measure, figure, source in found.nationalities:
            assert (source in {s.id for s in found.sources}) != (nationality == "not itemised")
            if nationality == "not itemised":
                most = row[f"{measure}_max"]
                digits = figure.replace(",", "").split("–")[-1].strip("≤≥— ")
                assert not most or not digits or int(digits) <= int(most)
