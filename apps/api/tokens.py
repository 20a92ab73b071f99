"""Who asks: nobody in particular, or the holder of a token. Cookies say nothing here."""

import hashlib
import hmac
import re
from dataclasses import dataclass

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone

from apps.api.problems import Problem
from apps.api.versions import LOOKUPS
from apps.api.withholding import RAW_SCOPE
from apps.events import actions, queries
from apps.events.faults import Person
from apps.events.queries import TokenRow
from apps.events.words import ROLES

BEARER = re.compile(r"Bearer tt_([0-9a-f]{12})_([A-Za-z0-9_-]{43})", re.ASCII | re.IGNORECASE)
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="tokentrade"'}
# What reading needs beyond being open to all: raw rows need this scope and this role.
RAW_ROLE = "analyst"
NOBODY_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks; without a token `token` is None and nothing beyond open reads is allowed."""

    token: TokenRow | None = None

    def has(self, scope: str, role: str) -> bool:
        """Tell whether token and role both allow something."""
        return self.token is not None and scope in self.token.scopes and self.is_at_least(role)

    def is_at_least(self, role: str) -> bool:
        """Tell whether the person has this role or a higher one."""
        held = self.token.role if self.token else ""
        return held in ROLES and ROLES.index(held) >= ROLES.index(role)

    @property
    def person(self) -> Person:
        """Return the person the token acts for."""
        if self.token is None:
            raise LookupError("nobody is known without a token")
        return Person(self.token.user_id, self.token.username, self.token.role)


NOBODY = Caller()


def read(request: HttpRequest) -> Caller:
    """Return who asks; raise Problem for a header that is no token, or a token that does not work (any more)."""
    header = request.META.get("HTTP_AUTHORIZATION")
    if header is None:
        return NOBODY
    found = BEARER.fullmatch(header.strip(" "))
    if found is None:
        raise refused("The Authorization header is not `Bearer tt_<id>_<secret>`, sent once.")
    token_id, secret = found.groups()
    # A read may believe for a second what it saw; a write asks anew.
    is_read = request.method in ("GET", "HEAD", "OPTIONS")
    name = ("token", token_id)
    row = LOOKUPS.get(name, lambda: queries.token_row(token_id=token_id)) if is_read else _fresh(token_id)
    given = hashlib.sha256(secret.encode()).hexdigest()
    is_right = hmac.compare_digest(given, row.secret_sha256 if row else NOBODY_HASH)
    now = timezone.now()
    if row is None or not is_right or not row.works(now):
        raise refused("The token is unknown, expired or revoked.")
    if row.last_used_date != now.date():
        _note_use(token_id)
    return Caller(row)


def _fresh(token_id: str) -> TokenRow | None:
    return queries.token_row(token_id=token_id)


def _note_use(token_id: str) -> None:
    """Remember the day of use, once a second at most; a database that cannot write costs no answer."""

    def note() -> bool:
        try:
            actions.note_use(token_id=token_id, now=timezone.now())
        except DatabaseError:
            return False
        return True

    LOOKUPS.get(("token used", token_id, timezone.now().date()), note)


def refused(detail: str) -> Problem:
    """Return the refusal of a bad token."""
    return Problem("invalid-token", detail, headers=CHALLENGE)


def caller_of(request: HttpRequest) -> Caller:
    """Return who asks, as the gate found out."""
    return getattr(request, "caller", NOBODY)


def scopes_of_reads(request: HttpRequest) -> frozenset[str]:
    """Return what the caller may read beyond what all may."""
    return frozenset({RAW_SCOPE} if caller_of(request).has(RAW_SCOPE, RAW_ROLE) else ())
