"""The tables of data/claims/*.csv: read once, each claim with its occurrences, checks and citations."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, TypeVar

from apps.estimator.claims import FORMULAS, NO_CALCULATION, claimed, exact
from apps.reference import claim_rows as rows
from apps.reference import csvfile, tables
from apps.reference.csvfile import BadRow, read_rows

FOLDER = "claims"
CLAIM_ID = re.compile(r"c\d{2,3}")
REFERENCE = re.compile(r"(claim|param|figure|price|obs|event|flow|hosts|launch|share):\S+")
OWN_NUMBER = re.compile(r"claim:(?:(c\d{2,3})/)?(value|value_low|value_high|stated\.(\w+))")
Row = TypeVar("Row")


@cache
def publications() -> tuple[rows.PublicationRow, ...]:
    """Return where claims stand; a publication without title, outlet or date must carry NO_IDENTITY."""

    def check(row: rows.PublicationRow) -> None:
        is_nameless = not (row.title and row.outlet and row.published_date)
        if is_nameless != ("NO_IDENTITY" in row.damage):
            raise ValueError("damage: NO_IDENTITY stands exactly where title, outlet or date is missing")
        if (row.published_date is None) != (row.date_precision == "UNKNOWN"):
            raise ValueError("date_precision: UNKNOWN stands exactly where no date is given; never guess one")
        if bool(row.url) != (row.accessed is not None):
            raise ValueError("accessed: write the day the address was read, and no day without an address")

    return read_rows(f"{FOLDER}/publications.csv", rows.PublicationRow, ("publication_id",), check)


@cache
def conflict_groups() -> tuple[rows.ConflictGroupRow, ...]:
    """Return the questions on which claims contradict each other."""
    known = {row.publication_id for row in publications()}

    def check(row: rows.ConflictGroupRow) -> None:
        if {side["publication_id"] for side in row.other_sides} - known:
            raise ValueError("other_sides: name publications of publications.csv")

    return read_rows(f"{FOLDER}/conflict_groups.csv", rows.ConflictGroupRow, ("group_id",), check)


@cache
def claims() -> tuple[rows.ClaimRow, ...]:
    """Return the claims."""
    groups = {row.group_id for row in conflict_groups()}

    def check(row: rows.ClaimRow) -> None:
        if not CLAIM_ID.fullmatch(row.claim_id):
            raise ValueError("claim_id: write c and at least two digits, such as c01")
        if set(row.conflict_groups) - groups:
            raise ValueError("conflict_groups: name groups of conflict_groups.csv")
        if row.period_start and row.period_end and row.period_end <= row.period_start:
            raise ValueError("period_end: write the first day after the period")
        if bool(row.reconstructed_reading) and not row.damage:
            raise ValueError("reconstructed_reading: only a damaged text is reconstructed")
        _claimed(row, row.value)

    return read_rows(f"{FOLDER}/claims.csv", rows.ClaimRow, ("claim_id",), check)


def _claimed(row: rows.ClaimRow, value: str) -> None:
    """Refuse a value or band that is no number, day or word."""
    try:
        claim = claimed(value, row.value_low, row.value_high, hedge=row.hedge)
    except ValueError as fault:
        raise ValueError(f"value: {fault}") from fault
    if claim.text and row.kind not in ("EVENT", "QUALITATIVE", "QUOTE"):
        raise ValueError("value: a claim of this kind is a plain decimal number")


@cache
def occurrences() -> tuple[rows.OccurrenceRow, ...]:
    """Return where each claim stands."""
    known = {"claim_id": {row.claim_id for row in claims()}}
    known["publication_id"] = {row.publication_id for row in publications()}
    keys = ("claim_id", "publication_id")
    return read_rows(f"{FOLDER}/claim_occurrences.csv", rows.OccurrenceRow, keys, _known(known))


@cache
def figures() -> tuple[rows.ClaimFigureRow, ...]:
    """Return the figures that only claims are checked with; their ids are none of published_figures.csv."""
    taken = {row.figure_id for row in tables.published_figures()}

    def check(row: rows.ClaimFigureRow) -> None:
        if row.figure_id in taken:
            raise ValueError("figure_id: published_figures.csv has it; keep one row")
        _check_figure(row)

    return read_rows(f"{FOLDER}/claim_figures.csv", rows.ClaimFigureRow, ("figure_id",), check)


def _check_figure(row: rows.ClaimFigureRow) -> None:
    """Refuse a figure without value or ends, ends out of order, and cells that are not of its kind."""
    given = [cell for cell in (row.low, row.value, row.high) if cell]
    if not given or bool(row.low) != bool(row.high) or (row.kind != "TEXT" and not row.low):
        raise ValueError("low: write low and high, or the word of a TEXT in value")
    if row.kind == "NUMBER" and sorted(numbers := [exact(cell) for cell in given]) != numbers:
        raise ValueError("low: order them low <= value <= high")
    if row.kind == "DATE" and sorted(days := [date.fromisoformat(cell) for cell in given]) != days:
        raise ValueError("low: order the days low <= value <= high")


@cache
def checks() -> tuple[rows.CheckRow, ...]:
    """Return the checks; each names a formula, takes its inputs, and cites."""
    by_id = {row.claim_id: row for row in claims()}
    named = {(row.claim_id, row.publication_id) for row in occurrences()}
    nameless = {row.publication_id for row in publications() if not row.url}

    def check(row: rows.CheckRow) -> None:
        if row.claim_id not in by_id:
            raise ValueError("claim_id: add the claim to claims.csv first")
        if row.publication_id and (row.claim_id, row.publication_id) not in named:
            raise ValueError("publication_id: the claim does not stand there, see claim_occurrences.csv")
        where = {publication for claim, publication in named if claim == row.claim_id}
        _check_formula(row, by_id[row.claim_id])
        _check_citation(row, is_uncitable=where <= nameless)
        for reference in row.inputs.values():
            _check_reference(reference, by_id, by_id[row.claim_id])

    return read_rows(f"{FOLDER}/claim_checks.csv", rows.CheckRow, ("check_id",), check)


def _check_formula(row: rows.CheckRow, claim: rows.ClaimRow) -> None:
    """Refuse a check without a known formula, with inputs it does not take, or that compares with nothing."""
    if row.formula_id not in FORMULAS:
        raise ValueError(f"formula_id: write one of {', '.join(sorted(FORMULAS))}")
    fault = FORMULAS[row.formula_id].fault(frozenset(row.inputs))
    if fault and row.formula_id != NO_CALCULATION:
        raise ValueError(f"inputs: {fault}")
    name = row.compares.removeprefix("stated.")
    if row.compares not in ("", "value") and (name == row.compares or name not in claim.stated):
        raise ValueError("compares: write value, stated.NAME of the claim, or nothing for a counter-figure")
    if row.is_headline and not row.compares and row.formula_id != NO_CALCULATION:
        raise ValueError("compares: a headline check compares with the claim, or is a quote")


def _check_citation(row: rows.CheckRow, *, is_uncitable: bool) -> None:
    """Refuse a check without a citation; an address may lack only where no publication of the claim has one."""
    may_lack = is_uncitable and row.formula_id == NO_CALCULATION
    if not row.source_title or (not row.source_url and not may_lack):
        raise ValueError("source_url: cite a page with its title; only quotes of an unnamed text may lack it")


def _check_reference(reference: str, by_id: Mapping[str, rows.ClaimRow], claim: rows.ClaimRow) -> None:
    """Refuse an input of no known kind, and a claim's own number that the claim does not state."""
    if not REFERENCE.fullmatch(reference):
        raise ValueError(
            f"inputs: {reference!r} is of no known kind; write claim:, param:, figure:, price: ..."
        )
    if not reference.startswith("claim:"):
        return
    found = OWN_NUMBER.fullmatch(reference)
    source = by_id.get(found[1] or claim.claim_id) if found else None
    if found is None or source is None:
        raise ValueError(f"inputs: {reference!r} names no field of a claim")
    is_there = claimed_number(source, found[2]) is not None
    # A damaged text lost the very number: the check says so instead of the loader.
    if not is_there and not source.damage:
        raise ValueError(f"inputs: {source.claim_id} states no {found[2]}")


