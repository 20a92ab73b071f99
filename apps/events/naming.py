"""How people are named to readers: by a pseudonym that never changes, or by the name they chose to show."""

import re
from collections.abc import Collection

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from apps.events.models import PublicName
from apps.events.words import ROLES

PSEUDONYM = re.compile(r"contributor-[0-9]+")


def public_names(user_ids: Collection[int]) -> dict[int, str]:
    """Return the public name of each of these people."""
    chosen = dict(PublicName.objects.filter(user_id__in=set(user_ids)).values_list("user_id", "name"))
    return {key: chosen.get(key, pseudonym(key)) for key in user_ids}


def public_name(user_id: int) -> str:
    """Return the public name of a person."""
    return public_names([user_id])[user_id]


def pseudonym(user_id: int) -> str:
    """Return the name of somebody who chose none."""
    return f"contributor-{user_id}"


def roles_now(user_ids: Collection[int]) -> dict[int, str]:
    """Return the highest role that each of these people holds now; empty for none."""
    found = Group.objects.filter(user__in=set(user_ids), name__in=ROLES).values_list("user", "name")
    held: dict[int, str] = dict.fromkeys(user_ids, "")
    for key, name in sorted(found, key=lambda one: ROLES.index(one[1])):
        held[key] = name
    admins = get_user_model().objects.filter(pk__in=set(user_ids), is_superuser=True)
    return held | dict.fromkeys(admins.values_list("pk", flat=True), ROLES[-1])


def people_named(names: Collection[str]) -> list[int]:
    """Return the keys of the people whom readers know by these names."""
    chosen = dict(PublicName.objects.values_list("user_id", "name"))
    found = [key for key, name in chosen.items() if name in names]
    known = [int(name.rpartition("-")[2][:18]) for name in names if PSEUDONYM.fullmatch(name)]
    return found + [key for key in known if key not in chosen]
