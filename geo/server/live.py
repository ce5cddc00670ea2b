"""Maps that stand open in browsers, and the line on which each is sent its next marks.

A map could ask for the marks of a new address by itself, and does so when it opens. Sending
them on an open line saves it the question.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.websockets import WebSocket, WebSocketDisconnect


@dataclass(frozen=True)
class Line:
    """The way from any thread to one open map."""

    loop: asyncio.AbstractEventLoop
    waiting: asyncio.Queue[str]


_lines: dict[str, Line] = {}


def send(key: str, query: str, marks: bytes) -> None:
    """Send marks to the map of that key, if one is open; returns at once.

    Parameters
    ----------
    key : str
        What the map was given when it was made; only its page and its browser know it.
    query : str
        The query of the page's address that these marks are for, with its `?`.
    marks : bytes
        JSON, as `geo.map.mapview.compact` makes it.
    """
    line = _lines.get(key)
    if line:
        # The address and the JSON are parted by the one character that neither of them holds.
        line.loop.call_soon_threadsafe(line.waiting.put_nowait, f"{query}\n{marks.decode()}")


async def listen(socket: WebSocket) -> None:
    """Keep the line to one map open until its browser leaves."""
    key = socket.path_params["key"]
    await socket.accept()
    line = Line(asyncio.get_running_loop(), asyncio.Queue())
    _lines[key] = line
    sending = asyncio.create_task(_send(socket, line))
    try:
        while True:
            await socket.receive_text()
    except (WebSocketDisconnect, KeyError):
        pass
    finally:
        sending.cancel()
        if _lines.get(key) is line:
            del _lines[key]


async def _send(socket: WebSocket, line: Line) -> None:
    while True:
        await socket.send_text(await line.waiting.get())
