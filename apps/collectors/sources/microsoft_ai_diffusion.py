"""Share of working-age people who use AI, by economy and wave, as Microsoft estimates it each quarter."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
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
    RowKey,
    SchemaDrift,
    Spec,
    State,
)
from apps.collectors.reading import read_csv, read_decimal

ECONOMY = "Economy"
WAVE = re.compile(r"(?P<part>[HQ])(?P<number>[1-4]) (?P<year>20[0-9]{2}) AI Diffusion")
# Months and name of the period that a letter stands for.
PARTS = {"H": (6, "HALF_YEAR"), "Q": (3, "QUARTER")}
QUARTERS_TRIED = 5
MONTHS_PER_QUARTER = 3
FEWEST_ROWS, MOST_ROWS = 120, 230
LARGEST_STEP = Decimal("0.15")
PERCENT = Decimal(100)

SPEC = Spec(
    key="microsoft.ai_diffusion",
    title="Microsoft AI diffusion: share of people who use AI",
    publisher="Microsoft AI Economy Institute",
    url="https://github.com/microsoft/ai-diffusion-report",
    licence="MIT",
    citation="Microsoft AI Economy Institute, AI Diffusion (MIT), as of {as_of}.",
    upstream="AI_DIFFUSION",
    kind="ESTIMATED_BY_SOURCE",
    parser_version=1,
    cadence_seconds=7 * 86_400,
    since=date(2025, 1, 1),
    judged_metric="ai_user_share",
    judged_days=400,
)


def pages(state: State, since: date) -> list[Page]:
    """Return the newest quarter's file, which leads to the four before it where it does not exist yet."""
    year, quarter = state.today.year, (state.today.month - 1) // MONTHS_PER_QUARTER + 1
    page: Page | None = None
    for back in reversed(range(QUARTERS_TRIED)):
        years, index = divmod(year * 4 + quarter - 1 - back, 4)
        page = replace(page_for(f"/AI_Diffusion_Q{index + 1}{years}_Update.csv"), or_else=page)
    return [page] if page else []


def page_for(path: str) -> Page:
    """Return the page of a path."""
    return Page(key="diffusion", path=path, expect=Expect(content="CSV"))


def follow(page: Page, body: bytes) -> list[Page]:
    """Lead nowhere else."""
    return []


def parse(bodies: Bodies) -> Reading:
    """Return the share of users (0 to 1) by economy and wave; raise SchemaDrift or ImplausibleReading."""
    reading = Reading()
    for body in sorted(bodies.of("diffusion"), key=lambda body: _quarter_of(body.page.path)):
        _read_file(reading, body)
    return reading


def judge(reading: Reading, past: Past) -> list[Hold]:
    """Return the waves to put aside: a share restated by, or rising from the wave before by, over 15 points."""
    odd: dict[str, set[RowKey]] = defaultdict(set)
    earlier: dict[str, Decimal] = {}
    for row in sorted(reading.observations, key=lambda row: (row.period_start, row.period_length)):
        stored = past.rows.get(row.key)
        before = earlier.get(row.subject) if stored is None else stored
        if before is not None and abs(row.value - before) > LARGEST_STEP:
            odd[f"{row.period_start}/{row.qualifier}"].add(row.key)
        else:
            earlier[row.subject] = row.value
    return [
        Hold(
            f"ai_user_share/{wave}",
            f"moves by more than 15 points: {', '.join(sorted(subject for _, subject, _, _ in keys)[:5])}",
            rows=frozenset(keys),
        )
        for wave, keys in odd.items()
    ]


def _quarter_of(path: str) -> tuple[int, int]:
    """Return (year, quarter) of a file's name; later files count more."""
    read = re.search(r"_Q([1-4])([0-9]{4})_", path)
    return (int(read[2]), int(read[1])) if read else (0, 0)


def _read_file(reading: Reading, body: Body) -> None:
    """Add the waves of one file; what an older file said of the same wave is replaced."""
    page, seen = body.page, set()
    rows: dict[RowKey, Observed] = {row.key: row for row in reading.observations}
    for line, cells in read_csv(body, columns=(ECONOMY,), encoding=_encoding(body.content)):
        waves = {column: read for column in cells if (read := WAVE.fullmatch(column))}
        if not waves:
            remedy = "expected columns such as 'Q1 2026 AI Diffusion'"
            raise SchemaDrift(page, field="(waves)", found=", ".join(cells), remedy=remedy)
        reading.note_leftovers(cells, known=(ECONOMY, *waves), page=page)
        name = cells[ECONOMY].strip()
        if not name or name in seen:
            raise SchemaDrift(
                page, field=f"{line}, {ECONOMY}", found=name or "nothing", remedy="each economy comes once"
            )
        seen.add(name)
        for column, read in waves.items():
            if cells[column].strip():
                row = _observed(page, line, name, column, read, cells[column])
                rows[row.key] = row
    _check_count(reading, page, len(seen))
    reading.observations = list(rows.values())


def _observed(page: Page, line: str, name: str, column: str, read: re.Match[str], cell: str) -> Observed:
    """Return one economy's share in one wave."""
    months, period_length = PARTS[read["part"]]
    month = (int(read["number"]) - 1) * months + 1
    if month > 12:
        raise SchemaDrift(page, field="(waves)", found=column, remedy="a year has two halves")
    return Observed(
        metric="ai_user_share", unit="fraction", kind="ESTIMATED_BY_SOURCE", period_length=period_length,
        period_start=date(int(read["year"]), month, 1), value=_share(page, f"{line}, {column}", cell),
        subject=name, country_name=name, qualifier=period_length.lower(), page=page,
    )  # fmt: skip


def _share(page: Page, field: str, cell: str) -> Decimal:
    """Return `31.30%` as 0.3130."""
    text = cell.strip()
    if not text.endswith("%"):
        raise SchemaDrift(page, field=field, found=cell, remedy="expected a share such as 31.30%")
    share = read_decimal(page, field, text.removesuffix("%").strip()) / PERCENT
    if not 0 <= share <= 1:
        raise ImplausibleReading(page, field=field, found=cell, remedy="a share lies between 0 and 100 %")
    return share


def _encoding(content: bytes) -> str:
    """Return UTF-8 where the bytes are that, else MacRoman, in which the publisher saved the first files."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "mac_roman"
    return "utf-8-sig"


def _check_count(reading: Reading, page: Page, count: int) -> None:
    """Fail below 120 economies, note above 230."""
    reading.counts["economies"] = count
    if count < FEWEST_ROWS:
        raise SchemaDrift(page, field="(rows)", found=count, remedy=f"expected at least {FEWEST_ROWS}")
    if count > MOST_ROWS:
        reading.note(f"page {page.path}: {count} economies, at most {MOST_ROWS} are usual")
