"""The Atom feed, read as RFC 4287 asks."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from geo import Filter, Layer, load, rows
from geo.files.feed import feed
from tests import edits
from tests.asgi import call
from tests.strategies import filters

HOME = "http://127.0.0.1:8501"
A = "{http://www.w3.org/2005/Atom}"
LOG = "date,version,table,id,change,reason\n"


def read(content: bytes) -> ET.Element:
    """The feed, once it has everything that RFC 4287 (4.1.1, 4.1.2) asks for."""
    root = ET.fromstring(content)
    assert root.tag == f"{A}feed"
    entries = root.findall(f"{A}entry")
    assert root.find(f"{A}author/{A}name").text
    relations = {link.get("rel"): link.get("href") for link in root.findall(f"{A}link")}
    assert relations["self"].startswith(f"{HOME}/feed.atom")
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            (found,) = element.findall(f"{A}{name}")
            assert found.text
        moment = datetime.fromisoformat(element.find(f"{A}updated").text)
        assert moment.tzinfo is not None
        assert element.find(f"{A}id").text.startswith("tag:")
    for entry in entries:
        assert entry.find(f"{A}link[@rel='alternate']").get("href").startswith(HOME)
    ids = [entry.find(f"{A}id").text for entry in entries]
    assert len(set(ids)) == len(ids)
    days = [entry.find(f"{A}updated").text for entry in entries]
    assert days == sorted(days, reverse=True)
    if days:
        assert root.find(f"{A}updated").text == days[0]
    return root


def titles(content: bytes) -> list[str]:
    return [entry.find(f"{A}title").text for entry in read(content).findall(f"{A}entry")]


@settings(max_examples=15)
@given(filter=filters)
def test_a_feed_tells_of_the_rows_that_a_filter_means(layer: Layer, filter: Filter) -> None:
    content = feed(layer, filter, HOME)
    read(content)
    assert content == feed(layer, filter, HOME)
    events = [
        e for e in ET.fromstring(content) if e.find(f"{A}category[@term='event']") is not None
    ]
    known = set(rows(layer, "raids", filter)["title"])
    assert {e.find(f"{A}title").text for e in events} <= known


def test_the_api_sends_it(layer: Layer) -> None:
    answer = call("/feed.atom", [("kind", "rescue")])
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert answer.content == feed(layer, Filter(kind=("rescue",)), HOME)
    assert call("/feed.atom", If_None_Match=call("/feed.atom").headers["etag"]).status == 304
    assert call("/feed.atom", [("kind", "party")]).status == 422


@pytest.mark.parametrize("more", [False, True])
def test_earlier_days_are_left_out_and_no_day_is_cut(
    layer: Layer, monkeypatch: pytest.MonkeyPatch, more: bool
) -> None:
    days = Counter(layer["changelog"]["date"])
    latest, before = sorted(days, reverse=True)[:2]
    monkeypatch.setattr("geo.files.feed.ENTRIES", days[latest] + more)
    entries = read(feed(layer, Filter(), HOME)).findall(f"{A}entry")
    told = Counter(entry.find(f"{A}updated").text[:10] for entry in entries)
    assert told == {day: days[day] for day in ([latest, before] if more else [latest])}
    tables = [entry.find(f"{A}category").get("term") for entry in entries[: days[latest]]]
    assert list(dict.fromkeys(tables)) == [t for t in layer.package.every if t in tables]


@pytest.fixture
def changed(folder: Path) -> Layer:
    edits.cell(folder / "raids.csv", 2, "title", "<b>&\x07 bold")
    key = "|".join(edits.rows(folder / "raid_nationalities.csv")[1][:3])
    lines = (
        "2026-12-01,0.2.0,raids,r-1-alpha,corrected,Another report\n"
        "2026-12-02,0.2.0,raids,r-9-gone,withdrawn,It was the same event\n"
        f"2026-12-03,0.2.0,raid_nationalities,{key},added,New\n"
        "2026-12-04,0.2.0,compounds,alpha,added,New\n"
    )
    (folder / "CHANGELOG.csv").write_text(LOG + lines, "utf-8")
    return load(folder)


def test_a_change_is_told_with_its_reason(changed: Layer) -> None:
    root = read(feed(changed, Filter(), HOME))
    first, *_ = root.findall(f"{A}entry")
    assert first.find(f"{A}updated").text == "2026-12-04T00:00:00Z"
    assert titles(feed(changed, Filter(), HOME))[3] == "<b>& bold"
    told = [e.find(f"{A}summary").text for e in root.findall(f"{A}entry")]
    assert told[3].startswith("Corrected: Another report")
    assert told[2] == "Withdrawn: It was the same event"


def test_a_filter_leaves_out_what_it_does_not_mean(changed: Layer) -> None:
    made = feed(changed, Filter(compound="beta"), HOME)
    assert b"r-9-gone" not in made
    assert b"r-1-alpha" not in made
    assert b"compounds/alpha" not in made
    assert b"compounds/alpha" in feed(changed, Filter(compound="alpha"), HOME)


def test_ids_stay_when_other_rows_change(changed: Layer, folder: Path) -> None:
    def ids(layer: Layer) -> set[str]:
        root = read(feed(layer, Filter(), HOME))
        return {entry.find(f"{A}id").text for entry in root.findall(f"{A}entry")}

    before = ids(changed)
    edits.cell(folder / "raids.csv", 3, "title", "Another title")
    with (folder / "CHANGELOG.csv").open("a", encoding="utf-8") as file:
        file.write("2026-12-09,0.3.0,compounds,beta,corrected,Its name\n")
    assert before < ids(load(folder))


def test_a_filtered_feed_tells_only_of_tables_that_know_the_filter(layer: Layer) -> None:
    root = read(feed(layer, Filter(compound="jincai"), HOME))
    name = layer["compounds"].set_index("compound_id").at["jincai", "name"]
    assert root.find(f"{A}title").text == f"{layer.package.title}: {name}"
    assert "withdrawn" in root.find(f"{A}subtitle").text
    tables = {e.find(f"{A}category").get("term") for e in root.findall(f"{A}entry")}
    assert tables
    assert not tables & {"claims", "provinces", "places", "policy_events"}
    assert not read(feed(layer, Filter(q="zzzzzz"), HOME)).findall(f"{A}entry")
    assert read(feed(layer, Filter(), HOME)).find(f"{A}subtitle") is None


def test_an_entry_has_the_title_and_the_page_that_a_reader_knows(changed: Layer) -> None:
    _, itemised, withdrawn = read(feed(changed, Filter(), HOME)).findall(f"{A}entry")[:3]
    key = edits.rows(changed.folder / "raid_nationalities.csv")[1]
    assert itemised.find(f"{A}title").text == f"{key[1]} {key[2]}: <b>& bold"
    assert itemised.find(f"{A}link").get("href") == f"{HOME}/?record={key[0]}"
    assert withdrawn.find(f"{A}link").get("href") == f"{HOME}/table?table=raids"
