"""What is known of a model itself, in words with its citation."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.reference import tables
from apps.reference.rows import ModelRow
from apps.web.numbers import digits

SAME = ("", None)


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """The cited facts of a model: words by name, and where they come from."""

    rows: list[tuple[str, str]]
    grade: str
    source_title: str
    source_url: str
    note: str


def model_row(key: str) -> ModelRow | None:
    """Return the cited row of a model, or None for one that only a source named so far."""
    return next((row for row in tables.models() if row.key == key), None)


def facts(row: ModelRow) -> ModelFacts:
    """Return the facts of a cited model."""
    weights = {True: _("open weights"), False: _("closed"), None: _("not known")}[row.open_weights]
    told = [
        (_("Weights"), weights),
        (_("Released"), row.released_date.isoformat() if row.released_date else _("not known")),
        (
            _("Parameters in all"),
            _billions(row.params_total_b_low, row.params_total_b, row.params_total_b_high),
        ),
        (
            _("Parameters active per token"),
            _billions(row.params_active_b_low, row.params_active_b, row.params_active_b_high),
        ),
    ]
    return ModelFacts(told, row.grade, row.source_title, row.source_url, row.note)


def _billions(low: float | None, central: float | None, high: float | None) -> str:
    """Return a count of parameters with its range."""
    if central is None or low is None or high is None:
        return _("not known; the mean of the week's known models stands in, grade D")
    text = _("%(n)s billion") % {"n": digits(central, 3)}
    return text if low == high else f"{text} ({digits(low, 3)}–{digits(high, 3)})"
