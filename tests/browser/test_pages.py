"""The pages of compounds, claims and sources say what the command line says."""

from __future__ import annotations

import csv
import io
import json
import platform
import re
import sys
import urllib.request
from collections.abc import Callable
from importlib.metadata import version

import pytest
from playwright.sync_api import BrowserContext, Locator, WebSocket, expect

from geo.files.exports import BOM
from tests import reference
from tests.browser.conftest import Open
from tests.browser.server import Server
from tests.browser.tab import Tab, see
from tests.browser.test_main_job import read
from tests.reference import PROJECT

Cli = Callable[..., bytes]
IMAGE = "![x](http://tracker.invalid/x.png)<img src=x>"


def count(content: bytes) -> int:
    return len(list(csv.DictReader(io.StringIO(content.decode(), newline=""))))


@pytest.mark.parametrize(
    ("path", "table"),
    [("/compounds", "compounds"), ("/claims", "claims"), ("/sources", "sources")],
)
def test_a_page_has_the_rows_of_the_filter(
    server: Server, visit: Open, cli: Cli, path: str, table: str
) -> None:
    rows = count(cli("export", table, "--province=KH-18"))
    tab = visit(server, f"{path}?province=KH-18")
    see(tab, f"{rows} of ")
    assert tab.params() == [("province", "KH-18")]
    assert tab.strangers == []


def test_a_sheet_has_the_figures_of_the_summary(server: Server, visit: Open, cli: Cli) -> None:
    total = json.loads(cli("summary", "--by=month", "--compound=mds-thmor-da"))["total"]
    tab = visit(server, "/compounds?compound=mds-thmor-da")
    see(tab, f"{total['raids']} of ")
    tab.until(tab.figures, len)
    for measure, (_, coverage) in tab.figures().items():
        assert coverage == f"from {total[measure]['known']} of {total['raids']} raids"


def test_a_misspelled_name_leads_to_the_sheet(server: Server, visit: Open) -> None:
    tab = visit(server, "/compounds?name=kaybo")
    tab.main.get_by_role("button", name="Kaibo").first.click()
    tab.arrive("/compounds", ("compound", "kaibo"))
    expect(tab.main.get_by_role("heading", name="Kaibo", exact=True)).to_be_visible()


@pytest.mark.parametrize("path", ["/compounds?name=", "/claims?claim=", "/sources?source="])
def test_hostile_words_in_an_address_are_inert(server: Server, visit: Open, path: str) -> None:
    tab: Tab = visit(server, f"{path}{IMAGE}")
    expect(tab.main.get_by_text("tracker.invalid").first).to_be_visible()
    assert tab.main.locator("img").count() == 0
    assert tab.strangers == []


def citation(tab: Tab) -> Locator:
    """The citation of a page, opened."""
    tab.idle()
    tab.main.get_by_text("Cite this view").click()
    cited = tab.main.locator(".st-key-cite code")
    cited.wait_for()  # The browser fetches what draws it only now.
    return cited


RECORD = reference.read(reference.DATA)["raids"][0]
CLAIM = reference.read(reference.DATA)["claims"][0]
SOURCE = reference.read(reference.DATA)["sources"][0]


