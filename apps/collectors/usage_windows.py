"""Older days of the rankings, given in windows to those who show a key: decimal strings that may pass 2^53."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qsl

from apps.collectors.contract import Body, Expect, Page, SchemaDrift, State
from apps.collectors.reading import need, read_count, read_date, read_json, read_moment
from apps.collectors.windows import days_missing

# The path, which is the pages' key as well; the first day there is; the most days of one window.
WINDOW = "/datasets/rankings-daily"
HISTORY = date(2025, 1, 1)
LONGEST = timedelta(days=366)
KEY = "OPENROUTER"
REST = "other"


@dataclass(frozen=True, slots=True)
class Window:
    """The counts of every day by model, when they were made, and what is odd about the window."""

    days: Mapping[date, Mapping[str, Decimal]]
    made_at: datetime
    notices: tuple[str, ...]


def missing_windows(state: State, *, since: date, until: date) -> list[Page]:
    """Return the windows of [since, until) that hold a missing day and were never read; none without a key."""
    if KEY not in state.keys:
        return []
    end = min(until, state.today)
    missing = days_missing(since=max(since, HISTORY), until=end, stored=state.stored_days)
    pages, start = [], HISTORY
    while start < end:
        stop = min(start + LONGEST, end)
        page = _page(start, stop - timedelta(days=1))
        if page.name not in state.known_paths and any(start <= day < stop for day in missing):
            pages.append(page)
        start = stop
    return pages


def window_for(path: str) -> Page:
    """Return the page of an archived window, whose path has its parameters behind it."""
    asked = dict(parse_qsl(path.partition("?")[2]))
    return _page(*(date.fromisoformat(asked.get(name, str(HISTORY))) for name in ("start_date", "end_date")))


def days_of_window(body: Body) -> Window:
    """Return the counts of a window; raise SchemaDrift for a body that is not what was asked for.

    A start before the first day there is gets clamped without a word: it is seen by what the body says.
    """
    page, cells = body.page, read_json(body)
    meta = need(page, cells, "meta", dict)
    asked = [date.fromisoformat(page.params[name]) for name in ("start_date", "end_date")]
    given = [
        read_date(page, f"meta.{name}", need(page, meta, name, str, where="meta."))
        for name in ("start_date", "end_date")
    ]
    if given[0] < asked[0] or given[1] > asked[1] or given[0] > given[1]:
        found = f"{given[0]} to {given[1]}"
        raise SchemaDrift(
            page, field="meta.start_date", found=found, remedy=f"expected {asked[0]} to {asked[1]}"
        )
    days: dict[date, dict[str, Decimal]] = defaultdict(dict)
    for number, row in enumerate(need(page, cells, "data", list)):
        _read_row(page, f"data[{number}].", row, given, days)
    if not days:
        raise SchemaDrift(
            page, field="data", found="no row", remedy="a window without rows is not an empty year"
        )
    made_at = read_moment(page, "meta.as_of", need(page, meta, "as_of", str, where="meta."))
    return Window(days, made_at, tuple(_oddities(page, asked, given, days)))


def _page(first: date, last: date) -> Page:
    """Return the page of a window, both days included."""
    return Page(
        key=WINDOW, path=WINDOW, params={"start_date": str(first), "end_date": str(last)},
        expect=Expect(content="JSON"), is_optional=True, fails_alone=True, auth=KEY,
    )  # fmt: skip


def _read_row(
    page: Page, where: str, row: object, given: list[date], days: dict[date, dict[str, Decimal]]
) -> None:
    """Read one count into its day; one outside the window, or a model twice a day, is an error."""
    if not isinstance(row, dict):
        raise SchemaDrift(page, field=where.rstrip("."), found=row, remedy="expected an object")
    day = read_date(page, f"{where}date", need(page, row, "date", str, where=where))
    slug = need(page, row, "model_permaslug", str, where=where)
    if not given[0] <= day <= given[1]:
        raise SchemaDrift(page, field=f"{where}date", found=day, remedy=f"expected {given[0]} to {given[1]}")
    if not slug or not slug.isprintable() or " " in slug:
        raise SchemaDrift(
            page, field=f"{where}model_permaslug", found=slug or "nothing", remedy="expected a slug"
        )
    if slug in days[day]:
        raise SchemaDrift(
            page,
            field=f"{where}model_permaslug",
            found=f"{slug} again on {day}",
            remedy="each model comes once a day",
        )
    text = need(page, row, "total_tokens", str, where=where)
    days[day][slug] = read_count(page, f"{where}total_tokens", text)


def _oddities(
    page: Page, asked: list[date], given: list[date], days: Mapping[date, Mapping[str, Decimal]]
) -> list[str]:
    """Return what a reader of the run should know of a window."""
    said = []
    if given != asked:
        said.append(
            f"page {page.name}: asked for {asked[0]} to {asked[1]}, given {given[0]} to {given[1]}: "
            "the publisher has no other days"
        )
    lacking = sum(REST not in found for found in days.values())
    if lacking:
        said.append(f"page {page.name}: {lacking} of {len(days)} days have no row for {REST!r}")
    return said
