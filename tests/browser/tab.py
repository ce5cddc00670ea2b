"""One page in a reader's browser: what is done in it, what it shows, whom it talks to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Frame, Locator, Page, expect

from tests.browser.server import Server

MAP = (Path(__file__).parent / "marks.js").read_text("utf-8")
IDLE = "[data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
PROBES = ("/_stcore/health", "/_stcore/host-config")
GRID = "[data-testid=stDataFrame] [role=grid]"
PATIENCE = 20.0
PROVINCES = 25
SENTENCE = re.compile(r"^([AB]: )?(All [\d,]+|[\d,]+ of [\d,]+) ")


@dataclass(frozen=True)
class Mark:
    """A mark of the map; x and y are pixels of the map's frame."""

    kind: str
    lat: float
    lon: float
    x: float
    y: float
    radius: float
    color: str | None
    label: str


@dataclass(frozen=True)
class Map:
    marks: list[Mark]
    provinces: dict[str, str]
    pixels: dict[str, int]
    fits: bool

    def of(self, kind: str) -> list[Mark]:
        return [mark for mark in self.marks if mark.kind == kind]


class Tab:
    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server
        self.asked: list[str] = []
        self.errors: list[str] = []
        page.context.on("request", lambda request: self.asked.append(request.url))
        page.on("websocket", lambda socket: self.asked.append(socket.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, message: ConsoleMessage) -> None:
        path = urlsplit(message.location["url"]).path
        # On a sub-page Streamlit first looks for its server below the page (tech.md).
        probe = path.endswith(PROBES) and not path.startswith("/_stcore") and "404" in message.text
        if message.type == "error" and not probe:
            self.errors.append(f"{message.text} {message.location['url']}")

    @property
    def strangers(self) -> list[str]:
        """Addresses that were asked for and are not the server's own."""
        parts = [(urlsplit(url), url) for url in self.asked]
        return [
            url for part, url in parts
            if part.scheme not in ("blob", "data", "about") and part.netloc != self.server.host
        ]  # fmt: skip

    def keep_in(self) -> Self:
        """Let no request to another machine out of this one; that it was made stays known."""
        self.page.context.route(
            lambda url: urlsplit(url).netloc != self.server.host, lambda route: route.abort()
        )
        return self

    def open(self, path: str) -> Self:
        self.page.goto(self.server.url + path)
        self.idle()
        return self

    def idle(self) -> None:
        self.page.locator(IDLE).wait_for(state="attached")

    # What the page says.

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def sentence(self) -> Locator:
        return self.main.get_by_role("heading", name=SENTENCE)

    @property
    def notices(self) -> Locator:
        return self.main.get_by_role("alert")

    @property
    def records(self) -> Locator:
        """The box in which a record is chosen."""
        return self.main.get_by_role("combobox", name=re.compile("[Rr]ecords"))

    @property
    def title(self) -> Locator:
        """Title of the open record."""
        return self.main.get_by_role("heading", level=2)

    def figures(self, side: int = 0) -> dict[str, tuple[str, str]]:
        """Headline figures of the page, or of a side of it: measure to figure and coverage."""
        figures = self.page.locator("dl.figures").nth(side).locator("> div")
        listed = figures.evaluate_all(
            "figures => figures.map((figure) => "
            "['dt', '.figure', '.coverage'].map((part) => figure.querySelector(part).innerText))"
        )
        return {label.strip().lower(): (value, coverage) for label, value, coverage in listed}

    def params(self) -> list[tuple[str, str]]:
        listed = self.page.evaluate("() => [...new URLSearchParams(location.search)]")
        return [(name, value) for name, value in listed]

    def arrive(self, path: str, *params: tuple[str, str]) -> None:
        """Wait until the address is this, and the page has answered to it."""
        wanted = [path, [list(pair) for pair in params]]
        self.page.wait_for_function(
            "wanted => JSON.stringify([location.pathname, [...new URLSearchParams("
            "location.search)]]) === JSON.stringify(wanted)",
            arg=wanted,
        )
        self.idle()

    def grid(self) -> tuple[int, list[str]]:
        """Rows of the table, and the first cell of those that are drawn."""
        drawn = self.page.wait_for_function(
            f"""() => {{
              const grid = document.querySelector("{GRID}");
              const cells = grid?.querySelectorAll("[role=gridcell][aria-colindex='1']") ?? [];
              const texts = [...cells].map((cell) => cell.textContent);
              return texts.length > 0 && [grid.ariaRowCount - 1, texts];
            }}"""
        ).json_value()
        return drawn[0], drawn[1]

    def has_rows(self, ids: list[str]) -> None:
        """The table has as many rows, and draws the first of them in this order."""

        def shown(rows: tuple[int, list[str]]) -> bool:
            count, drawn = rows
            return count == len(ids) and drawn == ids[: len(drawn)] and bool(drawn)

        self.until(self.grid, shown)

    # What a reader does.

    def choose(self, box: str, option: str) -> None:
        """Choose an option of a box by typing its name."""
        self.page.get_by_role("combobox", name=box, exact=True).fill(option)
        self.page.get_by_role("option", name=option, exact=True).click()
        self.page.keyboard.press("Escape")

    def group(self, title: str, where: Locator | None = None) -> Locator:
        """The check boxes of that title in the panel, or elsewhere, opened if they are not."""
        where = where or self.page.get_by_test_id("stSidebar")
        group = where.locator(".choices details").filter(
            has=self.page.locator("summary", has_text=title)
        )
        if group.get_attribute("open") is None:
            group.locator("summary").click()
        return group

    def box(self, title: str, label: str, where: Locator | None = None) -> Locator:
        """One check box, which is called by its label and its number of raids."""
        name = re.compile(rf"^{re.escape(label)} ?[\d,]+$")
        return self.group(title, where).get_by_role("checkbox", name=name)

    def type_date(self, field: str, date: str) -> None:
        """Type YYYY-MM-DD, and go on to what follows."""
        group = self.page.get_by_role("group", name=field, exact=True)
        group.get_by_role("spinbutton").first.click()
        for part in date.split("-"):
            self.page.keyboard.type(part)
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Tab")

    def has_date(self, field: str, date: str) -> None:
        group = self.page.get_by_role("group", name=field, exact=True)
        expect(group.get_by_role("spinbutton")).to_have_text(date.split("-"))

    def follow(self, page: str) -> None:
        self.page.get_by_test_id("stSidebar").get_by_role("link", name=page, exact=True).click()

    # The map.

    def frame(self) -> Frame:
        handle = self.page.locator("iframe[title*=folium]").element_handle()
        frame = handle.content_frame()
        assert frame
        return frame

    def map(self) -> Map:
        """The map as soon as it is whole: provinces, and marks that can be seen."""
        inside = self.page.frame_locator("iframe[title*=folium]")
        inside.locator(".leaflet-container").wait_for()

        def ask() -> Map | None:
            answer = self.frame().evaluate(MAP)
            if answer is None:
                return None
            return Map(**(answer | {"marks": [Mark(**mark) for mark in answer["marks"]]}))

        def whole(seen: Map | None) -> bool:
            painted = seen and seen.fits and seen.marks and all(seen.pixels.values())
            return bool(painted and len(seen.provinces) == PROVINCES)

        found: Map = self.until(ask, whole)
        return found

    def still(self) -> Map:
        """The map once it no longer moves: where a mark is then, it stays."""
        seen = [self.map()]

        def rests() -> bool:
            seen.append(self.map())
            return seen[-1].marks == seen[-2].marks

        self.until(rests, bool)
        return seen[-1]

    def click(self, mark: Mark) -> None:
        """Click where a mark is drawn and no other is; again if the map moved meanwhile."""

        def at() -> tuple[float, float]:
            marks = self.still().marks
            same = [m for m in marks if (m.kind, m.lat, m.lon) == (mark.kind, mark.lat, mark.lon)]
            return _free(same[0], [m for m in marks if m not in same])

        def hit() -> bool:
            x, y = at()
            self.page.locator("iframe[title*=folium]").click(position={"x": x, "y": y})
            return at() == (x, y)

        self.until(hit, bool)

    def until(self, ask: Callable[[], Any], true: Callable[[Any], bool]) -> Any:
        """Ask until the answer is the wanted one, and give that."""
        give_up = monotonic() + PATIENCE
        while not true(answer := ask()):
            assert monotonic() < give_up, f"still {answer}"
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        return answer


def _free(mark: Mark, others: list[Mark]) -> tuple[float, float]:
    """A point well inside a mark, and on no other."""
    r = 0.7 * mark.radius
    for dx, dy in ((0, 0), (r, 0), (-r, 0), (0, r), (0, -r)):
        x, y = mark.x + dx, mark.y + dy
        if all((x - m.x) ** 2 + (y - m.y) ** 2 > (m.radius + 4) ** 2 for m in others):
            return x, y
    raise AssertionError(f"{mark.label} lies wholly under other marks")


def has_words(words: str) -> re.Pattern[str]:
    """Matches a text that has these words, however white space stands between them."""
    return re.compile(r"\s+".join(map(re.escape, words.split())))


def see(tab: Tab, sentence: str) -> None:
    expect(tab.sentence).to_have_text(has_words(sentence))
