from __future__ import annotations

import asyncio
from typing import Any

from starlette.websockets import WebSocket

from geo import Filter
from geo.server import live, served
from tests.asgi import call


class Browser:
    """The other end of a line: what it was sent, and when it leaves."""

    def __init__(self, key: str) -> None:
        self.sent: list[str] = []
        self.told: asyncio.Queue[Any] = asyncio.Queue()
        self.told.put_nowait({"type": "websocket.connect"})
        scope = {"type": "websocket", "path_params": {"key": key}}
        self.socket = WebSocket(scope, self.told.get, self._take)

    async def _take(self, message: Any) -> None:
        self.sent += [message["text"]] if "text" in message else []

    def leave(self) -> None:
        self.told.put_nowait({"type": "websocket.disconnect", "code": 1001})


async def _listening(*browsers: Browser) -> list[asyncio.Task[None]]:
    lines = [asyncio.create_task(live.listen(browser.socket)) for browser in browsers]
    await asyncio.sleep(0.01)
    return lines


def test_marks_reach_the_map_of_their_key_and_no_other() -> None:
    async def story() -> None:
        one, two = Browser("one"), Browser("two")
        lines = await _listening(one, two)
        # As a page does: from another thread than the server's.
        await asyncio.to_thread(live.send, "one", "?kind=raid", b"{}")
        await asyncio.sleep(0.01)
        assert one.sent == ["?kind=raid\n{}"]
        assert two.sent == []
        one.leave()
        two.leave()
        await asyncio.gather(*lines)
        live.send("one", "", b"{}")  # Nobody listens any more: no error.

    asyncio.run(story())


def test_a_reloaded_map_takes_over_its_line() -> None:
    async def story() -> None:
        before, after = Browser("one"), Browser("one")
        lines = await _listening(before, after)
        before.leave()
        await asyncio.sleep(0.01)
        live.send("one", "", b"{}")
        await asyncio.sleep(0.01)
        assert (before.sent, after.sent) == ([], ["\n{}"])
        after.leave()
        await asyncio.gather(*lines)

    asyncio.run(story())


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
