"""Documents: the list, one document's versions with the text at a moment, and what two versions differ in."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.events import queries as events
from apps.events.listed import events_of_document
from apps.events.queries import VersionText
from apps.events.versions import DocumentRow, document_row, version_lines
from apps.flows import queries
from apps.flows.question_more import past_moment
from apps.flows.question_problems import UnreadableQuestion
from apps.web import document_parts, event_parts, event_words
from apps.web.asked import choice, common, put_aside
from apps.web.contested import remarks
from apps.web.diff_parts import compared
from apps.web.event_asked import page_of
from apps.web.foreign import link, shown
from apps.web.known_tools import known_tools

PER_PAGE, VERSIONS_PER_PAGE = 60, 40
LONGEST_WORDS, LONGEST_ID = 80, 80
LAYOUTS = ("inline", "side")


def listed(request: HttpRequest) -> HttpResponse:
    """List the watched documents that fit, the one that changed last first."""
    now = timezone.now()
    question, notices = common(request.GET, own=("source", "q", "page"), now=now)
    found = events.document_rows(as_of=question.as_of or now)
    notices = list(notices)
    sources = sorted({row["source"] for row in found})
    source = choice(request.GET, "source", sources, notices)
    asked = request.GET.get("q", "").replace("\x00", " ")[:LONGEST_WORDS].strip()
    fitting = [
        row for row in found if source in ("", row["source"]) and asked.casefold() in row["title"].casefold()
    ]
    fitting.sort(key=lambda row: (row["last_version_at"], row["id"]), reverse=True)
    page = page_of(request.GET)
    query = {name: value for name, value in (("q", asked), ("source", source)) if value}
    context = {
        "question": question,
        "notices": notices,
        "release": queries.release(now=now),
        "rows": [document_parts.listed(row) for row in fitting[(page - 1) * PER_PAGE : page * PER_PAGE]],
        "total": len(fitting),
        "known": len(found),
        "text": asked,
        "sources": [(name, name == source) for name in sources],
        "atom": _with("/api/v1/documents.atom", query),
        "follow": urlencode(query),
        "leaf": neighbours(page, len(fitting), PER_PAGE, query),
        "tools": known_tools(
            request, question, now=now, title=_("Documents"), path=_with(reverse("documents"), query),
            downloads=[(kind.upper(), _with(f"/api/v1/documents.{kind}", query)) for kind in ("json", "csv")],
        ),
    }  # fmt: skip
    return render(request, "web/documents.html", context)


def _with(path: str, query: dict[str, str]) -> str:
    """Return an address with its query, where it has one."""
    return f"{path}?{urlencode(query)}" if query else path


def neighbours(page: int, total: int, length: int, query: dict[str, str]) -> dict[str, Any]:
    """Return the page of a long list and the addresses of its neighbours."""
    last = max(1, -(-total // length))
    addresses = [f"?{urlencode({**query, 'page': str(one)})}" for one in (min(page - 1, last), page + 1)]
    return {
        "here": page, "last": last, "before": addresses[0] if page > 1 else "",
        "after": addresses[1] if page < last else "",
    }  # fmt: skip


def show(request: HttpRequest, document: str) -> HttpResponse:
    """Show one document: the text in force at a moment or of a version, and all its versions."""
    row = found_document(document)
    now = timezone.now()
    question, notices = common(request.GET, own=("at", "version", "page"), now=now)
    notices, as_of = list(notices), question.as_of or now
    versions = version_lines(document=row.key, as_of=as_of)
    if not versions:
        raise Http404
    here = asked_version(request, row, as_of, notices) or latest(row, as_of)
    page = page_of(request.GET)
    context = opened(row, question, notices, now) | {
        "version": document_parts.version(here, row) if here else None,
        "at": request.GET.get("at", "")[:10],
        "lines": document_parts.lines(
            document, versions, shown_version=here.version if here else "", start=(page - 1) * VERSIONS_PER_PAGE,
            length=VERSIONS_PER_PAGE,
        ),
        "total": len(versions),
        "meanings": event_words.CHANGE_NAMES.values(),
        "new": sum(one.change == "NEW" and one.is_change for one in versions),
        "flaps": sum(one.is_flap_end for one in versions),
        "technical": sum(one.is_technical for one in versions),
        "returns": sum(one.is_return and not one.is_flap_end for one in versions),
        "choices": [(one.version, f"{one.dated:%Y-%m-%d %H:%M} · {one.version[:8]}") for one in versions],
        "leaf": neighbours(page, len(versions), VERSIONS_PER_PAGE, {}),
        **remarks(f"document/{document}", as_of=as_of),
        "events": [
            (event_parts.event_url(slug, state), shown(title, most=event_parts.TITLE), state == event_parts.CANDIDATE)
            for slug, title, state in events_of_document(document=row.key, version=here.key if here else 0, as_of=as_of)
        ],
        "tools": known_tools(
            request, question, now=now, title=row.title, path=reverse("document", args=[document]),
            downloads=[("JSON", f"/api/v1/documents/{document}/at/{as_of:%Y-%m-%dT%H:%M:%SZ}"),
                       (_("differences, JSON"), f"/api/v1/documents/{document}/diff"),
                       ("Atom", f"/api/v1/documents.atom?{urlencode({'source': row.source})}")],
        ),
    }  # fmt: skip
    return render(request, "web/document.html", context)


def found_document(document: str) -> DocumentRow:
    """Return a document; an id that names none is not found."""
    row = document_row(document)
    if row is None:
        raise Http404
    return row


def opened(row: DocumentRow, question: Any, notices: list[str], now: datetime) -> dict[str, Any]:
    """Return what both pages of a document say of it."""
    return {
        "question": question,
        "notices": notices,
        "release": queries.release(now=now),
        "document": row,
        "document_url": link(row.url),
        "title": shown(row.title, most=document_parts.TITLE),
        "citation": row.citation.replace("{as_of}", now.date().isoformat()),
    }


def latest(row: DocumentRow, as_of: datetime) -> VersionText | None:
    """Return the version in force at the moment whose knowledge is shown."""
    return events.version_at(document=row.key, at=as_of, as_of=as_of)


def asked_version(
    request: HttpRequest, row: DocumentRow, as_of: datetime, notices: list[str]
) -> VersionText | None:
    """Return the version that `version` names or that was in force `at` a moment; a bad value gives a notice."""
    for name in ("version", "at"):
        text = request.GET.get(name, "")
        if not text:
            continue
        found = named(row, text, as_of) if name == "version" else at_moment(row, text, as_of)
        if found is None:
            notices.append(put_aside(name, text, _("the latest version")))
        return found
    return None


def named(row: DocumentRow, text: str, as_of: datetime) -> VersionText | None:
    """Return the version whose id begins so, or that was in force at a moment; None where there is none."""
    if len(text) > LONGEST_ID or not text.isprintable():
        return None
    return events.version_named(document=row.key, name=text, as_of=as_of) or at_moment(row, text, as_of)


def at_moment(row: DocumentRow, text: str, as_of: datetime) -> VersionText | None:
    """Return the version in force at a date or a datetime; None before the first, in the future, or unread."""
    try:
        at = past_moment("at", text, now=as_of)
    except UnreadableQuestion:
        return None
    return events.version_at(document=row.key, at=at, as_of=as_of)


def diff(request: HttpRequest, document: str) -> HttpResponse:
    """Show what two versions differ in: inline or side by side, unchanged words folded."""
    row = found_document(document)
    now = timezone.now()
    question, notices = common(request.GET, own=("from", "to", "layout"), now=now)
    notices, as_of = list(notices), question.as_of or now
    before, after = two(request, row, as_of, notices)
    layout = choice(request.GET, "layout", LAYOUTS, notices, default="inline")
    query = {"from": before.version, "to": after.version}
    page = reverse("document-diff", args=[document])
    context = opened(row, question, notices, now) | {
        "before": document_parts.version(before, row),
        "after": document_parts.version(after, row),
        "found": compared(before.text_sha256, after.text_sha256, before.key, after.key, is_open=row.is_open),
        "is_same": before.text_sha256 == after.text_sha256,
        "flap": document_parts.flap(version_lines(document=row.key, as_of=as_of), after.version),
        "only_tools": events.only_tools_changed(document=row.key, before=before, after=after, as_of=as_of),
        "layout": layout,
        "layouts": [
            (f"?{urlencode({**query, 'layout': name})}", text, name == layout)
            for name, text in (("inline", _("Inline")), ("side", _("Side by side")))
        ],
        "earlier": step(row, before, as_of),
        "tools": known_tools(
            request, question, now=now, title=row.title, path=f"{page}?{urlencode({**query, 'layout': layout})}",
            downloads=[("JSON", f"/api/v1/documents/{document}/diff?{urlencode(query)}")],
        ),
    }  # fmt: skip
    return render(request, "web/document_diff.html", context)


def two(
    request: HttpRequest, row: DocumentRow, as_of: datetime, notices: list[str]
) -> tuple[VersionText, VersionText]:
    """Return the versions to compare, the earlier first; without words the latest and the one before it."""
    found: dict[str, VersionText | None] = {"from": None, "to": None}
    for name in ("from", "to"):
        text = request.GET.get(name, "")
        found[name] = named(row, text, as_of) if text else None
        if text and found[name] is None:
            notices.append(put_aside(name, text, _("the latest change")))
    after = found["to"] or latest(row, as_of)
    if after is None:
        raise Http404
    before = found["from"] or events.version_before(document=row.key, version=after, as_of=as_of) or after
    return (before, after) if (before.dated, before.key) <= (after.dated, after.key) else (after, before)


def step(row: DocumentRow, version: VersionText, as_of: datetime) -> str:
    """Return the address of the change before, '' where there is none."""
    if events.version_before(document=row.key, version=version, as_of=as_of) is None:
        return ""
    return f"?{urlencode({'to': version.version})}"
