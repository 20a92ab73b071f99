"""At the desk words are marked with the mouse, extended by keys, and marked without any script."""

import importlib
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

# The site's figures are in the test database, which is made only for tests that say so.
pytestmark = pytest.mark.django_db

# The face is one character to the server and two to a script; a mark of direction is one, shown as its code.
TEXT = "😀 You may use it.\n\nDo not \u202eresell\u202c it, ever.\n\nThe end."
PATH = "/desk/documents/genai-contrib-openrouter-terms-of-service/words1/"


@pytest.fixture
def cookie(site: str) -> dict[str, str]:
    """Store a text, sign an analyst in and return the cookie of the session."""
    found: list[str] = []
    # In a thread of its own, whose connection is outside of the test's transaction: the site must see it.
    writer = Thread(target=lambda: found.append(_session()))
    writer.start()
    writer.join()
    return {"name": "sessionid", "value": found[0], "url": site}


def _session() -> str:
    world = importlib.import_module("tests.api.world")
    actions = importlib.import_module("apps.events.actions")
    users = importlib.import_module("django.contrib.auth").get_user_model()
    client = importlib.import_module("django.test").Client()
    world.version("words1", TEXT, "2026-02-01T00:00:00", now=datetime.now(UTC), change="FIRST")
    actions.give_role(username="marker", role="analyst")
    client.force_login(users.objects.get(username="marker"))
    importlib.import_module("django.db").connections.close_all()
    return str(client.cookies["sessionid"].value)


def opened(browser: Browser, site: str, cookie: dict[str, str], **options: Any) -> Page:
    """Open the text as the analyst."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, **options)
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(site + PATH)
    return page


def drag(page: Page, words: str) -> None:
    """Mark words with the mouse, from their left to their right end."""
    box = page.evaluate(
        """words => {
            for (const run of document.querySelectorAll("#text [data-start]")) {
                const at = run.textContent.indexOf(words);
                if (at < 0) continue;
                run.scrollIntoView({ block: "center" });
                const range = document.createRange();
                range.setStart(run.firstChild, at);
                range.setEnd(run.firstChild, at + words.length);
                const box = range.getBoundingClientRect();
                return [box.left, box.top + box.height / 2, box.right];
            }
        }""",
        words,
    )
    page.mouse.move(box[0] + 1, box[1])
    page.mouse.down()
    page.mouse.move(box[2], box[1], steps=4)
    page.mouse.up()


def span(page: Page) -> tuple[str, str]:
    """Return the characters that the form holds."""
    return page.input_value("#start"), page.input_value("#end")


def test_dragged_words_become_a_note_and_keys_extend_them(
    browser: Browser, site: str, cookie: dict[str, str]
) -> None:
    page = opened(browser, site, cookie)
    drag(page, "You may")
    # The face is character 0, a blank 1: as Python counts.
    expect(page.locator("#start")).to_have_value("2")
    assert span(page) == ("2", "9")
    assert page.input_value("#quote") == "You may"
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#end")).to_have_value("13")
    assert page.input_value("#quote") == "You may use"
    page.fill("#body", "Who may?")
    page.click("button[value=note]")
    page.wait_for_selector("#text mark")
    assert page.inner_text("#text mark") == "You may use"
    # A second mark over a part of the first one and a sign that nobody sees.
    drag(page, "use")
    expect(page.locator("#start")).to_have_value("10")
    page.evaluate(
        """() => {
            const runs = [...document.querySelectorAll("#text [data-start]")];
            const sign = runs.find(one => "sign" in one.dataset);
            const chosen = document.getSelection();
            const after = sign.nextElementSibling.firstChild;
            chosen.setBaseAndExtent(chosen.anchorNode, chosen.anchorOffset, after, 6);
        }"""
    )
    end = TEXT.index("resell") + len("resell")
    expect(page.locator("#end")).to_have_value(str(end))
    assert page.input_value("#quote") == ""
    page.fill("#body", "Two at once")
    page.click("button[value=note]")
    page.wait_for_selector("#text mark.deep")
    assert page.inner_text("#text mark.deep") == "use"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    page.context.close()


def test_without_scripts_words_are_named_by_their_ends(
    browser: Browser, site: str, cookie: dict[str, str]
) -> None:
    page = opened(browser, site, cookie, java_script_enabled=False)
    page.fill("#first", "The")
    page.fill("#last", "end.")
    page.click("button[value=look]")
    assert page.inner_text("#text mark.picked") == "The end."
    page.fill("#body", "Named")
    page.click("button[value=note]")
    assert "Named" in page.inner_text("#marks")
    assert page.locator("#text mark", has_text="The end.").count() == 1
    page.context.close()
