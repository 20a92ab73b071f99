"""Tokens and roles as the edge reads them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import QuerySet

from apps.events.models import AccessToken
from apps.events.words import ROLES


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """A token with the person it acts for; the hash of its secret, never the secret."""

    id: str
    secret_sha256: str
    label: str
    user_id: int
    username: str
    role: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_date: date | None
    is_active: bool

    def works(self, now: datetime) -> bool:
        """Tell whether the token is neither revoked nor expired, and its person may still act."""
        return self.is_active and self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class PersonRow:
    """An account: its name, role ('' without one), whether it may act, has a password, and when it was last in."""

    user_id: int
    username: str
    role: str
    is_active: bool
    has_password: bool
    last_login: datetime | None


def people() -> list[PersonRow]:
    """Return every account by name."""
    return [
        PersonRow(
            user.pk, user.get_username(),
            ROLES[-1] if user.is_superuser else _highest({group.name for group in user.groups.all()}),
            user.is_active, user.has_usable_password(), user.last_login,
        )
        for user in get_user_model().objects.prefetch_related("groups").order_by("username")
    ]  # fmt: skip


def token_row(*, token_id: str) -> TokenRow | None:
    """Return a token by its id, or None."""
    found = _tokens().filter(pk=token_id).first()
    return _row(found) if found else None


def token_rows() -> list[TokenRow]:
    """Return every token, the newest first."""
    return [_row(token) for token in _tokens().order_by("-created_at", "pk")]


def tokens_of(*, user_id: int) -> list[TokenRow]:
    """Return the tokens of a person, the newest first."""
    return [_row(token) for token in _tokens().filter(user_id=user_id).order_by("-created_at", "pk")]


def role_of(*, user_id: int, is_superuser: bool) -> str:
    """Return the highest role of a person; empty for somebody without one."""
    if is_superuser:
        return ROLES[-1]
    return _highest(set(Group.objects.filter(user=user_id).values_list("name", flat=True)))


def _highest(names: set[str]) -> str:
    return next((role for role in reversed(ROLES) if role in names), "")


def _tokens() -> QuerySet[AccessToken]:
    return AccessToken.objects.select_related("user").prefetch_related("user__groups")


def _row(token: AccessToken) -> TokenRow:
    user = token.user
    role = ROLES[-1] if user.is_superuser else _highest({group.name for group in user.groups.all()})
    return TokenRow(
        id=token.pk, secret_sha256=token.secret_sha256, label=token.label, user_id=user.pk,
        username=user.get_username(), role=role, scopes=tuple(token.scopes), created_at=token.created_at,
        expires_at=token.expires_at, revoked_at=token.revoked_at, last_used_date=token.last_used_date,
        is_active=user.is_active,
    )  # fmt: skip
