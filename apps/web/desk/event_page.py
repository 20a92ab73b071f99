"""What the page of an event at the desk places: fields, what a waiting text would change, evidence in its context."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from apps.events import desk_texts
from apps.events.actions.parts import sources_of
from apps.events.coded import FIELDS
from apps.events.desk_texts import WaitingText
from apps.events.faults import Person
from apps.web import event_parts, event_words
from apps.web.desk.event_form import DIRECTION_NAMES, EventForm
from apps.web.foreign import shown
from apps.web.words import Text

TITLE, VALUE = 300, 4_000
STATE_NAMES: dict[str, Text] = {
    "CANDIDATE": _l("candidate, not reviewed"), "CONFIRMED": _l("published"), "REJECTED": _l("rejected"),
}  # fmt: skip
TEXT_STATES: dict[str, Text] = {
    "WAITING": _l("waits for a second person"), "CONFIRMED": _l("confirmed"), "DECLINED": _l("declined"),
    "RETURNED": _l("sent back"), "REPLACED": _l("replaced by a later text"),
}  # fmt: skip
VERDICT_NAMES: dict[str, Text] = {
    "CONFIRM": _l("Confirm and publish"), "NEEDS_WORK": _l("Send back"), "DECLINE": _l("Decline this text"),
    "REJECT": _l("Reject the event"), "MERGE": _l("Merge into another event"),
}  # fmt: skip
SAID: dict[str, Text] = {
    "CONFIRM": _l("%(title)s is confirmed and published."), "NEEDS_WORK": _l("%(title)s was sent back."),
    "DECLINE": _l("The text for %(title)s was declined; the event is as it was."),
    "REJECT": _l("%(title)s was rejected; it stays on record with the reason."),
    "MERGE": _l("%(title)s was merged; its address leads on, its history stays."),
}  # fmt: skip
WORDS = {
    "kind": event_words.KIND_NAMES, "severity": event_words.SEVERITY_NAMES, "direction": DIRECTION_NAMES,
    "confidence": event_words.SEVERITY_NAMES,
}  # fmt: skip
CONTEXT = 240
# Longer texts are set side by side without marking words.
MARKED_WORDS = 1_500


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a text: same, gone or new."""

    kind: str
    text: str


def label(name: str) -> Text:
    """Return the words for a field."""
    return EventForm.base_fields[name].label or name


def value(name: str, held: Any, names: Mapping[str, str]) -> str:
    """Return what a field holds in words; '' where it holds nothing."""
    if isinstance(held, list | tuple):
        return ", ".join(shown(names.get(one, one) if name == "targets" else one) for one in held)
    if name == "jurisdiction":
        return str(event_words.place(held, dict(names)))
    return shown(str(WORDS.get(name, {}).get(held, held)), most=VALUE)


def fields(row: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[Text, str]]:
    """Return the coded fields of an event but title and summary, in words."""
    held = dict(row) | {"targets": row["countries"], "model_keys": row["models"]}
    return [
        (label(name), value(name, held[name], names)) for name in FIELDS if name not in ("title", "summary")
    ]


def listed(text: WaitingText) -> dict[str, Any]:
    """Return a waiting text as one line of the list."""
    changed = [label(name) for name in FIELDS if text.before[name] != text.after[name]]
    return {
        "url": reverse("desk-event", args=[text.slug]), "title": shown(text.title, most=TITLE), "by": text.author,
        "since": event_words.moment(text.made_at), "reason": shown(text.reason, most=TITLE), "is_own": text.is_own,
        "is_published": text.state == "CONFIRMED", "changed": changed, "stages": len(text.stages),
        "evidence": len(text.evidence),
    }  # fmt: skip


