"""The method's parameters as they were known at a moment: the CSV rows, then accepted revisions."""

from dataclasses import replace
from datetime import date, datetime

from apps.estimator.parameters import MissingParameter, Parameter, Parameters
from apps.reference import tables
from apps.reference.models import ParameterRevision

__all__ = ["MissingParameter", "load"]


def load(as_of: datetime | None = None) -> Parameters:
    """Return the parameters known at `as_of` (None: all accepted by now), one row per key and scope."""
    revisions = ParameterRevision.objects.order_by("accepted_at", "id")
    if as_of is not None:
        revisions = revisions.filter(accepted_at__lte=as_of)
    rows = {(row.key, row.scope): row for row in from_tables(as_of.date() if as_of else None)}
    for revision in revisions:
        name = (revision.key, revision.scope)
        if name not in rows:
            raise MissingParameter(
                f"revision {revision.pk} changes {name!r}: add it to reference/data/parameters.csv first"
            )
        rows[name] = _revised(rows[name], revision)
    return Parameters(rows.values())


def from_tables(day: date | None = None) -> list[Parameter]:
    """Return the CSV rows valid on `day`, the newest per key and scope; no database."""
    newest: dict[tuple[str, str], Parameter] = {}
    for row in sorted(tables.parameters(), key=lambda row: row.valid_from or date.min):
        if day is None or row.valid_from is None or row.valid_from <= day:
            newest[row.key, row.scope] = row
    return list(newest.values())


def _revised(row: Parameter, revision: ParameterRevision) -> Parameter:
    """Return the row with the values and the citation of an accepted revision; its note names the proposal."""
    names = ["unit", "low", "central", "high", "source_title", "source_url"]
    if revision.distribution:
        names += ["distribution", "hard_min", "hard_max", "basis", "evidence_grade"]
    same = {name: getattr(revision, name) for name in names}
    note = revision.reason
    if revision.proposal is not None:
        note = f"{note.rstrip('.')}. Accepted as proposal {revision.proposal}."
    return replace(row, accessed=revision.accessed_date, note=note, **same)
