"""No page has an accessibility violation, light or dark, on a desktop or a phone."""

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest

from tests.web.browser.conftest import DESKTOP, PHONE, OpenPage

# The site's figures are in the test database, which is made only for tests that say so.
pytestmark = pytest.mark.django_db

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
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
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_has_no_violation(open_page: OpenPage, path: str, scheme: str, size: dict[str, int]) -> None:
    page = open_page(path, is_ready=path.startswith("/?") or path == "/", color_scheme=scheme, viewport=size)
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(f"axe.run(document, {{runOnly: {TAGS}}})")
    told = [(rule["id"], [node["html"][:160] for node in rule["nodes"][:3]]) for rule in found["violations"]]
    assert told == []