@pytest.mark.parametrize(
    ("path", "tables", "opened"),
    [
        ("/?province=KH-18", {"raids": "--province=KH-18"}, ""),
        (f"/?record={RECORD['raid_id']}", {"raids": ""}, f"Record: {RECORD['date_start']}"),
        ("/timeline?province=KH-18&vs.kind=raid", {"raids": "--province=KH-18 --kind=raid"}, ""),
        ("/claims?province=KH-18", {"claims": "--province=KH-18"}, ""),
        (f"/claims?claim={CLAIM['claim_id']}", {"claims": ""}, f"Claim: {CLAIM['date']}"),
        ("/sources?province=KH-18", {"sources": "--province=KH-18"}, ""),
        (f"/sources?source={SOURCE['source_id']}", {"sources": ""}, "Document: "),
        ("/table?province=KH-18&kind=raid&table=places", {"places": "--province=KH-18"}, ""),
        ("/compounds?nationality=IDN", {"compounds": ""}, ""),
        ("/compounds?compound=mango-park", {"raids": "--compound=mango-park"}, "Mango Park"),
    ],
)
def test_a_page_cites_what_it_shows(
    server: Server, visit: Open, cli: Cli, *, path: str, tables: dict[str, str], opened: str
) -> None:
    cited = citation(visit(server, path))
    expect(cited).to_contain_text(f"{server.url}{path}.")
    said = cited.inner_text()
    ((table, flags),) = tables.items()
    every = count(cli("export", table))
    # Two filters that are compared are two sentences, of a flag each.
    sides = flags.split() if "vs." in path else [flags]
    for side in sides:
        rows = count(cli("export", table, *side.split()))
        noun = {"sources": "documents"}.get(table, table)
        assert (f"{rows:,} of {every:,} {noun}: " if side else f"All {every:,} {noun}") in said
    assert opened in said
    assert len(re.findall(r"\d of [\d,]+ |All [\d,]+ ", said)) == len(sides)
    assert ("(not filtered by kind)" in said) == ("table=places" in path)
    assert ("(not filtered by nationality)" in said) == ("nationality" in path)


def test_a_citation_has_no_part_that_was_left_out(server: Server, visit: Open) -> None:
    cited = citation(visit(server, "/table?province=zz&kind=raid&table=claims"))
    expect(cited).to_contain_text(f"{server.url}/table?kind=raid&table=claims. ")


@pytest.mark.parametrize(
    ("path", "table", "flags"),
    [
        ("/compounds?compound=mango-park", "compound_status", ["--compound=mango-park"]),
        ("/claims?province=KH-18&measure=found", "claims", ["--province=KH-18"]),
        ("/timeline?from=2024&events=all&chart=policy", "policy_events", ["--from=2024"]),
    ],
)
def test_an_embedded_chart_says_of_which_rows_it_is(
    server: Server, visit: Open, cli: Cli, *, path: str, table: str, flags: list[str]
) -> None:
    tab = visit(server, f"{path}&embed=true")
    rows = read(cli("export", table, *flags))
    if table == "claims":
        rows = [row for row in rows if row["measure"] == "found"]
    every = count(cli("export", table))
    noun = {"compound_status": "statements about compounds", "policy_events": "policy events"}
    said = f"{len(rows)} of {every} {noun.get(table, table)}: "
    expect(tab.main.get_by_text(said)).to_be_visible()


def test_a_page_s_citation_is_a_file(server: Server, visit: Open) -> None:
    tab = visit(server, "/sources?province=KH-18")
    expect(citation(tab)).to_be_visible()
    with tab.page.expect_download() as download:
        tab.main.get_by_role("button", name="BibTeX").click()
    assert "documents: Preah Sihanouk" in download.value.path().read_text("utf-8")
    assert tab.main.get_by_role("link", name="Metadata").count()


@pytest.mark.parametrize(
    ("path", "table", "side", "flags"),
    [
        ("/?province=KH-18", "raids", "", ["--province=KH-18"]),
        ("/?province=KH-18", "compounds", "", ["--province=KH-18"]),
        ("/timeline?kind=raid", "raids", "", ["--kind=raid"]),
        ("/timeline?kind=raid&vs.province=KH-18", "raids", ", A", ["--kind=raid"]),
        ("/timeline?kind=raid&vs.province=KH-18", "raids", ", B", ["--province=KH-18"]),
        ("/nationalities", "raid_nationalities", "", []),
        ("/nationalities?nationality=IDN", "raid_nationalities", "", ["--nationality=IDN"]),
        ("/nationalities?nationality=IDN", "raids", "", ["--nationality=IDN"]),
        ("/nationalities?nationality=IDN", "claims", "", ["--nationality=IDN"]),
    ],
)
def test_a_page_gives_its_rows_in_every_format(
    server: Server, visit: Open, cli: Cli, *, path: str, table: str, side: str, flags: list[str]
) -> None:
    tab = visit(server, path)
    if path.startswith("/?"):
        tab.main.get_by_text("Take this view away").click()
    folded = {"raids": "Raids that name it", "claims": "Claims about it"}
    if path.startswith("/nationalities") and table in folded:
        tab.main.get_by_text(folded[table]).click()
    called = f"{reference.RESOURCES[table]['title']}{side}:"
    line = tab.main.locator("p.files").filter(has=tab.page.get_by_text(called, exact=True))
    formats = ["CSV", "JSON", "Parquet", "XLSX"] + ["GeoJSON"] * (table in reference.LOCATED)
    main = {"/timeline": "raids", "/nationalities": "raid_nationalities"}
    printable = int(main.get(path.partition("?")[0]) == table)
    expect(line.get_by_role("link")).to_have_count(len(formats) + 2 + printable)
    expect(line.get_by_role("link", name="Brief", exact=True)).to_have_count(printable)
    for format in formats:
        link = line.get_by_role("link", name=format, exact=True).get_attribute("href") or ""
        ending = f"--format={format.lower()}"
        sent = cli("export", table, *flags, ending, f"--home={server.url}")
        assert server.get(link).body == sent
    link = line.get_by_role("link", name="CSV for Excel").get_attribute("href") or ""
    assert server.get(link).body == BOM + cli("export", table, *flags)
    link = line.get_by_role("link", name="Metadata").get_attribute("href") or ""
    assert json.loads(server.get(link).body)["rows"] == count(cli("export", table, *flags))


