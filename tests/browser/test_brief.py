"""A brief opens anywhere: without a network, on a phone, on paper, with any text in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

import geo
from geo import Filter
from geo.documents import brief
from tests import edits
from tests.browser.server import Server
from tests.conftest import make_tiny
from tests.test_brief import HOSTILE

NewContext = Callable[..., BrowserContext]


@pytest.fixture
def opened(new_context: NewContext) -> Callable[..., Page]:
    """Open a file without a network; whatever is asked for or goes wrong is written down."""

    def opened(file: Path, width: int = 1280, **options: object) -> Page:
        context = new_context(viewport={"width": width, "height": 900}, **options)
        context.set_offline(True)
        context.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; }")
        page = context.new_page()
        page.asked, page.wrong = [], []  # type: ignore[attr-defined]
        page.on("request", lambda request: page.asked.append(request.url))  # type: ignore[attr-defined]
        page.on("console", lambda said: page.wrong.append(said.text))  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.wrong.append(str(error)))  # type: ignore[attr-defined]
        page.goto(file.as_uri())
        return page

    return opened


@pytest.mark.parametrize("width", [1280, 390])
def test_it_asks_for_nothing_and_fits(
    opened: Callable[..., Page], tmp_path: Path, layer: geo.Layer, width: int
) -> None:
    file = tmp_path / "brief.html"
    file.write_bytes(brief.brief(layer, Filter()))
    page = opened(file, width)
    assert page.asked == [file.as_uri()]  # type: ignore[attr-defined]
    assert page.wrong == []  # type: ignore[attr-defined]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for picture in page.locator("figure svg").all():
        box = picture.bounding_box()
        assert box
        assert box["height"] > 50
    assert page.locator("figure svg.country path").count() > 25
    assert page.locator("tbody tr").count() == brief.ROWS


@pytest.mark.parametrize("bypass", [False, True], ids=["policy", "no policy"])
def test_hostile_text_does_nothing(
    opened: Callable[..., Page], tmp_path: Path, bypass: bool
) -> None:
    folder = make_tiny(tmp_path / "data")
    for column in ("title", "place", "town"):
        edits.cell(folder / "raids.csv", 2, column, HOSTILE)
    edits.cell(folder / "sources.csv", 4, "title", HOSTILE)
    file = tmp_path / "brief.html"
    file.write_bytes(brief.brief(geo.load(folder), Filter()))
    page = opened(file, bypass_csp=bypass)
    assert page.locator("td", has_text="<script>hit()</script>").count() >= 1
    assert page.evaluate("window.hits") == 0
    assert page.asked == [file.as_uri()]  # type: ignore[attr-defined]
    assert page.locator("script, img").count() == 0


def test_the_server_gives_it(server: Server, new_context: NewContext) -> None:
    page = new_context().new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text))
    page.goto(f"{server.url}/brief.html?kind=rescue&province=preah-sihanouk")
    assert page.title().startswith("Compound Atlas: ")
    assert "Preah Sihanouk" in page.locator("h1").inner_text()
    assert page.locator("figure svg").count() == 2
    assert wrong == []
