"""What notes and disputes are about: addresses that outlive runs, such as event/<slug> or cell/COMPUTE/.../USA."""

import re

from apps.estimator.measures import BASES, MEASURES
from apps.events.faults import InvalidField
from apps.events.models import PolicyEvent

LONGEST = 200
WORD = r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,159}"
COUNTRY = r"[A-Z]{3}"
CELL = rf"(?:{'|'.join(BASES)})/(?:OBSERVED|WORLD)/(?:{'|'.join(MEASURES)})/\d{{4}}-\d{{2}}-\d{{2}}/{COUNTRY}/{COUNTRY}"
KINDS = (
    "event", "claim", "document", "source", "model", "lab", "provider", "run", "release", "series", "parameter",
    "annotation",
)  # fmt: skip
SUBJECT = re.compile(
    rf"(?:(?:{'|'.join(KINDS)})/{WORD}|country/{COUNTRY}|corridor/{COUNTRY}/{COUNTRY}|cell/{CELL}"
    rf"|(?:observation|parameter)/{WORD}/{WORD})"
)
ALLOWED = (
    "kind/id with a kind of "
    + ", ".join(KINDS)
    + "; country/USA; corridor/CHN/USA; observation/<series>/<period>;"
    " or cell/<basis>/<scope>/<measure>/<Monday>/<origin>/<destination>"
)


def check_subject(key: str) -> None:
    """Raise InvalidField for what is no address of a thing here; an event must exist."""
    if len(key) > LONGEST or not SUBJECT.fullmatch(key):
        raise InvalidField("subject_key", key, "not an address of a thing", ALLOWED)
    kind, _, slug = key.partition("/")
    if kind == "event" and not PolicyEvent.objects.filter(slug=slug).exists():
        raise InvalidField("subject_key", key, "there is no such event", "the slug of an event")
