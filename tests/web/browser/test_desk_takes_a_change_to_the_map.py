"""Two analysts and a reviewer, in a browser: from a changed clause to a published event, with a conflict on the way."""

import importlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.web.browser.walking import WIDTH, violations

# The site's figures are in the test database, which is made only for tests that say so.
pytestmark = pytest.mark.django_db

SLUG = "openrouter-forbids-agents"
# A day of the week of 9 March 2026, which the bundled figures estimate.
CHANGED = datetime(2026, 3, 11, 9, tzinfo=UTC)
PASSWORD = "seven tall poplars"
PEOPLE = {"desk-ana": "analyst", "desk-ben": "analyst", "desk-rea": "reviewer", "desk-root": "admin"}
NARROW = {"width": 320, "height": 700}


def elsewhere(work: Callable[[], None]) -> None:
    """Do something to the site's data outside of the test's transaction: the site must see it."""
    faults: list[BaseException] = []

    def done() -> None:
        try:
            work()
        except BaseException as fault:  # a thread's fault would fail no test
            faults.append(fault)
        finally:
            importlib.import_module("django.db").connections.close_all()

    thread = Thread(target=done)
    thread.start()
    thread.join()
    if faults:
        raise faults[0]


def _prepare() -> None:
    desk_world = importlib.import_module("tests.web.desk_world")
    actions = importlib.import_module("apps.events.actions")
    console = importlib.import_module("apps.pipeline.management.commands.person").CONSOLE
    for name, role in PEOPLE.items():
        actions.add_person(username=name, role=role, by=console, password=PASSWORD)
    desk_world.a_change(now=CHANGED + timedelta(days=2), slug=SLUG, day=CHANGED)


def _take_back() -> None:
    """Let other tests find the site as it was: the event is rejected, as a reviewer may."""
    models = importlib.import_module("apps.events.models")
    actions = importlib.import_module("apps.events.actions")
    faults = importlib.import_module("apps.events.faults")
    users = importlib.import_module("django.contrib.auth").get_user_model()
    event = models.PolicyEvent.objects.get(slug=SLUG)
    root = users.objects.get(username="desk-root")
    if event.state != "REJECTED":
        actions.judge(
            slug=SLUG, expected=event.revisions.count(), verdict="REJECT", reason="end of the test", merged_into="",
            by=faults.Person(root.pk, "desk-root", "admin"), now=datetime.now(UTC),
        )  # fmt: skip


@pytest.fixture(scope="module")
def change(site: str) -> Iterator[None]:
    """Record a document of two versions with the candidate that it gave, and make the people."""
    elsewhere(_prepare)
    yield
    elsewhere(_take_back)


def signed_in(open_page: OpenPage, name: str, path: str = "/desk/", **options: Any) -> Page:
    """Sign somebody in through the page and return it."""
    page = open_page(path, is_ready=False, **options)
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"**{path}")
    return page


