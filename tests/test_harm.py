from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import geo
from geo.checks.folder import check
from geo.checks.harm import persons
from tests import reference
from tests.faults import (
    ITEMS,
    PLACES,
    RAIDS,
    SOURCES,
    Change,
    cells,
    compound,
    geometry,
    point,
    raid,
)  # fmt: skip

PEOPLE = "named_people.csv"
HEADER = "name,why,source_id\n"

NAMED = [
    ("Police met Mr Li at the gate.", ["Li"]),
    ("Police met Ms. Nguyen Van An.", ["Nguyen Van An"]),
    ("A man surnamed Wang was held.", ["Wang"]),
    ("A 24-year-old Tan Ah Kow fled.", ["Tan Ah Kow"]),
    ("a 24-year-old Malaysian, Tan Ah Kow, fled", ["Tan Ah Kow"]),
    ("a 19 year old student from Johor named Tan Ah", ["Tan Ah"]),
    ("Tan Ah Kow, 24, fled.", ["Tan Ah Kow"]),
    ("It was Đặng Ánh (19), police said.", ["Đặng Ánh"]),
    ("The owner, Li Wei, was not there.", ["Li Wei"]),
    ("The victim Li Wei's family paid.", ["Li Wei"]),
    ("He was identified as Li Wei by police.", ["Li Wei"]),
    ("Governor Li Wei denied it.", ["Li Wei"]),
]


@pytest.mark.parametrize(("text", "found"), NAMED)
def test_a_name_is_found_in_the_forms_of_news(text: str, found: list[str]) -> None:
    assert persons(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "A 24-year-old Malaysian was freed.",
        "A 24-year-old from Hong Kong was freed.",
        "A 24-year-old woman was taken to the Interior Ministry.",
        "The owner Golden Sun Casino was sanctioned.",
        "The governor of Preah Sihanouk denied it.",
        "The minister said. Phnom Penh, 24 August 2022.",
        "The tycoon's towers; victims and suspects from 12 countries.",
        "On 12 May 2024, Phnom Penh (44 raids)",
        "identified as a casino",
        "",
    ],
)
def test_what_is_no_name_is_left_alone(text: str) -> None:
    assert persons(text, {"hong kong", "phnom penh", "preah sihanouk"}) == []


def test_a_headline_has_capitals_of_its_own() -> None:
    text = "Governor Targets Rogue Casinos of Mr Li"
    assert persons(text, headline=True) == ["Li"]


def test_what_is_written_of_officials_and_places_has_no_finding(layer: geo.Layer) -> None:
    rules = ("person", "site-basis", "gazetteer", "decimals", "small-count")
    found = [f for f in check(reference.DATA) if f.rule.startswith(rules)]
    assert found == []
    assert any("Minister Sar Sokha" in text for text in layer["claims"]["claimant"])


def listed(folder: Path, text: str) -> None:
    (folder / PEOPLE).write_text(HEADER + text)


def both(first: Change, second: Change) -> Change:
    def change(folder: Path) -> None:
        first(folder)
        second(folder)

    return change


