"""What a claim says beside what is found of the same quantity, on one axis and in one unit."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from apps.reference.claims import ClaimRow
from apps.web import claim_words, own_words
from apps.web.charts import intervals
from apps.web.charts.figure import Figure, Table, drawings

# Numbers further apart than this stand on a logarithmic axis.
FAR = 50.0
KEY = "claimed-and-found"
# Longer names of checks stand whole below the drawing.
LABEL = 34


def compared(
    claim: ClaimRow, results: Sequence[Mapping[str, Any]], labels: Mapping[str, str], *, release: str
) -> Figure | None:
    """Return the claimed number over those found in the claim's own unit; None where either is no number."""
    said = _interval(_("Claimed"), claim.value_low, claim.value, claim.value_high, claim, "t1")
    found = [
        row
        for result in results
        if result["unit"] == claim.unit
        and (row := _interval(_name(result, labels), result["low"], result["central"], result["high"], claim, "t2"))
    ]  # fmt: skip
    if said is None or not found:
        return None
    rows = [said, *found]
    cells = [[row.name, row.words] for row in rows]
    ends = [end for row in rows for end in (row.low, row.high)]
    is_log = min(ends) > 0 and max(ends) / min(ends) > FAR
    title = _("Claimed, and what we find")
    told = _(
        "A dot is one number, a bar its range, all in the unit of the claim. A row that names another quantity, place "
        "or week is a counter-figure, not a contradiction."
    )
    return Figure(
        key=KEY,
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: intervals.draw(
                rows, frame, words=lambda value: _words(value, claim), title=title, description=told, key=KEY,
                is_log=is_log,
            )
        ),
        table=Table(title, [(_("Number"), False), (_("Value and range"), True)], cells),
        notes=[own_words.ours(claim.caveat), *([_("The axis is logarithmic.")] if is_log else [])],
        release=release,
    )  # fmt: skip


def _name(result: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """Return the name of a found number: what its check is of, where it says more than the claim."""
    label = labels.get(result["check_id"], "")
    short = label if len(label) <= LABEL else f"{label[: LABEL - 1].rstrip()}…"
    return _("We find: %(label)s") % {"label": short} if label else _("We find")


def _interval(
    name: str, low: str | None, central: str | None, high: str | None, claim: ClaimRow, tone: str
) -> intervals.Interval | None:
    """Return a number with its range as a row; None where there is none."""
    ends = [value for text in (low, central, high) if (value := _number(text)) is not None]
    if not ends or claim.unit in claim_words.WORD_UNITS:
        return None
    middle = _number(central)
    span = f"{_words(min(ends), claim)} – {_words(max(ends), claim)}" if min(ends) < max(ends) else ""
    told = _words(middle, claim) if middle is not None else ""
    words = f"{told} ({span})" if told and span else told or span
    centre = middle if middle is not None else (min(ends) + max(ends)) / 2
    return intervals.Interval(name, min(ends), centre, max(ends), words, tone=tone)


def _number(text: str | None) -> float | None:
    try:
        return float(Decimal(text)) if text else None
    except InvalidOperation:
        return None


def _words(value: float, claim: ClaimRow) -> str:
    return claim_words.number(f"{value:.12g}", claim.unit, claim)
