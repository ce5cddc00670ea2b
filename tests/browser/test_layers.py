"""What is drawn of the map is a reader's choice, made by keyboard too, and stays."""

from __future__ import annotations

import pytest
from playwright.sync_api import FrameLocator, Locator, expect

from tests.browser.conftest import Open
from tests.browser.server import Server
from tests.browser.tab import Tab

LAYERS = ("Shades of provinces", "Towns", "Compounds", "Known to the province only", "Raids")

SHADES = """() => {
  const fills = [];
  atlas.state.layers.provinces.eachLayer((layer) => fills.push(layer.options.fillColor));
  return [...new Set(fills)].length;
}"""


def frame(tab: Tab) -> FrameLocator:
    return tab.page.frame_locator("iframe[title*=folium]")


def opened(tab: Tab) -> Locator:
    """The button that opened the list of layers, by keyboard."""
    toggle = frame(tab).get_by_role("button", name="Layers")
    toggle.focus()
    tab.page.keyboard.press("Enter")
    return toggle


def kinds(tab: Tab) -> set[str]:
    """The kinds of marks that are on the map."""
    return {mark["kind"] for mark in tab.frame().evaluate(MARKS)}


MARKS = """() => {
  const seen = [];
  for (const [kind, group] of Object.entries(atlas.state.groups)) {
    if (map.hasLayer(group) && group.getLayers().length) seen.push({ kind });
  }
  return seen;
}"""


def test_each_layer_is_switched_by_keyboard_and_stays_off_when_the_filter_changes(
    server: Server, visit: Open
) -> None:
    tab = visit(server)
    tab.map()
    inside = frame(tab)
    toggle = opened(tab)
    for name in LAYERS:
        expect(inside.get_by_role("checkbox", name=name)).to_be_checked()
    assert tab.frame().evaluate(SHADES) > 2
    for name in ("Compounds", "Shades of provinces"):
        inside.get_by_role("checkbox", name=name).focus()
        tab.page.keyboard.press("Space")
        expect(inside.get_by_role("checkbox", name=name)).not_to_be_checked()
    assert "compounds" not in kinds(tab)
    assert tab.frame().evaluate(SHADES) == 1
    tab.page.keyboard.press("Escape")
    expect(inside.get_by_role("checkbox", name="Raids")).to_be_hidden()
    expect(toggle).to_be_focused()

    before = tab.frame().evaluate("() => atlas.state.text")
    tab.page.get_by_role("radio", name="Aug–Oct 2022").click()
    tab.frame().wait_for_function("before => atlas.state.text !== before", arg=before)
    assert kinds(tab) >= {"raids", "towns"}
    assert "compounds" not in kinds(tab)
    assert tab.frame().evaluate(SHADES) == 1


def test_the_outline_of_a_province_goes_with_its_count(server: Server, visit: Open) -> None:
    dashed = """() => atlas.state.layers.provinces.getLayers()
      .filter((layer) => layer.options.dashArray).length"""
    tab = visit(server)
    tab.map()
    counts = frame(tab).locator(".badge.leaflet-marker-icon")
    assert tab.frame().evaluate(dashed) == counts.count() > 0
    opened(tab)
    frame(tab).get_by_role("checkbox", name="Known to the province only").click()
    expect(counts).to_have_count(0)
    assert tab.frame().evaluate(dashed) == 0


def test_a_halo_is_as_large_as_the_place_is_vague(server: Server, visit: Open) -> None:
    """Its radius is in metres of ground, by precision; an exact site has none."""
    drawn = """() => {
      const halos = [];
      map.eachLayer((layer) => {
        if (!(layer instanceof L.Circle)) return;
        const { lat, lng } = layer.getLatLng();
        halos.push([lat, lng, layer.getRadius()]);
      });
      const marks = [...atlas.state.data.r, ...atlas.state.data.c];
      return { halos, marks: marks.map(([lat, lon, , , , , , within]) => [lat, lon, within]) };
    }"""
    tab = visit(server)
    tab.map()
    seen = tab.frame().evaluate(drawn)
    metres = {"neighbourhood": 1_000, "town": 4_000, "district": 12_000}
    wanted = [[lat, lon, metres[at]] for lat, lon, at in seen["marks"] if at in metres]
    assert sorted(seen["halos"]) == sorted(wanted)
    assert {at for *_, at in seen["marks"]} == {*metres, "site"}
    solid = tab.frame().evaluate(
        """() => {
          const solid = [];
          map.eachLayer((layer) => {
            if (!(layer instanceof atlas.state.Disc)) return;
            solid.push([layer.getTooltip().getContent(), !layer.options.dashArray]);
          });
          return solid;
        }"""
    )
    assert all(text.endswith("exact site") == whole for text, whole in solid)
    assert any(whole for _, whole in solid)


