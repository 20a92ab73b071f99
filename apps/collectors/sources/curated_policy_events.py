"""Policy events that people typed with their citations: one row per stage, conflicting dates side by side."""

import re
from datetime import date
from urllib.parse import unquote

from apps.collectors.contract import Bodies, Body, Expect, Page, Reading, SchemaDrift, Spec, State
from apps.collectors.documents import EventCandidate, Evidence, Stage
from apps.collectors.kinds import KINDS
from apps.collectors.reading import read_csv, read_date

OF_EVENT = (
    "event",
    "kind",
    "title",
    "summary",
    "jurisdiction",
    "targets",
    "affected",
    "severity",
    "doubt",
    "identifiers",
)
OF_STAGE = (
    "stage", "stage_date", "date_precision", "end_date", "disputed", "mark", "grade", "source_title", "source_url",
    "published_date", "accessed", "note",
)  # fmt: skip
COLUMNS = (*OF_EVENT, *OF_STAGE)
MAY_BE_EMPTY = {"summary", "targets", "doubt", "identifiers", "end_date", "published_date", "note"}
CHOICES = {
    "kind": KINDS,
    "severity": ("LOW", "MEDIUM", "HIGH"),
    "stage": ("RUMOUR", "ENFORCEMENT", "TEXT_CHANGE", "ANNOUNCED", "EFFECTIVE", "CLARIFIED", "REVERSED"),
    "date_precision": ("DAY", "MONTH", "QUARTER", "YEAR"),
    "disputed": ("yes", "no"),
    # How far we could check the source: its bytes, its page or a digest of it, or not at all.
    "mark": ("VERIFIED", "READ", "UNVERIFIED"),
    "grade": ("A", "B", "C", "D"),
}
FIRST_OF = {"MONTH": ("-01",), "QUARTER": ("01-01", "04-01", "07-01", "10-01"), "YEAR": ("01-01",)}
SHAPES = {
    "event": re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"),
    "jurisdiction": re.compile(r"[A-Z]{3}|EU"),
    "targets": re.compile(r"([A-Z]{3}( [A-Z]{3})*)?"),
    "source_url": re.compile(r"https://[^\s/]+\.\S+"),
}

SPEC = Spec(
    key="curated.policy_events",
    title="Policy events typed from their sources",
    publisher="Various; each stage names its own",
    url="https://github.com/tokentrade/tokentrade/blob/main/apps/events/data/policy_events.csv",
    licence="Facts, each cited",
    citation="As cited with each stage; collected by Tokentrade as of {as_of}.",
    upstream="BUNDLED_EVENTS",
    kind="REPORTED",
    parser_version=1,
)


def pages(state: State, since: date) -> list[Page]:
    """Return the one file."""
    return [page_for("policy_events.csv")]


def page_for(path: str) -> Page:
    """Return the page of a path."""
    return Page(key="events", path=path, expect=Expect(content="CSV"))


def follow(page: Page, body: bytes) -> list[Page]:
    """Lead nowhere else."""
    return []


def parse(bodies: Bodies) -> Reading:
    """Return each event with its stages in the file's order; raise SchemaDrift for a bad row."""
    reading = Reading()
    for body in bodies.of("events"):
        events: dict[str, list[dict[str, str]]] = {}
        for line, cells in read_csv(body, columns=COLUMNS):
            reading.note_leftovers(cells, known=COLUMNS, page=body.page)
            _check(body.page, line, cells)
            _check_same_event(body.page, line, cells, events.setdefault(cells["event"], []))
            events[cells["event"]].append(cells)
        _check_pages(body.page, events)
        reading.event_candidates += [_candidate(body, rows) for rows in events.values()]
        reading.counts["stages"] = sum(map(len, events.values()))
    return reading


