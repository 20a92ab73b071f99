"""No page has an accessibility violation, light or dark, on a desktop or a phone; none is heavy."""

import pytest

from tests.web.browser.conftest import DESKTOP, PHONE, OpenPage, await_ready
from tests.web.browser.walking import BUDGET_BYTES, arriving, violations

# The site's figures are in the test database, which is made only for tests that say so.
pytestmark = pytest.mark.django_db

REVISIONS = "/revisions/?cell=cell/COMPUTE/OBSERVED/TOKENS/2026-02-16/CHN/USA"
PAGES = [
    "/",
    "/?view=atlantic&country=CHN",
    "/timeline/?by=LAB",
    "/timeline/before-after/?day=2026-04-01",
    "/embed/map/",
    "/embed/timeline/",
    "/countries/",
    "/countries/CHN/",
    "/flows/CHN/USA/",
    "/models/",
    "/models/minimax-m2-5-20260211/",
    "/labs/deepseek/",
    "/search/?q=deep",
    "/claims/",
    "/claims/c09/",
    "/claims/denominators/?period=2026-03-16",
    "/prices/?model=minimax-m2-5-20260211",
    "/price-gap/",
    "/calculator/",
    "/sources/",
    "/method/",
    REVISIONS,
    "/timeline/?view=twin",
    "/events/",
    "/events/?state=CANDIDATE",
    "/events/google-antigravity-third-party-access/?state=CANDIDATE",
    "/documents/",
    "/data/",
    "/data/stability/",
    "/about/",
    "/nowhere-at-all/",
]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", PAGES)
def test_is_light_and_has_no_violation(open_page: OpenPage, path: str, size: dict[str, int]) -> None:
    page = open_page("/about/", is_ready=False, color_scheme="light", viewport=size)
    arrived = arriving(page)
    page.goto(page.url.replace("/about/", path))
    if path == "/" or path.startswith("/?"):
        await_ready(page, [])
    page.wait_for_load_state("networkidle")
    assert sum(arrived) <= BUDGET_BYTES
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
