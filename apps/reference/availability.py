"""Where models are documented not to be sold: the table of supported-country lists, read country by country."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated

from apps.estimator.measures import UNKNOWN
from apps.reference import csvfile, tables
from apps.reference.csvfile import Cited, choice, read_rows

# ALL_ROUTES: the lab's terms bind whoever resells the model. OWN_ENDPOINT: only who calls the lab itself.
REACHES = ("ALL_ROUTES", "OWN_ENDPOINT")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUnavailabilityRow(Cited):
    """A lab (all its models without open weights) or one model that a document keeps out of a destination.

    Valid from `valid_from` to the day before `valid_to` (empty: still in force).
    """

    lab: Annotated[str, csvfile.maybe_text]
    model: Annotated[str, csvfile.maybe_text]
    destination: Annotated[str, csvfile.text]
    reach: Annotated[str, choice(*REACHES)]
    valid_to: Annotated[date | None, csvfile.maybe_day]

    def holds_on(self, day: date) -> bool:
        """Tell whether the row is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


@cache
def model_unavailability() -> tuple[ModelUnavailabilityRow, ...]:
    """Return every documented unavailability; only those of reach ALL_ROUTES forbid a cell (decision 0012)."""
    key = ("lab", "model", "destination", "valid_from")
    return read_rows("model_unavailability.csv", ModelUnavailabilityRow, key, _check)


def _check(row: ModelUnavailabilityRow) -> None:
    """Refuse a row of both or neither subject, of unknown keys or countries, or of no duration."""
    if bool(row.lab) == bool(row.model):
        raise ValueError("lab, model: fill exactly one of the two")
    if row.lab and row.lab not in {one.key for one in tables.labs()}:
        raise ValueError("lab: add a row for it to labs.csv, or write a key of that table")
    if row.model and row.model not in {one.key for one in tables.models()}:
        raise ValueError("model: add a row for it to ai_models.csv, or write a key of that table")
    if row.destination not in tables.country_codes() or row.destination == UNKNOWN:
        raise ValueError("destination: write a code of countries.csv; no document keeps a model from UNK")
    if row.valid_from is None:
        raise ValueError("valid_from: write the first day for which the document is read")
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise ValueError("valid_to: write the first day on which it no longer holds, after valid_from")


TABLES = (model_unavailability,)
