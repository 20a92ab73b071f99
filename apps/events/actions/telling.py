"""Notices are made from the log of changes, handed out to be sent, and each attempt is noted."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.db import transaction

from apps.events.actions.noticing import PARTS
from apps.events.document_ids import document_ids
from apps.events.happened import event_rows
from apps.events.models import SavedFilter, WatchedDocument, WebhookDelivery
from apps.events.notices import Due, is_told, secret_of
from apps.observations import queries as observations
from apps.observations.queries import ChangesExpired
from apps.observations.rows import ChangeRow

# Before the second, third, ... attempt; after the last one a notice has failed.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440))
# So many failed attempts in a row turn a filter's notices off.
MOST_FAILURES = 20
LEASE = timedelta(minutes=5)
AT_ONCE, ITEMS = 500, 100
OF_RESOURCE = {"events": "events", "documents": "documents", "releases": "runs"}
GONE = 410
CONFIRM_SALT = "tokentrade.notice-email"


@transaction.atomic
def queue_notices(*, now: datetime) -> int:
    """Make the notices that saved filters ask for, from every change since the last look; return how many.

    Safe to run twice at the same time: a filter that somebody looks at is left to them.
    """
    last = observations.last_change(parts=PARTS)[0]
    rows = SavedFilter.objects.select_for_update(skip_locked=True).filter(
        off_at__isnull=True, deleted_at__isnull=True, seen_seq__lt=last
    )
    return sum(_looked(row, last, now) for row in rows.order_by("pk"))


def _looked(row: SavedFilter, last: int, now: datetime) -> int:
    """Make the notices of one filter and remember how far it has looked."""
    if row.pace == "DAY" and row.told_date is not None and row.told_date >= now.date():
        return 0
    try:
        found = observations.changes(
            after=row.seen_seq, until=last, as_of=now, resources=[OF_RESOURCE[row.resource]], limit=AT_ONCE
        )
    except ChangesExpired:
        found = []
    items = _items(row, found, now)
    row.seen_seq = found[-1].seq if len(found) == AT_ONCE else last
    row.told_date = now.date()
    row.save(update_fields=["seen_seq", "told_date"])
    if not items:
        return 0
    parts = [items[:ITEMS]] if row.pace == "DAY" else [[item] for item in items]
    more = max(len(items) - ITEMS, 0) if row.pace == "DAY" else 0
    return sum(_queue(row, part, more, now) for part in parts)


def _queue(row: SavedFilter, items: list[dict[str, Any]], more: int, now: datetime) -> int:
    """Store one notice for each way that the filter has; an address nobody confirmed gets nothing."""
    ways = [("WEBHOOK", bool(row.webhook_url)), ("EMAIL", bool(row.email and row.email_confirmed_at))]
    for way, is_wanted in ways:
        if not is_wanted:
            continue
        uid = uuid4()
        body = _webhook(row, uid, items, more, now) if way == "WEBHOOK" else _letter(row, items, more)
        WebhookDelivery.objects.create(uid=uid, filter=row, way=way, body=body, created_at=now, next_at=now)
    return sum(is_wanted for _, is_wanted in ways)


def _webhook(row: SavedFilter, uid: UUID, items: list[dict[str, Any]], more: int, now: datetime) -> str:
    told = {
        "id": str(uid), "type": f"{row.resource}.changed", "timestamp": now.isoformat(),
        "data": {
            "filter": {"id": str(row.uid), "label": row.label, "resource": row.resource, "query": row.query},
            "items": items, "more": more,
        },
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False)


def _letter(row: SavedFilter, items: list[dict[str, Any]], more: int) -> str:
    lines = [f"{item['op']}: {item['title']}\n{settings.SITE_URL}{item['url']}" for item in items]
    rest = [f"... {more} more"] if more else []
    foot = f"You asked for this: saved filter “{row.label}”. Switch it off: {settings.SITE_URL}/desk/notices/"
    return "\n\n".join([*lines, *rest, foot])


def _items(row: SavedFilter, changes: Sequence[ChangeRow], now: datetime) -> list[dict[str, Any]]:
    """Return what of these changes fits a filter: each thing once, with its last change."""
    newest = {change.id: change for change in changes}
    teller = {"events": _events, "documents": _documents, "releases": _releases}[row.resource]
    titles = teller(row.query, newest, now)
    return [
        {
            "resource": row.resource, "id": change.id, "op": change.op, "at": change.at.isoformat(),
            "reason": change.reason, "title": titles[change.id][0], "url": titles[change.id][1],
            "api_url": titles[change.id][2],
        }
        for change in newest.values()
        if change.id in titles
    ]  # fmt: skip


Told = dict[str, tuple[str, str, str]]


def _events(query: dict[str, str], changes: dict[str, ChangeRow], now: datetime) -> Told:
    """Return title, page and API address of the events that fit; one that was taken back is told of too."""
    state = query.get("state", "CONFIRMED")
    rows = event_rows(states=(state, "REJECTED"), as_of=now, slugs=list(changes))
    ask = "?state=CANDIDATE" if state == "CANDIDATE" else ""
    return {
        row["slug"]: (row["title"], f"/events/{row['slug']}/{ask}", f"/api/v1/events/{row['slug']}{ask}")
        for row in rows
        if (row["state"] == state or changes[row["slug"]].op == "WITHDRAWN")
        and is_told(
            row["kind"],
            {row["jurisdiction"], *row["countries"]},
            [step["date"] for step in row["stages"]],
            query,
        )
    }


def _documents(query: dict[str, str], changes: dict[str, ChangeRow], now: datetime) -> Told:
    """Return title, page and API address of the documents that fit."""
    names = {key: name for key, name in document_ids().items() if name in changes}
    rows = WatchedDocument.objects.filter(pk__in=names)
    rows = rows.filter(title__icontains=query["q"]) if query.get("q") else rows
    rows = rows.filter(source_id=query["source"]) if query.get("source") else rows
    return {
        names[row.pk]: (
            row.title,
            f"/documents/{names[row.pk]}/diff/",
            f"/api/v1/documents/{names[row.pk]}/diff",
        )
        for row in rows
    }


def _releases(query: dict[str, str], changes: dict[str, ChangeRow], now: datetime) -> Told:
    """Return a title for each run that was published or withdrawn: either makes a new release."""
    return {
        key: (
            f"Run {key}, weeks {change.periods[0]} to {change.periods[-1]}" if change.periods else f"Run {key}",
            "/data/", f"/api/v1/runs/{key}",
        )
        for key, change in changes.items()
        if change.op in ("PUBLISHED", "WITHDRAWN")
    }  # fmt: skip


@transaction.atomic
def take_delivery(*, uid: UUID, now: datetime) -> Due | None:
    """Return what is to be sent, and keep it from others for five minutes; None where somebody else has it."""
    found = WebhookDelivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        uid=uid, state="WAITING", next_at__lte=now, filter__off_at__isnull=True
    )
    row = found.select_related("filter").first()
    if row is None:
        return None
    row.next_at = now + LEASE
    row.save(update_fields=["next_at"])
    saved, is_hook = row.filter, row.way == "WEBHOOK"
    return Due(
        uid=row.uid, way=row.way, to=saved.webhook_url if is_hook else saved.email,
        subject=f"Tokentrade: {saved.label}", body=_confirmation(saved) if row.way == "CONFIRM" else row.body,
        secret=secret_of(saved.salt) if is_hook else b"",
    )  # fmt: skip


def _confirmation(row: SavedFilter) -> str:
    """Return the letter that asks whether an address may be written to."""
    token = signing.dumps([str(row.uid), row.email], salt=CONFIRM_SALT)
    return (
        f"Somebody with an account at {settings.SITE_URL or 'Tokentrade'} wants notices of “{row.label}” sent here.\n"
        f"If that was you: {settings.SITE_URL}/notices/confirm/?token={token}\n"
        "If not, do nothing: nothing else will be sent."
    )


@transaction.atomic
def note_delivery(*, uid: UUID, status: int, problem: str, now: datetime) -> None:
    """Keep an attempt and its answer (`problem` '' for delivered); plan the next one, or end it.

    After the seventh attempt a notice has failed; after 20 failed attempts in a row, or a 410, the filter is off.
    """
    row = WebhookDelivery.objects.select_for_update().get(uid=uid)
    saved = SavedFilter.objects.select_for_update().get(pk=row.filter_id)
    row.attempts = [*row.attempts, {"at": now.isoformat(), "status": status, "problem": problem}]
    tried = len(row.attempts)
    if not problem:
        row.state, row.done_at, saved.failures = "SENT", now, 0
    else:
        saved.failures += 1
        is_over = tried > len(WAITS) or status == GONE
        row.state, row.done_at = ("FAILED", now) if is_over else ("WAITING", None)
        row.next_at = now if is_over else now + WAITS[tried - 1]
        if status == GONE:
            saved.off_at, saved.off_reason = now, "the receiver answered 410: it wants no more"
        elif saved.failures >= MOST_FAILURES:
            saved.off_at, saved.off_reason = (
                now,
                f"{saved.failures} attempts in a row failed; the last: {problem}",
            )
    row.save(update_fields=["attempts", "state", "done_at", "next_at"])
    saved.save(update_fields=["failures", "off_at", "off_reason"])
