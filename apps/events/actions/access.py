"""Who may write: roles, accounts and the tokens of programs."""

import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from apps.events.faults import Person, is_at_least
from apps.events.models import AccessToken
from apps.events.words import ROLE_OF_SCOPE, ROLES, SCOPES

LONGEST = timedelta(days=365)
ID_BYTES, SECRET_BYTES = 6, 32
LABEL_CHARACTERS = 80
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


class TokenNotMade(ValueError):
    """A token or an account was asked for that cannot be; the message says what to change."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token; `text` is shown once and stored nowhere."""

    id: str
    text: str
    expires_at: datetime


def ensure_roles() -> int:
    """Make the groups of the four roles where they are missing and return how many were made."""
    return sum(Group.objects.get_or_create(name=role)[1] for role in ROLES)


@transaction.atomic
def give_role(*, username: str, role: str) -> bool:
    """Put a person into a role, and out of the others; say whether the account is new. It has no password yet."""
    if role not in ROLES:
        raise TokenNotMade(f"{role} is not a role: choose one of {', '.join(ROLES)}")
    if not NAME.fullmatch(username):
        raise TokenNotMade("a name has 1 to 80 letters, digits, dots, hyphens and underscores")
    ensure_roles()
    user, is_new = get_user_model().objects.get_or_create(username=username)
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    user.groups.remove(*Group.objects.filter(name__in=ROLES))
    user.groups.add(Group.objects.get(name=role))
    return is_new


@transaction.atomic
def issue_token(
    *, username: str, label: str, scopes: Collection[str], lasts: timedelta, now: datetime
) -> IssuedToken:
    """Make a token for a person; its text is in the answer only. Raises TokenNotMade."""
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise TokenNotMade(
            f"scopes are one or more of {', '.join(SCOPES)}, not {', '.join(unknown) or 'none'}"
        )
    if not timedelta() < lasts <= LONGEST:
        raise TokenNotMade(f"a token lasts 1 to {LONGEST.days} days")
    if not label.strip() or len(label) > LABEL_CHARACTERS or not label.isprintable():
        raise TokenNotMade(f"a label has 1 to {LABEL_CHARACTERS} printable characters")
    user = get_user_model().objects.filter(username=username, is_active=True).first()
    if user is None:
        raise TokenNotMade(f"there is no account {username}; give it a role first")
    key, secret = secrets.token_hex(ID_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    expires_at = now + lasts
    AccessToken.objects.create(
        id=key, secret_sha256=hashlib.sha256(secret.encode()).hexdigest(), label=label.strip(), user=user,
        scopes=[scope for scope in SCOPES if scope in scopes], created_at=now, expires_at=expires_at,
    )  # fmt: skip
    return IssuedToken(key, f"tt_{key}_{secret}", expires_at)


def issue_own_token(
    *, label: str, scopes: Collection[str], lasts: timedelta, by: Person, now: datetime
) -> IssuedToken:
    """Make a token for oneself, with scopes that one's role allows; raises TokenNotMade."""
    too_high = [
        scope for scope in scopes if scope in ROLE_OF_SCOPE and not is_at_least(by, ROLE_OF_SCOPE[scope])
    ]
    if too_high:
        raise TokenNotMade(f"your role does not allow {', '.join(too_high)}")
    return issue_token(username=by.name, label=label, scopes=scopes, lasts=lasts, now=now)


def revoke_own_token(*, token_id: str, by: Person, now: datetime) -> bool:
    """Let a token of one's own work no longer; say whether it did until now."""
    mine = AccessToken.objects.filter(pk=token_id, user_id=by.user_id, revoked_at__isnull=True)
    return bool(mine.update(revoked_at=now))


def revoke_token(*, token_id: str, now: datetime) -> bool:
    """Let a token work no longer; say whether it did until now."""
    return bool(AccessToken.objects.filter(pk=token_id, revoked_at__isnull=True).update(revoked_at=now))


def note_use(*, token_id: str, now: datetime) -> None:
    """Remember the day on which a token was last used."""
    AccessToken.objects.filter(pk=token_id).exclude(last_used_date=now.date()).update(
        last_used_date=now.date()
    )
