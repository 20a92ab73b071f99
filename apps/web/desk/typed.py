"""What a person typed into the form of an event, as its draft keeps it, and a text as somebody would have typed it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.events.coded import LISTS
from apps.events.words import GRADES, PRECISIONS
from apps.reference import queries as reference
from apps.web.desk.event_form import AT_MOST, SPARE

# What a form holds beside what a person typed.
UNTYPED = ("csrfmiddlewaretoken", "revision", "saves", "do")
LINES = ("stages", "evidence")


def typed_from(sent: QueryDict) -> dict[str, list[str]]:
    """Return what was typed, line ends as everywhere else."""
    return {
        name: [value.replace("\r\n", "\n") for value in values]
        for name, values in sent.lists()
        if name not in UNTYPED
    }


def with_more_lines(typed: dict[str, list[str]], prefix: str) -> dict[str, list[str]]:
    """Return what was typed with one more empty line of stages or evidence."""
    name = f"{prefix}-TOTAL_FORMS"
    known = (typed.get(name) or [""])[0]
    total = int(known) if known.isascii() and known.isdigit() and len(known) < 4 else SPARE
    return typed | {name: [str(min(total + 1, AT_MOST))]}


def with_defaults(typed: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return what was typed with the usual word in each select of an empty line."""
    usual = {
        f"{prefix}-{place}-{name}": [word]
        for prefix, name, word in (
            ("evidence", "grade", GRADES[1]),
            ("stages", "date_precision", PRECISIONS[0]),
        )
        for place in range(AT_MOST)
    }
    return usual | {name: list(values) for name, values in typed.items()}


def typed_of(
    values: Mapping[str, Any], evidence: Iterable[Mapping[str, Any]], stages: Iterable[Mapping[str, Any]]
) -> dict[str, list[str]]:
    """Return a text as somebody would have typed it into the form."""
    told = {name: [str(value)] for name, value in values.items() if name not in LISTS}
    told |= {name: [("\n" if name == "companies" else ", ").join(values[name])] for name in LISTS}
    evidence, stages = list(evidence), list(stages)
    told |= _management("evidence", len(evidence) + SPARE) | _management("stages", len(stages) + SPARE)
    for place, one in enumerate(evidence):
        names = ("url", "document", "version", "snapshot", "quote", "locator", "published_date", "grade")
        told |= {f"evidence-{place}-{name}": [str(one[name] or "")] for name in names}
    for place, one in enumerate(stages):
        told |= {
            f"stages-{place}-stage": [one["stage"]], f"stages-{place}-date": [one["date"]],
            f"stages-{place}-date_precision": [one["date_precision"]],
            f"stages-{place}-proof": [f"{'e' if one['is_stored'] else 'n'}{one['evidence']}"],
            f"stages-{place}-supersedes": [str(one["supersedes"] or "")],
        } | ({f"stages-{place}-is_disputed": ["on"]} if one["is_disputed"] else {})  # fmt: skip
    return told


def _management(prefix: str, total: int) -> dict[str, list[str]]:
    """Return what a set of lines says of its length."""
    return {f"{prefix}-TOTAL_FORMS": [str(min(total, AT_MOST))], f"{prefix}-INITIAL_FORMS": ["0"]}


def query_of(typed: Mapping[str, Sequence[str]]) -> QueryDict:
    """Return what was typed as a form is sent."""
    found = QueryDict(mutable=True)
    for name, values in typed.items():
        found.setlist(name, list(values))
    return found


def place_names() -> list[tuple[str, str]]:
    """Return what may be typed as a country: code and name, the European Union first."""
    return [("EU", _("European Union")), *((row.code, row.name) for row in reference.countries())]
