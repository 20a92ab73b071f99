"""Tokens per UTC day and model as OpenRouter ranks them: the daily export, and older days for those with a key.

A manifest names the newest dated file; each dated file holds the last days, of each day the top models and
`other`. A day is one unit: its shares must add up, and it is held as a whole where it looks implausible.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
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
from apps.collectors.manifests import MANIFEST_FIELDS, read_manifest
from apps.collectors.plausibility import DayRules, check_shares, days_of, implausible_days
from apps.collectors.reading import read_count, read_csv, read_date, read_decimal
from apps.collectors.usage_windows import HISTORY, WINDOW, days_of_window, missing_windows, window_for
from apps.collectors.windows import days_missing, files_for

FOLDER = "/datasets/exports/rankings-daily"
MANIFEST = f"{FOLDER}/latest.manifest.json"
COLUMNS = ("date", "model_permaslug", "rank", "total_tokens", "share_of_daily_tokens")
# The oldest dated file that can be fetched, and the days that one file holds.
FIRST_FILE = date(2026, 9, 19)
DAYS_PER_FILE = 30
# Days before this one are given to those who show a key only.
KEYLESS_SINCE = FIRST_FILE - timedelta(days=DAYS_PER_FILE)
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
    redistribution="DERIVED_ONLY",
    since=HISTORY,
    names_models=True,
    judged_metric="tokens",
    judged_days=RULES.median_days,
)


def pages(state: State, since: date) -> list[Page]:
    """Return the manifest, which leads to the dated files, and with a key the windows of older days we miss."""
    expect = Expect(content="JSON")
    manifest = Page(key="manifest", path=MANIFEST, expect=expect, carry={"state": state, "since": since})
    return [manifest, *missing_windows(state, since=since, until=KEYLESS_SINCE)]


def follow(page: Page, body: bytes) -> list[Page]:
    """Return the newest dated file of a manifest, and the older ones that hold days we miss."""
    if page.key == WINDOW:
        # A window that cannot be read is left out by itself.
        days_of_window(Body(page, body))
    if page.key != "manifest":
        return []
    manifest = read_manifest(Body(page, body), folder=FOLDER)
    state: State = page.carry.get("state", State(today=manifest.snapshot_date))
    newest_known = max(
        (_file_date(path) for path in state.known_paths if path.endswith(".csv")), default=date.min
    )
    if manifest.snapshot_date < newest_known:
        return []
    promised = Expect(
        content="CSV", sha256=manifest.sha256, size_bytes=manifest.size_bytes, row_count=manifest.row_count
    )
    newest = replace(page_for(f"{FOLDER}/{manifest.snapshot_date}.csv"), expect=promised)
    since = max(page.carry.get("since", KEYLESS_SINCE), KEYLESS_SINCE)
    return [newest, *_older_files(manifest.snapshot_date, since, state.stored_days)]


def page_for(path: str) -> Page:
    """Return the page of an archived body, without what its manifest once promised."""
    if path.partition("?")[0] == WINDOW:
        return window_for(path)
    key, content = ("manifest", "JSON") if path == MANIFEST else ("file", "CSV")
    return Page(key=key, path=path, expect=Expect(content=content))


def parse(bodies: Bodies) -> Reading:
    """Return tokens per day and permaslug; raise SchemaDrift or ImplausibleReading for a file that is wrong."""
    reading = Reading()
    for body in bodies.of("manifest"):
        manifest = read_manifest(body, folder=FOLDER)
        reading.note_leftovers(manifest.names, known=MANIFEST_FIELDS, page=body.page)
        reading.made_date = manifest.snapshot_date
        reading.published_at[f"{FOLDER}/{manifest.snapshot_date}.csv"] = manifest.retrieved_at
    files = sorted(bodies.of("file"), key=lambda body: _file_date(body.page.path), reverse=True)
    if not files and not bodies.of(WINDOW):
        reading.skipped = f"the manifest of {reading.made_date} is older than what is stored"
    for body in files:
        _read_file(reading, body)
    for body in bodies.of(WINDOW):
        _read_window(reading, body)
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
        _add_day(reading, page, day, {slug: tokens for slug, (_, tokens, _) in found.items()})


def _read_window(reading: Reading, body: Body) -> None:
    """Add the days of a keyed window that no dated file gave; a short day is left out."""
    window = days_of_window(body)
    reading.published_at[body.page.name] = window.made_at
    for notice in window.notices:
        reading.note(notice)
    for day, found in sorted(window.days.items()):
        if len(found) < FEWEST_ROWS_PER_DAY:
            reading.note(f"page {body.page.name}: {day} has {len(found)} rows and is left out")
        elif day not in reading.complete_days:
            _add_day(reading, body.page, day, found)


def _add_day(reading: Reading, page: Page, day: date, found: Mapping[str, Decimal]) -> None:
    """Add one whole day; whichever route it came by, it is the same series."""
    reading.complete_days.add(day)
    reading.observations += [
        Observed(metric="tokens", unit="token", kind="MEASURED", period_length="DAY", period_start=day,
                 value=tokens, subject=slug, model_slug=slug, page=page)
        for slug, tokens in found.items()
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
