"""The public id of a watched document: its key as one word of an address."""

import re

from apps.events.models import WatchedDocument

NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
LONGEST = 120


def slug_of(key: str) -> str:
    """Return a key in lower case, every other sign a hyphen; never empty."""
    return NOT_IN_IDS.sub("-", key.lower()).strip("-")[:LONGEST].strip("-") or "document"


def document_ids() -> dict[int, str]:
    """Return the id of every document by primary key; the older of two like names has the plain one, for ever."""
    taken: dict[str, int] = {}
    for key, name in WatchedDocument.objects.order_by("pk").values_list("pk", "key"):
        slug = slug_of(name)
        taken[slug if slug not in taken else f"{slug}-{key}"] = key
    return {key: slug for slug, key in taken.items()}
