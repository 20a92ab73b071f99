"""The fields of an event that people code and correct: as they stand, and what each may hold."""

from collections.abc import Collection, Mapping
from typing import Any

from apps.events.faults import InvalidField
from apps.events.models import PolicyEvent
from apps.events.words import CONFIDENCES, DIRECTIONS, EVENT_KINDS, SEVERITIES
from apps.reference import queries as reference

# In the order of the form. `targets`, `labs` and `model_keys` are sorted keys, `companies` names.
COLUMNS = (
    "kind", "title", "summary", "jurisdiction", "labs", "companies", "model_keys", "severity", "direction",
    "confidence",
)  # fmt: skip
FIELDS = (*COLUMNS[:4], "targets", *COLUMNS[4:])
LISTS = ("targets", "labs", "companies", "model_keys")
WORDS = {
    "kind": EVENT_KINDS,
    "severity": SEVERITIES,
    "direction": ("", *DIRECTIONS),
    "confidence": ("", *CONFIDENCES),
}
# Characters of a text, entries of a list.
LONGEST = {
    "title": 300, "summary": 4_000, "targets": 50, "labs": 20, "companies": 20, "model_keys": 40, "company": 120,
}  # fmt: skip
UNION = "EU"


def coded(event: PolicyEvent) -> dict[str, Any]:
    """Return the fields of an event as they stand."""
    targets = sorted(event.targets.values_list("pk", flat=True))
    return {name: targets if name == "targets" else getattr(event, name) for name in FIELDS}


def check_coded(values: Mapping[str, Any]) -> None:
    """Raise InvalidField for a value that a field cannot hold; fields that are left out are not looked at."""
    for name, allowed in WORDS.items():
        if name in values and values[name] not in allowed:
            raise InvalidField(
                name, values[name], "no such word", ", ".join(word or "empty" for word in allowed)
            )
    for name in ("title", "summary", *LISTS):
        if name in values and len(values[name]) > LONGEST[name]:
            what = "entries" if name in LISTS else "characters"
            raise InvalidField(name, "", f"has {len(values[name])} {what}", f"at most {LONGEST[name]} {what}")
    if "title" in values and not values["title"].strip():
        raise InvalidField("title", "", "is empty", "one line that says who did what")
    if values.get("jurisdiction") not in (None, "", UNION):
        _known(
            "jurisdiction",
            [values["jurisdiction"]],
            reference.country_codes(),
            "a country code, EU, or empty",
        )
    _check_parties(values)


def _check_parties(values: Mapping[str, Any]) -> None:
    """Raise InvalidField for a party that is not known."""
    if values.get("targets"):
        codes = reference.country_codes()
        _known("targets", values["targets"], codes, "ISO 3166-1 alpha-3 codes, XKX or UNK")
    if values.get("labs"):
        _known("labs", values["labs"], {row.key for row in reference.labs()}, "keys of the page of labs")
    if values.get("model_keys"):
        keys = {key for key, _, _ in reference.models()}
        _known("model_keys", values["model_keys"], keys, "keys of the page of models")
    for name in values.get("companies", ()):
        if not name.strip() or len(name) > LONGEST["company"]:
            raise InvalidField(
                "companies", name[:40], "is empty or too long", f"1 to {LONGEST['company']} characters"
            )


def _known(field: str, given: Collection[str], known: Collection[str], allowed: str) -> None:
    for one in given:
        if one not in known:
            raise InvalidField(field, one, "is not known", allowed)
