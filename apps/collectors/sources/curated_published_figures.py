"""Usage figures that publications printed, typed row by row with their citation into a file of this product."""

import re
from datetime import date
from typing import Any

from apps.collectors.contract import (
    Bodies,
    Expect,
    ImplausibleReading,
    Observed,
    Page,
    Reading,
    SchemaDrift,
    Spec,
    State,
)
from apps.collectors.reading import read_csv, read_date, read_decimal

COLUMNS = (
    "figure_id", "publication", "metric", "subject", "model", "country", "denominator", "scope", "period_length",
    "window_start", "window_end", "value", "unit", "original", "reported_date", "grade", "is_verified", "flags",
    "source_title", "source_url", "accessed", "note",
)  # fmt: skip
MAY_BE_EMPTY = {"model", "country", "window_end", "reported_date", "flags", "note"}
CHOICES = {
    "period_length": ("MINUTE", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"),
    "unit": ("token",),
    "grade": ("A", "B", "C", "D"),
    "is_verified": ("yes", "no"),
}
# Figures of one subject and window that differ by this factor or more are a slip of the numeral scale.
SCALE_SLIP = 10

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
        _check_scales(body.page, reading.observations)
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


def _check_scales(page: Page, observations: list[Observed]) -> None:
    """Refuse figures of one subject and window that are a numeral apart (万 10^4, 亿 10^8, 万亿 10^12)."""
    known: dict[tuple[str, str, date], Observed] = {}
    for row in observations:
        first = known.setdefault((row.metric, row.subject, row.period_start), row)
        low, high = sorted((first.value, row.value))
        if low > 0 and high >= SCALE_SLIP * low:
            remedy = (
                f"{first.qualifier} says {first.value} for the same subject and window: check 万, 亿 and 万亿"
            )
            raise ImplausibleReading(page, field=f"value of {row.qualifier}", found=row.value, remedy=remedy)
