from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import reference

GEO = sorted((reference.PROJECT / "geo").rglob("*.py"))
PAGES = sorted((reference.PROJECT / "pages").glob("*.py"))
EVERY = [*GEO, *PAGES, reference.PROJECT / "app.py"]


def name(path: Path) -> str:
    return path.relative_to(reference.PROJECT).as_posix()


def imported(path: Path, module: str) -> bool:
    return re.search(rf"^\s*(from|import) {module}\b", path.read_text("utf-8"), re.M) is not None


def test_the_library_needs_no_streamlit() -> None:
    modules = [name(path)[:-3].replace("/", ".") for path in GEO if path.stem != "__main__"]
    code = f"""
import importlib, sys
for blocked in ("streamlit", "streamlit_folium"):
    sys.modules[blocked] = None
for module in {modules!r}:
    importlib.import_module(module)
"""
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert made.returncode == 0, made.stderr.decode()


@pytest.mark.parametrize("path", GEO, ids=name)
def test_only_the_map_is_made_by_folium(path: Path) -> None:
    assert not imported(path, "streamlit")
    assert not imported(path, "folium") or path.stem.startswith("map")


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_a_module_is_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < 400


@pytest.mark.parametrize("path", [p for p in PAGES if not p.stem.startswith("_")], ids=name)
def test_a_page_only_reads_calls_and_draws(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 60


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_no_text_is_let_through_as_html(path: Path) -> None:
    code = path.read_text("utf-8")
    assert "unsafe_allow_html" not in code
    for call in re.findall(r"st\.html\(([^)]*)\)", code):
        assert "{" not in re.sub(r'"[^"]*"', "", call)
        assert not re.search(r'\bf"', call)


@pytest.mark.parametrize("path", GEO, ids=name)
def test_the_library_reads_no_clock_and_draws_no_lots(path: Path) -> None:
    code = path.read_text("utf-8")
    for forbidden in (r"\.now\(", r"\.today\(", r"\btime\.time\(", r"^import random", r"uuid"):
        assert not re.search(forbidden, code, re.M)


@pytest.mark.parametrize("path", GEO, ids=name)
def test_settings_come_in_at_two_doors(path: Path) -> None:
    if path.stem not in ("__main__", "settings"):
        assert "os.environ" not in path.read_text("utf-8")
        assert "getenv" not in path.read_text("utf-8")


def test_what_is_public_is_there_and_says_what_it_is() -> None:
    import geo

    for public in geo.__all__:
        assert getattr(geo, public).__doc__
    with pytest.raises(AttributeError, match="nonsense"):
        geo.nonsense  # noqa: B018
