"""Photograph the running site for review; maintainers only."""

from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from playwright.sync_api import Browser, Error, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
]
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
SCHEMES = ("light", "dark")
PAGES = {
    "home": "/",
    "atlantic": "/?view=atlantic",
    "china": "/?country=CHN",
    "lab": "/?basis=LAB",
    "scenario": "/?scope=WORLD",
    "no-evidence": "/?evidence=A",
    "timeline": "/timeline/",
    "timeline-models": "/timeline/?by=MODEL",
    "timeline-twin": "/timeline/?view=twin",
    "before-after": "/timeline/before-after/?day=2026-04-01",
    "countries": "/countries/",
    "country": "/countries/CHN/",
    "country-without-data": "/countries/NRU/",
    "corridor": "/flows/CHN/USA/",
    "corridor-unknown": "/flows/UNK/USA/",
    "models": "/models/",
    "model": "/models/minimax-m2-5-20260211/",
    "labs": "/labs/",
    "one-lab": "/labs/deepseek/",
    "search": "/search/?q=deep",
    "revisions": "/revisions/",
    "embed-map": "/embed/map/",
    "embed-timeline": "/embed/timeline/",
    "not-found": "/nowhere-at-all/",
    "claims": "/claims/",
    "claim": "/claims/c09/",
    "denominators": "/claims/denominators/?period=2026-03-16",
    "prices": "/prices/?model=minimax-m2-5-20260211",
    "price-gap": "/price-gap/",
    "calculator": "/calculator/",
    "sources": "/sources/",
    "method": "/method/",
    "events": "/events/",
    "candidates": "/events/?state=CANDIDATE",
    "event": "/events/google-antigravity-third-party-access/?state=CANDIDATE",
    "documents": "/documents/",
    "data": "/data/?list=flows&file=csv",
    "stability": "/data/stability/",
    "about": "/about/",
}


class Command(BaseCommand):
    """Write a picture of each page, light and dark, wide and narrow, into .screenshots/."""

    help = "Photograph a running site into .screenshots/ (not committed)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the site's address and the folder."""
        parser.add_argument("--site", default="http://127.0.0.1:8000/")
        parser.add_argument("--into", type=Path, default=settings.ROOT / ".screenshots")

    def handle(self, *args: Any, **options: Any) -> None:
        """Photograph every page; an unreachable site is one clear sentence."""
        options["into"].mkdir(exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            for size in SIZES:
                for scheme in SCHEMES:
                    for name in photograph(browser, options["site"], size, scheme, options["into"]):
                        self.stdout.write(name)


def photograph(browser: Browser, site: str, size: str, scheme: str, into: Path) -> list[str]:
    """Write one picture per page in one size and colour scheme; return the files' names."""
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    names = []
    for name, path in PAGES.items():
        try:
            is_map = path.startswith(("/?", "/embed/map")) or path == "/"
            page.goto(urljoin(site, path))
            if is_map:
                page.wait_for_selector("html[data-ready]", state="attached")
        except Error as fault:
            raise CommandError(f"{urljoin(site, path)} could not be photographed: {fault.message}") from fault
        target = into / f"{name}-{size}-{scheme}.png"
        page.screenshot(path=target, full_page=size == "phone" or not is_map)
        names.append(str(target))
    page.close()
    return names
