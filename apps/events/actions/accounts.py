"""Accounts of people: a password, whether they may act; at least one admin always stays."""

import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from apps.events.actions.access import NAME, TokenNotMade, give_role
from apps.events.faults import InvalidField, NotThere, Person, WrongState, check_role
from apps.events.holders import people
from apps.events.words import ROLES

PASSWORD_BYTES = 15
ADMIN = ROLES[-1]


def new_password() -> str:
    """Return a password that nobody guesses: 20 characters."""
    return secrets.token_urlsafe(PASSWORD_BYTES)


@transaction.atomic
def set_password(*, username: str, password: str) -> None:
    """Give a person a password, which ends every session of theirs; raise NotThere, InvalidField for a weak one."""
    user = get_user_model().objects.select_for_update().filter(username=username).first()
    if user is None:
        raise NotThere(f"There is no account {username}.")
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise InvalidField("password", "", " ".join(fault.messages), "a longer, less common one") from fault
    user.set_password(password)
    user.save(update_fields=["password"])


@transaction.atomic
def add_person(*, username: str, role: str, by: Person, password: str | None = None) -> str:
    """Make an account in a role and return its password (None: made here), shown once and stored nowhere.

    Raises RoleTooLow (admins only), InvalidField (the name is taken or no name; no such role; a weak password).
    """
    check_role(by, ADMIN)
    if not NAME.fullmatch(username) or get_user_model().objects.filter(username=username).exists():
        allowed = "1 to 80 letters, digits, dots, hyphens and underscores that nobody has yet"
        raise InvalidField("username", username, "taken, or no name", allowed)
    try:
        give_role(username=username, role=role)
    except TokenNotMade as fault:
        raise InvalidField("role", role, "no such role", ", ".join(ROLES)) from fault
    given = new_password() if password is None else password
    set_password(username=username, password=given)
    return given


@transaction.atomic
def change_role(*, username: str, role: str, by: Person) -> None:
    """Put a person into another role; raise RoleTooLow, NotThere, InvalidField, WrongState (the last admin)."""
    check_role(by, ADMIN)
    _one_at_a_time()
    if role not in ROLES:
        raise InvalidField("role", role, "no such role", ", ".join(ROLES))
    _check_stays(username, is_admin_after=role == ADMIN)
    give_role(username=username, role=role)


@transaction.atomic
def set_active(*, username: str, is_active: bool, by: Person) -> None:
    """Let a person act or act no longer: sessions and tokens end at once, what they wrote stays.

    Raises RoleTooLow, NotThere, WrongState (the last admin).
    """
    check_role(by, ADMIN)
    _one_at_a_time()
    _check_stays(username, is_admin_after=is_active)
    get_user_model().objects.filter(username=username).update(is_active=is_active)


@transaction.atomic
def renew_password(*, username: str, by: Person) -> str:
    """Give a person a new password and return it, to be shown once; raise RoleTooLow, NotThere."""
    check_role(by, ADMIN)
    password = new_password()
    set_password(username=username, password=password)
    return password


def _one_at_a_time() -> None:
    """Let two admins who take each other's role wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('accounts', 0))")


def _check_stays(username: str, *, is_admin_after: bool) -> None:
    """Raise NotThere, or WrongState where nobody would be admin any more."""
    rows = {row.username: row for row in people()}
    if username not in rows:
        raise NotThere(f"There is no account {username}.")
    admins = {name for name, row in rows.items() if row.role == ADMIN and row.is_active}
    if not is_admin_after and admins == {username}:
        raise WrongState("This is the last admin; make another one first.")
