"""The columns of each table in data/claims/*.csv: claims that circulate, where they stand, how each is checked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from apps.estimator.claims import HEDGES, exact
from apps.estimator.units import UNITS
from apps.reference import csvfile
from apps.reference.csvfile import choice

KINDS = ("NUMBER", "SHARE", "RATIO", "BAND", "EVENT", "QUOTE", "QUALITATIVE")
BASES = ("A", "D", "M", "L")
READINGS = ("STATED", "RECONSTRUCTED")
MARKS = ("READ", "UNREAD", "JUDGEMENT", "DEFINITION")
DAMAGES = (
    "DOLLAR_SPAN", "MIXED_SCRIPT", "FOREIGN_BLOCK", "DATE_CLASH", "TWIN_CONFLICT", "NO_IDENTITY", "SCALE",
)  # fmt: skip
CLAIM_UNITS = UNITS | {
    "count",
    "date",
    "text",
    "second",
    "petaflops",
    "hkd",
    "eur_per_kwh",
    "joule_per_token",
}
WORDING_AT_MOST = 160


def wording(cell: str) -> str:
    """Read a paraphrase of our own, short enough for a row."""
    if not 0 < len(cell) <= WORDING_AT_MOST:
        raise ValueError(f"write our own paraphrase of 1 to {WORDING_AT_MOST} characters; it has {len(cell)}")
    return cell


def claim_unit(cell: str) -> str:
    """Read a unit of a claim."""
    if cell not in CLAIM_UNITS:
        raise ValueError(f"write one of {', '.join(sorted(CLAIM_UNITS))}")
    return cell


def maybe_https(cell: str) -> str:
    """Read a citation address, or nothing where none is known."""
    return csvfile.https(cell) if cell else cell


def damages(cell: str) -> frozenset[str]:
    """Read flags of damage, separated by spaces."""
    flags = frozenset(cell.split())
    if flags - set(DAMAGES):
        raise ValueError(f"write flags of {', '.join(DAMAGES)}")
    return flags


def texts(cell: str) -> Mapping[str, str]:
    """Read a JSON object of texts, or nothing."""
    try:
        found = json.loads(cell or "{}")
    except ValueError:
        raise ValueError('write a JSON object such as {"part": "claim:value"}') from None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise ValueError("write a JSON object whose values are texts")
    return found


def decimals(cell: str) -> Mapping[str, str]:
    """Read a JSON object of decimal texts, or nothing."""
    found = texts(cell)
    for value in found.values():
        exact(value)
    return found


def sides(cell: str) -> tuple[dict[str, Any], ...]:
    """Read a JSON list of what publications say beside the claims of a group."""
    try:
        found = json.loads(cell)
    except ValueError:
        raise ValueError("write a JSON list, [] for none") from None
    if not isinstance(found, list) or not all(set(one) == {"publication_id", "wording"} for one in found):
        raise ValueError("write a JSON list of objects with publication_id and wording")
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationRow:
    """Where claims stand; what our copy does not name stays empty and is flagged NO_IDENTITY."""

    publication_id: Annotated[str, csvfile.text]
    title: Annotated[str, csvfile.maybe_text]
    outlet: Annotated[str, csvfile.maybe_text]
    author: Annotated[str, csvfile.maybe_text]
    published_date: Annotated[date | None, csvfile.maybe_day]
    date_precision: Annotated[str, choice("DAY", "MONTH", "UNKNOWN")]
    language: Annotated[str, csvfile.text]
    translation_of: Annotated[str, csvfile.maybe_text]
    url: Annotated[str, maybe_https]
    accessed: Annotated[date | None, csvfile.maybe_day]
    damage: Annotated[frozenset[str], damages]
    note: Annotated[str, csvfile.maybe_text]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One claim in our words: a value or a band as printed, its unit, denominator, period, hedge and caveat.

    `stated` holds further numbers of the claim by name (NAME_low and NAME_high are a band NAME).
    """

    claim_id: Annotated[str, csvfile.text]
    wording: Annotated[str, wording]
    speaker: Annotated[str, csvfile.text]
    said_date: Annotated[date | None, csvfile.maybe_day]
    kind: Annotated[str, choice(*KINDS)]
    value_low: Annotated[str, csvfile.maybe_text]
    value: Annotated[str, csvfile.maybe_text]
    value_high: Annotated[str, csvfile.maybe_text]
    unit: Annotated[str, claim_unit]
    denominator: Annotated[str, csvfile.maybe_text]
    period_start: Annotated[date | None, csvfile.maybe_day]
    period_end: Annotated[date | None, csvfile.maybe_day]
    hedge: Annotated[str, choice(*HEDGES)]
    attribution: Annotated[str, choice("CONFIRMED", "NOT_FOUND", "OWN")]
    conflict_groups: Annotated[tuple[str, ...], csvfile.words]
    damage: Annotated[frozenset[str], damages]
    caveat: Annotated[str, csvfile.text]
    view_url: Annotated[str, csvfile.maybe_text]
    reconstructed_reading: Annotated[str, csvfile.maybe_text]
    stated: Annotated[Mapping[str, str], decimals]


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceRow:
    """A claim in one publication, in our words; `value` only where publications disagree."""

    claim_id: Annotated[str, csvfile.text]
    publication_id: Annotated[str, csvfile.text]
    locator: Annotated[str, csvfile.maybe_text]
    wording: Annotated[str, wording]
    value: Annotated[str, csvfile.maybe_text]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One recomputation of a claim: formula, inputs by name, and what it is compared with.

    basis: A arithmetic on the claim's own inputs, D data we hold, M our estimate, L another publication.
    compares: `value`, `stated.NAME`, or empty for a counter-figure. hedge empty: the claim's own.
    """

    claim_id: Annotated[str, csvfile.text]
    check_id: Annotated[str, csvfile.text]
    publication_id: Annotated[str, csvfile.maybe_text]
    basis: Annotated[str, choice(*BASES)]
    formula_id: Annotated[str, csvfile.maybe_text]
    inputs: Annotated[Mapping[str, str], texts]
    compares: Annotated[str, csvfile.maybe_text]
    hedge: Annotated[str, choice("", *HEDGES)]
    reading: Annotated[str, choice(*READINGS)]
    label: Annotated[str, csvfile.maybe_text]
    source_title: Annotated[str, csvfile.maybe_text]
    source_url: Annotated[str, maybe_https]
    accessed: Annotated[date, csvfile.day]
    is_headline: Annotated[bool, csvfile.yes_no]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFigureRow:
    """A number, day or word that another publication prints, or an assumption of a worked example.

    mark: READ on the cited page, UNREAD (cited, not opened), JUDGEMENT, DEFINITION.
    """

    figure_id: Annotated[str, csvfile.text]
    kind: Annotated[str, choice("NUMBER", "DATE", "TEXT")]
    low: Annotated[str, csvfile.maybe_text]
    value: Annotated[str, csvfile.maybe_text]
    high: Annotated[str, csvfile.maybe_text]
    unit: Annotated[str, claim_unit]
    period_start: Annotated[date | None, csvfile.maybe_day]
    period_end: Annotated[date | None, csvfile.maybe_day]
    mark: Annotated[str, choice(*MARKS)]
    grade: Annotated[str, choice("A", "B", "C", "D")]
    source_title: Annotated[str, csvfile.text]
    source_url: Annotated[str, csvfile.https]
    accessed: Annotated[date, csvfile.day]
    note: Annotated[str, csvfile.maybe_text]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictGroupRow:
    """A question on which claims contradict each other; `other_sides` have no claim of their own."""

    group_id: Annotated[str, csvfile.text]
    title: Annotated[str, csvfile.text]
    shows: Annotated[str, csvfile.text]
    other_sides: Annotated[tuple[dict[str, Any], ...], sides]
