"""What Streamlit's messages to a browser do not say: paths, and versions of what runs here."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Blank = tuple[bytes, bytes]

ARROW = b'"pandas_version"'
"""What stands in a message that carries a table."""


def _blank(before: str, said: str) -> Blank:
    """A text and what is sent instead: it is as long, so that a message stays well-formed."""
    return f"{before}{said}".encode(), before.encode() + b" " * len(said.encode())


def _string(said: str) -> Blank:
    """The same for a field of a message: its length stands before it (Protocol Buffers)."""
    return _blank(chr(len(said)), said)


class Unsaid:
    """Blanks paths and versions in what goes to a browser over the web socket.

    A browser makes nothing of them but that it loads the page anew when Streamlit's version is
    another after a break: it will not.

    Parameters
    ----------
    app : ASGI app
    folder : Path
        Where the scripts of the pages stand: each run begins with a message that names it.
    """

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        self.app = app
        python = ".".join(map(str, sys.version_info))
        self._blanks: dict[bytes, list[Blank]] = {
            # One look for each of two signs is all that other messages cost.
            str(folder).encode(): [
                _blank("", str(folder)),
                _string(version("streamlit")),
                _string(python),
            ],
            ARROW: [
                _blank('"version": "', version("pyarrow")),
                _blank('"pandas_version": "', version("pandas")),
            ],
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a connection on, and what is sent over it back without them."""

        async def send_blanked(message: Message) -> None:
            if content := message.get("bytes"):
                for sign, blanks in self._blanks.items():
                    if sign in content:
                        for said, blank in blanks:
                            content = content.replace(said, blank)
                message["bytes"] = content
            await send(message)

        await self.app(scope, receive, send_blanked if scope["type"] == "websocket" else send)
