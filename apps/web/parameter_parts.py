"""A proposed change of a parameter as people read it: the row beside the one before, and what it would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.estimator.measures import MEASURES
from apps.estimator.parameters import Parameter
from apps.events import parameter_proposals
from apps.events.parameter_proposals import ProposalRow
from apps.flows.releases import ReleaseRow
from apps.reference import queries as reference
from apps.reference.proposed import FIELDS, cells_of
from apps.web import words
from apps.web.home_parts import names_of
from apps.web.numbers import digits, figure, percentage, range_text
from apps.web.ranged import signed
from apps.web.words import Text

FIELD_NAMES: dict[str, Text] = {
    "low": _l("Low (5th percentile)"),
    "central": _l("Central (50th percentile)"),
    "high": _l("High (95th percentile)"),
    "distribution": _l("Shape"),
    "hard_min": _l("Never below"),
    "hard_max": _l("Never above"),
    "basis": _l("Basis"),
    "grade": _l("Grade"),
    "source_title": _l("Title of the source"),
    "source_url": _l("Address of the source"),
    "accessed": _l("Accessed on"),
}
BASIS_OF_ROW: dict[str, Text] = {"CITED": _l("cited"), "JUDGEMENT": _l("our own judgement")}
STATE_NAMES: dict[str, Text] = {
    "WAITING": _l("waits for a decision"),
    "ACCEPTED": _l("accepted"),
    "DECLINED": _l("declined"),
}
EFFECT_NAMES: dict[str, Text] = {
    "WAITING": _l("waits to be worked out"),
    "STARTED": _l("is being worked out"),
    "DONE": _l("worked out"),
    "FAILED": _l("could not be worked out"),
}
RATIO_WORDS: dict[str, Text] = {
    "VALUE_MULTIPLE": _l("Value multiple"),
    "USD_PER_KWH": _l("Service value per kWh"),
    "ELECTRICITY_PRICE_USD_PER_KWH": _l("Price of the electricity"),
    "CARBON_KG_PER_KWH": _l("Carbon per kWh"),
}
RATIO_UNITS = {"1": "×", "usd_per_kwh": "USD/kWh", "kg_per_kwh": "kg/kWh"}
TRADED = ("EXPORTS", "IMPORTS")
NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of a row: its name, what stands, what is proposed, and whether they differ."""

    field: str
    name: Text
    before: str
    after: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """One number: whose, before and after with their ranges, and the change within draws."""

    who: str
    before: str
    before_range: str
    after: str
    after_range: str
    change: str
    change_range: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure with its totals, and with each country's exports and imports apart."""

    title: Text
    rows: list[Moved]
    traded: list[Moved]
    moves: bool


def fields(former: Parameter, row: Parameter) -> list[Compared]:
    """Return both rows field by field."""
    before, after = cells_of(former), cells_of(row)
    return [
        Compared(name, FIELD_NAMES[name], _worded(name, before[name]), _worded(name, after[name]),
                 before[name] != after[name])
        for name in FIELDS
    ]  # fmt: skip


def _worded(field: str, cell: str) -> str:
    """Return a cell in words."""
    known = {"distribution": words.DISTRIBUTION_NAMES, "basis": BASIS_OF_ROW}.get(field, {})
    return str(known.get(cell, cell))


def brief(proposal: ProposalRow) -> str:
    """Return what is proposed in a line: the central value, or which field."""
    changed = [row for row in fields(proposal.former, proposal.row) if row.is_changed]
    first = next((row for row in changed if row.field == "central"), changed[0] if changed else None)
    if first is None:
        return ""
    told = _("%(name)s: %(before)s → %(after)s") % {
        "name": first.name, "before": first.before or "–", "after": first.after or "–"
    }  # fmt: skip
    more = len(changed) - 1
    return f"{told} (+{more})" if more else told


