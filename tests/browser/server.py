"""The app as its reader starts it, in a process of its own."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from benchmarks import process


@dataclass(frozen=True)
class Answer:
    status: int
    media_type: str
    body: bytes


class Server(process.Server):
    """`streamlit run app.py` on a free port, for as long as the `with` block lasts.

    It is up with 503 too, the answer of a server without readable data.
    """

    def __init__(self, data: Path, log: Path) -> None:
        environment = {"GEO_DATA": str(data), "PYTHONUNBUFFERED": "1"}
        command = process.streamlit("app.py")
        super().__init__(command, "/healthz", environment=environment, log=log, up=(200, 503))

    def get(self, path: str) -> Answer:
        try:
            with urllib.request.urlopen(self.url + path, timeout=process.PATIENCE) as answer:
                return Answer(answer.status, answer.headers.get_content_type(), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers.get_content_type(), error.read())
