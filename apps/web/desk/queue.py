"""The queue: what waits to be made an event, in the order in which it is worth somebody's time."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods

from apps.events import desk as events
from apps.events.desk import QueueRow
from apps.events.words import EVENT_KINDS, SEVERITIES
from apps.flows import queries as flows
from apps.flows.weights import Weights, weights
from apps.reference import queries as reference
from apps.web import event_words
from apps.web.asked import choice
from apps.web.blind import hidden
from apps.web.desk import ranking
from apps.web.desk.gate import DeskRequest, needs, show
from apps.web.event_asked import page_of
from apps.web.foreign import shown
from apps.web.home_parts import names_of
from apps.web.words import Text, day

LENGTH = 40
TITLE = 300
FRESH, DRAFTS, WAITING, RETURNED, ALL = "", "drafts", "waiting", "returned", "all"
VIEWS: tuple[tuple[str, Text, Callable[[QueueRow], bool]], ...] = (
    (FRESH, _l("New"), lambda row: row.waits_since is None and not row.returned and not row.has_own_draft),
    (DRAFTS, _l("My drafts"), lambda row: row.has_own_draft),
    (WAITING, _l("Waiting for a second person"), lambda row: row.waits_since is not None),
    (RETURNED, _l("Sent back"), lambda row: bool(row.returned)),
    (ALL, _l("All"), lambda row: True),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as they were understood."""

    view: str
    kind: str
    source: str
    severity: str
    mine: str
    page: int

    def address(self, **changes: str) -> str:
        """Return the query string with some words changed, empty ones dropped."""
        told = {
            name: getattr(self, name) for name in ("view", "kind", "source", "severity", "mine")
        } | changes
        return urlencode([(name, value) for name, value in told.items() if value])


@require_http_methods(["GET", "HEAD"])
@needs("analyst")
def queue(request: DeskRequest) -> HttpResponse:
    """List what waits, the weightiest first, with the parts of each place."""
    now = timezone.now()
    notices: list[str] = []
    blind = hidden(request)
    rows = [row for row in events.queue_rows(user_id=request.person.user_id) if row.slug not in blind]
    sources = sorted({name for row in rows for name in row.shown.sources})
    asked = _read(request.GET, sources, notices)
    fitting = [row for row in rows if _fits(row, asked)]
    counts = Counter(name for row in fitting for name, _words, belongs in VIEWS if belongs(row))
    belongs = next(test for name, _words, test in VIEWS if name == asked.view)
    names = names_of(reference.countries())
    ranked = _ranked([row for row in fitting if belongs(row)], names, now)
    start = (asked.page - 1) * LENGTH
    given = {
        "rows": [_line(place, *one, names) for place, one in enumerate(ranked, start=1)][start : start + LENGTH],
        "total": len(ranked), "asked": asked, "notices": notices, "form": _form(asked, sources),
        "views": [
            {"name": words, "count": counts[name], "url": f"?{asked.address(view=name)}", "is_here": name == asked.view}
            for name, words, _belongs in VIEWS
        ],
        "is_filtered": bool(asked.address(view="")), "leaf": _leaf(asked, len(ranked)),
        "slugs": events.known_slugs(), "drafts": _own_drafts(request),
    }  # fmt: skip
    return show(request, "web/desk/queue.html", given)


def _read(params: QueryDict, sources: list[str], notices: list[str]) -> Asked:
    return Asked(
        view=choice(params, "view", [name for name, _words, _belongs in VIEWS], notices),
        kind=choice(params, "kind", EVENT_KINDS, notices),
        source=choice(params, "source", sources, notices),
        severity=choice(params, "severity", SEVERITIES, notices),
        mine=choice(params, "mine", ("yes",), notices),
        page=page_of(params),
    )


def _fits(row: QueueRow, asked: Asked) -> bool:
    """Tell whether a row is what the filters ask for; severity is the graver of event and passage."""
    gravest = max((row.severity, row.shown.severity), key=events.RANK.__getitem__)
    return (
        asked.kind in ("", row.kind)
        and (not asked.source or asked.source in row.shown.sources)
        and asked.severity in ("", gravest)
        and (not asked.mine or row.is_own or row.has_own_draft)
    )