def effect(result: Mapping[str, Any], names: Mapping[str, str]) -> list[Measured]:
    """Return the rows of an effect by measure, the world first and then the largest; the ratios last."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in result.get("rows", ()):
        groups.setdefault("" if row["side"] == "RATIO" else row["measure"], []).append(row)
    return [_measure(measure, rows, names) for measure, rows in groups.items()]


def _measure(measure: str, rows: list[Mapping[str, Any]], names: Mapping[str, str]) -> Measured:
    """Return one measure; the exports and imports of countries stand apart."""
    ordered = sorted(rows, key=_place)
    told = [(row["country"] is not None and row["side"] in TRADED, _moved(row, names)) for row in ordered]
    return Measured(
        words.MEASURE_NAMES[measure] if measure else _l("Ratios of the world"),
        [row for is_apart, row in told if not is_apart],
        [row for is_apart, row in told if is_apart],
        any(any(row["difference"].values()) for row in rows if row["difference"]),
    )


def _place(row: Mapping[str, Any]) -> tuple[bool, bool, float]:
    """Return what orders rows: the world before countries, all before what crosses a border, the largest first."""
    size = row["base"]["mean"] if row["base"] else 0.0
    return row["country"] is not None, row["side"] not in ("ORIGIN", "RATIO"), -size


def _moved(row: Mapping[str, Any], names: Mapping[str, str]) -> Moved:
    """Return one number in words."""
    if row["base"] is None:
        return Moved(_who(row, names), "", "", "", "", row["reason"], "")
    unit = MEASURES[row["measure"]].unit if row["measure"] in MEASURES else ""
    sides = [_span(row[name], unit, row["unit"]) for name in ("base", "scenario")]
    return Moved(_who(row, names), *sides[0], *sides[1], *_change(row, unit))


def _who(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return whose number it is, and which side of the trade."""
    if row["side"] == "RATIO":
        return str(RATIO_WORDS[row["measure"]])
    if row["country"] is None:
        return _("World, in all") if row["side"] == "ORIGIN" else _("World, across borders")
    name = names.get(row["country"], row["country"])
    told = {"ORIGIN": "%(name)s", "EXPORTS": _("%(name)s, exports"), "IMPORTS": _("%(name)s, imports")}
    return told[row["side"]] % {"name": name}


def _span(side: Mapping[str, float], unit: str, plain_unit: str) -> tuple[str, str]:
    """Return a central value and its range in words."""
    span = (side["central"], side["low"], side["high"])
    if unit:
        return figure(*span, unit), range_text(*span, unit)
    name = RATIO_UNITS.get(plain_unit, plain_unit)
    return f"{digits(span[0], 3)} {name}", f"{digits(span[1], 3)}–{digits(span[2], 3)} {name}"


def _change(row: Mapping[str, Any], unit: str) -> tuple[str, str]:
    """Return the change of the mean in percent, and the range of the change."""
    difference, base = row["difference"], row["base"]
    if not any(difference.values()):
        return _("no change"), ""
    if abs(base["mean"]) < NOTHING:
        return _("new"), ""
    share = f"{100 * difference['mean'] / base['mean']:+.1f}".replace("-", "−")
    ends = (difference["low"], difference["high"])
    told = [signed(one, unit) if unit else f"{'−' if one < 0 else ''}{digits(abs(one), 2)}" for one in ends]
    return percentage(share), f"{told[0]} … {told[1]}"


def week(result: Mapping[str, Any]) -> str:
    """Return the week of an effect in words; nothing before it is known."""
    return words.day(date.fromisoformat(result["week"])) if result else ""


def about(found: ProposalRow, newest: ReleaseRow | None) -> dict[str, Any]:
    """Return what both pages of a proposal show."""
    names = names_of(reference.countries())
    measures = effect(found.effect, names)
    return {
        "proposal": found,
        "compared": fields(found.former, found.row),
        "state": STATE_NAMES[found.state],
        "effect_state": EFFECT_NAMES[found.effect_state],
        "measures": measures,
        "unmoved": [measure.title for measure in measures if not measure.moves],
        "week": week(found.effect),
        "is_old": bool(found.effect) and newest is not None and newest.id != found.effect["release"],
        "history": [
            (row.id, brief(row), STATE_NAMES[row.state], row.decided_at or row.proposed_at)
            for row in parameter_proposals.proposals(key=found.key, scope=found.scope)
        ],
    }
