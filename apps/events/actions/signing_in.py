"""Sign-ins are counted before a password is looked at, by name and by address, so that nobody guesses for long."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from apps.events.faults import TooMany
from apps.events.models import SignInAttempt
from apps.events.peers import key_of

SPAN = timedelta(minutes=15)
KEPT = timedelta(days=1)
# Failed sign-ins within the span. A name has fewer, so that many addresses do not guess one password together.
PER_NAME, PER_ADDRESS = 10, 30


@transaction.atomic
def note_attempt(*, name: str, address: str, now: datetime) -> None:
    """Count a sign-in that is about to be tried; raise TooMany, and count nothing, beyond the limits."""
    keys = _keys(name, address)
    with connection.cursor() as cursor:
        for key in sorted(keys.values()):
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 2))", [key])
    SignInAttempt.objects.filter(at__lt=now - KEPT).delete()
    if settings.RATE_LIMITS:
        for (column, key), limit in zip(keys.items(), (PER_NAME, PER_ADDRESS), strict=True):
            recent = SignInAttempt.objects.filter(**{column: key}, at__gt=now - SPAN).order_by("at")
            moments = list(recent.values_list("at", flat=True))
            if len(moments) >= limit:
                raise TooMany(f"{limit} sign-ins within {SPAN} failed.", moments[len(moments) - limit] + SPAN)
    SignInAttempt.objects.create(**keys, at=now)


def forget_attempts(*, name: str, address: str) -> None:
    """Forget the failed sign-ins of a name from an address: the person has got in."""
    SignInAttempt.objects.filter(**_keys(name, address)).delete()


def _keys(name: str, address: str) -> dict[str, str]:
    return {"name_sha256": key_of(f"name {name.casefold()}"), "address_sha256": key_of(address)}