def _check(page: Page, line: str, cells: dict[str, str]) -> None:
    """Refuse empty cells, unknown words, and pages that cannot be opened."""
    for column in COLUMNS:
        allowed = CHOICES.get(column)
        if not cells[column].strip() and column not in MAY_BE_EMPTY:
            raise SchemaDrift(page, field=f"{line}, {column}", found="nothing", remedy="write a value")
        if allowed and cells[column] not in allowed:
            remedy = f"say one of {', '.join(allowed)}"
            raise SchemaDrift(page, field=f"{line}, {column}", found=cells[column], remedy=remedy)
    for column, shape in SHAPES.items():
        if not shape.fullmatch(cells[column]):
            remedy = "expected words with hyphens, ISO-3 codes with blanks, or an https page"
            raise SchemaDrift(page, field=f"{line}, {column}", found=cells[column], remedy=remedy)
    if cells["mark"] == "UNVERIFIED" and (cells["grade"] != "D" or not cells["doubt"]):
        remedy = "what nobody could check has grade D, and its event says so in doubt"
        raise SchemaDrift(page, field=f"{line}, grade", found=cells["grade"], remedy=remedy)
    start = _day(page, line, cells, "stage_date")
    for column in ("accessed", "published_date"):
        if cells[column]:
            _day(page, line, cells, column)
    ends = FIRST_OF.get(cells["date_precision"], ("",))
    if not cells["stage_date"].endswith(ends):
        remedy = f"a {cells['date_precision']} is written as its first day"
        raise SchemaDrift(page, field=f"{line}, stage_date", found=cells["stage_date"], remedy=remedy)
    if cells["end_date"] and _day(page, line, cells, "end_date") <= start:
        raise SchemaDrift(
            page, field=f"{line}, end_date", found=cells["end_date"], remedy="it ends after it starts"
        )


def _check_same_event(page: Page, line: str, cells: dict[str, str], rows: list[dict[str, str]]) -> None:
    """Refuse a row that says something else of its event than the first one, and a repeated row."""
    for column in OF_EVENT:
        if rows and cells[column] != rows[0][column]:
            remedy = f"every row of {cells['event']} says the same of it"
            raise SchemaDrift(page, field=f"{line}, {column}", found=cells[column], remedy=remedy)
    if cells in rows:
        raise SchemaDrift(page, field=f"{line}, event", found=cells["event"], remedy="this row is repeated")


def _check_pages(page: Page, events: dict[str, list[dict[str, str]]]) -> None:
    """Refuse one source page under two events: a page in common makes two events one."""
    seen: dict[str, str] = {}
    for event, rows in events.items():
        for url in {row["source_url"] for row in rows}:
            if seen.setdefault(url, event) != event:
                remedy = f"{seen[url]} cites this page too: cite another one for {event}"
                raise SchemaDrift(page, field="source_url", found=url, remedy=remedy)


def _candidate(body: Body, rows: list[dict[str, str]]) -> EventCandidate:
    """Return an event with its proofs and stages."""
    first = rows[0]
    proofs = [_proof(body.page, cells) for cells in rows]
    unique = list(dict.fromkeys(proofs))
    stages = tuple(
        Stage(
            stage=cells["stage"], date=date.fromisoformat(cells["stage_date"]), evidence=unique.index(proof),
            date_precision=cells["date_precision"], is_disputed=cells["disputed"] == "yes",
        )
        for cells, proof in zip(rows, proofs, strict=True)
    )  # fmt: skip
    return EventCandidate(
        slug=first["event"], kind=first["kind"], title=first["title"],
        summary=f"{first['summary']} Affected: {first['affected']}.".strip(), jurisdiction=first["jurisdiction"],
        targets=tuple(first["targets"].split()), severity=first["severity"], doubt=first["doubt"],
        # Blanks part them; one inside is written %20.
        identifiers=tuple(map(unquote, first["identifiers"].split())), evidence=tuple(unique), stages=stages,
    )  # fmt: skip


def _proof(page: Page, cells: dict[str, str]) -> Evidence:
    """Return what a row cites: the page, and where to look and how far it was checked."""
    ends = f"Until {cells['end_date']}." if cells["end_date"] else ""
    words = [f"{cells['source_title']} ({cells['mark'].lower()}).", ends, cells["note"]]
    published = cells["published_date"]
    return Evidence(
        url=cells["source_url"], page_path=page.name, locator=" ".join(filter(None, words)), grade=cells["grade"],
        published_date=date.fromisoformat(published) if published else None,
    )  # fmt: skip


def _day(page: Page, line: str, cells: dict[str, str], column: str) -> date:
    """Return a day of a row."""
    return read_date(page, f"{line}, {column}", cells[column])
