"""People at the desk for its tests: signed in, with a role, acting through the pages; and a change of a document."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from apps.events import actions
from apps.events.rows import ReadCandidate, ReadDocument, ReadEvidence, ReadStage
from tests import build
from tests.api.world import TERMS, settled

SLUG = "openrouter-terms-name-agents"
BEFORE = "You may use it.\n\nWe keep logs for 30 days."
CLAUSE = "You must not use third-party agents with your account."
AFTER = f"{BEFORE}\n\n{CLAUSE}"
KEY = "genai-contrib/OpenRouter/Terms of Service"


def a_change(*, now: datetime, slug: str = SLUG, day: datetime | None = None) -> None:
    """Record a document of two versions, the second published on a day, and the candidate that it gave."""
    day = day or now - timedelta(days=2)
    for name, text, change, at in (
        ("c1", BEFORE, "FIRST", day - timedelta(days=40)), ("c2", AFTER, "NEW", day),
    ):  # fmt: skip
        read = ReadDocument(
            key=KEY, kind="Terms of Service", title="OpenRouter: Terms of Service", url="https://example.org/terms",
            external_id=name, text=text, published_at=at, agency="OpenRouter", change=change, severity="HIGH",
            snapshot_id=build.snapshot(TERMS, now=now, body=f"{name} {text}".encode()),
        )  # fmt: skip
        actions.record_documents(source_key=TERMS, documents=[read], now=now)
    proof = ReadEvidence(document=(KEY, "c2"), quote=CLAUSE, grade="A")
    found = ReadCandidate(
        slug=slug, kind="TERMS_CHANGE", title="OpenRouter: a new passage", jurisdiction="USA", severity="MEDIUM",
        evidence=(proof,), stages=(ReadStage(stage="TEXT_CHANGE", date=day.date()),),
    )  # fmt: skip
    actions.record_candidates(source_key=TERMS, candidates=[found], now=now)
    settled()


def world(*, now: datetime | None = None) -> None:
    """Load what events point at, and record a change."""
    build.countries()
    build.sources()
    a_change(now=now or datetime.now(UTC) - timedelta(hours=1))


class Sitter:
    """Somebody at the desk, without scripts."""

    def __init__(self, name: str, role: str) -> None:
        actions.give_role(username=name, role=role)
        self.name, self.client = name, Client()
        self.client.force_login(get_user_model().objects.get(username=name))

    def get(self, path: str, status: int = 200) -> str:
        """Return a page."""
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return str(answer.content.decode())

    def post(self, path: str, fields: dict[str, Any], status: int = 302) -> Any:
        """Send a form."""
        answer = self.client.post(path, fields)
        assert answer.status_code == status, (
            path,
            answer.status_code,
            words(answer.content.decode())[-1500:],
        )
        return answer

    def take(self, slug: str = SLUG) -> str:
        """Take an event into a draft and return the address of the draft."""
        return str(self.post(f"/desk/events/{slug}/take/", {}).headers["Location"])

    def form(self, path: str) -> dict[str, Any]:
        """Return what the form of a draft holds, as a browser would send it."""
        return fields_of(self.get(path).split('id="draft"')[1])

    def judge(
        self, verdict: str, *, slug: str = SLUG, reason: str = "read at the source", **more: Any
    ) -> Any:
        """Give a verdict on what the page shows."""
        fields = {"verdict": verdict, "reason": reason, "revision": revision_of(slug)} | more
        return self.client.post(f"/desk/events/{slug}/judge/", fields)


def fields_of(markup: str) -> dict[str, Any]:
    """Return the fields of a form with their values."""
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", markup):
        names = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if names.get("type") in ("checkbox", "radio") and "checked" not in tag:
            continue
        if "name" in names:
            found[names["name"]] = unescape(names.get("value", ""))
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', markup, re.DOTALL):
        found[name] = unescape(text)
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', markup, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(
            r'<option value="([^"]*)"', options
        )
        found[name] = unescape(chosen[1]) if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


def revision_of(slug: str) -> int:
    """Return the revision of an event."""
    from apps.events.models import EventRevision

    return EventRevision.objects.filter(event__slug=slug).count()


def words(markup: str) -> str:
    """Return the text of a page."""
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", markup).split()))