PHONE, TABLET, DESK, WIDE = (
    {"width": width, "height": height}
    for width, height in ((390, 844), (900, 900), (1280, 900), (1600, 1000))
)


@pytest.mark.parametrize("window", [PHONE, TABLET, DESK, WIDE], ids=lambda w: str(w["width"]))
def test_nothing_lies_upon_the_country_or_upon_the_name_of_a_town(
    server: Server, visit: Open, window: dict[str, int]
) -> None:
    tab = visit(server, viewport=window)
    tab.still()
    frame(tab).locator(".town > span").first.wait_for()
    covered = """() => {
      const { x: left, y: top } = map.getContainer().getBoundingClientRect();
      const corners = [[14.7, 102.3], [9.95, 107.65]].map((at) => map.latLngToContainerPoint(at));
      const country = { left: left + corners[0].x, top: top + corners[0].y,
                        right: left + corners[1].x, bottom: top + corners[1].y };
      const box = (part) => part.getBoundingClientRect();
      const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      const open = document.querySelector(".atlas-legend details").open;
      const beside = [...document.querySelectorAll(".atlas-play, .atlas-legend")].slice(open ? 0 : 1);
      const names = [...document.querySelectorAll(".town > span")].map(box);
      const numbers = [...document.querySelectorAll(".badge.leaflet-marker-icon")];
      return [
        ...beside.filter((part) => meet(box(part), country)).map((part) => part.className),
        ...numbers.filter((number) => names.some((name) => meet(box(number), name)))
          .map((number) => number.textContent),
      ];
    }"""  # noqa: E501
    tab.until(lambda: tab.frame().evaluate(covered), lambda found: found == [])


def test_compounds_that_lie_close_share_a_mark_until_a_reader_comes_near(
    server: Server, visit: Open
) -> None:
    shown = """() => atlas.state.groups.compounds.getLayers().filter((layer) => layer.getTooltip())
      .map((layer) => [Number(layer.options.count), layer.getTooltip().getContent()])"""
    tab = visit(server)
    tab.map()
    places, records = tab.frame().evaluate(
        "() => [atlas.state.data.c.length, atlas.state.data.c.reduce((n, mark) => n + mark[4], 0)]"
    )
    seen = tab.frame().evaluate(shown)
    assert len(seen) < places
    assert sum(count for count, _ in seen) == records
    assert any("a click zooms in" in said for _, said in seen)
    tab.frame().evaluate("() => { map.setZoom(map.getMaxZoom(), { animate: false }); }")
    near = tab.frame().evaluate(shown)
    assert len(near) == places
    assert sum(count for count, _ in near) == records


def test_the_mark_of_the_open_record_has_a_ring_and_the_map_stays(
    server: Server, visit: Open
) -> None:
    where = "() => [map.getZoom(), map.getCenter().lat, map.getCenter().lng]"
    ring = """() => atlas.state.ring && atlas.state.ring.getLayers().map((layer) => {
      const { lat, lng } = layer.getLatLng();
      return [lat, lng, layer.getRadius()];
    })[0]"""
    tab = visit(server)
    tab.still()
    before = tab.frame().evaluate(where)
    assert tab.frame().evaluate(ring) is None
    tab.records.click()
    tab.page.get_by_role("option").filter(has_text="Sihanoukville").first.click()
    lat, lon, radius = tab.until(lambda: tab.frame().evaluate(ring), bool)
    record = dict(tab.params())["record"]
    place = server.get(f"/map/place.json?record={record}").body.decode()
    marks = [m for m in tab.map().marks if (m.lat, m.lon) == (lat, lon)]
    assert f"@{lat:g}"[:6] in place
    assert any(radius > m.radius for m in marks)
    assert tab.frame().evaluate(where) == before
    tab.page.get_by_role("button", name="Clear value").first.click()
    tab.until(lambda: tab.frame().evaluate(ring), lambda seen: seen is None)
