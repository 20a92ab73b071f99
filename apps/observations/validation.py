"""What may be stored: known metrics in their unit, finite numbers, days that have a partition."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from apps.observations.metrics import unit_of
from apps.observations.models import KINDS
from apps.observations.rows import ReadRow

# numeric(38, 12): 26 digits before the point, 12 after it.
DIGITS = 26
LARGEST = Decimal(10) ** DIGITS
SMALLEST_STEP = 12


class UnstorableReading(ValueError):
    """A row cannot be stored; the message names source, series, field, value and remedy."""

    def __init__(self, source_key: str, row: ReadRow, field: str, found: object, remedy: str) -> None:
        series = " ".join(filter(None, (row.metric, row.subject, row.qualifier)))
        super().__init__(f"{source_key}: series {series!r}, field {field}: found {found!s}; {remedy}")


def check_rows(source_key: str, rows: Iterable[ReadRow], years: range) -> None:
    """Raise UnstorableReading for the first row that cannot be stored; `years` have a partition."""
    plain: set[tuple[str, str, str, date]] = set()
    for row in rows:
        words = (row.metric, row.unit, row.kind, row.period_start)
        if words not in plain:
            fault = _words_fault(row, years)
            if fault:
                raise UnstorableReading(source_key, row, *fault)
            plain.add(words)
        value = row.value
        # A short whole number needs no closer look, and almost every number is one.
        if value is None or (type(value) is Decimal and len(text := str(value)) <= DIGITS and text.isdigit()):
            continue
        fault = _value_fault(value)
        if fault:
            raise UnstorableReading(source_key, row, *fault)


def _words_fault(row: ReadRow, years: range) -> tuple[str, object, str] | None:
    """Return field, value and remedy of what is wrong with a row's words and day, or None."""
    unit = unit_of(row.metric)
    if unit is None:
        return "metric", row.metric, "add its name and unit to apps/observations/metrics.py"
    if unit != row.unit:
        return "unit", row.unit, f"{row.metric} is stored in {unit}: convert it in the source"
    if row.kind not in KINDS:
        return "kind", row.kind, f"say one of {', '.join(KINDS)}"
    if row.period_start.year not in years:
        return "period_start", row.period_start, f"dates from {years.start} to {years.stop - 1} can be stored"
    return None


def _value_fault(value: Decimal | None) -> tuple[str, object, str] | None:
    """Return what is wrong with a number, or None."""
    if value is None:
        return None
    if not isinstance(value, Decimal) or not value.is_finite():
        return "value", value, "give a finite Decimal, or None for a withdrawn number"
    if abs(value) >= LARGEST:
        return "value", value, "it is too large for any count or price: check its unit"
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > SMALLEST_STEP:
        return "value", value, f"at most {SMALLEST_STEP} decimal places are kept: round it in the source"
    return None
