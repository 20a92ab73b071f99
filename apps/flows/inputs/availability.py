"""Which cells a document forbids in a week: models whose terms, on every route, keep them out of a destination."""

from collections.abc import Iterable, Mapping
from datetime import date

from apps.estimator.inputs import Unavailable
from apps.reference import queries as reference
from apps.reference.queries import ModelFactsRow

ALL_ROUTES = "ALL_ROUTES"


def unavailable(
    subjects: Iterable[str], models: Mapping[str, ModelFactsRow], week: date
) -> tuple[Unavailable, ...]:
    """Return the documented facts about these subjects on the Monday of a week, in order.

    A row of a lab holds for its named models without open weights: those anybody may serve anywhere. Groups of
    nameless models and subjects of unknown lab are never forbidden anything.
    """
    rows = [row for row in reference.model_unavailability() if row.reach == ALL_ROUTES and row.holds_on(week)]
    found = {
        (uid, row.destination): Unavailable(uid, row.destination, row.grade, row.source_url)
        for uid in subjects
        for row in rows
        if not models[uid].is_group and _is_of(row, models[uid])
    }
    return tuple(found[name] for name in sorted(found))


def _is_of(row: reference.ModelUnavailabilityRow, model: ModelFactsRow) -> bool:
    """Tell whether a row speaks of a model."""
    return row.model == model.key or (row.lab == model.lab and model.open_weights is not True)
