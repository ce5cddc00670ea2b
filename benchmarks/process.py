"""Commands and servers as processes of their own: how long until they are done, or answer."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parent.parent
APPS = Path(__file__).resolve().parent / "apps"
HOST = "127.0.0.1"

BETWEEN = 0.005
"""Seconds that a server is given between two questions whether it answers."""

PATIENCE = 60.0
"""Seconds after which a server that does not answer, or does not end, is given up."""


def seconds(*arguments: str) -> float:
    """Wall time of one run of Python with these arguments, start and end included."""
    start = perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


class Server:
    """A Streamlit server on a free port, for as long as the `with` block lasts.

    Parameters
    ----------
    script : Path
        What `streamlit run` is given; its folder is the working folder, so that only an app
        which brings a configuration has one.
    health : str
        Path of the address that answers 200 once the server is up.
    arguments : sequence of str
        The script's own arguments.

    Attributes
    ----------
    url : str
        Address of the app.
    started : float
        Seconds from the start of the process until it was healthy.
    """

    def __init__(self, script: Path, health: str, arguments: Sequence[str] = ()) -> None:
        self._health = health
        self._port = _free_port()
        self.url = f"http://{HOST}:{self._port}"
        flags = {
            "server.address": HOST,
            "server.headless": "true",
            "server.port": str(self._port),
            "browser.gatherUsageStats": "false",
        }
        self._command = [
            *(sys.executable, "-m", "streamlit", "run", script.name),
            *(part for name, value in flags.items() for part in (f"--{name}", value)),
            *("--", *arguments),
        ]
        self._folder = script.parent

    def __enter__(self) -> Self:
        start = perf_counter()
        self._process = subprocess.Popen(self._command, cwd=self._folder, stdout=subprocess.DEVNULL)
        try:
            while not self._healthy():
                if perf_counter() - start > PATIENCE:
                    raise TimeoutError(f"{self._command}: no answer from {self._health}")
                self._wait()
        except BaseException:
            self._end()
            raise
        self.started = perf_counter() - start
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def _wait(self) -> None:
        try:
            code = self._process.wait(BETWEEN)
        except subprocess.TimeoutExpired:
            return
        raise RuntimeError(f"{self._command} ended with {code}")

    def _healthy(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self._port, timeout=PATIENCE)
        try:
            connection.request("GET", self._health)
            return connection.getresponse().status == http.client.OK
        except ConnectionError:
            return False
        finally:
            connection.close()

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def dashboard() -> Server:
    """The project's own app."""
    return Server(ROOT / "app.py", "/healthz")


def empty(options: Sequence[str]) -> Server:
    """A stock app with nothing but a multiselect of these options."""
    return Server(APPS / "empty.py", "/_stcore/health", options)


def naive() -> Server:
    """An app with one folium object for each raid."""
    return Server(APPS / "naive.py", "/healthz")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])
