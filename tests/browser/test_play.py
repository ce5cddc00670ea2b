"""The months run by, and the map follows, while the page's own filter stays as it is."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import FrameLocator, Locator, Request, expect

from tests import reference
from tests.browser.conftest import Open
from tests.browser.server import Server
from tests.browser.tab import Tab

LONGER = 1_600
"""Milliseconds in which a run that goes on would have made a step."""

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip


class Play:
    """The control, as a reader sees it."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        tab.map()
        self.frame: FrameLocator = tab.page.frame_locator("iframe[title*=folium]")
        self.label = self.frame.locator(".atlas-play output")
        self.slider = self.frame.get_by_role("slider", name="Month", exact=True)

    def button(self, name: str) -> Locator:
        return self.frame.get_by_role("button", name=name, exact=True)

    def shows(self, query: str) -> None:
        """The map has the marks that the server gives for that query."""
        wanted = self.tab.server.get(f"/map/marks.json{query}").body.decode()
        self.tab.until(lambda: self.tab.frame().evaluate("() => atlas.state.text"), wanted.__eq__)

    def asked(self) -> list[list[tuple[str, str]]]:
        """The filters of the marks that the map asked for, in turn."""
        parts = [urlsplit(url) for url in self.tab.asked]
        return [parse_qsl(part.query) for part in parts if part.path == "/map/marks.json"]


def words(month: str) -> str:
    return f"{MONTHS[int(month[5:7]) - 1]} {month[:4]}"


@pytest.fixture(scope="module")
def months(data: Any) -> list[str]:
    """The months from the first to the last raid whose month is known."""
    raids = reference.read(data)["raids"]
    known = sorted(
        row["date_start"][:7] for row in raids if row["date_precision"] not in ("quarter", "year")
    )
    first, last = known[0], known[-1]
    every = [f"{year}-{month:02}" for year in range(2000, 2100) for month in range(1, 13)]
    return [month for month in every if first <= month <= last]


def test_it_steps_month_by_month_and_back_to_all(
    server: Server, visit: Open, months: list[str]
) -> None:
    tab = visit(server, "/?province=KH-18")
    play = Play(tab)
    expect(play.label).to_have_text("All months")
    expect(play.button("Previous month")).to_be_disabled()
    for month in months[:2]:
        play.button("Next month").click()
        expect(play.label).to_have_text(words(month))
        first, last = (day.isoformat() for day in reference.span(month))
        play.shows(f"?province=KH-18&from={first}&to={last}")
    play.button("Previous month").click()
    expect(play.label).to_have_text(words(months[0]))
    assert tab.params() == [("province", "KH-18")]
    assert "Preah Sihanouk" in tab.sentence.inner_text()
    play.button("All months").click()
    expect(play.label).to_have_text("All months")
    play.shows("?province=KH-18")


def test_it_is_reached_and_moved_by_keyboard(
    server: Server, visit: Open, months: list[str]
) -> None:
    play = Play(visit(server))
    page = play.tab.page
    play.button("Next month").focus()
    page.keyboard.press("Enter")
    expect(play.label).to_have_text(words(months[0]))
    page.keyboard.press("Tab")
    expect(play.slider).to_be_focused()
    page.keyboard.press("End")
    expect(play.label).to_have_text(words(months[-1]))
    expect(play.slider).to_have_attribute("aria-valuetext", words(months[-1]))
    expect(play.label).to_have_attribute("aria-live", "polite")
    page.keyboard.press("ArrowLeft")
    expect(play.label).to_have_text(words(months[-2]))
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(play.label).to_have_text("All months")


def test_it_runs_by_itself_until_it_is_paused(
    server: Server, visit: Open, months: list[str]
) -> None:
    play = Play(visit(server))
    play.button("Play the months").click()
    for month in months[:3]:
        expect(play.label).to_have_text(words(month))
    play.button("Pause").click()
    stopped = play.label.inner_text()
    play.tab.page.wait_for_timeout(LONGER)
    expect(play.label).to_have_text(stopped)
    expect(play.button("Play the months")).to_be_visible()
    assert play.tab.errors == []


def test_a_new_filter_ends_the_run(server: Server, visit: Open, months: list[str]) -> None:
    tab = visit(server)
    play = Play(tab)
    play.button("Play the months").click()
    expect(play.label).to_have_text(words(months[1]))
    tab.box("Province", "Preah Sihanouk").check()
    tab.arrive("/", ("province", "KH-18"))
    expect(play.label).to_have_text("All months")
    play.shows("?province=KH-18")
    tab.page.wait_for_timeout(LONGER)
    expect(play.label).to_have_text("All months")


def test_what_is_no_filter_leaves_the_month(server: Server, visit: Open, months: list[str]) -> None:
    tab = visit(server)
    play = Play(tab)
    play.button("Next month").click()
    expect(play.label).to_have_text(words(months[0]))
    tab.main.get_by_role("combobox", name="All records of this view").click()
    tab.page.get_by_role("option").first.click()
    expect(tab.title).to_be_visible()
    assert [name for name, _ in tab.params()] == ["record"]
    expect(play.label).to_have_text(words(months[0]))
    first, last = (day.isoformat() for day in reference.span(months[0]))
    play.shows(f"?from={first}&to={last}")


def test_the_dates_of_the_page_bound_the_months(server: Server, visit: Open) -> None:
    play = Play(visit(server, "/?from=2022-09-15&to=2022-10"))
    expect(play.slider).to_have_attribute("max", "1")
    play.button("Next month").click()
    play.shows("?from=2022-09-15&to=2022-09-30")
    play.button("Next month").click()
    play.shows("?from=2022-10-01&to=2022-10-31")
    expect(play.button("Next month")).to_be_disabled()


def test_one_question_is_under_way_at_most(server: Server, visit: Open, months: list[str]) -> None:
    tab = visit(server)
    play = Play(tab)
    under_way: set[Request] = set()
    most = []

    def begin(request: Request) -> None:
        if "/map/marks.json" in request.url:
            under_way.add(request)
            most.append(len(under_way))

    def end(request: Request) -> None:
        under_way.discard(request)

    tab.page.context.on("request", begin)
    tab.page.context.on("requestfinished", end)
    play.slider.focus()
    for key in ["End", *["ArrowLeft"] * 20]:
        tab.page.keyboard.press(key)
    first, last = (day.isoformat() for day in reference.span(months[-21]))
    play.shows(f"?from={first}&to={last}")
    assert max(most) == 1
    assert play.asked()[-1] == [("from", first), ("to", last)]
    assert json.loads(tab.frame().evaluate("() => atlas.state.text"))


def test_who_wants_no_motion_steps_alone(server: Server, visit: Open, months: list[str]) -> None:
    play = Play(visit(server, reduced_motion="reduce"))
    expect(play.button("Play the months")).to_be_hidden()
    play.button("Next month").click()
    expect(play.label).to_have_text(words(months[0]))
    play.tab.page.wait_for_timeout(LONGER)
    expect(play.label).to_have_text(words(months[0]))
