"""The texts at the desk: read one, pick words of it, note something of them or make them evidence."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.events import desk
from apps.events import queries as events
from apps.events.faults import InvalidField, NotThere, UidReused, VersionConflict, WrongState
from apps.events.marks import NOTE, Mark, marks_of_version
from apps.events.queries import VersionText
from apps.events.selecting import selected
from apps.events.versions import DocumentRow, document_row, version_lines
from apps.events.words import GRADES
from apps.web import document_parts, event_words
from apps.web.desk import marked_text, span_acts
from apps.web.desk.gate import DeskRequest, needs, show
from apps.web.desk.span_form import LOOK, Picked, picked
from apps.web.foreign import shown

REFUSED, STALE = 422, 409
LONGEST_WORDS = 80
LISTED = 200
FAULTS = (InvalidField, NotThere, UidReused, VersionConflict, WrongState)


@require_http_methods(["GET", "HEAD"])
@needs("analyst")
def listed(request: DeskRequest) -> HttpResponse:
    """List the watched documents, the one that changed last first."""
    words = request.GET.get("q", "").replace("\x00", " ")[:LONGEST_WORDS].strip()
    rows = [
        row
        for row in events.document_rows(as_of=timezone.now())
        if words.casefold() in f"{row['title']} {row['id']}".casefold()
    ]
    rows.sort(key=lambda row: (row["last_version_at"], row["id"]), reverse=True)
    found = [
        document_parts.listed(row) | {"url": reverse("desk-document-latest", args=[row["id"]])}
        for row in rows[:LISTED]
    ]
    return show(request, "web/desk/documents.html", {"rows": found, "total": len(rows), "words": words})


@require_http_methods(["GET", "HEAD"])
@needs("analyst")
def latest(request: DeskRequest, document: str) -> HttpResponse:
    """Lead to the newest version of a document."""
    row, now = _document(document), timezone.now()
    version = events.version_at(document=row.key, at=now, as_of=now)
    if version is None:
        raise Http404
    return HttpResponseRedirect(_address(row, version))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("analyst")
def one(request: DeskRequest, document: str, version: str) -> HttpResponse:
    """Show a version with its marks; take words of it as a note, or as evidence of an event or a draft."""
    row, now = _document(document), timezone.now()
    text = _version(row, version, now)
    sent = picked(request.POST if request.method == "POST" else request.GET)
    problem, status, span = "", 200, None
    try:
        span = _span(text, sent)
        if span and request.method == "POST" and sent.do != LOOK:
            done = span_acts.ACTS[sent.do](row.id, text, span, sent, request.person, now)
            messages.success(request, done.words)
            return HttpResponseRedirect(done.url or _address(row, text) + _mark_at(text, span))
    except FAULTS as fault:
        problem, status = str(fault), STALE if isinstance(fault, VersionConflict) else REFUSED
    except KeyError:
        problem, status = sent.do, REFUSED
    status = status if request.method == "POST" else 200
    given = _page(request, row, text, sent, span) | {"problem": problem}
    return show(request, "web/desk/document.html", given, status=status)


def _document(document: str) -> DocumentRow:
    row = document_row(document)
    if row is None:
        raise Http404
    return row


def _version(row: DocumentRow, name: str, now: datetime) -> VersionText:
    """Return a version by its whole id; marks belong to no beginning of one."""
    found = events.version_named(document=row.key, name=name, as_of=now) if "\x00" not in name else None
    if found is None or found.version != name:
        raise Http404
    return found


def _address(row: DocumentRow, version: VersionText) -> str:
    return reverse("desk-document", args=[row.id, version.version])


def _span(text: VersionText, sent: Picked) -> tuple[int, int] | None:
    """Return the words that were picked; None where nobody picked any and nothing is to be done."""
    if not sent.has_words and sent.do == LOOK:
        return None
    return selected(text.text, quote=sent.quote, first=sent.first, last=sent.last, span=sent.span)


def _mark_at(text: VersionText, span: tuple[int, int]) -> str:
    """Return the end of the address of the first mark with this span: its page of the text and its number."""
    marks = marks_of_version(version=text.key)
    number = next((place for place, one in enumerate(marks, start=1) if (one.start, one.end) == span), 1)
    part = marked_text.part_with(marked_text.parts_of(text.text), span[0])
    return f"?{urlencode({'part': part})}#m{number}"


def _page(
    request: DeskRequest, row: DocumentRow, text: VersionText, sent: Picked, span: tuple[int, int] | None
) -> dict[str, Any]:
    """Return what the page places."""
    marks = marks_of_version(version=text.key)
    parts = marked_text.parts_of(text.text)
    asked = request.GET.get("part", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
    here = marked_text.part_with(parts, span[0]) if span and not number else min(max(number, 1), len(parts))
    # What is picked now comes after the marks that are stored.
    spans = [(mark.start, mark.end) for mark in marks] + ([span] if span else [])
    return {
        "document": row, "title": shown(row.title, most=document_parts.TITLE), "version": text,
        "short": text.version[:12], "dated": event_words.moment(text.dated), "characters": len(text.text),
        "runs": marked_text.runs(text.text, parts[here - 1], spans), "picked_mark": len(marks) if span else -1,
        "marks": _marks(marks, text, parts), "span": span, "sent": sent, "grades": GRADES,
        "quoted": marked_text.quoted(text.text, span) if span else "",
        "quote_field": _quote_field(text.text, span) if span else sent.quote,
        "parts": [(place, f"?{urlencode({'part': place})}", place == here) for place in range(1, len(parts) + 1)],
        "versions": _versions(row, text), "slugs": desk.known_slugs(),
        "drafts": span_acts.drafts_of(request.person),
        "diff_url": f"{reverse('document-diff', args=[row.id])}?{urlencode({'to': text.version})}",
    }  # fmt: skip


def _quote_field(text: str, span: tuple[int, int]) -> str:
    """Return the picked words for the form; none where a browser would send back other ones."""
    words = text[slice(*span)]
    return words if words == shown(words) and "\r" not in words else ""


def _marks(
    marks: Sequence[Mark], text: VersionText, parts: Sequence[tuple[int, int]]
) -> list[dict[str, Any]]:
    """Return the marks as the list beside the text places them, numbered from 1."""
    return [
        {
            "place": place, "start": mark.start, "end": mark.end, "is_note": mark.kind == NOTE,
            "quote": shown(text.text[mark.start : mark.end], most=160), "author": mark.author,
            "body": shown(mark.body), "at": event_words.moment(mark.at) if mark.at else "",
            "title": shown(mark.title, most=160), "slug": mark.slug,
            "url": f"?part={marked_text.part_with(parts, mark.start)}#m{place}",
        }
        for place, mark in enumerate(marks, start=1)
    ]  # fmt: skip


def _versions(row: DocumentRow, text: VersionText) -> list[tuple[str, str, bool]]:
    """Return the versions to go to: address, words, whether it is this one."""
    return [
        (
            reverse("desk-document", args=[row.id, line.version]), f"{line.dated:%Y-%m-%d %H:%M} · {line.version[:8]}",
            line.version == text.version,
        )
        for line in version_lines(document=row.key, as_of=timezone.now())
    ]  # fmt: skip
