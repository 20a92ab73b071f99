"""What moves a published number most, from the sensitivity analysis of a run, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.estimator.measures import UNKNOWN
from apps.web import words
from apps.web.numbers import percent
from apps.web.words import Text

ALL = "ALL"
# cell/COMPUTE/OBSERVED/<measure>/<week>/<origin>/<destination>
MEASURE, ORIGIN, DESTINATION = 3, 5, 6
MINUS = "−"


@dataclass(frozen=True, slots=True)
class Influence:
    """The strongest influence of one assumption: its rank correlation, what knowing it would narrow, and on what.

    Where nothing was measured, `correlation` says why in words.
    """

    correlation: Text
    narrower: Text = ""
    on: Text = ""


NOT_MEASURED = Influence(words.NOT_MEASURED_YET)


def influences(rows: Iterable[Mapping[str, Any]]) -> dict[str, Influence]:
    """Return, by parameter, the influence on the cell whose rank correlation with it is the largest."""
    strongest: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        known = strongest.get(row["parameter"])
        if not row["scope"] and (known is None or _strength(row) > _strength(known)):
            strongest[row["parameter"]] = row
    return {key: influence(row) for key, row in strongest.items()}


def _strength(row: Mapping[str, Any]) -> float:
    """Return the size of a rank correlation."""
    return abs(float(row["rank_correlation"]))


def influence(row: Mapping[str, Any]) -> Influence:
    """Return one row in words: Spearman's rho, and the share by which the range would narrow."""
    correlation = f"{row['rank_correlation']:+.2f}".replace("-", MINUS)
    narrower = float(row["value_of_information"])
    share = percent(narrower) if round(narrower, 2) > 0 else ""
    return Influence(correlation, share, cell_name(row["cell"]))


def cell_name(address: str) -> str:
    """Return a cell's address in words: its measure, and its ends where it has them."""
    parts = address.split("/")
    measure = str(
        words.MEASURE_NAMES.get(parts[MEASURE], words.RATIO_NAMES.get(parts[MEASURE], parts[MEASURE]))
    )
    ends = [_("unknown") if code == UNKNOWN else code for code in (parts[ORIGIN], parts[DESTINATION])]
    if ends == [ALL, ALL]:
        return measure
    if ends[1] == ALL:
        return _("%(measure)s from %(origin)s") % {"measure": measure, "origin": ends[0]}
    return f"{measure}, {ends[0]} → {ends[1]}"
