"""Documents of the US export-control agencies and presidential documents on AI, as candidates for events.

The API answers a query page by page; a query may give 2,000 documents at most, so each asks for one year. A
year that is over is asked for until it was read once.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from apps.collectors.contract import (
    START_UNKNOWN,
    Bodies,
    Body,
    Expect,
    ImplausibleReading,
    Page,
    Reading,
    SchemaDrift,
    Spec,
    State,
)
from apps.collectors.documents import EventCandidate, Evidence, Stage
from apps.collectors.kinds import OF_STATES, kind_told
from apps.collectors.plaintext import plain_text
from apps.collectors.reading import need, read_date, read_json

PATH = "/documents.json"
SITE = "https://www.federalregister.gov/"
AGENCY, TYPE, TERM = "conditions[agencies][]", "conditions[type][]", "conditions[term]"
FROM, TO = "conditions[publication_date][gte]", "conditions[publication_date][lte]"
BIS = "industry-and-security-bureau"
TERMS = ('"artificial intelligence"', '"semiconductor"', '"advanced computing"')
QUERIES = (
    ((AGENCY, BIS),),
    *(
        (narrowed, (TERM, term))
        for narrowed in ((TYPE, "PRESDOCU"), (AGENCY, "commerce-department"),
                         (AGENCY, "international-trade-administration"))
        for term in TERMS
    ),
)  # fmt: skip
NEEDED = ("title", "type", "document_number", "html_url", "publication_date")
MAY_BE_NULL = (
    "abstract", "agencies", "action", "dates", "effective_on", "signing_date", "docket_ids", "cfr_references",
    "citation", "topics", "correction_of", "regulation_id_numbers",
)  # fmt: skip
TYPES = ("Rule", "Proposed Rule", "Notice", "Presidential Document")
LIST_FIELDS = ("count", "description", "total_pages", "next_page_url", "previous_page_url", "results")
PER_PAGE, MOST_DOCUMENTS, FEWEST_OF_BIS = 100, 2_000, 20
# Public inspection shows a document some days before; a later date is a slip.
AHEAD, FAR = timedelta(days=3), timedelta(days=3_653)
TITLE, SUMMARY, WORDS = 400, 600, 200

SPEC = Spec(
    key="federal_register.documents",
    title="Federal Register: export controls, and presidential and trade documents on AI and chips",
    publisher="Office of the Federal Register, National Archives",
    url="https://www.federalregister.gov/developers/documentation/api/v1",
    licence="Public domain (US government work)",
    citation="Federal Register, document number and address as cited with each event, as of {as_of}.",
    upstream="FEDERAL_REGISTER",
    kind="REPORTED",
    parser_version=2,
    due_offset_seconds=46_800,
    since=date(2023, 1, 1),
    min_rows=0,
)


def pages(state: State, since: date) -> list[Page]:
    """Return the first page of every query for every year that is not over and read."""
    asked = []
    for year in range(since.year, state.today.year + 1):
        span = [(FROM, str(max(since, date(year, 1, 1))))]
        if year < state.today.year:
            span.append((TO, str(date(year, 12, 31))))
        asked += [_page([*query, *span], number=1) for query in QUERIES]
    return [page for page in asked if TO not in _asked(page) or page.path not in state.known_paths]


def page_for(path: str) -> Page:
    """Return the page of a path."""
    return Page(key="documents", path=path, expect=Expect(content="JSON"))


def follow(page: Page, body: bytes) -> list[Page]:
    """Return the pages after the first, built from their numbers; raise SchemaDrift where a query gives too many."""
    if _asked(page)["page"] != "1":
        return []
    count = need(page, read_json(Body(page, body)), "count", int)
    if count > MOST_DOCUMENTS:
        remedy = f"a query shows {MOST_DOCUMENTS} at most: split the year, or narrow the term"
        raise SchemaDrift(page, field="count", found=count, remedy=remedy)
    conditions = [(name, word) for name, word in _words(page) if name.startswith("conditions")]
    return [_page(conditions, number=number) for number in range(2, -(-count // PER_PAGE) + 1)]


def parse(bodies: Bodies) -> Reading:
    """Return each document once as a candidate, oldest first so that corrections find what they correct."""
    reading = Reading()
    found: dict[str, tuple[date, EventCandidate]] = {}
    for body in sorted(bodies.all, key=lambda body: _asked(body.page).get(AGENCY) != BIS):
        for where, cells in _documents(reading, body):
            published, candidate = _candidate(reading, body, where, cells)
            found.setdefault(candidate.slug, (published, candidate))
    reading.event_candidates = [read for _, read in sorted(found.values(), key=lambda pair: pair[0])]
    reading.counts["documents_read"] = len(found)
    return reading


def _page(conditions: list[tuple[str, str]], *, number: int) -> Page:
    """Return one page of a query; everything asked for stands in the path."""
    fields = [("fields[]", name) for name in (*NEEDED, *MAY_BE_NULL)]
    words = [*conditions, ("order", "newest"), ("per_page", str(PER_PAGE)), ("page", str(number)), *fields]
    return page_for(f"{PATH}?{urlencode(words)}")


def _words(page: Page) -> list[tuple[str, str]]:
    """Return what a page asks for, in order."""
    return parse_qsl(urlsplit(page.path).query)


def _asked(page: Page) -> dict[str, str]:
    """Return what a page asks for by name, without the fields."""
    return {"page": "1"} | {name: word for name, word in _words(page) if name != "fields[]"}


def _documents(reading: Reading, body: Body) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (place, cells) of every document of a page; no results are right only where none are counted."""
    page, cells = body.page, read_json(body)
    reading.note_leftovers(cells, known=LIST_FIELDS, page=page)
    count = need(page, cells, "count", int)
    asked = _asked(page)
    is_full_year = TO in asked and asked.get(FROM, "").endswith("-01-01")
    if asked.get(AGENCY) == BIS and TERM not in asked and is_full_year and count < FEWEST_OF_BIS:
        remedy = f"a year of this agency has at least {FEWEST_OF_BIS}: the query no longer finds them"
        raise ImplausibleReading(page, field="count", found=count, remedy=remedy)
    if count == 0 and "results" not in cells:
        return
    for place, document in enumerate(need(page, cells, "results", list)):
        where = f"results[{place}]."
        if not isinstance(document, dict):
            raise SchemaDrift(page, field=where.rstrip("."), found=document, remedy="expected an object")
        absent = set(MAY_BE_NULL) - set(document)
        if absent:
            reading.note(f"page {page.path}: no field {', '.join(sorted(absent))}; read as null")
        reading.note_leftovers(document, known=(*NEEDED, *MAY_BE_NULL), page=page)
        yield where, document


