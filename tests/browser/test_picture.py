"""The view of the map as a PNG, from the app and from a file that was taken away."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Frame, Locator, Page, expect

from tests.browser.conftest import Open
from tests.browser.server import Server

SCALE = 2
PNG = b"\x89PNG\r\n\x1a\n"
PHONE = {"width": 390, "height": 844}

COLOURS = """async (encoded) => {
  const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, picture.width, picture.height);
  const counts = {};
  for (let at = 0; at < data.length; at += 4) {
    const colour = data.slice(at, at + 3).join();
    counts[colour] = (counts[colour] ?? 0) + 1;
  }
  return counts;
}"""


def save(page: Page, button: Locator) -> bytes:
    """The picture, asked for by keyboard."""
    expect(button).to_be_visible()
    button.focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".png")
    return download.value.path().read_bytes()


def checked(page: Page, map: Frame | Page, content: bytes) -> dict[str, int]:
    """It is a PNG of the map's width and more than its height, with what the map draws."""
    assert content.startswith(PNG)
    width, height = struct.unpack(">II", content[16:24])
    size = map.evaluate("() => [map.getContainer().clientWidth, map.getContainer().clientHeight]")
    assert width == SCALE * size[0]
    assert SCALE * size[1] < height < SCALE * size[1] + 1200
    colours: dict[str, int] = page.evaluate(COLOURS, base64.b64encode(content).decode())
    assert len(colours) > 200
    palette = map.evaluate("() => atlas.state.palette")
    # The sea, the land abroad, the rims of marks, and letters.
    for name, least in (("sea", 5_000), ("abroad", 5_000), ("raid", 200), ("ink", 200)):
        hex = palette[name]
        rgb = ",".join(str(int(hex[at : at + 2], 16)) for at in (1, 3, 5))
        assert colours.get(rgb, 0) > least, name
    return colours


@pytest.mark.parametrize(
    "options", [{}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["wide", "dark phone"]
)
def test_the_app_gives_its_view_as_a_picture(
    server: Server, visit: Open, options: dict[str, Any]
) -> None:
    tab = visit(server, "/?province=KH-18", **options)
    tab.map()
    frame = tab.page.frame_locator("iframe[title*=folium]")
    content = save(tab.page, frame.get_by_role("button", name="Save as picture"))
    checked(tab.page, tab.frame(), content)
    assert f"{server.url}/map/caption.json?province=KH-18" in tab.asked
    # The screen is as it was, and the words below the map are gone.
    assert tab.frame().evaluate("() => L.Browser.retina") is False
    expect(frame.locator(".atlas-below")).to_have_count(0)
    assert tab.errors == []


def test_a_picture_says_how_much_is_not_on_the_map(server: Server, visit: Open) -> None:
    absent = json.loads(server.get("/map/caption.json").body)["absent"]
    assert absent
    tab = visit(server)
    tab.map()
    # The words below the map stand there for as long as the picture is made.
    tab.frame().evaluate("""() => {
      const keep = ({ className, textContent }) => {
        if (className === "atlas-below") window.below = textContent;
      };
      new MutationObserver((all) => all.forEach((each) => each.addedNodes.forEach(keep)))
        .observe(map.getContainer(), { childList: true });
    }""")
    frame = tab.page.frame_locator("iframe[title*=folium]")
    save(tab.page, frame.get_by_role("button", name="Save as picture"))
    assert absent in tab.frame().evaluate("() => window.below")


def test_a_file_gives_its_view_as_a_picture(
    cli: Callable[..., bytes], new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    file = tmp_path / "map.html"
    file.write_bytes(cli("map", "--province=KH-18"))
    page = new_context(offline=True).new_page()
    page.goto(file.as_uri())
    page.wait_for_function("() => atlas.state.layers.provinces && atlas.state.layers.lines")
    page.evaluate("() => { window.map = atlas.state.map; }")
    first = save(page, page.get_by_role("button", name="Save as picture"))
    checked(page, page, first)
    page.evaluate("() => map.setZoom(map.getZoom() + 1, { animate: false })")
    assert save(page, page.get_by_role("button", name="Save as picture")) != first