def test_the_shown_claims_are_a_file_that_says_which_they_are(
    server: Server, visit: Open, cli: Cli
) -> None:
    tab = visit(server, "/claims?claimant_type=un")
    every = read(cli("export", "claims"))
    shown = {row["claim_id"] for row in every if row["claimant_type"] == "un"}
    files = []
    for key, name in (("csv", "This table as CSV"), ("metadata-json", "Its metadata")):
        button = tab.main.locator(f".st-key-claims-{key}").get_by_role("button", name=name)
        with tab.page.expect_download() as download:
            button.click()
        files.append(download.value.path().read_text("utf-8"))
    listed, said = list(csv.DictReader(io.StringIO(files[0]))), json.loads(files[1])
    assert {row["claim_id"] for row in listed} == shown
    assert (said["rows"], said["layer_rows"]) == (len(shown), len(every))
    assert {s["source_id"] for s in said["sources"]} == {
        id for row in every if row["claim_id"] in shown for id in row["source_id"].split("|")
    }
    assert f"{server.url}/claims?claimant_type=un" in said["citation"]
    assert f"{len(shown)} of {len(every)} claims: united nations" in said["citation"]
    # The links give every claim, and are called so.
    expect(tab.main.get_by_text("Every claim of the filter:")).to_be_visible()


def test_the_server_tells_no_version(server: Server) -> None:
    for path in ("/", "/api/v1/raids.csv", "/_stcore/health"):
        with urllib.request.urlopen(server.url + path) as answer:
            assert not re.search(r"\d", answer.headers["Server"])
            assert "X-Powered-By" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/table?province=KH-18", "/api/v1/"])
def test_every_page_names_the_description_for_search_engines(server: Server, path: str) -> None:
    with urllib.request.urlopen(server.url + path) as answer:
        (target,) = re.findall(r'<([^>]*)>; rel="describedby"', answer.headers["Link"])
    described = server.get(target)
    assert described.media_type == "application/ld+json"
    said = json.loads(described.body)
    assert (said["@type"], said["url"]) == ("Dataset", f"{server.url}/")


def test_no_message_of_the_server_tells_of_its_machine(
    server: Server, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    frames: list[bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: frames.append(bytes(frame)))

    page.on("websocket", listen)
    tab = Tab(page, server).open("/timeline?province=KH-18")
    page.get_by_test_id("stSidebar").get_by_role("link", name="Table").click()
    tab.arrive("/table", ("province", "KH-18"))
    assert tab.grid()[0]
    assert any(b"_nav.py" in frame for frame in frames)
    assert any(b"pandas_version" in frame for frame in frames)
    versions = {version(name) for name in ("streamlit", "pandas", "pyarrow")}
    secrets = {str(PROJECT), sys.prefix, f"{platform.python_version()}.", *versions}
    told = {secret for frame in frames for secret in secrets if secret.encode() in frame}
    assert told == set()
    assert tab.errors == []
