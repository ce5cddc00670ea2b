"""A reader's browser: how long from a choice until the answer to it has been painted."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, Response, WebSocket, sync_playwright

from geo.map.mapview import MARKS

HOOK = Path(__file__).with_name("painted.js")
WINDOW = (1280, 900)

CALM = 400
"""Milliseconds without a change after which a change counts as complete; not in any time."""

CONNECTED = "[data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
DONE = f"""(calm) =>
  bench.painted > Math.max(bench.chosen, bench.changed)
  && performance.now() - bench.changed > calm
  && document.querySelector("{CONNECTED}") !== null"""


@dataclass(frozen=True)
class Change:
    """What one choice led to.

    Attributes
    ----------
    milliseconds : float
        From the pointer going down on the option until the answer was painted.
    messages : tuple of int
        Bytes of each message that the server sent, the map's marks among them.
    marks : tuple of int
        Bytes of the answers that hold the map's marks, as they are sent: compressed.
    """

    milliseconds: float
    messages: tuple[int, ...]
    marks: tuple[int, ...]


class Tab:
    """One page in a profile of its own, with nothing in any cache."""

    def __init__(self, browser: Browser, url: str) -> None:
        width, height = WINDOW
        self._context = browser.new_context(viewport={"width": width, "height": height})
        self._context.add_init_script(path=HOOK)
        self._page: Page = self._context.new_page()
        self._messages: list[int] = []
        self._marks: list[Response] = []
        self._page.on("websocket", self._listen)
        self._page.on("response", self._answered)
        self._url = url

    def open(self) -> float:
        """Milliseconds from the start of navigation until the map is painted."""
        self._page.goto(self._url)
        return self._painted()

    def open_text(self) -> None:
        """Open a page that has text in place of a map."""
        self._page.goto(self._url)
        self._page.get_by_test_id("stMarkdown").wait_for()
        self._page.evaluate("bench.watchText()")

    def choose(self, option: str) -> Change:
        """Choose one more province, by its check box or in the multiselect called Province."""
        box = self._page.get_by_role("checkbox", name=re.compile(rf"^{re.escape(option)}\b"))
        if not box.count():
            self._page.get_by_role("combobox", name="Province").fill(option)
            box = self._page.get_by_role("option", name=option, exact=True)
        box.wait_for()
        self._messages.clear()
        self._marks.clear()
        box.click()
        took = self._painted() - self._page.evaluate("bench.chosen")
        marks = tuple(answer.request.sizes()["responseBodySize"] for answer in self._marks)
        return Change(took, (*self._messages, *marks), marks)

    def close(self) -> None:
        """Close the page and forget its profile."""
        self._context.close()

    def _painted(self) -> float:
        self._page.wait_for_function(DONE, arg=CALM, polling=50)
        return float(self._page.evaluate("bench.painted"))

    def _answered(self, answer: Response) -> None:
        if MARKS in answer.url:
            self._marks.append(answer)

    def _listen(self, socket: WebSocket) -> None:
        def received(payload: bytes | str) -> None:
            size = len(payload.encode() if isinstance(payload, str) else payload)
            self._messages.append(size)

        socket.on("framereceived", received)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium: the machine's own, or else Playwright's."""
    with sync_playwright() as playwright:
        browser = _launch(playwright)
        try:
            yield browser
        finally:
            browser.close()


def _launch(playwright: Playwright) -> Browser:
    # Chromium's sandbox cannot be had by root, as in a container.
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=["--no-sandbox"]
    )
