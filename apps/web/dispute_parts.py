"""What the pages of disputes place: one dispute in words, the filter by state, its history."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.web import event_words, words
from apps.web.event_parts import QUOTE, changes_of
from apps.web.foreign import link, shown
from apps.web.subjects import kept_name
from apps.web.words import Text

STATE_NAMES: dict[str, Text] = {"OPEN": _l("open"), "UPHELD": _l("upheld"), "DECLINED": _l("declined")}
STATE_MEANINGS: dict[str, Text] = {
    "OPEN": _l("Nobody has decided it yet; the contested thing stands as it was."),
    "UPHELD": _l("A reviewer agrees. Nothing changes by that alone: a reviewed revision or a new run does."),
    "DECLINED": _l("A reviewer disagrees and says why."),
}
FILER_NAMES: dict[str, Text] = {
    "visitor": _l("a visitor"), "reader": _l("a reader with an account"), "analyst": _l("an analyst"),
    "reviewer": _l("a reviewer"), "admin": _l("an administrator"),
}  # fmt: skip
STEP_NAMES: dict[str, Text] = {
    "FILED": _l("Filed"), "DECIDED": _l("Decided"), "CHANGED": _l("Change linked"),
}  # fmt: skip


def told(row: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """Return one dispute in words, with its subject and the links to what was changed."""
    is_open = row["state"] == "OPEN"
    return {
        "uid": row["uid"],
        "url": reverse("dispute", args=[row["uid"]]),
        "subject": kept_name(row["subject_key"], now=now),
        "state": row["state"],
        "state_name": STATE_NAMES[row["state"]],
        "state_meaning": STATE_MEANINGS[row["state"]],
        "claim": shown(row["claim"], most=QUOTE),
        "evidence_url": link(row["evidence_url"]),
        "evidence": shown(row["evidence_url"], most=QUOTE),
        "filer": FILER_NAMES.get(row["filed_by"], row["filed_by"]),
        "filed": event_words.moment(row["filed_at"]),
        "due": words.day(row["due_at"].date()),
        "is_late": is_open and now > row["due_at"],
        "outcome": shown(row["outcome"] or "", most=QUOTE),
        "decided_by": row["decided_by"] or "",
        "decided": event_words.moment(row["decided_at"]) if row["decided_at"] else "",
        "changed": changed(row),
        "revision": row["revision"],
    }


def changed(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (words, address) of what was changed because of a dispute."""
    found = []
    if row["changed_run"]:
        found.append((_("run %(run)s") % {"run": row["changed_run"]}, f"/api/v1/runs/{row['changed_run']}"))
    for name in row["changed_revisions"]:
        _event, slug, number = name.split("/")
        told_as = _("revision %(n)s of the event %(slug)s") % {"n": number, "slug": slug}
        found.append((told_as, f"{reverse('event-history', args=[slug])}#r{number}"))
    return found


def states(counts: Mapping[str, int], here: str, subject: str) -> list[tuple[str, Text, int, bool]]:
    """Return the filter by state: address, words, how many, whether chosen."""
    names: dict[str, Text] = {"": _("all"), **STATE_NAMES}
    found = []
    for state, name in names.items():
        query = {key: value for key, value in (("state", state), ("subject", subject)) if value}
        number = counts[state] if state else sum(counts.values())
        found.append((f"?{urlencode(query, safe='/')}", name, number, state == here))
    return found


def history(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the steps of a dispute, the first one first."""
    return [
        {
            "revision": row["revision"],
            "at": event_words.moment(row["at"]),
            "what": STEP_NAMES.get(row["what"], row["what"]),
            "who": FILER_NAMES.get(row["who"], shown(row["who"])),
            "why": shown(row["why"], most=QUOTE),
            "changes": changes_of({name: value for name, value in row["changes"].items() if value}),
        }
        for row in rows
    ]
