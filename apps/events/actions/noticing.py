"""Filters are saved, confirmed, switched off and on; nothing of what was sent is ever deleted."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from apps.events.actions.revising import one_at_a_time
from apps.events.faults import InvalidField, NotThere, Person, UidReused, WrongState
from apps.events.models import SavedFilter, WebhookDelivery
from apps.events.notice_words import NOTICE_PACES, NOTICE_RESOURCES
from apps.events.notices import shown_secret
from apps.observations import queries as observations

MOST_FILTERS, LABEL, SALT_BYTES = 20, 80, 24
PARTS = ("OBSERVATIONS", "EVENTS", "RUNS", "CLAIMS")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFilter:
    """What a person saves: a list, its words, how often to tell, and where to (one of the two, or both)."""

    uid: UUID
    label: str
    resource: str
    query: Mapping[str, str]
    pace: str
    webhook_url: str
    email: str


@transaction.atomic
def save_filter(*, given: NewFilter, by: Person, now: datetime) -> str:
    """Store a filter that tells of what happens from now on; return its signing secret, '' the second time.

    Raises InvalidField, WrongState (too many filters), UidReused (somebody else's).
    """
    one_at_a_time(given.uid)
    known = SavedFilter.objects.filter(uid=given.uid).first()
    if known is not None:
        if known.user_id != by.user_id:
            raise UidReused("This form was sent before by somebody else.")
        return ""
    _check(given)
    if SavedFilter.objects.filter(user_id=by.user_id, deleted_at__isnull=True).count() >= MOST_FILTERS:
        raise WrongState(f"A person has at most {MOST_FILTERS} saved filters; delete one first.")
    made = SavedFilter.objects.create(
        uid=given.uid, user_id=by.user_id, label=given.label, resource=given.resource, query=dict(given.query),
        pace=given.pace, webhook_url=given.webhook_url, email=given.email, salt=secrets.token_hex(SALT_BYTES),
        created_at=now, seen_seq=observations.last_change(parts=PARTS)[0], told_date=now.date(),
    )  # fmt: skip
    if given.email:
        _queue_confirmation(made, now)
    return shown_secret(made.salt) if given.webhook_url else ""


def _check(given: NewFilter) -> None:
    """Raise InvalidField for what no filter can be."""
    if not given.label.strip() or len(given.label) > LABEL or not given.label.isprintable():
        raise InvalidField("label", given.label, "not a name", f"1 to {LABEL} printable characters")
    if given.resource not in NOTICE_RESOURCES:
        raise InvalidField("resource", given.resource, "not a list with notices", ", ".join(NOTICE_RESOURCES))
    if given.pace not in NOTICE_PACES:
        raise InvalidField("pace", given.pace, "not a pace", ", ".join(NOTICE_PACES))
    if not given.webhook_url and not given.email:
        raise InvalidField("webhook_url", "", "neither webhook nor e-mail", "at least one of the two")


def _queue_confirmation(row: SavedFilter, now: datetime) -> None:
    WebhookDelivery.objects.create(
        uid=uuid4(), filter=row, way="CONFIRM", body=row.label, created_at=now, next_at=now
    )


def _own(uid: UUID, by: Person) -> SavedFilter:
    """Return one of a person's filters under its row lock; raise NotThere."""
    row = SavedFilter.objects.select_for_update().filter(
        uid=uid, user_id=by.user_id, deleted_at__isnull=True
    ).first()  # fmt: skip
    if row is None:
        raise NotThere(f"You have no saved filter {uid}.")
    return row


@transaction.atomic
def delete_filter(*, uid: UUID, by: Person, now: datetime) -> None:
    """Let a filter tell nothing any more; raises NotThere. What was sent stays on record."""
    row = _own(uid, by)
    row.deleted_at = now
    row.save(update_fields=["deleted_at"])


@transaction.atomic
def switch_filter(*, uid: UUID, is_on: bool, by: Person, now: datetime) -> None:
    """Switch a filter's notices off, or on again from now; raises NotThere."""
    row = _own(uid, by)
    row.off_at, row.off_reason = (None, "") if is_on else (now, "switched off by its owner")
    if is_on:
        row.failures, row.seen_seq = 0, observations.last_change(parts=PARTS)[0]
    row.save(update_fields=["off_at", "off_reason", "failures", "seen_seq"])


@transaction.atomic
def new_secret(*, uid: UUID, by: Person) -> str:
    """Return another signing secret of a filter, in force at once; raises NotThere."""
    row = _own(uid, by)
    row.salt = secrets.token_hex(SALT_BYTES)
    row.save(update_fields=["salt"])
    return shown_secret(row.salt)


def confirm_email(*, uid: UUID, email: str, now: datetime) -> bool:
    """Note that an address may be written to; say whether it was one of a standing filter."""
    found = SavedFilter.objects.filter(uid=uid, email=email, deleted_at__isnull=True)
    return bool(found.update(email_confirmed_at=now))
