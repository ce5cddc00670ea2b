from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from scripts.chromium import find
from tests import reference
from tests.browser.server import Server
from tests.browser.tab import Tab

ARGUMENTS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
WINDOW = {"width": 1440, "height": 900}
PATIENCE = 20_000

Start = Callable[[Path], Server]
Open = Callable[..., Tab]


# The package's own scope: Playwright's event loop must have ended before other tests run one.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = find()
    assert program, "no Chromium: python -m scripts.chromium installs one"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's data that stays as it is while the tests run."""
    return Path(shutil.copytree(reference.DATA, tmp_path_factory.mktemp("layer") / "data"))


@pytest.fixture(scope="package")
def server(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(data, tmp_path_factory.mktemp("server") / "log") as server:
        yield server
        assert "Traceback" not in server.log


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a server that nobody has opened yet, on the data of a folder."""
    with ExitStack() as running:

        def start(data: Path) -> Server:
            log = tmp_path / f"log-{len(list(tmp_path.glob('log-*')))}"
            return running.enter_context(Server(data, log))

        yield start


@pytest.fixture
def fresh(start: Start, data: Path) -> Server:
    """A server that nobody has opened yet."""
    return start(data)


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A reader's browser without any history."""
    with ExitStack() as opened:

        def new_context(**options: Any) -> BrowserContext:
            context = browser.new_context(**{"viewport": WINDOW, **options})
            opened.callback(context.close)
            context.set_default_timeout(PATIENCE)
            return context

        yield new_context


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext]) -> Open:
    """Open an address in a new reader's browser."""

    def visit(server: Server, path: str = "/", **options: Any) -> Tab:
        return Tab(new_context(**options).new_page(), server).open(path)

    return visit


@pytest.fixture(scope="package")
def cli(data: Path) -> Callable[..., bytes]:
    """What the command line prints of the same data; run in this process, which starts it once."""

    @cache
    def cli(*arguments: str) -> bytes:
        from geo.__main__ import main

        printed = io.BytesIO()
        with redirect_stdout(io.TextIOWrapper(printed, "utf-8", write_through=True)):
            assert main([*arguments, "--data", str(data)]) == 0
            return printed.getvalue()

    return cli
