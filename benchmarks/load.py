"""How many programs the API bears: `python -m benchmarks.load` prints a Markdown table.

The CSV of the whole table of raids is asked for beside the same rows of the same table from
Datasette, in turn, on this machine and over its loopback alone.
"""

from __future__ import annotations

import http.client
import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from benchmarks import process
from benchmarks.measure import Baseline, Measure, table
from geo.server import served

PATH = "/api/v1/raids.csv"
ANEW = f"{PATH}?from={{day}}"
"""All raids too, since none is older; but each day is an address of its own."""

ROUNDS, SECONDS, CONNECTIONS = 5, 3, 8
"""How often each address has its turn, how long, and from how many connections."""

MANY, LONG = 50, 30
"""Connections, and seconds, of the one long turn."""

SETTLED = 5
"""Seconds in which the dashboard works out what its first reader will need."""

DATASETTE, UNCHANGED, LATE = 1 / 3, 1 / 10, 5.0
"""Targets: an answer to Datasette's, a 304 to an answer that is made, p99 to the median."""


@dataclass(frozen=True)
class Turn:
    """What a client saw.

    Attributes
    ----------
    milliseconds : float
        Wall time for each answer, of all connections together.
    median, p99 : float
        Milliseconds that an answer took.
    busy : float
        Share of the time in which the client itself was at work.
    """

    milliseconds: float
    median: float
    p99: float
    busy: float


def turn(
    url: str, status: int, *headers: str, connections: int = CONNECTIONS, seconds: int = SECONDS
) -> Turn:
    """Ask for one address over and over.

    Raises
    ------
    RuntimeError
        When an answer has another status.
    """
    given = [f"--connections={connections}", f"--seconds={seconds}"]
    given += [f"--header={header}" for header in headers]
    seen = json.loads(process.output("-m", "benchmarks.client", url, *given))
    if set(seen["statuses"]) != {str(status)}:
        raise RuntimeError(f"{url} answered {seen['statuses']}")
    return Turn(1000 / seen["per_second"], 1000 * seen["median"], 1000 * seen["p99"], seen["busy"])


def database(folder: Path) -> Path:
    """The table of raids, as every column of it has it, in SQLite."""
    path = folder / "layer.db"
    with sqlite3.connect(path) as connection:
        served.layer()["raids"].to_sql("raids", connection, index=False)
    connection.close()
    return path


def load() -> Iterator[Measure]:
    """Answers with all raids, by the dashboard and by Datasette.

    The dashboard keeps bytes that it has sent, and Datasette makes each answer anew: so an
    address that nobody asked for before is measured too.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        other = stack.enter_context(process.datasette(database(folder)))
        ours = stack.enter_context(process.dashboard())
        sleep(SETTLED)
        known = f"If-None-Match: {_tag(ours.host)}"
        asked = {
            # Its pages have room for more rows than the table has: sooner than its stream of them.
            "datasette": (f"{other.url}/layer/raids.csv?_size=max", 200),
            "kept": (f"{ours.url}{PATH}", 200),
            "made": (f"{ours.url}{ANEW}", 200),
            "304": (f"{ours.url}{PATH}", 304, known),
        }
        turns: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(ROUNDS):
            for name, question in asked.items():
                turns[name].append(turn(*question).milliseconds)
        crowd = turn(*asked["kept"], connections=MANY, seconds=LONG)
    said = "API, CSV of all raids:"
    stock = Baseline("Datasette, from SQLite", turns["datasette"])
    yield Measure(f"{said} an answer", "ms", turns["kept"], stock, DATASETTE)
    yield Measure(f"{said} one that nobody had before", "ms", turns["made"], stock)
    made = Baseline("a 200 that nobody had before", turns["made"])
    yield Measure(f"{said} a 304", "ms", turns["304"], made, UNCHANGED)
    kept = Baseline("a 200 from memory", turns["kept"])
    yield Measure(f"{said} a 304", "ms", turns["304"], kept)
    late = Baseline("the median", [crowd.median])
    yield Measure(f"{said} {MANY} connections for {LONG} s, p99", "ms", [crowd.p99], late, LATE)
    yield Measure(f"{said} the client at work in that time", "%", [100 * crowd.busy])


def _tag(host: str) -> str:
    connection = http.client.HTTPConnection(host, timeout=process.PATIENCE)
    connection.request("HEAD", PATH)
    tag = connection.getresponse().headers["ETag"]
    connection.close()
    return str(tag)


def main() -> None:
    """Measure, and print the table."""
    print(table(list(load())))


if __name__ == "__main__":
    main()
