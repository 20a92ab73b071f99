"""Public histories: every write to an event, every version of a note; what was merged or withdrawn keeps its page."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.events import queries as events
from apps.flows import queries
from apps.web import event_parts
from apps.web.asked import common
from apps.web.contested import contest
from apps.web.event_words import moment
from apps.web.foreign import shown
from apps.web.known_tools import known_tools
from apps.web.subjects import kept_name

STATES = ("CONFIRMED", "CANDIDATE", "REJECTED")


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every write to an event, also to one that is a candidate, was rejected or merged."""
    now = timezone.now()
    question, notices = common(request.GET, own=(), now=now)
    as_of = question.as_of or now
    found = events.event_history(slug=slug, as_of=as_of)
    rows = events.event_rows(states=STATES, as_of=as_of, slug=slug)
    if not found or not rows:
        raise Http404
    row = rows[0]
    title = shown(row["title"], most=event_parts.TITLE)
    context = {
        "question": question, "notices": notices, "release": queries.release(now=now), "title": title,
        "state": row["state"], "event_url": event_parts.event_url(slug, row["state"]),
        "history": event_parts.history(found),
        "into": row["merged_into"] or "", "merged": events.merged_into_it(slug=slug, as_of=as_of),
        "tools": known_tools(
            request, question, now=now, title=_("History of “%(title)s”") % {"title": title},
            path=reverse("event-history", args=[slug]), downloads=[("JSON", f"/api/v1/events/{slug}/history")],
        ),
    }  # fmt: skip
    return render(request, "web/event_writes.html", context)


@require_safe
def annotation(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one note with every version of it; of a withdrawn one the reason, without its words."""
    now = timezone.now()
    question, notices = common(request.GET, own=(), now=now)
    as_of = question.as_of or now
    found = events.annotation_rows(as_of=as_of, uid=uid)
    if not found:
        raise Http404
    note, data = found[0], f"/api/v1/annotations/{uid}"
    context: dict[str, Any] = {
        "question": question, "notices": notices, "release": queries.release(now=now),
        "subject": kept_name(note["subject_key"], now=now), "note": note,
        "body": shown(note["body"] or ""), "reason": shown(note["reason"]), "at": moment(note["created_at"]),
        "versions": versions(uid, as_of), "contest": contest(f"annotation/{uid}", as_of=as_of),
        "tools": known_tools(
            request, question, now=now, title=_("Note"), path=reverse("annotation", args=[uid]),
            downloads=[("JSON", data), (_("history, JSON"), f"{data}/history")],
        ),
    }  # fmt: skip
    return render(request, "web/annotation.html", context)


def versions(uid: UUID, as_of: Any) -> list[dict[str, Any]]:
    """Return every version of a note, the latest first; the one whose page this is has no link."""
    what = {"CREATED": _("written"), "EDITED": _("replaced"), "WITHDRAWN": _("withdrawn")}
    found = events.annotation_history(uid=uid, as_of=as_of)
    return [
        {
            "revision": row["revision"],
            "at": moment(row["at"]),
            "who": shown(row["who"]),
            "role": row["role"],
            "what": what[row["what"]],
            "why": shown(row["why"]),
            "body": shown(row["changes"].get("body", "")),
            "url": reverse("annotation", args=[row["changes"]["uid"]]) if "uid" in row["changes"] else "",
            "is_here": row["changes"].get("uid") == str(uid),
        }
        for row in reversed(found)
    ]
