"""People with roles and tokens for the tests of writing, made through the actions."""

import json
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from apps.api.versions import LOOKUPS
from apps.events import actions
from apps.events.models import Annotation, Dispute, EventRevision, PolicyEvent
from apps.events.queries import public_name
from apps.events.words import SCOPES

LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)


def token(
    name: str, role: str, scopes: Collection[str] = SCOPES, *, days: int = 90, now: datetime | None = None
) -> str:
    """Return the text of a token of a person with a role."""
    actions.give_role(username=name, role=role)
    made = actions.issue_token(
        username=name,
        label="for a test",
        scopes=scopes,
        lasts=timedelta(days=days),
        now=now or datetime.now(UTC),
    )
    LOOKUPS.forget()
    return made.text


class Writer:
    """A client that sends JSON with a person's token."""

    def __init__(self, name: str, role: str, scopes: Collection[str] = SCOPES) -> None:
        self.token = token(name, role, scopes)
        self.client = Client()
        # Nobody who did not choose otherwise is named to readers.
        self.shown_as = public_name(get_user_model().objects.get(username=name).pk)

    def send(
        self, path: str, body: Any, *, revision: int | None = None, method: str = "POST", **headers: str
    ) -> Any:
        """Send a body below /api/v1/ and return the answer."""
        headers = {"Authorization": f"Bearer {self.token}"} | headers
        if revision is not None:
            headers["If-Match"] = f'"r{revision}"'
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.generic(
            method, f"/api/v1/{path}", raw, content_type="application/json", headers=headers
        )


def an_event(slug: str = "example-terms", **words: Any) -> dict[str, Any]:
    """Return the body of a new event."""
    plain = {
        "slug": slug, "kind": "TERMS_CHANGE", "title": "A provider changes its terms", "targets": ["CHN"],
        "stages": [{"stage": "TEXT_CHANGE", "date": "2026-02-27"}],
        "evidence": [{"url": "https://example.org/terms", "quote": "You must not", "grade": "A"}],
    }  # fmt: skip
    return plain | words


def kind_of(answer: Any) -> tuple[int, str]:
    """Return status and type of a problem."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content
    assert answer.headers["Cache-Control"] == "private, no-store"
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


def stored() -> tuple[int, ...]:
    """Return how many rows the writes have made."""
    return tuple(table.objects.count() for table in (PolicyEvent, EventRevision, Annotation, Dispute))
