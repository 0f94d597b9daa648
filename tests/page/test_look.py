"""Every tab at two sizes of window: nothing for axe (WCAG 2.2 AA) to find, nothing that runs out of the window."""

from __future__ import annotations

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page

from kaohe_xl.page.tabs import ALL
from tests.page.conftest import Served

pytestmark = pytest.mark.xdist_group("page")  # one browser and one page for all who change nothing

RULES = {
    "resultTypes": ["violations"],  # what is all right is not listed element by element, which takes most of the time
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}
SIZES = ((1366, 768), (683, 384))  # an office laptop, and the same at 200 %


def test_every_room(shared: Served, window: Page) -> None:
    served = shared
    window.goto(served.link)
    base = window.url.rsplit("/", 1)[0]
    more = ["results?doubt=1", "results?unit=东风镇&key=2.1"]
    for address in [f"{served.address}/", *(f"{base}/{each}" for each in [*(tab.slug for tab in ALL), *more])]:
        window.goto(address)
        found = Axe().run(window, options=RULES)["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], address
        assert window.get_by_role("heading", level=1).count() == 1, address
        for width, height in SIZES:
            window.set_viewport_size({"width": width, "height": height})
            over = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert over <= 0, (address, width)