def checked(page: Page) -> None:
    """See that a page has no violation, light or dark, desktop or phone, and fits a narrow screen."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert violations(page) == [], (page.url, size, scheme)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert page.evaluate(WIDTH) <= NARROW["width"], page.url
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


def accepted_with_keys(page: Page) -> None:
    """Walk the queue with the keys to the candidate, and accept it into a draft."""
    place = page.locator("[data-row]").evaluate_all(
        f"rows => rows.findIndex((row) => row.innerHTML.includes('/desk/events/{SLUG}/'))"
    )
    assert place >= 0
    for _ in range(place + 1):
        page.keyboard.press("j")
    expect(page.locator("[data-here] h2")).to_have_text("OpenRouter: a new passage")
    page.keyboard.press("a")
    page.wait_for_url("**/desk/drafts/**")


def test_a_clause_becomes_an_event_on_map_and_timeline(open_page: OpenPage, site: str, change: None) -> None:
    ana, ben = signed_in(open_page, "desk-ana"), signed_in(open_page, "desk-ben")
    checked(ana)
    ana.keyboard.press("?")
    expect(ana.locator("#keys-help")).to_be_visible()
    ana.keyboard.press("Escape")
    accepted_with_keys(ana)
    accepted_with_keys(ben)

    # What is typed is saved by itself, and is there after the page is opened anew.
    ana.fill("#id_title", "OpenRouter forbids third-party agents")
    ana.fill("#id_summary", "Ana: agents of others may not use an account.")
    ana.select_option("#id_direction", "CLOSES")
    ana.select_option("#id_confidence", "HIGH")
    expect(ana.locator("#saved")).to_contain_text("Saved at")
    ana.reload()
    expect(ana.locator("#id_summary")).to_have_value("Ana: agents of others may not use an account.")
    checked(ana)

    # The second analyst hands in what was begun on the same text: both are shown, neither is lost.
    ben.fill("#id_title", "Agents banned")
    ben.fill("#id_summary", "Ben: the new passage names agents.")
    ana.click("text=Hand in for review")
    expect(ana.locator(".notice.success")).to_contain_text("Handed in")
    ben.click("text=Hand in for review")
    expect(ben.locator("h1")).to_have_text("Two texts for one event")
    for words in ("Ana: agents of others", "Ben: the new passage", "OpenRouter forbids", "Agents banned"):
        expect(ben.locator("main")).to_contain_text(words)
    checked(ben)
    ben.check("input[name=choose-title][value=theirs]")
    ben.check("input[name=choose-direction][value=theirs]")
    ben.check("input[name=choose-summary][value=mine]")
    ben.click("text=Go on with what is chosen")
    expect(ben.locator("#id_title")).to_have_value("OpenRouter forbids third-party agents")
    expect(ben.locator("#id_summary")).to_have_value("Ben: the new passage names agents.")
    ben.click("text=Hand in for review")
    expect(ben.locator(".notice.success")).to_contain_text("Handed in")
    # Neither of the two may judge, and no reader sees anything yet.
    expect(ben.locator("#judge")).to_have_count(0)
    assert ben.request.get(f"{site}/events/{SLUG}/").status == 404

    confirmed(signed_in(open_page, "desk-rea", "/desk/reviews/"))
    found_by_readers(open_page)


def confirmed(rea: Page) -> None:
    """Review the text beside its evidence and publish it, as the second person."""
    checked(rea)
    rea.click("text=OpenRouter forbids third-party agents")
    expect(rea.locator("mark").first).to_have_text("You must not use third-party agents with your account.")
    expect(rea.locator(".waits ins").first).to_be_visible()
    checked(rea)
    rea.check("input[value=CONFIRM]")
    rea.fill("#reason", "The passage stands in the stored version.")
    rea.click("text=Give the verdict")
    expect(rea.locator(".notice.success")).to_contain_text("confirmed and published")
    # Ana's text is on record though Ben's was published.
    rea.locator("#texts ~ details").nth(1).locator("summary").click()
    expect(rea.locator("main")).to_contain_text("Ana: agents of others may not use an account.")


def found_by_readers(open_page: OpenPage) -> None:
    """See the event on its page, on the timeline and over the map's weeks, without an account."""
    event = open_page(f"/events/{SLUG}/", is_ready=False)
    expect(event.locator("h1")).to_have_text("OpenRouter forbids third-party agents")
    expect(event.locator("main")).to_contain_text("Ben: the new passage names agents.")
    timeline = open_page("/timeline/", is_ready=False)
    assert timeline.locator(f'a[href="/events/{SLUG}/"]').count() >= 1
    home = open_page("/?period=2026-03-09")
    assert home.locator(f'a[href^="/events/{SLUG}/"]').count() >= 1


def test_pages_of_admins_and_strangers_are_in_order(open_page: OpenPage, change: None) -> None:
    stranger = open_page("/desk/sign-in/", is_ready=False)
    checked(stranger)
    root = signed_in(open_page, "desk-root", "/desk/people/")
    checked(root)
    for path in ("/desk/tokens/", "/desk/account/", f"/desk/events/{SLUG}/", "/desk/?view=waiting"):
        root.goto(root.url.split("/desk/")[0] + path)
        checked(root)
