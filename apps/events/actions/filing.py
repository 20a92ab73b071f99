"""Disputes that come in through the page, from anybody: limited by address, no text twice, the e-mail kept apart."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from apps.events.actions.disputing import file_dispute
from apps.events.faults import InvalidField, Person, Repeated, TooMany, Written
from apps.events.models import Dispute, DisputeFiling

PER_HOUR, PER_DAY = 3, 10
# So long an address is known by its hash, and an e-mail after the answer at most.
ADDRESS_KEPT, EMAIL_KEPT = timedelta(days=2), timedelta(days=14)
CLAIM_CHARACTERS, URL_CHARACTERS, EMAIL_CHARACTERS = 2_000, 500, 254
LINK = re.compile(r"(?:https?://|www\.|\[url|<a\s)", re.IGNORECASE)
NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What somebody typed, and the keyed hash of where it came from."""

    uid: UUID
    subject_key: str
    claim: str
    evidence_url: str
    email: str
    address_key: str


@transaction.atomic
def file_publicly(*, filed: Filed, by: Person | None, now: datetime) -> Written:
    """Store a dispute of the page; the same form sent twice is one dispute.

    Raises InvalidField (links in the text), TooMany, Repeated, UidReused.
    """
    if LINK.search(filed.claim):
        raise InvalidField(
            "claim", "", "addresses stand in the text", "one address, in the field for evidence"
        )
    _one_after_the_other(filed.address_key)
    words = words_sha256(filed.claim)
    body = hashlib.sha256(
        "\n".join([filed.subject_key, filed.claim, filed.evidence_url]).encode()
    ).hexdigest()
    if not Dispute.objects.filter(uid=filed.uid).exists():
        _check_new(filed, words, now)
    written = file_dispute(
        uid=filed.uid, subject_key=filed.subject_key, claim=filed.claim, evidence_url=filed.evidence_url,
        body_sha256=body, by=by, now=now,
    )  # fmt: skip
    if written.is_new:
        DisputeFiling.objects.create(
            dispute=Dispute.objects.get(uid=filed.uid), email=filed.email, address_key=filed.address_key,
            words_sha256=words, filed_at=now,
        )  # fmt: skip
    return written


def words_sha256(text: str) -> str:
    """Return what two texts share that differ in case, spaces and punctuation only."""
    return hashlib.sha256(NOT_A_WORD.sub(" ", text.casefold()).strip().encode()).hexdigest()


def _one_after_the_other(address_key: str) -> None:
    """Let filings of one address, and of one text, wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 1))", [address_key])
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('dispute texts', 1))")


def _check_new(filed: Filed, words: str, now: datetime) -> None:
    """Raise Repeated for a text that stands already, TooMany beyond the limits of an address."""
    same = DisputeFiling.objects.filter(words_sha256=words)
    is_open = Q(dispute__subject_key=filed.subject_key, dispute__decision__isnull=True)
    known = same.filter(is_open | Q(filed_at__gt=now - timedelta(days=1))).select_related("dispute").first()
    if known is not None:
        raise Repeated("The same text was filed before.", str(known.dispute.uid))
    if not settings.RATE_LIMITS:
        return
    mine = DisputeFiling.objects.filter(address_key=filed.address_key)
    for span, limit in ((timedelta(hours=1), PER_HOUR), (timedelta(days=1), PER_DAY)):
        moments = list(
            mine.filter(filed_at__gt=now - span).order_by("filed_at").values_list("filed_at", flat=True)
        )
        if len(moments) >= limit:
            again = moments[len(moments) - limit] + span
            raise TooMany(f"{limit} disputes in {span} were filed from there.", again)


@transaction.atomic
def note_answer(*, uid: UUID, now: datetime) -> bool:
    """Say that the filer was answered and forget the e-mail; say whether there was one."""
    found = DisputeFiling.objects.filter(dispute__uid=uid, answered_at__isnull=True).exclude(email="")
    return bool(found.update(email="", answered_at=now))


def forget_filers(*, now: datetime) -> int:
    """Empty what has served: addresses after two days, e-mails 14 days after the decision; return how many rows."""
    old = DisputeFiling.objects.filter(filed_at__lt=now - ADDRESS_KEPT).exclude(address_key="")
    decided = DisputeFiling.objects.filter(dispute__decision__decided_at__lt=now - EMAIL_KEPT).exclude(
        email=""
    )
    return old.update(address_key="") + decided.update(email="")