def told(text: WaitingText, names: Mapping[str, str]) -> dict[str, Any]:
    """Return a waiting text beside what stands: the fields that differ word by word, and what it adds."""
    changes = [
        {
            "label": label(name),
            "marks": marks(value(name, text.before[name], names), value(name, text.after[name], names)),
        }
        for name in FIELDS
        if text.before[name] != text.after[name]
    ]
    return listed(text) | {
        "changes": changes, "proofs": in_context(text.evidence),
        "stages": [
            {
                "name": event_words.STAGE_NAMES.get(one["stage"], one["stage"]), "date": one["date"],
                "precision": event_words.PRECISION_NAMES.get(one["date_precision"], one["date_precision"]),
                "is_disputed": one["is_disputed"], "is_correction": one["supersedes"] is not None,
                "source": sources_of([one]), "proof": "" if one["is_stored"] else str(one["evidence"] + 1),
            }
            for one in text.stages
        ],
    }  # fmt: skip


def marks(before: str, after: str) -> list[Mark]:
    """Return what changed between two texts, word by word."""
    old, new = _words(before), _words(after)
    if max(len(old), len(new)) > MARKED_WORDS:
        return [Mark("gone", before), Mark("new", after)]
    found = []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(Mark("same", "".join(old[a:b])))
            continue
        found += [Mark("gone", "".join(old[a:b]))] if b > a else []
        found += [Mark("new", "".join(new[c:d]))] if d > c else []
    return found


def _words(text: str) -> list[str]:
    """Return the words of a text, each with the blank after it."""
    return [part + " " for part in text.split(" ")] if text else []


def in_context(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return evidence with the words around its quote in the stored text, where one is stored."""
    found = []
    for place, row in enumerate(rows, start=1):
        context = desk_texts.context_of(
            document=row["document"] or "", version=row["version"] or "", quote=row["quote"], around=CONTEXT
        )
        found.append({
            "place": place, "grade": row["grade"], "quote": shown(row["quote"]), "locator": shown(row["locator"]),
            "url": event_parts.link(row["url"]), "host": event_parts.host(row["url"]),
            "snapshot": row["snapshot"] or "", "document": row["document"] or "", "version": row["version"] or "",
            "before": shown(context[0]) if context else "", "after": shown(context[1]) if context else "",
            "is_missing": bool(row["document"] and row["quote"] and context is None), "source": sources_of([row]),
        })  # fmt: skip
    return found


def past(text: Mapping[str, Any]) -> dict[str, Any]:
    """Return a text that was handed in before, with its end."""
    return {
        "number": text["number"], "by": text["author"], "at": event_words.moment(text["made_at"]),
        "reason": shown(text["reason"], most=TITLE), "state": TEXT_STATES.get(text["state"], text["state"]),
        "decided_by": text["decided_by"], "decision": shown(text["decision"], most=TITLE),
        "values": [
            (label(name), shown(held if isinstance(held, str) else json.dumps(held, ensure_ascii=False), most=VALUE))
            for name, held in text["values"].items()
            if held and name in EventForm.base_fields
        ],
    }  # fmt: skip


def verdicts(
    person: Person, row: Mapping[str, Any], waiting: Sequence[WaitingText]
) -> list[tuple[str, Text]]:
    """Return what a person may be offered; whether it is allowed is decided where it is stored."""
    if row["merged_into"]:
        return []
    if not person.is_reviewer:
        names: tuple[str, ...] = ("REJECT", "MERGE") if row["state"] == "CANDIDATE" and not waiting else ()
    elif row["state"] == "REJECTED":
        names = ("CONFIRM",)
    elif waiting:
        names = ("CONFIRM", "NEEDS_WORK", "DECLINE", "REJECT", "MERGE")
        # What a source brought is sent back to nobody.
        names = tuple(name for name in names if name != "NEEDS_WORK" or not waiting[0].is_gathered)
    elif row["state"] == "CANDIDATE":
        names = ("CONFIRM", "REJECT", "MERGE")
    else:
        names = ("REJECT", "MERGE")
    return [(name, VERDICT_NAMES[name]) for name in names]