SEEDED: dict[str, tuple[Change, tuple[str, int, str, str]]] = {
    "honorific": (raid(1, summary="Mr Li was met."), (RAIDS, 2, "summary", "person: Li ")),
    "age": (
        raid(3, notes="A 24-year-old Tan Ah Kow fled."),
        (RAIDS, 4, "notes", "person: Tan Ah Kow "),
    ),
    "minister": (
        cells("claims.csv", 2, claimant="Minister Li Wei"),
        ("claims.csv", 2, "claimant", "person: Li Wei "),
    ),
    "speaker": (
        cells("claims.csv", 2, claimant="A ministry (Li Wei, via a paper)"),
        ("claims.csv", 2, "claimant", "person: Li Wei "),
    ),
    "operator": (
        compound(0, operator_reported="owner Li Wei (named by a paper)"),
        ("compounds.geojson", 1, "operator_reported", "person: Li Wei "),
    ),
    "headline": (
        cells(SOURCES, 2, title="What happened to Ms Nguyen"),
        (SOURCES, 2, "title", "person: Nguyen "),
    ),
    "honorific in an id": (
        cells(PLACES, 2, place_id="bavet-mr-li"),
        (PLACES, 2, "place_id", "person: an id"),
    ),
    "name in an id": (
        cells("policy_events.csv", 2, event_id="p-ban-liwei", title="Governor Li Wei bans it"),
        ("policy_events.csv", 2, "event_id", "person: an id"),
    ),
    "site without a basis": (
        raid(1, location_precision="site"),
        (RAIDS, 2, "location_basis", "site-basis"),
    ),
    "site of a compound without a basis": (
        compound(0, location_basis="a guess"),
        ("compounds.geojson", 1, "location_basis", "site-basis"),
    ),
    "town moved by hand": (
        raid(7, lat="11.0632"), (RAIDS, 8, "location_basis", "gazetteer"),
    ),
    "compound moved by hand": (
        both(compound(0, location_precision="town"), geometry(point(103.52958, 10.6093))),
        ("compounds.geojson", 1, "location_basis", "gazetteer"),
    ),
    "too fine": (cells(PLACES, 2, lat="11.063171"), (PLACES, 2, "lat", "decimals")),
    "few people as a bound": (
        raid(2, released_min="", released_max="3", found_min="3"),
        (RAIDS, 3, "released_max", "small-count"),
    ),
    "few people as a range": (
        raid(2, arrested_min="1", arrested_max="2"),
        (RAIDS, 3, "arrested_max", "small-count"),
    ),
    "few people of a nationality": (
        cells(ITEMS, 6, count_min="", count_max="2"),
        (ITEMS, 6, "count_max", "small-count"),
    ),
    "few people with an age": (
        raid(2, arrested_min="1", arrested_max="1", summary="A 24-year-old was held."),
        (RAIDS, 3, "summary", "small-count"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEDED)
def test_a_seeded_fault_is_found_where_it_is(folder: Path, name: str) -> None:
    change, (file, row, column, rule) = SEEDED[name]
    change(folder)
    found = [(f.file, f.row, f.column) for f in check(folder) if f.rule.startswith(rule)]
    assert found == [(file, row, column)], "\n".join(map(str, check(folder)))


@pytest.mark.parametrize(
    "change",
    [
        raid(1, location_precision="site", location_basis="coordinates published by the police"),
        raid(2, arrested_min="2", arrested_max="2", summary="Two were arrested."),
        raid(7, repatriated_min="", deaths_max="2", summary="One was a 24-year-old."),
        raid(2, arrested_min="0", arrested_max="0"),
    ],
)
def test_what_does_no_harm_is_no_finding(folder: Path, change: Change) -> None:
    change(folder)
    assert [str(finding) for finding in check(folder)] == []


def test_a_raid_may_stand_where_its_compound_does(folder: Path) -> None:
    basis = "coordinates published by the police"
    compound(0, location_precision="site", location_basis=basis)(folder)
    geometry(point(103.52, 10.6))(folder)
    raid(1, lat="10.6", lon="103.52")(folder)
    # At a coarser precision than the compound's, its point would be too fine.
    assert [f.rule.split(":")[0] for f in check(folder)] == ["gazetteer"]
    raid(1, location_precision="site", location_basis=basis)(folder)
    assert check(folder) == []


def test_who_is_listed_may_be_named(folder: Path) -> None:
    raid(1, notes="Minister Li Wei Says he met Mr Tan Ah.", raid_id="r-1-alpha")(folder)
    listed(folder, "Li Wei,official,s-one\n")
    assert [f.rule.split(" ")[1:3] for f in check(folder)] == [["Tan", "Ah"]]
    listed(folder, "Li Wei,official,s-one\nTan Ah,convicted,s-two\n")
    assert check(folder) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Li Wei,official,s-nine\n", ("row 2", "source_id", "s-nine", "foreign-key")),
        ("Li Wei,famous,s-one\n", ("row 2", "why", "famous", "sanctioned")),
        ("Li Wei,official\n", ("row 2", "2 cells")),
        (",official,s-one\n", ("row 2", "name", "empty")),
    ],
)
def test_the_list_itself_is_checked(folder: Path, text: str, words: tuple[str, ...]) -> None:
    listed(folder, text)
    (finding,) = check(folder)
    for word in (PEOPLE, *words):
        assert word in str(finding)


@pytest.mark.parametrize("name", ["gaps.csv", "verification.csv", PEOPLE])
@pytest.mark.parametrize("content", [b"", b"\0", b"\xff\xfe", b'"', b"a,b\n"])
def test_no_content_of_a_ledger_breaks_the_check(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    assert {finding.file for finding in check(folder)} == {name}


@pytest.mark.parametrize("name", ["gaps.csv", "verification.csv", PEOPLE])
def test_a_broken_ledger_is_told_when_the_folder_is_opened(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"topic,gap\nWhere,\xff\n")
    with pytest.raises(geo.DataError, match=name):
        geo.load(folder).read_all()


def test_a_long_cell_of_a_ledger_is_read(folder: Path) -> None:
    listed(folder, f"{'Li ' * 50_000}Wei,official,s-one\n")
    assert check(folder) == []


def test_the_rules_are_written_down() -> None:
    text = (reference.PROJECT / "docs" / "do-no-harm.md").read_text("utf-8")
    for rule in ("person", "site-basis", "gazetteer", "decimals", "small-count"):
        assert f"machine: `{rule}`" in text


Run = Callable[..., tuple[int, bytes, str]]


def test_the_command_says_it_in_one_line(folder: Path, run: Run) -> None:
    raid(1, summary="Mr Li was met.")(folder)
    status, out, err = run("check", str(folder))
    assert (status, err) == (1, "")
    assert out.decode().count("\n") == 1
    assert "named_people.csv" in out.decode()
