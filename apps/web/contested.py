"""What people say to a thing: the notes on it, how often it is contested, and the way to contest it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from apps.events import queries as events
from apps.web.event_words import moment
from apps.web.foreign import shown

NOTE, NOTES = 1_200, 20


@dataclass(frozen=True, slots=True)
class Contest:
    """The block `web/contested.html`: disputes that wait and that were decided, their list, and the form."""

    subject: str
    open: int
    decided: int
    list_url: str
    form_url: str


def contest(subject: str, *, as_of: datetime, ends: Collection[str] = ()) -> Contest:
    """Return the block of a subject; `ends` are the ends of addresses of numbers that belong to it."""
    found = events.contested(subjects=[subject], ends=ends, as_of=as_of)
    query = urlencode({"subject": subject}, safe="/")
    return Contest(subject, found.open, found.decided, f"{reverse('disputes')}?{query}", form_url(subject))


def form_url(subject: str) -> str:
    """Return the address of the form that contests a subject."""
    return f"{reverse('dispute-new')}?{urlencode({'subject': subject}, safe='/')}"


def notes(subject: str, *, as_of: datetime) -> list[dict[str, Any]]:
    """Return the standing notes on a subject, the latest first; a withdrawn one has lost its words."""
    found = events.annotation_rows(as_of=as_of, subjects=[subject])
    standing = [note for note in found if note["superseded_by"] is None]
    return [
        {
            "url": reverse("annotation", args=[note["uid"]]),
            "body": shown(note["body"] or "", most=NOTE),
            "is_withdrawn": note["is_withdrawn"],
            "reason": shown(note["reason"], most=NOTE),
            "author": shown(note["author"]),
            "at": moment(note["created_at"]),
            "revision": note["revision"],
        }
        for note in reversed(standing[-NOTES:])
    ]


def remarks(subject: str, *, as_of: datetime, ends: Collection[str] = ()) -> dict[str, Any]:
    """Return both blocks of `web/remarks.html`."""
    return {"notes": notes(subject, as_of=as_of), "contest": contest(subject, as_of=as_of, ends=ends)}
