"""A reader's session as the server sees it: runs of a page over its socket, without a browser."""

from __future__ import annotations

from time import perf_counter
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

PATIENCE = 60.0
"""Seconds after which a run that does not end is given up."""

SHORT = 100
"""Bytes that no message about the end of a run exceeds; longer ones need not be read."""


class Session:
    """One open page of an app, for as long as the `with` block lasts.

    Parameters
    ----------
    host : str
        Host and port of the server.
    page : str
        Name of the page in the address; empty for the first one.
    """

    def __init__(self, host: str, page: str = "") -> None:
        self._socket = connect(f"ws://{host}/_stcore/stream", max_size=None, compression=None)
        self._page = page

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def run(self, *params: tuple[str, str]) -> float:
        """Milliseconds from asking for a run with these parameters until it has ended."""
        asked = BackMsg()
        asked.rerun_script.page_name = self._page
        asked.rerun_script.query_string = urlencode(params)
        start = perf_counter()
        self._socket.send(asked.SerializeToString())
        while not _ends(self._socket.recv(timeout=PATIENCE)):
            pass
        return (perf_counter() - start) * 1000


def _ends(message: str | bytes) -> bool:
    """Whether a message says that a run has ended."""
    if isinstance(message, str) or len(message) > SHORT:
        return False
    return bool(ForwardMsg.FromString(message).WhichOneof("type") == "script_finished")
