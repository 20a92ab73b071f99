"""Usage figures that publications printed, typed row by row with their citation into a file of this product."""

import re
from datetime import date
from typing import Any

from apps.collectors.contract import (
    Bodies,
    Expect,
    Hold,
    Observed,
    Page,
    Past,
    Reading,
    SchemaDrift,
    Spec,
    State,
)
from apps.collectors.numerals import is_scale_slip, is_scales_apart
from apps.collectors.reading import read_csv, read_date, read_decimal

COLUMNS = (
    "figure_id", "publication", "metric", "subject", "model", "country", "denominator", "scope", "period_length",
    "window_start", "window_end", "value", "unit", "original", "reported_date", "grade", "is_verified", "flags",
    "source_title", "source_url", "accessed", "note",
)  # fmt: skip
# Nothing counted here grows tenfold in so few days: a figure that does is a slip until somebody says otherwise.
NEAR_DAYS = 60
MAY_BE_EMPTY = {"model", "country", "window_end", "reported_date", "flags", "note"}
CHOICES = {
    "period_length": ("MINUTE", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"),
    "unit": ("token",),
    "grade": ("A", "B", "C", "D"),
    "is_verified": ("yes", "no"),
}

SPEC = Spec(
    key="curated.published_figures",
    title="Usage figures printed by publications",
    publisher="Various; each figure names its own",
    url="https://github.com/tokentrade/tokentrade/blob/main/apps/reference/data/published_figures.csv",
    licence="Facts, each cited",
    citation="As cited with each figure; collected by Tokentrade as of {as_of}.",
    upstream="BUNDLED",
    kind="REPORTED",
    parser_version=1,
    since=date(2020, 1, 1),
)


def pages(state: State, since: date) -> list[Page]:
    """Return the one file."""
    return [page_for("published_figures.csv")]


def page_for(path: str) -> Page:
    """Return the page of a path."""
    return Page(key="figures", path=path, expect=Expect(content="CSV"))


def follow(page: Page, body: bytes) -> list[Page]:
    """Lead nowhere else."""
    return []


def parse(bodies: Bodies) -> Reading:
    """Return each figure as a series of its own with what its publication says; raise SchemaDrift for a bad row."""
    reading = Reading(is_whole=True)
    seen: set[str] = set()
    for body in bodies.of("figures"):
        for line, cells in read_csv(body, columns=COLUMNS):
            reading.note_leftovers(cells, known=COLUMNS, page=body.page)
            _check(body.page, line, cells, seen)
            figure = _figure(body.page, line, cells)
            reading.figures.append(figure)
            reading.observations.append(_observed(body.page, line, cells, figure))
    return reading


def _check(page: Page, line: str, cells: dict[str, str], seen: set[str]) -> None:
    """Refuse empty cells, unknown words, repeated ids and pages that cannot be opened."""
    for column in COLUMNS:
        allowed = CHOICES.get(column)
        if not cells[column] and column not in MAY_BE_EMPTY:
            raise SchemaDrift(page, field=f"{line}, {column}", found="nothing", remedy="write a value")
        if allowed and cells[column] not in allowed:
            remedy = f"say one of {', '.join(allowed)}"
            raise SchemaDrift(page, field=f"{line}, {column}", found=cells[column], remedy=remedy)
    if cells["figure_id"] in seen:
        raise SchemaDrift(
            page, field=f"{line}, figure_id", found=cells["figure_id"], remedy="an id names one figure"
        )
    seen.add(cells["figure_id"])
    if not re.fullmatch(r"https://[^\s]+", cells["source_url"]):
        raise SchemaDrift(
            page, field=f"{line}, source_url", found=cells["source_url"], remedy="cite an https page"
        )


def _figure(page: Page, line: str, cells: dict[str, str]) -> dict[str, Any]:
    """Return what the publication says beside the number."""
    names = (
        "figure_id",
        "publication",
        "scope",
        "denominator",
        "original",
        "source_title",
        "source_url",
        "note",
    )
    days = {name: _day(page, line, name, cells[name]) for name in ("window_end", "reported_date")}
    start = read_date(page, f"{line}, window_start", cells["window_start"])
    if days["window_end"] is not None and days["window_end"] <= start:
        remedy = "the window ends on the day after its last"
        raise SchemaDrift(page, field=f"{line}, window_end", found=cells["window_end"], remedy=remedy)
    return {name: cells[name] for name in names} | days | {
        "window_start": start,
        "accessed_date": read_date(page, f"{line}, accessed", cells["accessed"]),
        "evidence_grade": cells["grade"],
        "is_verified": cells["is_verified"] == "yes",
        "flags": tuple(cells["flags"].split()),
    }  # fmt: skip


def _day(page: Page, line: str, name: str, text: str) -> date | None:
    """Return a day, or None where nobody says."""
    return read_date(page, f"{line}, {name}", text) if text else None


def _observed(page: Page, line: str, cells: dict[str, str], figure: dict[str, Any]) -> Observed:
    """Return the number itself, exact."""
    value = read_decimal(page, f"{line}, value", cells["value"])
    if value < 0:
        raise SchemaDrift(page, field=f"{line}, value", found=value, remedy="a count is at least 0")
    return Observed(
        metric=cells["metric"], unit=cells["unit"], kind="REPORTED", period_length=cells["period_length"],
        period_start=figure["window_start"], value=value, subject=cells["subject"], qualifier=cells["figure_id"],
        model_key=cells["model"], country=cells["country"], page=page,
    )  # fmt: skip


def judge(reading: Reading, past: Past) -> list[Hold]:
    """Return the figures to put aside: a numeral's scale off their own text, or off another of the same thing.

    What is accepted stays; of two new figures the later one waits.
    """
    printed = {figure["figure_id"]: figure["original"] for figure in reading.figures}
    known: dict[tuple[str, str, str], list[Observed]] = {}
    holds = []
    for row in sorted(reading.observations, key=lambda row: past.rows.get(row.key) != row.value):
        same = known.setdefault((row.metric, row.period_length, row.subject), [])
        reason = "" if past.rows.get(row.key) == row.value else _oddity(row, printed[row.qualifier], same)
        if reason:
            holds.append(Hold(f"figure/{row.qualifier}", reason, rows=frozenset([row.key])))
        else:
            same.append(row)
    return holds


def _oddity(row: Observed, printed: str, same: list[Observed]) -> str:
    """Return why a figure is held, or nothing (万 10^4, 亿 10^8, 万亿 10^12)."""
    if is_scale_slip(row.value, printed):
        return f"{row.value} is a power of ten off its own text {printed!r}: check 万, 亿 and 万亿"
    for other in same:
        days = abs((row.period_start - other.period_start).days)
        if days <= NEAR_DAYS and is_scales_apart(row.value, other.value):
            when = f"{days} days apart" if days else "at the same time"
            return (
                f"{row.value} is a scale off {other.value} of {other.qualifier} for the same subject, {when}"
            )
    return ""
