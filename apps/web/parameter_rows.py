"""Parameters as readers see them, whether copied into a run or loaded from the reference tables."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, is_dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from apps.web import words
from apps.web.influence import NOT_MEASURED, Influence
from apps.web.own_words import ours
from apps.web.words import Text

DIGITS = 4
# What never moves a flow: values without a spread, and those of comparisons, scenarios and claims alone.
FIXED = ("fixed_value", "constant")
OF_FLOWS = ("global", "per_model", "per_country")
TRILLION = 1e12


@dataclass(frozen=True, slots=True)
class Revised:
    """An accepted proposal for a row: its number, the day in words, and whether the shown run already counts it."""

    number: int
    day: str
    is_counted: bool


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One cited assumption with its range, unit, shape, grade, source and influence."""

    key: str
    scope: str
    unit: str
    low: str
    central: str
    high: str
    distribution: Text
    draws: Text
    grade: str
    basis: str
    source_title: str
    source_url: str
    note: str
    influence: Influence
    revised: tuple["Revised", ...] = ()

    @property
    def anchor(self) -> str:
        """Return the anchor of its row."""
        return f"parameter-{self.key}" + (f"-{self.scope.replace('/', '-')}" if self.scope else "")

    @property
    def drawn(self) -> str:
        """Return how it is drawn, and for whom anew."""
        if not self.draws:
            return str(self.distribution)
        return _("%(shape)s, %(often)s") % {"shape": self.distribution, "often": self.draws}


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one key by country or kind; sources are (number, title, url), each row with the number of its own."""

    key: str
    rows: list[tuple[ParameterRow, int]]
    sources: list[tuple[int, str, str]]


def groups(rows: Iterable[ParameterRow]) -> list[Group]:
    """Return the scoped rows by key, each source named once per key."""
    found: dict[str, list[ParameterRow]] = {}
    for row in rows:
        if row.scope:
            found.setdefault(row.key, []).append(row)
    return [_group(key, scoped) for key, scoped in sorted(found.items())]


def _group(key: str, rows: list[ParameterRow]) -> Group:
    """Return one key's rows with their numbered sources."""
    numbers: dict[tuple[str, str], int] = {}
    numbered = [
        (row, numbers.setdefault((row.source_title, row.source_url), len(numbers) + 1)) for row in rows
    ]
    return Group(key, numbered, [(number, title, url) for (title, url), number in numbers.items()])


def parameter_rows(
    rows: Iterable[Any], influences: Mapping[str, Influence] | None = None
) -> list[ParameterRow]:
    """Return the rows sorted by key and scope; without `influences` none of them is measured yet."""
    found = [
        _row(asdict(row) if is_dataclass(row) and not isinstance(row, type) else row, influences)
        for row in rows
    ]
    return sorted(found, key=lambda row: (row.key, row.scope))


def with_history(
    rows: Iterable[ParameterRow],
    accepted: Mapping[tuple[str, str], Iterable[tuple[int, datetime]]],
    known_at: datetime | None,
) -> list[ParameterRow]:
    """Return the rows with the proposals that were accepted for each; a run counts those up to its moment."""
    return [
        replace(
            row,
            revised=tuple(
                Revised(number, words.day(at.date()), known_at is None or at <= known_at)
                for number, at in accepted.get((row.key, row.scope), ())
            ),
        )
        for row in rows
    ]


def _row(row: Mapping[str, Any], influences: Mapping[str, Influence] | None) -> ParameterRow:
    return ParameterRow(
        key=row["key"],
        scope=row["scope"],
        unit=row["unit"],
        low=plain(row["low"]),
        central=plain(row["central"]),
        high=plain(row["high"]),
        distribution=words.DISTRIBUTION_NAMES.get(row["distribution"], row["distribution"]),
        draws=words.DRAW_SCOPE_NAMES.get(row["draw_scope"], row["draw_scope"]),
        grade=row["evidence_grade"],
        basis=row["basis"],
        source_title=row["source_title"],
        source_url=row["source_url"],
        note=ours(row.get("note", "")),
        influence=_influence(row, influences),
    )


def _influence(row: Mapping[str, Any], influences: Mapping[str, Influence] | None) -> Influence:
    """Return what is known of a parameter's influence; one that is never drawn has none to measure."""
    if influences is None:
        return NOT_MEASURED
    known = influences.get(row["key"])
    if known is not None:
        return known
    is_drawn = row["distribution"] not in FIXED and row["draw_scope"] in OF_FLOWS
    return Influence(words.SMALL_INFLUENCE if is_drawn else words.NOT_DRAWN)


def plain(value: float) -> str:
    """Return a parameter's value as it was cited, without exponent; trillions as T."""
    if abs(value) >= TRILLION:
        return f"{value / TRILLION:,.{DIGITS}g} T"
    text = f"{value:,.{DIGITS}g}" if abs(value) < 10**DIGITS else f"{value:,.0f}"
    return f"{value:.8f}".rstrip("0") if "e" in text else text
