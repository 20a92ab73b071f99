"""Saved filters and their deliveries as their owner and the sender read them."""

import base64
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.crypto import salted_hmac

from apps.events.models import SavedFilter, WebhookDelivery

LOG_LENGTH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterRow:
    """A saved filter; the secret is not in it."""

    uid: UUID
    label: str
    resource: str
    query: dict[str, str]
    pace: str
    webhook_url: str
    email: str
    is_confirmed: bool
    created_at: datetime
    failures: int
    off_at: datetime | None
    off_reason: str
    sent: int
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """One notice on its way or done, with each attempt ({at, status, problem})."""

    uid: UUID
    way: str
    state: str
    body: str
    created_at: datetime
    next_at: datetime
    done_at: datetime | None
    attempts: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is to be sent: where, what, and the secret it is signed with (b'' for e-mail)."""

    uid: UUID
    way: str
    to: str
    subject: str
    body: str
    secret: bytes


def filter_rows(*, user_id: int) -> list[FilterRow]:
    """Return a person's saved filters, the newest first."""
    states = {
        name.lower(): Count("deliveries", filter=Q(deliveries__state=name))
        for name in ("SENT", "WAITING", "FAILED")
    }
    found = SavedFilter.objects.filter(user_id=user_id, deleted_at__isnull=True).annotate(**states)
    return [
        FilterRow(
            uid=row.uid, label=row.label, resource=row.resource, query=row.query, pace=row.pace,
            webhook_url=row.webhook_url, email=row.email, is_confirmed=row.email_confirmed_at is not None,
            created_at=row.created_at, failures=row.failures, off_at=row.off_at, off_reason=row.off_reason,
            **{name: getattr(row, name) for name in states},
        )
        for row in found.order_by("-created_at", "-pk")
    ]  # fmt: skip


def delivery_rows(*, uid: UUID, user_id: int) -> list[DeliveryRow]:
    """Return the last 50 deliveries of one of a person's filters, the newest first."""
    found = WebhookDelivery.objects.filter(filter__uid=uid, filter__user_id=user_id).order_by(
        "-created_at", "-pk"
    )
    return [
        DeliveryRow(
            uid=row.uid, way=row.way, state=row.state, body=row.body, created_at=row.created_at, next_at=row.next_at,
            done_at=row.done_at, attempts=tuple(row.attempts),
        )
        for row in found[:LOG_LENGTH]
    ]  # fmt: skip


def due_uids(*, now: datetime, limit: int) -> list[UUID]:
    """Return the deliveries whose next attempt has come, the longest waiting first."""
    due = WebhookDelivery.objects.filter(
        state="WAITING", next_at__lte=now, filter__off_at__isnull=True, filter__deleted_at__isnull=True
    )
    return list(due.order_by("next_at", "pk").values_list("uid", flat=True)[:limit])


def secret_of(salt: str) -> bytes:
    """Return the signing secret of a filter: derived from its salt and this installation's key, stored nowhere."""
    return salted_hmac("tokentrade.webhook", salt, algorithm="sha256").digest()


def shown_secret(salt: str) -> str:
    """Return a signing secret as its owner sees it once: whsec_ and base64, as Standard Webhooks writes it."""
    return f"whsec_{base64.b64encode(secret_of(salt)).decode()}"


def is_told(kind: str, place: Collection[str], dates: Collection[date], query: dict[str, str]) -> bool:
    """Tell whether an event of this kind, in these places, with these dates fits the words of a filter."""
    start, end = query.get("from", ""), query.get("to", "")
    fits = [
        day
        for day in dates
        if (not start or day.isoformat() >= start) and (not end or day.isoformat() <= end)
    ]
    return (
        query.get("kind", kind) == kind
        and (not query.get("country") or query["country"] in place)
        and (bool(fits) or not (start or end))
    )
