from __future__ import annotations

from pathlib import Path

import geo
from geo import Layer
from geo.figures.contradictions import disagreements, linked
from tests import edits, reference

NOTES = {
    "c-embassy": "Differs from other claims on two things: 300 here, against 9 (An NGO; c-ngo). "
    "Does not fit easily with other claims on one more: this here, c-so-far there.",
    "c-ngo": "Differs from other claims on two things: 9 here, against 300 (c-embassy).",
    "c-ministry": "Questions the figure of c-ngo; c-nowhere is no claim. Differs from nothing.",
    "c-so-far": "Differs from other claims on nothing known: c-elsewhere, and itself (c-so-far).",
}


def with_notes(folder: Path) -> Layer:
    path = folder / "claims.csv"
    table = edits.rows(path)
    for row in table[1:]:
        row[table[0].index("notes")] = NOTES[row[0]]
    edits.write(path, table)
    return geo.load(folder)


def test_claims_stand_together_by_topic(folder: Path) -> None:
    found = disagreements(with_notes(folder))
    assert [(d.id, d.topic, d.claims) for d in found] == [
        ("one-more", "One more", ("c-embassy", "c-so-far")),
        ("two-things", "Two things", ("c-embassy", "c-ngo")),
    ]


def test_a_link_goes_both_ways(folder: Path) -> None:
    assert linked(with_notes(folder)) == {
        "c-embassy": {"c-ngo", "c-so-far"},
        "c-ministry": {"c-ngo"},
        "c-ngo": {"c-embassy", "c-ministry"},
        "c-so-far": {"c-embassy"},
    }


def test_every_claim_that_says_so_stands_in_a_group(layer: Layer) -> None:
    rows = reference.read(reference.DATA)["claims"]
    saying = {r["claim_id"] for r in rows if "other claims on" in r["notes"]}
    found = disagreements(layer)
    assert saying
    assert saying <= {id for d in found for id in d.claims}
    assert len({d.id for d in found}) == len(found)
    for group in found:
        assert len(group.claims) >= 2
        assert set(group.claims) & saying
        links = linked(layer)
        assert all(links[id] for id in group.claims)
