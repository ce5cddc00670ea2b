from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

import geo
from tests import reference

settings.register_profile(
    "atlas",
    deadline=None,
    derandomize=True,
    max_examples=40,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("atlas")


def make_tiny(into: Path) -> Path:
    """The hand-made folder, with the real schema and provinces beside it."""
    shutil.copytree(reference.TINY, into)
    for name in ("datapackage.json", "provinces.geojson"):
        shutil.copy(reference.DATA / name, into)
    return into


@pytest.fixture(scope="session")
def layer() -> geo.Layer:
    """The project's own data."""
    return geo.load(reference.DATA).read_all()


@pytest.fixture(scope="session")
def vocabulary(layer: geo.Layer) -> geo.Vocabulary:
    return geo.Vocabulary(layer)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> geo.Layer:
    """Seven raids whose totals are worked out by hand."""
    return geo.load(make_tiny(tmp_path_factory.mktemp("tiny") / "data")).read_all()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny data folder that a test may break."""
    return make_tiny(tmp_path / "data")


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., tuple[int, bytes, str]]:
    """Run the command line in this process: exit status, standard output, standard error."""
    from geo.__main__ import main

    def run(*arguments: str) -> tuple[int, bytes, str]:
        capfdbinary.readouterr()
        try:
            status = main(arguments)
        except SystemExit as stopped:
            status = int(stopped.code or 0)
        out, err = capfdbinary.readouterr()
        return status, out, err.decode()

    return run
