"""Print one Markdown table: `python -m benchmarks` from the project's folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack

from playwright.sync_api import Browser

from benchmarks import process
from benchmarks.browser import Change, Tab, chromium
from benchmarks.large import exported
from benchmarks.load import load
from benchmarks.measure import Baseline, Measure, table
from benchmarks.scale import sizes
from benchmarks.session import Session
from geo.server import served

WARM_UP = 2
"""Choices at the start of each round that are not counted: parts of a page load late."""

OPENINGS, RUNS, COMMANDS, STARTS = 5, 12, 9, 5
"""How often each of these is repeated."""

FILTER, RERUN, EXPORT, START = 1.0, 2.0, 1.5, 3.0
"""Targets: ratios to the baseline."""

LARGE = 300_000
"""Events of the large layer; `benchmarks.scale` measures more sizes."""

MOST = 50.0
"""The most kilobytes that a browser is to be sent at a change."""

PAGES = (
    "map", "timeline", "nationalities", "compounds", "claims", "table", "sources", "about",
)  # fmt: skip
"""The pages by title; the first has no name in an address."""

Changes = Mapping[str, list[Change]]


def provinces() -> list[str]:
    """Names of the provinces that have raids with a place, those with most first.

    Another province would leave a map of circles as it is, and nothing to wait for.
    """
    raids = served.layer()["raids"]
    counts = raids["province_code"][raids["lat"].notna()].value_counts()
    names = served.vocabulary().province
    return [names[code] for code in counts.index]


def rounds() -> Iterator[list[str]]:
    """Choices that leave a new set of provinces each time.

    A choice adds a province to those chosen before. The second round goes the other way,
    and both stop before all are chosen: no set comes twice, so that no cache, neither the
    server's nor the browser's, knows the answer.
    """
    names = provinces()
    yield names[:-1]
    yield names[:0:-1]


def changes(urls: Mapping[str, str]) -> tuple[Changes, list[float]]:
    """What each choice led to in each app, in turn; and the openings of the dashboard."""
    found: dict[str, list[Change]] = {name: [] for name in urls}
    with chromium() as browser:
        for choices in rounds():
            tabs = {name: Tab(browser, url) for name, url in urls.items()}
            for name, tab in tabs.items():
                if name == "empty":
                    tab.open_text()
                else:
                    tab.open()
            for at, choice in enumerate(choices):
                for name, tab in tabs.items():
                    change = tab.choose(choice)
                    if at >= WARM_UP:
                        found[name].append(change)
            for tab in tabs.values():
                tab.close()
        return found, [_opening(browser, urls["dashboard"]) for _ in range(OPENINGS)]


def _opening(browser: Browser, url: str) -> float:
    tab = Tab(browser, url)
    try:
        return tab.open()
    finally:
        tab.close()


def browsing() -> Iterator[Measure]:
    """Filter changes, the bytes they send, and the first map."""
    options = list(served.vocabulary().province.values())
    servers = {
        "empty": process.empty(options),
        "dashboard": process.dashboard(),
        "naive": process.naive(),
    }
    with ExitStack() as stack:
        urls = {name: stack.enter_context(server).url for name, server in servers.items()}
        found, openings = changes(urls)
    times = {name: [change.milliseconds for change in found[name]] for name in found}
    empty = Baseline("empty Streamlit app", times["empty"])
    yield Measure("Filter change to painted map", "ms", times["dashboard"], empty, FILTER)
    yield Measure("The same, one folium object per raid", "ms", times["naive"], empty)
    for name, of in (("Largest message", max), ("All messages", sum)):
        sent = {
            app: [of(change.messages) / 1000 for change in found[app]]
            for app in ("dashboard", "naive")
        }
        most = Baseline("the most that it is to be", [MOST])
        yield Measure(f"{name} of a filter change", "kB", sent["dashboard"], most, 1.0)
        yield Measure(f"{name}, one folium object per raid", "kB", sent["naive"])
    yield Measure("First map in a new browser, warm server", "ms", openings)


def reruns() -> Iterator[Measure]:
    """Runs of each page under filters not asked for before, in turn with runs of an empty app."""
    codes = list(served.vocabulary().province)
    with ExitStack() as stack:
        stock = stack.enter_context(process.empty(codes))
        ours = stack.enter_context(process.dashboard())
        blank = stack.enter_context(Session(stock.host))
        names = {page: "" if page == PAGES[0] else page for page in PAGES}
        pages = {page: stack.enter_context(Session(ours.host, names[page])) for page in PAGES}
        for session in (blank, *pages.values()):  # What is worked out once is no part of a rerun.
            session.run()
        for at, (page, opened) in enumerate(pages.items()):
            times: dict[Session, list[float]] = {blank: [], opened: []}
            for count in range(1, WARM_UP + RUNS + 1):
                # Each page has its own sets: what one has worked out, the next must not find.
                chosen = [code for code in codes if code != codes[at]][:count]
                for session, found in times.items():
                    found.append(session.run(*(("province", code) for code in chosen)))
            empty = Baseline("empty Streamlit app", times[blank][WARM_UP:])
            yield Measure(f"Run of the page {page}", "ms", times[opened][WARM_UP:], empty, RERUN)


def commands() -> Iterator[Measure]:
    """The command line."""
    timed: dict[str, list[float]] = {"export": [], "import": [], "help": []}
    for _ in range(COMMANDS):
        timed["export"].append(process.seconds("-m", "geo", "export", "raids"))
        timed["import"].append(process.seconds("-c", "import geopandas"))
        timed["help"].append(process.seconds("-m", "geo", "--help"))
    imported = Baseline("`import geopandas`", timed["import"])
    yield Measure("`geo export raids`", "s", timed["export"], imported, EXPORT)
    yield Measure("`geo --help`", "s", timed["help"])


def starts() -> Measure:
    """The server until it is healthy; the files it reads are in memory by now."""
    ours, stock = [], []
    for _ in range(STARTS):
        with process.dashboard() as server:
            ours.append(server.started)
        with process.empty([]) as server:
            stock.append(server.started)
    return Measure(
        "Warm start to healthy", "s", ours, Baseline("empty Streamlit app", stock), START
    )


def main() -> None:
    """Measure everything, and print the table."""
    print(
        table(
            [*browsing(), *reruns(), *commands(), starts(), *sizes([LARGE]), *load(), *exported()]
        )
    )


if __name__ == "__main__":
    main()
