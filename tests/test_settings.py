from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from geo import settings
from geo.files.embedding import framing, snippet
from geo.server import headers
from geo.settings import SettingError

TEMPLATE = "https://{s}.tiles.invalid/{z}/{x}/{y}.png"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    yield
    settings.tiles.cache_clear()
    settings.framed_by.cache_clear()


def set_to(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    settings.tiles.cache_clear()
    settings.framed_by.cache_clear()


def test_nothing_is_let_in_unless_it_is_set() -> None:
    said = headers.headers()
    assert "http" not in said["Content-Security-Policy"]
    assert "frame-ancestors 'self';" in said["Content-Security-Policy"]
    assert said["X-Frame-Options"] == "SAMEORIGIN"


def test_tiles_let_in_their_pictures_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = headers.headers()["Content-Security-Policy"].split("; ")
    set_to(monkeypatch, GEO_TILES=TEMPLATE, GEO_TILES_CREDIT="A map maker")
    policy = headers.headers()["Content-Security-Policy"].split("; ")
    changed = set(policy) - set(plain)
    assert changed == {"img-src 'self' data: blob: https://*.tiles.invalid"}


def test_sites_may_frame_the_app_when_they_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    set_to(monkeypatch, GEO_FRAMED_BY="https://news.invalid https://desk.invalid:8443")
    said = headers.headers()
    ancestors = "frame-ancestors 'self' https://news.invalid https://desk.invalid:8443"
    assert ancestors in said["Content-Security-Policy"].split("; ")
    assert "X-Frame-Options" not in said


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"GEO_TILES": "https://tiles.invalid/{z}/{x}"}, "GEO_TILES="),
        ({"GEO_TILES": "file:///{z}/{x}/{y}"}, "GEO_TILES="),
        ({"GEO_TILES": TEMPLATE}, "GEO_TILES_CREDIT"),
        ({"GEO_TILES_CREDIT": "A map maker"}, "GEO_TILES="),
        ({"GEO_FRAMED_BY": "news.invalid"}, "GEO_FRAMED_BY="),
        ({"GEO_FRAMED_BY": "https://news.invalid; script-src *"}, "GEO_FRAMED_BY="),
        ({"GEO_FRAMED_BY": "https://news.invalid/path"}, "GEO_FRAMED_BY="),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], named: str
) -> None:
    set_to(monkeypatch, **values)
    with pytest.raises(SettingError, match=named):
        headers.headers()


def test_the_server_does_not_start_with_such_a_setting() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "geo", "serve"],
        env={**os.environ, "GEO_FRAMED_BY": "nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert "GEO_FRAMED_BY='nowhere'" in ended.stderr


def test_a_snippet_frames_the_view_and_says_it_in_words() -> None:
    class Seen(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append((tag, dict(attrs)))

    tags: list[tuple[str, dict[str, str | None]]] = []
    words = '1 of 9 raids: “<b>&"'
    Seen().feed(snippet("http://127.0.0.1:8501/table?x=1", [("q", "a&b")], words))
    names = [name for name, _ in tags]
    assert names == ["iframe", "p", "a"]
    assert tags[0][1]["src"] == "http://127.0.0.1:8501/?q=a%26b&embed=true"
    assert tags[0][1]["title"] == words
    assert tags[2][1]["href"] == "http://127.0.0.1:8501/?q=a%26b"


def test_who_may_frame_a_view_is_said_as_it_is_set() -> None:
    others = "; whoever runs it names others in GEO_FRAMED_BY."
    assert framing(()) == f"It works in pages of this site only{others}"
    sites = ("https://news.invalid", "https://desk.invalid:8443")
    assert (
        framing(sites) == f"It works in pages of this site, {sites[0]} and {sites[1]} only{others}"
    )


def test_a_snippet_of_a_chart_frames_its_page_at_the_chart_s_height() -> None:
    page = "http://127.0.0.1:8501/timeline?x=1"
    made = snippet(page, [("province", "KH-18")], "Raids", ("people", 300))
    framed = "http://127.0.0.1:8501/timeline?province=KH-18&amp;chart=people&amp;embed=true"
    assert f'<iframe src="{framed}" title="Raids" width="100%" height="570"' in made
    assert '<a href="http://127.0.0.1:8501/timeline?province=KH-18">Raids</a>' in made
    whole = snippet(page, [], "Raids", ("provinces", 1500))
    assert 'height="900"' in whole
    assert '<a href="http://127.0.0.1:8501/timeline">Raids</a>' in whole
