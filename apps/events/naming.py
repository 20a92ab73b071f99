"""How people are named to readers: by a pseudonym that never changes, or by the name they chose to show."""

import re
from collections.abc import Collection

from apps.events.models import PublicName

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


def people_named(names: Collection[str]) -> list[int]:
    """Return the keys of the people whom readers know by these names."""
    chosen = dict(PublicName.objects.values_list("user_id", "name"))
    found = [key for key, name in chosen.items() if name in names]
    known = [int(name.rpartition("-")[2][:18]) for name in names if PSEUDONYM.fullmatch(name)]
    return found + [key for key in known if key not in chosen]
