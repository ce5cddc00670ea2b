"""How the dashboard bears large layers: `python -m benchmarks.scale` prints a Markdown table.

The layers are made up (`benchmarks.synthetic`). Each is measured beside an empty app, which
is open in the same browser and whose changes come in turn with the dashboard's.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from playwright.sync_api import Browser

from benchmarks import process, synthetic
from benchmarks.browser import Change, Tab, chromium
from benchmarks.measure import Baseline, Measure, table
from geo.server import served

SIZES = (300, 30_000, 300_000)
"""Events."""

WARM_UP, CHANGES = 2, 14
"""Choices of a round that are not counted, and those that are."""

NAIVE, NAIVE_CHANGES = 3_000, 3
"""Events up to which the usual way is tried, since it draws each of them, and how often."""

TARGET, KILOBYTES = 1.2, 50.0
"""Ratio to the empty app, and the most that a browser is to be sent at once."""


def scale(events: int, folder: Path) -> Iterator[Measure]:
    """Everything that is measured of one size."""
    synthetic.write(events, folder)
    # Provinces of which something is told: a choice of another would leave the map as it is.
    told = set(pd.read_csv(folder / "raids.csv", usecols=["province"])["province"])
    names = [name for name in served.vocabulary().province.values() if name in told]
    with ExitStack() as stack:
        empty = stack.enter_context(process.empty(names))
        ours = stack.enter_context(process.dashboard(folder))
        browser = stack.enter_context(chromium())
        blank, changes = _in_turn(browser, empty.url, ours.url, names)
        memory = ours.megabytes
    said = f"{events:,} events"
    floor = Baseline("empty Streamlit app", [change.milliseconds for change in blank])
    times = [change.milliseconds for change in changes]
    yield Measure(f"{said}: filter change to painted map", "ms", times, floor, TARGET)
    if events <= NAIVE:
        usual = [change.milliseconds for change in _naive(folder, names)]
        yield Measure(f"{said}: the same, one folium object per raid", "ms", usual, floor)
    most = Baseline("the most that it is to be", [KILOBYTES])
    for what, sizes in (
        ("marks of a filter change", [size for change in changes for size in change.marks]),
        ("any message of one", [size for change in changes for size in change.messages]),
    ):
        yield Measure(f"{said}: largest {what}", "kB", [max(sizes) / 1000], most, 1.0)
    every = [sum(change.messages) / 1000 for change in changes]
    yield Measure(f"{said}: all messages of a filter change", "kB", every, most, 1.0)
    start = Baseline("empty Streamlit app", [empty.started])
    yield Measure(f"{said}: start to healthy", "s", [ours.started], start)
    yield Measure(f"{said}: memory of the server", "MB", [memory])


def _in_turn(
    browser: Browser, empty: str, ours: str, names: Sequence[str]
) -> tuple[list[Change], list[Change]]:
    """What each choice led to in the empty app, and in the dashboard."""
    blank, full = Tab(browser, empty), Tab(browser, ours)
    blank.open_text()
    full.open()
    found = [(blank.choose(name), full.choose(name)) for name in names[: WARM_UP + CHANGES]]
    for tab in (blank, full):
        tab.close()
    counted = found[WARM_UP:]
    return [each for each, _ in counted], [each for _, each in counted]


def _naive(folder: Path, names: Sequence[str]) -> list[Change]:
    """What the first choices led to in an app with one folium object for each raid."""
    with process.naive(folder) as server, chromium() as browser:
        tab = Tab(browser, server.url)
        tab.open()
        return [tab.choose(name) for name in names[:NAIVE_CHANGES]]


def sizes(events: Iterable[int]) -> Iterator[Measure]:
    """Everything that is measured, of one size after the other."""
    for each in events:
        with TemporaryDirectory() as folder:
            yield from scale(each, Path(folder) / "data")


def main(arguments: Sequence[str]) -> None:
    """Measure the sizes that are asked for, and print the table."""
    print(table(list(sizes(map(int, arguments or SIZES)))))


if __name__ == "__main__":
    main(sys.argv[1:])