def _candidate(
    reading: Reading, body: Body, where: str, cells: dict[str, Any]
) -> tuple[date, EventCandidate]:
    """Return the publication date and the candidate of one document; raise SchemaDrift for a wrong field."""
    page = body.page
    title, kind, number, url = (need(page, cells, name, str, where=where) for name in NEEDED[:4])
    if not url.startswith(SITE):
        raise SchemaDrift(page, field=f"{where}html_url", found=url, remedy=f"expected a page of {SITE}")
    if kind not in TYPES:
        reading.note(f"document {number}: type {kind!r} is not one we know")
    published = _day(page, where, "publication_date", need(page, cells, "publication_date", str, where=where))
    corrected = _text(page, where, cells, "correction_of").rstrip("/").rpartition("/")[2]
    names = [f"federal-register:{name}" for name in (number, corrected) if name]
    evidence, stages, doubts = _dated(body, where, cells, published, url, is_correction=bool(corrected))
    reading.counts["doubtful"] = reading.counts.get("doubtful", 0) + bool(doubts)
    is_bis = _asked(page).get(AGENCY) == BIS
    candidate = EventCandidate(
        slug=f"federal-register-{number.lower()}",
        kind="EXPORT_CONTROL" if is_bis else kind_told(title, among=OF_STATES),
        title=plain_text(title, limit=TITLE), summary=_summary(page, where, cells, kind), jurisdiction="USA",
        severity="MEDIUM" if is_bis and kind == "Rule" else "LOW", doubt="; ".join(doubts),
        identifiers=tuple(names), evidence=evidence, stages=stages,
    )  # fmt: skip
    return published, candidate


def _dated(
    body: Body, where: str, cells: dict[str, Any], published: date, url: str, *, is_correction: bool
) -> tuple[tuple[Evidence, ...], tuple[Stage, ...], list[str]]:
    """Return the proof and stage of each date of a document; an implausible date is a doubt and no stage."""
    page, doubts = body.page, []
    steps = [("CLARIFIED" if is_correction else "ANNOUNCED", published, "published")]
    named = {name: _text(page, where, cells, name) for name in ("signing_date", "effective_on", "dates")}
    if body.day > START_UNKNOWN and published > body.day + AHEAD:
        doubts.append(f"publication date {published} is more than {AHEAD.days} days ahead of {body.day}")
        steps = []
    if named["signing_date"]:
        steps.append(("ANNOUNCED", _day(page, where, "signing_date", named["signing_date"]), "signed"))
    if named["effective_on"]:
        effective = _day(page, where, "effective_on", named["effective_on"])
        if abs(effective - published) > FAR:
            doubts.append(f"effective date {effective} is more than ten years from {published}")
        else:
            steps.append(("EFFECTIVE", effective, "effective"))
    elif "effective" in named["dates"].lower():
        doubts.append(f"effective date only in words: {plain_text(named['dates'], limit=WORDS)}")
    citation = _text(page, where, cells, "citation") or f"document {cells['document_number']}"
    evidence = [
        Evidence(url=url, page_path=page.name, locator=f"Federal Register, {citation}: {word}",
                 published_date=published, grade="A")
        for _, _, word in steps or [("", published, "date in doubt")]
    ]  # fmt: skip
    stages = [Stage(stage=stage, date=day, evidence=place) for place, (stage, day, _) in enumerate(steps)]
    return tuple(evidence), tuple(stages), doubts


def _summary(page: Page, where: str, cells: dict[str, Any], kind: str) -> str:
    """Return type, agencies and action before the abstract."""
    agencies = cells.get("agencies") or []
    if not isinstance(agencies, list) or not all(isinstance(agency, dict) for agency in agencies):
        raise SchemaDrift(page, field=f"{where}agencies", found=agencies, remedy="expected a list of objects")
    names = [str(agency.get("name") or agency.get("raw_name") or "") for agency in agencies]
    parts = [kind, ", ".join(filter(None, names)), _text(page, where, cells, "action")]
    head = ". ".join(part.rstrip(".") for part in parts if part)
    return plain_text(f"{head}. {_text(page, where, cells, 'abstract')}", limit=SUMMARY)


def _text(page: Page, where: str, cells: dict[str, Any], name: str) -> str:
    """Return a text that may be null or absent; raise SchemaDrift for another type."""
    return need(page, cells, name, str, where=where) if cells.get(name) is not None else ""


def _day(page: Page, where: str, name: str, text: str) -> date:
    """Return a date of a document."""
    return read_date(page, f"{where}{name}", text)
