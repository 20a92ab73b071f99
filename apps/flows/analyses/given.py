"""What an analysis may use: the run, its inputs as they were read for it, and its copy of the parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from apps.estimator.parameters import Parameter, Parameters
from apps.flows.inputs import InputSet


@dataclass(frozen=True)
class Given:
    """One run as an analysis sees it; `weeks` are the weeks the run answers, oldest first."""

    run_id: int
    as_of: datetime
    draws: int
    seed: int
    inputs: InputSet
    parameters: Parameters
    weeks: tuple[date, ...]

    @property
    def newest(self) -> date:
        """Return the newest week of the run."""
        return self.weeks[-1]

    @cached_property
    def newest_complete(self) -> date:
        """Return the newest week of which every day was observed, else the newest week."""
        complete = [week for week in self.weeks if self.summary(week).get("coverage") == 1]
        return complete[-1] if complete else self.newest

    def summary(self, week: date) -> Mapping[str, Any]:
        """Return what was chosen as the usage of a week, as the run stores it."""
        found: Mapping[str, Any] = self.inputs.summaries.get(week.isoformat(), {})
        return found


def parameters_of(rows: Iterable[Mapping[str, Any]]) -> Parameters:
    """Return the parameters that a run copied (`fingerprint.parameter_rows`)."""
    return Parameters(
        Parameter(
            **{
                **row,
                "accessed": date.fromisoformat(row["accessed"]),
                "valid_from": date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            }
        )
        for row in rows
    )