def _ranked(
    rows: Iterable[QueueRow], names: dict[str, str], now: datetime
) -> list[tuple[QueueRow, list[ranking.Part]]]:
    """Return the rows with the parts of their places, the weightiest first."""
    known = current_weights(now)
    found = [(row, ranking.parts(row, known, names, now)) for row in rows]
    return sorted(found, key=lambda one: (-ranking.score(one[1]), one[0].slug))


def current_weights(now: datetime) -> Weights:
    """Return the weights of the newest release; empty before the first."""
    release = flows.release(now=now)
    return _weights(release.id, flows.analysis_state(release, "sensitivity")) if release else Weights()


@lru_cache(maxsize=4)
def _weights(release_id: str, _state: str) -> Weights:
    """Return the weights of a release, read once; a release never changes, its analyses come a little later."""
    release = flows.release(release_id=release_id)
    return weights(release) if release else Weights()


def _line(place: int, row: QueueRow, found: list[ranking.Part], names: dict[str, str]) -> dict[str, Any]:
    """Return a row as the template places it."""
    places = [event_words.place(code, names) for code in (row.jurisdiction, *row.targets) if code]
    gravest = max((row.severity, row.shown.severity), key=events.RANK.__getitem__)
    return {
        "place": place, "slug": row.slug, "url": reverse("desk-event", args=[row.slug]),
        "title": shown(row.title, most=TITLE), "kind": event_words.KIND_NAMES.get(row.kind, row.kind),
        "places": ", ".join(places), "score": f"{ranking.score(found):.1f}", "parts": found,
        "severity": event_words.SEVERITY_NAMES[gravest], "is_high": gravest == SEVERITIES[-1],
        "doubt": shown(row.doubt, most=TITLE), "sources": sorted(row.shown.sources),
        "dated": day(row.last_date or row.recorded_at.date()), "revision": row.revision,
        "is_published": row.state == "CONFIRMED", "has_draft": row.has_own_draft, "is_own": row.is_own,
        "waits_by": row.waits_by, "waits": day(row.waits_since.date()) if row.waits_since else "",
        "returned": shown(row.returned, most=TITLE), "is_candidate": row.state == "CANDIDATE",
    }  # fmt: skip


def _own_drafts(request: DeskRequest) -> list[dict[str, Any]]:
    """Return the person's drafts of events that nobody has proposed yet."""
    return [
        {
            "url": reverse("desk-draft", args=[draft.uid]), "saved": event_words.moment(draft.saved_at),
            "title": shown((draft.fields.get("title") or [""])[0], most=TITLE) or _("without a title yet"),
        }
        for draft in events.draft_rows(user_id=request.person.user_id)
        if not draft.slug
    ]  # fmt: skip


def _form(asked: Asked, sources: list[str]) -> list[tuple[str, str, list[tuple[str, Any, bool]]]]:
    """Return the selects of the filters: name, label, options (value, words, whether chosen)."""
    kinds = [(name, event_words.KIND_NAMES.get(name, name)) for name in EVENT_KINDS]
    graver = [(name, event_words.SEVERITY_NAMES[name]) for name in SEVERITIES]
    return [
        ("kind", _("Kind"), [(value, words, value == asked.kind) for value, words in kinds]),
        ("source", _("Source"), [(name, name, name == asked.source) for name in sources]),
        ("severity", _("Severity"), [(value, words, value == asked.severity) for value, words in graver]),
    ]  # fmt: skip


def _leaf(asked: Asked, total: int) -> dict[str, Any]:
    """Return the page of the list and the addresses of its neighbours."""
    last = max(1, -(-total // LENGTH))
    addresses = [f"?{asked.address()}&page={one}" for one in (min(asked.page - 1, last), asked.page + 1)]
    return {
        "here": asked.page, "last": last, "before": addresses[0] if asked.page > 1 else "",
        "after": addresses[1] if asked.page < last else "",
    }  # fmt: skip
