"""What a change of the filter costs a reader's eye and line: no flash, little to be sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, WebSocket, expect

from tests.browser.conftest import Open
from tests.browser.server import Server
from tests.browser.tab import Tab

MOST = 50_000
"""Bytes that a browser is sent of one change of the filter, all messages together."""

WATCH = """() => {
  const frames = [];
  const frame = document.querySelector("iframe[title*=folium]");
  const inside = frame.contentWindow;
  const canvas = inside.document.querySelector(".leaflet-overlay-pane canvas");
  const look = () => {
    const there = document.querySelector("iframe[title*=folium]") === frame
      && frame.contentWindow === inside && canvas.isConnected && frame.checkVisibility();
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let painted = 0;
    for (let at = 3; at < data.length; at += 400) painted += data[at] > 0;
    frames.push(there ? painted : 0);
    window.watching = requestAnimationFrame(look);
  };
  window.frames_seen = frames;
  look();
}"""


def test_the_map_is_never_empty_while_the_filter_changes(server: Server, visit: Open) -> None:
    tab = visit(server)
    tab.map()
    tab.page.evaluate(WATCH)
    before = tab.frame().evaluate("() => atlas.state.text")
    tab.page.get_by_role("radio", name="Aug–Oct 2022").click()
    tab.frame().wait_for_function("before => atlas.state.text !== before", arg=before)
    tab.arrive("/", ("from", "2022-08-01"), ("to", "2022-10-31"))
    expect(tab.sentence).to_contain_text("August to October 2022")
    tab.page.get_by_role("button", name="Clear all").click()
    tab.arrive("/")
    expect(tab.sentence).to_contain_text("All ")
    seen = tab.page.evaluate("() => { cancelAnimationFrame(watching); return frames_seen; }")
    assert len(seen) > 10
    # Provinces are on that canvas too: whatever the filter leaves, the country is painted.
    assert min(seen) > 0.5 * max(seen)


@pytest.mark.parametrize("words", ["co", "sihanoukville"])
def test_little_is_sent_of_a_change_however_much_it_shows(
    server: Server, new_context: Callable[..., BrowserContext], words: str
) -> None:
    page = new_context().new_page()
    received: list[int] = []

    def count(socket: WebSocket) -> None:
        socket.on("framereceived", lambda sent: received.append(size(sent)))

    page.on("websocket", count)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    tab = Tab(page, server).open("/")
    tab.map()
    tab.page.get_by_role("textbox", name="Search", exact=True).fill(words)

    def sent() -> int:
        """Bytes of the messages, and of what the map asked for, since the last time.

        The app's own scripts, which are fetched once and kept, are no part of a change.
        """
        tab.idle()
        paths = [url.removeprefix(server.url) for url in asked if f"{server.url}/map/" in url]
        total = sum(received) + sum(len(server.get(path).body) for path in paths)
        received.clear()
        asked.clear()
        return total

    sent()
    tab.page.keyboard.press("Enter")
    tab.arrive("/", ("q", words))
    expect(tab.sentence).to_contain_text(words)
    assert 1_000 < sent() <= MOST
    # All that there is, which is the most that can be shown.
    tab.page.get_by_role("button", name="Clear all").click()
    tab.arrive("/")
    expect(tab.sentence).to_contain_text("All ")
    assert 1_000 < sent() <= MOST


def size(sent: str | bytes) -> int:
    return len(sent.encode() if isinstance(sent, str) else sent)
