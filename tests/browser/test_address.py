from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import reference
from tests.browser.conftest import Open
from tests.browser.server import Server
from tests.browser.tab import Tab, see

VIEW = "/?province=KH-18&from=2022-09-05&to=2022-11-17&kind=raid"


def test_a_copied_link_opens_the_same_view(server: Server, visit: Open) -> None:
    tab = visit(server)
    tab.box("Province", "Preah Sihanouk").check()
    tab.arrive("/", ("province", "KH-18"))
    tab.type_date("From", "2022-09-05")
    tab.arrive("/", ("province", "KH-18"), ("from", "2022-09-05"))
    see(tab, "Preah Sihanouk")
    seen = tab.map()
    other = visit(server, tab.page.url.removeprefix(server.url))
    see(other, tab.sentence.inner_text())
    tab.until(tab.figures, len)
    other.until(other.figures, lambda shown: shown == tab.figures())
    assert other.params() == tab.params()
    assert {mark.label for mark in other.map().marks} == {mark.label for mark in seen.marks}
    other.has_date("From", "2022-09-05")


def test_a_sub_page_with_a_filter_opens_as_the_first_request_to_a_server(
    fresh: Server, visit: Open
) -> None:
    tab = visit(fresh, "/table?province=KH-18")
    see(tab, "Preah Sihanouk")
    sidebar = tab.page.get_by_test_id("stSidebar")
    pages = list((reference.PROJECT / "pages").glob("[a-z]*.py"))
    expect(sidebar.get_by_role("link")).to_have_count(len(pages))
    expect(sidebar.get_by_text("Preah Sihanouk")).to_be_visible()
    count, _ = tab.grid()
    assert tab.sentence.inner_text().startswith(f"{count} of ")
    assert tab.params() == [("province", "KH-18")]
    assert tab.strangers == []


def test_the_filter_goes_with_the_reader_from_page_to_page(server: Server, visit: Open) -> None:
    tab = visit(server, VIEW)
    params = tab.params()
    said = tab.sentence.inner_text().partition(":")[2].strip()
    for name, path in (("Table", "/table"), ("About", "/about"), ("Map", "/"), ("Table", "/table")):
        tab.follow(name)
        tab.arrive(path, *params)
        tab.has_date("From", "2022-09-05")
        if name != "About":
            see(tab, said)


def test_back_steps_back_through_filters_and_pages(server: Server, visit: Open) -> None:
    province, kind = ("province", "KH-18"), ("kind", "raid")
    tab = visit(server)
    see(tab, "All ")
    sentences = [tab.sentence.inner_text()]
    for box, option, params in (
        ("Province", "Preah Sihanouk", [province]),
        ("Kind", "Raid", [province, kind]),
    ):
        tab.box(box, option).check()
        tab.arrive("/", *params)
        expect(tab.sentence).not_to_have_text(sentences[-1])
        sentences.append(tab.sentence.inner_text())
    tab.follow("Table")
    tab.arrive("/table", province, kind)
    for params in ([province, kind], [province], []):
        tab.page.go_back()
        tab.arrive("/", *params)
        see(tab, sentences.pop())
        chosen = tab.box("Province", "Preah Sihanouk")
        expect(chosen).to_be_checked(checked=province in params)
    tab.page.go_forward()
    tab.arrive("/", province)
    see(tab, "Preah Sihanouk")


def test_a_month_means_its_first_day_and_its_last(server: Server, visit: Open) -> None:
    tab = visit(server, "/?from=2022-09&to=2023-02")
    see(tab, "September 2022 to February 2023")
    tab.has_date("From", "2022-09-01")
    tab.has_date("To", "2023-02-28")
    tab.box("Kind", "Raid").check()
    see(tab, "September 2022 to February 2023")


def test_a_name_of_a_province_is_taken_for_its_code(server: Server, visit: Open) -> None:
    tab = visit(server, "/?province=preah-sihanouk")
    see(tab, "Preah Sihanouk")
    tab.follow("Table")
    tab.arrive("/table", ("province", "KH-18"))


PROBLEMS = [
    ("colour=red", "colour", "red", ["province", "nationality", "compound", "q"]),
    ("from=2022-13", "from", "2022-13", ["YYYY-MM-DD"]),
    ("to=yesterday", "to", "yesterday", ["YYYY-MM-DD"]),
    ("kind=party", "kind", "party", ["rescue", "strike"]),
    ("confidence=high", "confidence", "high", ["official_only", "disputed"]),
    ("nationality=Indonesia", "nationality", "Indonesia", ["ISO 3166-1"]),
    ("compound=nowhere", "compound", "nowhere", ["compound_id"]),
    ("province=Atlantis", "province", "Atlantis", ["KH-1 (banteay-meanchey)", "22 more"]),
    ("q=", "q", "", ["value"]),
    ("from=2023-01&to=2022-01", "from", "2023-01", ["not after"]),
]


@pytest.mark.parametrize("problem", PROBLEMS, ids=[p[0] for p in PROBLEMS])
def test_a_bad_parameter_is_named_and_the_rest_of_the_filter_applies(
    server: Server, visit: Open, problem: tuple[str, str, str, list[str]]
) -> None:
    wrong, parameter, value, allowed = problem
    path = "/table" if parameter == "kind" else "/"
    tab = visit(server, f"{path}?province=KH-1&{wrong}")
    expect(tab.notices).to_have_count(1)
    expect(tab.notices).to_contain_text(f"{parameter}={value}")
    for words in allowed:
        expect(tab.notices).to_contain_text(words)
    see(tab, "Banteay Meanchey")
    no_traceback(tab)


def test_every_bad_parameter_has_its_notice_on_every_page(server: Server, visit: Open) -> None:
    for path in ("/", "/table", "/about"):
        tab = visit(server, f"{path}?province=&kind=party&province=KH-18&colour=%3Cb%3Ered")
        expect(tab.notices).to_have_count(3)
        said = " ".join(tab.notices.all_inner_texts())
        assert all(words in said for words in ("province=", "kind=party", "colour=<b>red"))
        no_traceback(tab)


def test_a_bad_table_is_named(server: Server, visit: Open) -> None:
    tab = visit(server, "/table?table=people")
    expect(tab.notices).to_contain_text("table=people")
    expect(tab.notices).to_contain_text("compound_status")
    no_traceback(tab)


def test_of_a_parameter_given_twice_the_dropped_value_is_named(server: Server, visit: Open) -> None:
    tab = visit(server, "/table?table=raids&table=claims")
    see(tab, "All ")
    expect(tab.sentence).to_contain_text("claims")
    expect(tab.notices).to_have_count(1)
    expect(tab.notices).to_contain_text("table=raids: is given more than once")


def no_traceback(tab: Tab) -> None:
    shown = tab.page.locator("body").inner_text()
    assert "Traceback" not in shown
    assert "Error" not in shown
    assert tab.page.get_by_test_id("stException").count() == 0
