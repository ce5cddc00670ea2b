from __future__ import annotations

from geo import Filter, Layer
from geo.server import served
from tests.asgi import call


def test_the_marks_of_an_address_are_those_of_its_filter() -> None:
    filter = Filter(province=("KH-18",))
    answer = call("/map/marks.json", filter.to_params())
    assert answer.status == 200
    assert answer.content == served.map_marks(filter, "raids")
    found = call("/map/marks.json", [*filter.to_params(), ("shade", "found")])
    assert found.content == served.map_marks(filter, "found") != answer.content


def test_an_address_with_errors_has_the_marks_of_the_rest() -> None:
    params = [("province", "KH-18"), ("kind", "nonsense"), ("record", "r-x"), ("shade", "x")]
    expected = served.map_marks(Filter(province=("KH-18",)), "raids")
    assert call("/map/marks.json", params).content == expected


def test_a_record_has_its_mark_at_an_address(layer: Layer) -> None:
    mark = served.marks(Filter()).raids[0]
    assert call("/map/place.json", [("record", mark.records[0])]).json() == mark.id
    assert call("/map/place.json", [("record", "r-none")]).json() is None
    assert call("/map/place.json").json() is None
