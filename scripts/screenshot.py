"""Takes the pictures of the README: `python -m scripts.screenshot` writes them to `docs/`.

It starts the app on a free port, and ends it again.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.process import dashboard
from scripts.chromium import find

DOCS = Path(__file__).resolve().parent.parent / "docs"
ARGUMENTS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
DESK, PHONE = (1440, 900), (390, 844)
PROVINCES = 25

MAP = "iframe[title*=folium]"
GRID = "[data-testid=stDataFrame] [role=gridcell]"
IDLE = "[data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"

DRAWN = f"""() => {{
  if (!window.map || !document.querySelector(".town")) return false;
  let provinces = 0;
  let marks = 0;
  map.eachLayer((layer) => {{
    provinces += layer.feature?.properties.province_code ? 1 : 0;
    marks += layer.options?.count ? 1 : 0;
  }});
  const land = document.querySelector(".leaflet-land-pane canvas");
  return provinces === {PROVINCES} && land && marks > 0;
}}"""
"""Whether base and marks are on the map, asked in its frame."""

PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Ends when what is there now has been painted: the frame after the next has begun."""


@dataclass(frozen=True)
class Shot:
    """One picture.

    Attributes
    ----------
    name : str
        Name of its file.
    path : str
        Path and parameters of the page's address.
    size : (int, int)
        Width and height of the window in pixels.
    scheme : {"light", "dark"}
        What the reader's system asks pages to look like.
    """

    name: str
    path: str
    size: tuple[int, int] = DESK
    scheme: Literal["light", "dark"] = "light"


SHOTS = (
    Shot("map.png", "/"),
    Shot("map-dark.png", "/", scheme="dark"),
    Shot("map-phone.png", "/", PHONE),
    Shot("table.png", "/table"),
)


def _map_drawn(page: Page) -> None:
    page.frame_locator(MAP).locator(".leaflet-container").wait_for()
    handle = page.locator(MAP).element_handle()
    frame = handle.content_frame()
    if frame is None:
        raise RuntimeError("the map's frame has gone")
    frame.wait_for_function(DRAWN, polling=100)
    frame.evaluate("() => document.fonts.ready.then(() => true)")


def take(browser: Browser, url: str, shot: Shot, into: Path) -> Path:
    """Write one picture, once its page is painted.

    Parameters
    ----------
    browser : Browser
    url : str
        Address of the app.
    shot : Shot
    into : Path
        Folder of the picture.
    """
    width, height = shot.size
    with browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=shot.scheme
    ) as context:
        page = context.new_page()
        page.goto(url + shot.path)
        page.locator(IDLE).wait_for(state="attached")
        if shot.path.startswith("/table"):
            page.locator(GRID).first.wait_for(state="attached")
        else:
            page.locator("dl.figures").wait_for()
            _map_drawn(page)
        page.evaluate("() => document.fonts.ready.then(() => true)")
        page.evaluate(PAINTED)
        file = into / shot.name
        page.screenshot(path=file)
    return file


def main(into: Path = DOCS) -> None:
    """Take every picture.

    Raises
    ------
    SystemExit
        When there is no Chromium.
    """
    program = find()
    if program is None:
        sys.exit("no Chromium: `python -m scripts.chromium` installs one")
    into.mkdir(exist_ok=True)
    with dashboard() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for shot in SHOTS:
            print(take(browser, server.url, shot, into))
        browser.close()


if __name__ == "__main__":
    main()