def claimed_number(row: rows.ClaimRow, field: str) -> tuple[str, str, str] | None:
    """Return (low, value, high) of a claim's own number, texts as printed, value empty for a band; None without."""
    name = field.removeprefix("stated.")
    if name == field:
        text = str(getattr(row, field))
        return (text, text, text) if text else None
    if name in row.stated:
        return (row.stated[name],) * 3
    low, high = row.stated.get(f"{name}_low"), row.stated.get(f"{name}_high")
    return (low, "", high) if low and high else None


def _known(allowed: Mapping[str, set[str]]) -> Callable[[Any], None]:
    """Return a check that columns name rows of other tables."""

    def check(row: Any) -> None:
        for column, names in allowed.items():
            if getattr(row, column) not in names:
                raise ValueError(f"{column}: add a row for it, or write a key of its table")

    return check


@cache
def whole() -> None:
    """Refuse a claim without an occurrence, and one whose headline checks are not exactly one per reading."""
    for line, row in enumerate(claims(), start=2):
        where = [one for one in occurrences() if one.claim_id == row.claim_id]
        if not where:
            raise BadRow(
                f"{FOLDER}/claims.csv", line, "claim_id", row.claim_id, "add it to claim_occurrences.csv"
            )
        wanted = readings(where)
        found = sorted(
            one.publication_id for one in checks() if one.claim_id == row.claim_id and one.is_headline
        )
        if found != wanted:
            told = " and ".join(name or "the claim" for name in wanted)
            remedy = (
                f"mark exactly one headline check in claim_checks.csv for {told}, found {found or 'none'}"
            )
            raise BadRow(f"{FOLDER}/claims.csv", line, "claim_id", row.claim_id, remedy)


def readings(where: Iterable[rows.OccurrenceRow]) -> list[str]:
    """Return the publications that disagree on a claim, each of which is checked; [""] where none does."""
    valued = [one for one in where if one.value]
    if len({one.value for one in valued}) < 2:
        return [""]
    return sorted(one.publication_id for one in valued)


@cache
def claims_sha256() -> str:
    """Return one hash of the names and bytes of the tables of claims."""
    digest = hashlib.sha256()
    for path in sorted((csvfile.DATA / FOLDER).glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


TABLES = (publications, conflict_groups, claims, occurrences, figures, checks, whole)


def forget() -> None:
    """Drop what was read, so that the next call reads the files again."""
    for read in (*TABLES, claims_sha256):
        read.cache_clear()  # type: ignore[attr-defined]
