"""A real site with the bundled figures, and a real Chromium that tolerates no message and no outside request."""

import importlib
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from playwright.sync_api import TimeoutError as NotInTime

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1440, "height": 900}
# The figures must have been published before the site is asked for them.
AGO = timedelta(hours=1)
PHONE = {"width": 390, "height": 844}
# Two bundled events that a reviewer confirmed: one in a week without an estimate, one with two dates in one week.
CONFIRMED = ("anthropic-names-labs-for-distillation", "openrouter-terms-2026-03")

# The synchronous Playwright runs an event loop; the ORM would refuse to work beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


class Served(LiveServerThread):
    """The site as it is deployed: hashed files from WhiteNoise, no finder in between."""

    def __init__(self) -> None:
        """Listen on a free port of the loopback."""
        super().__init__("127.0.0.1", static_handler=lambda handler: handler, connections_override={})


def confirm(*slugs: str) -> None:
    """Confirm events as a reviewer does at the desk."""
    judging = importlib.import_module("apps.events.actions.judging")
    faults = importlib.import_module("apps.events.faults")
    user = importlib.import_module("django.contrib.auth").get_user_model().objects.create_user("reviewer-1")
    for slug in slugs:
        judging.judge(
            slug=slug, expected=1, verdict="CONFIRM", reason="read at the source", merged_into="",
            by=faults.Person(user.pk, user.username, "reviewer"), now=datetime.now(UTC) - AGO / 2,
        )  # fmt: skip


@pytest.fixture(scope="package")
def site(
    static_files: None, django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[str]:
    """Return the address of a site that serves the bundled figures."""
    # Imported here: pytest reads this file before Django knows its apps.
    build = importlib.import_module("tests.build")
    with django_db_blocker.unblock():
        assert build.bundled(now=datetime.now(UTC) - AGO), "the bundled figures gave no release"
        confirm(*CONFIRMED)
        server = Served()
        server.daemon = True
        server.start()
        server.is_ready.wait()
        if server.error:
            raise server.error
        yield f"http://127.0.0.1:{server.port}"
        server.terminate()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Return Chromium; TOKENTRADE_REQUIRE_BROWSER=1 makes its absence a failure."""
    if not CHROMIUM.is_file():
        if os.environ.get("TOKENTRADE_REQUIRE_BROWSER") == "1":
            pytest.fail(f"{CHROMIUM} is missing, and TOKENTRADE_REQUIRE_BROWSER=1 asks for it")
        pytest.skip(f"{CHROMIUM} is missing: tests in a browser did not run")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()
        # Beside Playwright's event loop Django keeps connections of its own, which nobody else would close.
        connections.close_all()


OpenPage = Callable[..., Page]


def await_ready(page: Page, complaints: list[str]) -> None:
    """Wait until the flows are drawn; a page that never gets there says what it complained of."""
    try:
        page.wait_for_selector("html[data-ready]", state="attached", timeout=20_000)
    except NotInTime as fault:
        raise AssertionError(f"{page.url} did not get ready: {complaints}") from fault


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[OpenPage]:
    """Return a function that opens an address of the site; no message and no outside request may be left."""
    yield from opening(browser, site)


def opening(browser: Browser, site: str) -> Iterator[OpenPage]:
    """Yield a function that opens an address of a site, and complain at the end of what its pages complained of."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        # Chromium reports the status of a page that is asked for because it does not exist, or tells of a conflict.
        is_expected = "preload" in message.text or any(
            status in message.text and place in message.location["url"]
            for status, place in (("404", "/nowhere"), ("409", "/desk/drafts/"))
        )
        if message.type in ("error", "warning") and not is_expected:
            complaints.append(f"{message.type}: {message.text}")

    def opened(path: str = "/", *, is_ready: bool = True, **options: object) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, **options})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", complain)
        page.on("pageerror", lambda fault: complaints.append(f"page error: {fault}"))
        page.on(
            "request", lambda asked: asked.url.startswith(site) or complaints.append(f"outside: {asked.url}")
        )
        page.goto(site + path)
        if is_ready:
            await_ready(page, complaints)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
