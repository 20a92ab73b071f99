"""What publications say beside their numbers."""

from collections.abc import Iterable
from dataclasses import asdict

from django.db import transaction

from apps.observations.models import PublishedFigure, Series
from apps.observations.rows import FigureDetail


@transaction.atomic
def record_figures(*, source_key: str, figures: Iterable[FigureDetail]) -> int:
    """Write the details of figures whose series exist (qualifier = figure_id); return how many."""
    details = {figure.figure_id: figure for figure in figures}
    series = Series.objects.filter(source_id=source_key, qualifier__in=details).values_list("qualifier", "pk")
    rows = [PublishedFigure(series_id=pk, **_columns(details[figure_id])) for figure_id, pk in series]
    columns = [field.attname for field in PublishedFigure._meta.concrete_fields if not field.primary_key]
    PublishedFigure.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["series_id"], update_fields=columns
    )
    return len(rows)


def _columns(detail: FigureDetail) -> dict[str, object]:
    """Return the details as columns."""
    return asdict(detail) | {"flags": list(detail.flags)}
