"""The page on the layer itself: every part can be linked to."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.server import Server


def test_the_contents_lead_to_every_part(server: Server, visit: Open) -> None:
    tab = visit(server, "/about")
    links = tab.main.locator("a[href^='#']").filter(has_text=re.compile(r"\w"))
    expect(links.first).to_be_visible()
    anchors = [link.get_attribute("href") for link in links.all()]
    assert "#quality" in anchors
    for anchor in dict.fromkeys(anchors):
        expect(tab.page.locator(f"[id='{str(anchor)[1:]}']")).to_have_count(1)
    links.filter(has_text="How to cite").click()
    expect(tab.page.locator("#citation")).to_be_in_viewport()


def test_a_link_to_a_part_opens_there(server: Server, visit: Open) -> None:
    tab = visit(server, "/about#codebook")
    expect(tab.page.locator("#codebook")).to_be_in_viewport()
