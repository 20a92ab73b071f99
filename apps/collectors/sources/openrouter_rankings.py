"""Tokens per UTC day and model as OpenRouter ranks them: the keyless daily export and its checks.

A manifest names the newest dated file; each dated file holds the last days, of each day the top models and
`other`. A day is one unit: its shares must add up, and it is held as a whole where it looks implausible.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from apps.collectors.contract import (
    Bodies,
    Body,
    Expect,
    Hold,
    ImplausibleReading,
    Observed,
    Page,
    Past,
    Reading,
    SchemaDrift,
    Spec,
    State,
)  # fmt: skip
from apps.collectors.plausibility import DayRules, check_shares, days_of, implausible_days
from apps.collectors.reading import (
    need,
    read_count,
    read_csv,
    read_date,
    read_decimal,
    read_json,
    read_moment,
)
from apps.collectors.windows import days_missing, files_for

FOLDER = "/datasets/exports/rankings-daily"
MANIFEST = f"{FOLDER}/latest.manifest.json"
COLUMNS = ("date", "model_permaslug", "rank", "total_tokens", "share_of_daily_tokens")
MANIFEST_FIELDS = (
    "dataset", "schema_version", "snapshot_date", "retrieved_at", "row_count", "update_cadence", "license",
    "attribution", "readme_url", "files", "latest",
)  # fmt: skip
# The oldest dated file that can be fetched, and the days that one file holds.
FIRST_FILE = date(2026, 9, 19)
DAYS_PER_FILE = 30
ROWS_PER_DAY, FEWEST_ROWS_PER_DAY = 51, 20
OTHER = "other"
RULES = DayRules(
    largest_restatement=Decimal("0.01"), oldest_restatement=timedelta(days=7), largest_share_step=Decimal("0.25"),
    least_of_median=Decimal("0.5"), most_of_median=Decimal(2), median_days=14, rest=OTHER,
)  # fmt: skip

SPEC = Spec(
    key="openrouter.rankings",
    title="OpenRouter rankings: tokens per day and model",
    publisher="OpenRouter",
    url="https://openrouter.ai/rankings",
    licence="CC BY 4.0",
    citation="Source: OpenRouter (openrouter.ai/rankings), as of {as_of}. Licensed under CC BY 4.0.",
    upstream="OPENROUTER",
    kind="MEASURED",
    parser_version=1,
    due_offset_seconds=9_000,
    redistribution="AGGREGATES",
    since=FIRST_FILE - timedelta(days=DAYS_PER_FILE),
    names_models=True,
    judged_metric="tokens",
    judged_days=RULES.median_days,
)


def pages(state: State, since: date) -> list[Page]:
    """Return the manifest; it leads to the dated files."""
    expect = Expect(content="JSON")
    return [Page(key="manifest", path=MANIFEST, expect=expect, carry={"state": state, "since": since})]


def follow(page: Page, body: bytes) -> list[Page]:
    """Return the newest dated file of a manifest, and the older ones that hold days we miss."""
    if page.key != "manifest":
        return []
    manifest = _read_manifest(Body(page, body))
    state: State = page.carry.get("state", State(today=manifest.snapshot_date))
    newest_known = max((_file_date(path) for path in state.known_paths if path != MANIFEST), default=date.min)
    if manifest.snapshot_date < newest_known:
        return []
    promised = Expect(
        content="CSV", sha256=manifest.sha256, size_bytes=manifest.size_bytes, row_count=manifest.row_count
    )
    newest = replace(page_for(f"{FOLDER}/{manifest.snapshot_date}.csv"), expect=promised)
    since = max(page.carry.get("since", SPEC.since), SPEC.since)
    return [newest, *_older_files(manifest.snapshot_date, since, state.stored_days)]


def page_for(path: str) -> Page:
    """Return the page of an archived body, without what its manifest once promised."""
    key, content = ("manifest", "JSON") if path == MANIFEST else ("file", "CSV")
    return Page(key=key, path=path, expect=Expect(content=content))


def parse(bodies: Bodies) -> Reading:
    """Return tokens per day and permaslug; raise SchemaDrift or ImplausibleReading for a file that is wrong."""
    reading = Reading()
    for body in bodies.of("manifest"):
        manifest = _read_manifest(body)
        reading.note_leftovers(manifest.names, known=MANIFEST_FIELDS, page=body.page)
        reading.made_date = manifest.snapshot_date
        reading.published_at[f"{FOLDER}/{manifest.snapshot_date}.csv"] = manifest.retrieved_at
    files = sorted(bodies.of("file"), key=lambda body: _file_date(body.page.path), reverse=True)
    if not files:
        reading.skipped = f"the manifest of {reading.made_date} is older than what is stored"
    for body in files:
        _read_file(reading, body)
    reading.counts["days"] = len(reading.complete_days)
    return reading


def judge(reading: Reading, past: Past) -> list[Hold]:
    """Return the days to put aside; a day that says what is stored is never judged again."""
    days = days_of((row.period_start, row.subject, row.value) for row in reading.observations)
    if reading.made_date is not None and reading.made_date > past.today:
        reason = f"snapshot_date {reading.made_date} lies in the future of {past.today}"
        return [Hold(f"snapshot/{reading.made_date}", reason, frozenset(days))]
    stored = days_of((day, subject, value) for (subject, _, day), value in past.values.items())
    odd = implausible_days(days, stored, made_date=reading.made_date, rules=RULES)
    return [Hold(f"tokens/{day}", reason, frozenset([day])) for day, reason in odd.items()]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest promises of its dated CSV."""

    snapshot_date: date
    retrieved_at: datetime
    sha256: str
    size_bytes: int
    row_count: int
    names: tuple[str, ...]


