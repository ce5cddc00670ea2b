"""What is drawn of the map is a reader's choice, made by keyboard too, and stays."""

from __future__ import annotations

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
