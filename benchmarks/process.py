"""Commands and servers as processes of their own: how long until they are done, or answer.

The browser tests start their servers here too.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parent.parent
APPS = Path(__file__).resolve().parent / "apps"
HOST = "127.0.0.1"

STOCK = {"server.headless": "true", "browser.gatherUsageStats": "false"}
"""Settings of an app that brings no configuration."""

BETWEEN = 0.005
"""Seconds that a server is given between two questions whether it answers."""

PATIENCE = 60.0
"""Seconds after which a server that does not answer, or does not end, is given up."""


def output(*arguments: str) -> str:
    """What one run of Python with these arguments prints."""
    command = [sys.executable, *arguments]
    ran = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return ran.stdout


PEAK = """
import resource, subprocess, sys
subprocess.run([sys.executable, *sys.argv[1:]], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Prints the peak of a run of Python; a process begins with that of the one which starts it."""


def peak(*arguments: str) -> float:
    """Megabytes that one run of Python with these arguments held at most."""
    return int(output("-c", PEAK, *arguments)) / 1024


def seconds(*arguments: str) -> float:
    """Wall time of one run of Python with these arguments, start and end included."""
    start = perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


class Server:
    """A server on a free port, for as long as the `with` block lasts.

    Parameters
    ----------
    command : sequence of str
        Arguments of Python; `{port}` in one stands for the port.
    health : str
        Path of the address that answers once the server is up.
    folder : Path
        The working folder.
    environment : mapping of str
        Variables beyond those of this process.
    log : Path, optional
        File for what the server writes; only its errors are shown otherwise.
    up : tuple of int
        Statuses that an answer has once the server is up.

    Attributes
    ----------
    host, url : str
        Host with port, and address of the app.
    started : float
        Seconds from the start of the process until it was healthy.
    """

    def __init__(
        self,
        command: Sequence[str],
        health: str,
        *,
        folder: Path = ROOT,
        environment: Mapping[str, str] | None = None,
        log: Path | None = None,
        up: tuple[int, ...] = (http.client.OK,),
    ) -> None:
        self._health = health
        self._up = up
        self._port = _free_port()
        self.host = f"{HOST}:{self._port}"
        self.url = f"http://{self.host}"
        self._command = [sys.executable, *(part.format(port=self._port) for part in command)]
        self._folder = folder
        self._environment = os.environ | (environment or {})
        self._log = log

    @property
    def log(self) -> str:
        """What the server has written to its log."""
        return self._log.read_text("utf-8") if self._log else ""

    @property
    def megabytes(self) -> float:
        """Memory that the process holds now, as Linux tells it."""
        status = Path(f"/proc/{self._process.pid}/status").read_text("ascii")
        held = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(held.split()[1]) / 1024

    def __enter__(self) -> Self:
        start = perf_counter()
        with ExitStack() as opened:
            written = opened.enter_context(self._log.open("wb")) if self._log else None
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env=self._environment,
                stdout=written or subprocess.DEVNULL,
                stderr=written,
            )
        try:
            while not self._healthy():
                if perf_counter() - start > PATIENCE:
                    raise TimeoutError(f"{self.url}{self._health} gives no answer: {self.log}")
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
        raise RuntimeError(f"{self._command} ended with {code}: {self.log}")

    def _healthy(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self._port, timeout=PATIENCE)
        try:
            connection.request("GET", self._health)
            return connection.getresponse().status in self._up
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


def streamlit(
    script: str, arguments: Sequence[str] = (), settings: Mapping[str, str] | None = None
) -> list[str]:
    """The command of a Streamlit server.

    Parameters
    ----------
    script : str
        In the working folder, so that only an app which brings a configuration has one.
    arguments : sequence of str
        The script's own.
    settings : mapping of str
        Streamlit's, beyond address and port.
    """
    flags = {"server.address": HOST, "server.port": "{port}", **(settings or {})}
    given = [part for name, value in flags.items() for part in (f"--{name}", value)]
    return ["-m", "streamlit", "run", script, *given, "--", *arguments]


def dashboard(data: Path | None = None) -> Server:
    """The project's own app, on its own layer or that of another folder."""
    return Server(streamlit("app.py"), "/healthz", environment=_layer(data))


def empty(options: Sequence[str]) -> Server:
    """A stock app with nothing but a multiselect of these options."""
    return Server(streamlit("empty.py", options, STOCK), "/_stcore/health", folder=APPS)


def naive(data: Path | None = None) -> Server:
    """An app with one folium object for each raid."""
    command = streamlit("naive.py", settings=STOCK)
    return Server(command, "/healthz", folder=APPS, environment=_layer(data))


def datasette(database: Path) -> Server:
    """Datasette as it comes, with one database that nobody changes."""
    command = ["-m", "datasette", "serve", "-i", str(database), "--host", HOST, "--port", "{port}"]
    return Server(command, "/-/versions.json", log=database.with_suffix(".log"))


def _layer(data: Path | None) -> dict[str, str]:
    return {"GEO_DATA": str(data)} if data else {}


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])
