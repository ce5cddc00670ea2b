"""The app as its reader starts it, in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

from tests import reference

HOST = "127.0.0.1"
BETWEEN = 0.05
PATIENCE = 60.0


@dataclass(frozen=True)
class Answer:
    status: int
    media_type: str
    body: bytes


class Server:
    """`streamlit run app.py` on a free port, for as long as the `with` block lasts."""

    def __init__(self, data: Path, log: Path) -> None:
        self._data = data
        self._log = log
        with socket.socket() as free:
            free.bind((HOST, 0))
            port = free.getsockname()[1]
        self.host = f"{HOST}:{port}"
        self.url = f"http://{self.host}"
        flags = ["--server.address", HOST, "--server.port", str(port)]
        self._command = [sys.executable, "-m", "streamlit", "run", "app.py", *flags]

    def get(self, path: str) -> Answer:
        try:
            with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:
                return Answer(answer.status, answer.headers.get_content_type(), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers.get_content_type(), error.read())

    @property
    def log(self) -> str:
        """All that the server wrote to its standard output and standard error."""
        return self._log.read_text("utf-8")

    def __enter__(self) -> Self:
        environment = os.environ | {"GEO_DATA": str(self._data), "PYTHONUNBUFFERED": "1"}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command, cwd=reference.PROJECT, env=environment, stdout=log, stderr=log
            )
        try:
            self._wait()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def _wait(self) -> None:
        """Until /healthz answers; 503 is an answer too, of a server without readable data."""
        give_up = monotonic() + PATIENCE
        while monotonic() < give_up:
            try:
                self.get("/healthz")
            except (urllib.error.URLError, ConnectionError):
                pass
            else:
                return
            try:
                code = self._process.wait(BETWEEN)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError(f"the server ended with {code}: {self.log}")
        raise TimeoutError(f"no answer from {self.url}/healthz: {self.log}")

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