def _read_manifest(body: Body) -> Manifest:
    """Read a manifest; raise SchemaDrift where it is not of version v1 or lacks a promise."""
    page, cells = body.page, read_json(body)
    if cells.get("schema_version") != "v1":
        remedy = "expected 'v1': read the export's README and adapt the parser"
        raise SchemaDrift(page, field="schema_version", found=cells.get("schema_version"), remedy=remedy)
    day = read_date(page, "snapshot_date", need(page, cells, "snapshot_date", str))
    csv = need(page, need(page, cells, "files", dict), "csv", dict, where="files.")
    sha256 = need(page, csv, "sha256", str, where="files.csv.")
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise SchemaDrift(
            page, field="files.csv.sha256", found=sha256, remedy="expected 64 hexadecimal digits"
        )
    url = need(page, csv, "url", str, where="files.csv.")
    # The address is rebuilt from the configured base; one under another path is not what we know.
    if not url.endswith(f"{FOLDER}/{day}.csv"):
        raise SchemaDrift(
            page, field="files.csv.url", found=url, remedy=f"expected it to end with {FOLDER}/{day}.csv"
        )
    return Manifest(
        snapshot_date=day,
        retrieved_at=read_moment(page, "retrieved_at", need(page, cells, "retrieved_at", str)),
        sha256=sha256,
        size_bytes=need(page, csv, "bytes", int, where="files.csv."),
        row_count=need(page, cells, "row_count", int),
        names=tuple(cells),
    )


def _older_files(newest: date, since: date, stored: frozenset[date]) -> list[Page]:
    """Return the fewest dated files that hold the days from `since` to before the newest file's."""
    missing = days_missing(since=since, until=newest - timedelta(days=DAYS_PER_FILE), stored=stored)
    return [
        replace(page_for(f"{FOLDER}/{day}.csv"), is_optional=True, carry={"wanted": held})
        for day, held in files_for(missing, first_file=FIRST_FILE, days_per_file=DAYS_PER_FILE)
    ]


def _file_date(path: str) -> date:
    """Return the snapshot date in the name of a dated file."""
    return date.fromisoformat(path.removeprefix(f"{FOLDER}/").removesuffix(".csv"))


def _read_file(reading: Reading, body: Body) -> None:
    """Add the days of one file that no newer file gave; every day of it must be sound."""
    page = body.page
    days: dict[date, dict[str, tuple[str, Decimal, Decimal]]] = defaultdict(dict)
    rows = 0
    for line, cells in read_csv(body, columns=COLUMNS, encoding="ascii"):
        rows += 1
        reading.note_leftovers(cells, known=COLUMNS, page=page)
        _add_row(page, line, cells, days)
    if rows == 0:
        raise SchemaDrift(page, field="(rows)", found=0, remedy="a file without rows is not an empty day")
    if page.expect.row_count not in (None, rows):
        remedy = f"the manifest says {page.expect.row_count}: the file may be truncated"
        raise SchemaDrift(page, field="row_count", found=rows, remedy=remedy)
    wanted = page.carry.get("wanted")
    for day, found in days.items():
        _check_day(reading, page, day, found)
        if day in reading.complete_days or (wanted is not None and day not in wanted):
            continue
        reading.complete_days.add(day)
        reading.observations += [
            Observed(metric="tokens", unit="token", kind="MEASURED", period_length="DAY", period_start=day,
                     value=tokens, subject=slug, model_slug=slug, page=page)
            for slug, (_, tokens, _) in found.items()
        ]  # fmt: skip


def _add_row(
    page: Page, line: str, cells: dict[str, str], days: dict[date, dict[str, tuple[str, Decimal, Decimal]]]
) -> None:
    """Read one row into its day; a model that comes twice in a day is an error."""
    day, slug = read_date(page, f"{line}, date", cells["date"]), cells["model_permaslug"]
    if not slug or not slug.isprintable() or " " in slug:
        raise SchemaDrift(
            page, field=f"{line}, model_permaslug", found=slug or "nothing", remedy="expected a slug"
        )
    if slug != OTHER or cells["rank"]:
        read_count(page, f"{line}, rank", cells["rank"])
    tokens = read_count(page, f"{line}, total_tokens", cells["total_tokens"])
    share = read_decimal(page, f"{line}, share_of_daily_tokens", cells["share_of_daily_tokens"])
    if slug in days[day]:
        remedy = "each model comes once a day: the export is broken, the last good data stay"
        raise ImplausibleReading(
            page, field=f"{line}, model_permaslug", found=f"{slug} again on {day}", remedy=remedy
        )
    days[day][slug] = (line, tokens, share)


def _check_day(
    reading: Reading, page: Page, day: date, rows: dict[str, tuple[str, Decimal, Decimal]]
) -> None:
    """Refuse a day that is short, later than its file, or whose shares are not those of its counts."""
    if len(rows) < FEWEST_ROWS_PER_DAY:
        remedy = f"expected {ROWS_PER_DAY}, at least {FEWEST_ROWS_PER_DAY}"
        raise ImplausibleReading(page, field=f"rows of {day}", found=len(rows), remedy=remedy)
    if len(rows) != ROWS_PER_DAY:
        reading.note(f"page {page.path}: {day} has {len(rows)} rows, {ROWS_PER_DAY} are usual")
    if day > _file_date(page.path):
        raise ImplausibleReading(
            page, field="date", found=day, remedy="a file cannot hold days after its own date"
        )
    if day == _file_date(page.path):
        reading.note(f"page {page.path}: {day} was not over when the file was made")
    check_shares(page, day, rows)
