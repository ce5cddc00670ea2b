from __future__ import annotations

import csv
import io
from itertools import groupby
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Filter, Layer, Vocabulary
from geo.figures.claims import ANY, COLUMNS, chosen, counted, facts, heading, table, titles
from geo.figures.comparison import Comparison, compare
from geo.figures.contradictions import disagreements
from geo.model.escape import spreadsheet
from tests import reference

ROWS = {row["claim_id"]: row for row in reference.read(reference.DATA)["claims"]}
TYPES = [ANY, *reference.enum("claims", "claimant_type")]
MEASURES = [ANY, *reference.enum("claims", "measure")]


@pytest.fixture(scope="module")
def compared(layer: Layer) -> dict[str, Comparison]:
    return {c.claim_id: c for c in compare(layer)}


@given(of=st.sampled_from(TYPES), measure=st.sampled_from(MEASURES), part=st.integers(1, 5))
def test_a_choice_leaves_what_it_names(
    layer: Layer, compared: dict[str, Comparison], of: str, measure: str, part: int
) -> None:
    ids = sorted(ROWS)[::part]
    found = chosen(ids, compared, of, measure)
    assert [c.claim_id for c in found] == [
        id for id in ids
        if of in (ANY, ROWS[id]["claimant_type"]) and measure in (ANY, ROWS[id]["measure"])
    ]  # fmt: skip
    made = table(layer, found, disagreements(layer))
    assert sorted(made["claim_id"]) == sorted(c.claim_id for c in found)


def test_each_claim_stands_beside_its_rows(layer: Layer, compared: dict[str, Comparison]) -> None:
    groups = disagreements(layer)
    made = table(layer, list(compared.values()), groups)
    assert list(made.columns) == list(COLUMNS)
    vocabulary = Vocabulary(layer)
    for row in made.to_dict("records"):
        claim = compared[row["claim_id"]]
        assert row["Claim"] == ROWS[row["claim_id"]]["statement"]
        assert row["Difference"] == claim.words
        assert bool(row["Rows"]) == bool(row["Documented"]) == (claim.filter is not None)
        if claim.filter and claim.documented:
            *pairs, own = parse_qsl(urlsplit(row["Rows"]).query)
            table_of = "raid_nationalities" if ROWS[row["claim_id"]]["nationality"] else "raids"
            assert own == ("table", table_of)
            assert Filter.from_params(pairs, vocabulary) == claim.filter
            said = f"{claim.documented.range} from {claim.documented.known:,} of "
            assert row["Documented"] == f"{said}{claim.documented.rows:,} rows"


def test_what_can_be_compared_stands_first(layer: Layer, compared: dict[str, Comparison]) -> None:
    made = table(layer, list(compared.values()), [])
    ranks = [
        (c.documented is None, not (c.documented and c.documented.known), c.claim["date"])
        for c in (compared[id] for id in made["claim_id"])
    ]
    assert ranks == sorted(ranks)
    assert ranks[0][:2] == (False, False)


def test_claims_that_do_not_agree_stand_next_to_each_other(
    layer: Layer, compared: dict[str, Comparison]
) -> None:
    made = table(layer, list(compared.values()), disagreements(layer))
    topics = made["Does not agree with others on"].tolist()
    runs = [topic for at, topic in enumerate(topics) if topic and topics[at - 1] != topic]
    assert runs
    assert len(runs) == len(set(runs))
    bodies = [claimant.partition(" (")[0] for claimant in made["Claimant"]]
    of = [pair for pair in zip(topics, bodies, strict=True) if pair[0]]
    bodies_of = [key for key, _ in groupby(of)]
    assert len(bodies_of) == len(set(bodies_of))
    assert any(of.count(pair) > 1 for pair in of)


def test_a_figure_is_in_its_own_unit(layer: Layer, compared: dict[str, Comparison]) -> None:
    units = {"people": "", "usd": " US dollars", "cases": " cases", "sites": " sites"}
    for id, claim in compared.items():
        said = facts(claim, layer).get("Claimed", "")
        assert said == (f"{claim.claimed}{units[ROWS[id]['unit']]}" if claim.claimed.known else "")
        assert facts(claim, layer)["Difference"]


def test_the_number_of_claims_is_said(
    layer: Layer, vocabulary: Vocabulary, compared: dict[str, Comparison]
) -> None:
    assert heading(Filter(), vocabulary, [], 5, 5) == "All 5 claims"
    said = heading(Filter(province=("KH-18",)), vocabulary, ["Embassy"], 2, 5)
    assert said == "2 of 5 claims: Preah Sihanouk; embassy"
    asked = [c for c in compared.values() if c.documented]
    known = sum(c.documented.known > 0 for c in asked if c.documented)
    assert f"Of {len(compared)} claims, {len(asked)} have" in counted(list(compared.values()))
    assert f"for {known} of those" in counted(list(compared.values()))


def test_the_file_runs_no_formula(layer: Layer, compared: dict[str, Comparison]) -> None:
    made = table(layer, list(compared.values())[:3], [])
    made.loc[0, "Claim"] = "=1+1"
    lines = list(csv.DictReader(io.StringIO(spreadsheet(made).decode())))
    assert lines[0]["Claim"] == "'=1+1"
    assert [line["claim_id"] for line in lines] == made["claim_id"].tolist()


def test_a_title_says_when_and_what(compared: dict[str, Comparison]) -> None:
    for id, title in titles(compared.values()).items():
        assert title == f"{ROWS[id]['date']} · {ROWS[id]['statement']}"
