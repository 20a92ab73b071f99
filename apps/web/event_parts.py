"""What the pages of events place: lines of a list, stages with their dates side by side, evidence, history."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.urls import reverse

from apps.web import event_words, words
from apps.web.foreign import link, shown
from apps.web.quote_words import QuoteState, quote_state
from apps.web.words import Text

TITLE, SUMMARY, QUOTE, LOCATOR, VALUE, HOST = 300, 600, 2_000, 500, 400, 60
# In a list a summary is shorter.
GIST = 280
CANDIDATE = "CANDIDATE"


@dataclass(frozen=True, slots=True)
class Dated:
    """One date of a stage: in words, how exact, whether a source doubts it, and what shows it (place, where from)."""

    iso: str
    words: str
    precision: Text
    is_disputed: bool
    evidence: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with all its dates side by side."""

    name: Text
    dates: tuple[Dated, ...]

    @property
    def is_disputed(self) -> bool:
        """Tell whether some of its dates is disputed."""
        return any(one.is_disputed for one in self.dates)


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence; `place` is its number on the page."""

    place: int
    quote: str
    is_cut: bool
    locator: str
    grade: str
    grade_meaning: Text
    url: str
    url_text: str
    host: str
    published: str
    accessed: str
    document_url: str
    diff_url: str
    version: str
    snapshot: str
    state: QuoteState | None


def event_url(slug: str, state: str) -> str:
    """Return the page of an event; one that nobody reviewed is shown only where that is asked for."""
    path = reverse("event", args=[slug])
    return f"{path}?{urlencode({'state': CANDIDATE})}" if state == CANDIDATE else path


def line(row: Mapping[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Return an event as one entry of a list."""
    return {
        "url": event_url(row["slug"], row["state"]),
        "title": shown(row["title"], most=TITLE),
        "summary": shown(row["summary"], most=SUMMARY),
        "kind_code": row["kind"],
        "gist": shown(row["summary"], most=GIST),
        "kind": event_words.KIND_NAMES.get(row["kind"], row["kind"]),
        "is_candidate": row["state"] == CANDIDATE,
        "place": event_words.place(row["jurisdiction"], names),
        "targets": [event_words.place(code, names) for code in row["countries"]],
        "stages": stages(row["stages"]),
        "is_disputed": any(step["is_disputed"] for step in row["stages"]),
        "doubt": shown(row["doubt"], most=SUMMARY),
        "evidence": len(row["evidence"]),
        "unmatched_quotes": row["unmatched_quotes"],
        "gone_quotes": row["gone_quotes"],
    }


def stages(steps: Sequence[Mapping[str, Any]], known: Mapping[int, Proof] | None = None) -> list[Stage]:
    """Return the stages in the order of their first date; equal dates of several sources are one."""
    found: dict[str, dict[tuple[date, str], list[Mapping[str, Any]]]] = {}
    for step in sorted(steps, key=lambda step: (step["date"], step["id"])):
        found.setdefault(step["stage"], {}).setdefault((step["date"], step["date_precision"]), []).append(
            step
        )
    return [
        Stage(
            event_words.STAGE_NAMES.get(stage, stage),
            tuple(_dated(day, precision, same, known or {}) for (day, precision), same in dates.items()),
        )
        for stage, dates in found.items()
    ]


def _dated(day: date, precision: str, same: list[Mapping[str, Any]], known: Mapping[int, Proof]) -> Dated:
    """Return one date with everything that says it."""
    places = sorted(
        {
            (known[step["evidence"]].place, known[step["evidence"]].host)
            for step in same
            if step["evidence"] in known
        }
    )
    return Dated(
        day.isoformat(),
        event_words.dated(day, precision),
        event_words.PRECISION_NAMES.get(precision, precision),
        any(step["is_disputed"] for step in same),
        tuple(places),
    )


def proofs(rows: Sequence[Mapping[str, Any]]) -> list[Proof]:
    """Return the evidence in the order it was recorded, numbered."""
    return [_proof(place, row) for place, row in enumerate(rows, start=1)]


def _proof(place: int, row: Mapping[str, Any]) -> Proof:
    """Return a piece of evidence in words."""
    document, version = row["document"], row["version"]
    published = row["published_date"]
    return Proof(
        place=place, quote=shown(row["quote"], most=QUOTE), is_cut=len(row["quote"]) > QUOTE,
        locator=shown(row["locator"], most=LOCATOR), grade=row["grade"],
        grade_meaning=words.GRADE_MEANINGS.get(row["grade"], ""), url=link(row["url"]),
        url_text=shown(row["url"] or "", most=LOCATOR), host=host(row["url"]),
        published=words.day(published) if published else "",
        accessed=words.day(row["accessed_date"]), version=version or "", snapshot=row["snapshot"] or "",
        state=quote_state(row),
        document_url=f"{reverse('document', args=[document])}?{urlencode({'version': version})}" if document else "",
        diff_url=f"{reverse('document-diff', args=[document])}?{urlencode({'to': version})}" if document else "",
    )  # fmt: skip


def host(url: str | None) -> str:
    """Return whose page an address names, without www."""
    return shown(urlsplit(link(url)).netloc.removeprefix("www."), most=HOST)


def history(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return every write to an event, the latest first: who, when, what, why."""
    return [
        {
            "revision": row["revision"],
            "at": event_words.moment(row["at"]),
            "what": event_words.WRITE_NAMES.get(row["what"], row["what"]),
            "who": shown(row["who"], most=VALUE),
            "role": row["role"],
            "why": shown(row["why"], most=QUOTE),
            "codebook": row["codebook"],
            "changes": changes_of(row["changes"]),
        }
        for row in reversed(rows)
    ]


def changes_of(changes: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the changed fields of a write."""
    return [_change(name, value) for name, value in changes.items()]


def _change(name: str, value: Any) -> dict[str, str]:
    """Return one changed field: its old and new value, or the one that was added."""
    is_pair = isinstance(value, list) and len(value) == 2
    old, new = value if is_pair else ("", value)
    return {"name": name, "old": _told(old), "new": _told(new)}


def _told(value: Any) -> str:
    """Return a value of the log as text."""
    return shown(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), most=VALUE)
