"""The price gap in words: indices, what cannot be compared, and what moved between two weeks."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from apps.web import words
from apps.web.charts.of_gaps import SIDES, WEIGHTINGS, signed
from apps.web.numbers import digits
from apps.web.ranged import signed as signed_figure
from apps.web.sentences import said
from apps.web.words import Text

Row = Mapping[str, Any]
FACTORS: dict[str, Text] = {
    "change": _l("change in all"),
    "activity": _l("more or fewer tokens"),
    "mix": _l("another mix of places"),
    "intensity": _l("more or less per token"),
}
COUNTRIES: dict[str, Text] = {"CHN": _l("labs in China"), "USA": _l("labs in the USA")}
COEFFICIENTS: dict[str, Text] = {
    "HEDONIC:ln_active_parameters": _l("ln price per ln active parameters"),
    "HEDONIC:country:CHN": _l("labs in China, at equal size, in log points"),
    "HEDONIC:country_per_year:CHN": _l("change of that per year, in log points"),
}


def indices(rows: Sequence[Row]) -> list[dict[str, str]]:
    """Return the Fisher indices and the regression: words, number, range, on what they stand."""
    return [
        _index(row)
        for row in rows
        if row["key"].startswith(("FISHER", "HEDONIC")) and row["central"] is not None
    ]


def _index(row: Row) -> dict[str, str]:
    """Return one index as it is printed."""
    if row["key"].startswith("HEDONIC"):
        stands = _("%(n)s prices, %(labs)s labs, R² %(r)s") % {
            "n": row["observations"], "labs": row["clusters"], "r": digits(row["r_squared"], 2),
        }  # fmt: skip
        span = f"{signed(row['low'])} … {signed(row['high'])}"
        name = str(COEFFICIENTS.get(row["key"], row["key"]))
        return {
            "name": name,
            "value": signed(row["central"]),
            "range": span,
            "stands": stands,
            "grade": row["evidence_grade"],
        }
    ends = _("Laspeyres %(l)s, Paasche %(p)s") % {
        "l": digits(row["laspeyres"], 3),
        "p": digits(row["paasche"], 3),
    }
    told = {"value": f"{digits(row['central'], 3)}×", "range": ends, "grade": row["evidence_grade"]}
    if "country" in row:
        name = _("Fisher index of %(country)s since the week of %(since)s") % {
            "country": COUNTRIES.get(row["country"], row["country"]),
            "since": words.day(date.fromisoformat(row["since"])),
        }  # fmt: skip
        stands = ngettext("%(n)s model in both weeks", "%(n)s models in both weeks", row["models"])
        return told | {"name": name, "stands": stands % {"n": row["models"]}}
    goods = _("%(n)s sides of a token, weighted by tokens") % {"n": row["goods"]}
    return told | {"name": _("Fisher index, USA over China"), "stands": goods}


def not_compared(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Return what has no number, with the reason."""
    return [(label(row), said(row["reason"])) for row in rows if row["central"] is None]


def label(row: Row) -> str:
    """Return what a row is about."""
    if row["key"].startswith("GAP:"):
        return f"{SIDES[row['side']]}, {WEIGHTINGS[row['weighting']]}"
    if "country" in row and "since" in row:
        return _("Fisher index of %(country)s over time") % {
            "country": COUNTRIES.get(row["country"], row["country"])
        }
    return str(COEFFICIENTS.get(row["key"], row["key"]))


def weighting(rows: Sequence[Row]) -> str:
    """Return how the parts are weighted."""
    known = {row["weighting"] for row in rows if "weighting" in row}
    return ", ".join(str(WEIGHTINGS[name]) for name in sorted(known))


def changes(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return what moved, one block per measure and basis; the effects add to the change."""
    blocks: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        if row["central"] is None:
            continue
        block = blocks.setdefault(
            (row["measure"], row["basis"]),
            {
                "measure": words.MEASURE_NAMES[row["measure"]],
                "basis": words.BASIS_NAMES[row["basis"]],
                "since": words.day(date.fromisoformat(row["since"])),
                "counted": words.DENOMINATOR_NAMES.get(row["counted_as"], row["counted_as"]),
                "lines": [],
            },
        )
        factor = row["key"].rpartition(":")[2]
        block["lines"].append(
            (FACTORS[factor], signed_figure(row["central"], row["unit"]), factor == "change")
        )
    return list(blocks.values())
