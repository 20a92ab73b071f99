"""Published estimates as inputs of claims: totals of a week, and ratios taken within the draws of a run."""

from datetime import date, datetime
from functools import cached_property
from typing import Any

from apps.estimator.measures import MEASURES
from apps.flows import releases
from apps.flows.claims.found import Found, Missing, cite, measured
from apps.flows.models import CountryBalance, EstimateRun
from apps.flows.releases import ReleaseRow, WeekRun

LATEST = "latest"
RATIO_UNITS = {
    "value_multiple": "1", "usd_per_kwh": "usd_per_kwh", "joules_per_token": "joule_per_token", "value_over_cost": "1",
}  # fmt: skip
OWN = cite("Tokentrade, published run", "https://github.com/tokentrade/tokentrade/blob/main/docs/method.md")


class Published:
    """Finds MEASURE/BASIS/SCOPE[/COUNTRY]@WEEK in the release that readers saw at a moment."""

    def __init__(self, *, as_of: datetime, week: date | None = None) -> None:
        self._as_of = as_of
        self._week = week

    @cached_property
    def release(self) -> ReleaseRow | None:
        """Return the release current at the moment, None without one."""
        return releases.find(id_=None, as_of=self._as_of)

    @cached_property
    def latest(self) -> WeekRun | None:
        """Return the asked week, else the newest week of which every day was observed, else the newest."""
        weeks = self.release.weeks if self.release else ()
        if self._week is not None:
            return next((item for item in weeks if item.week == self._week), None)
        complete = [item for item in weeks if self._summary(item).get("coverage") == 1]
        return complete[-1] if complete else (weeks[-1] if weeks else None)

    @cached_property
    def runs(self) -> dict[int, EstimateRun]:
        """Return the runs of the release."""
        ids = {item.run_id for item in self.release.weeks} if self.release else set()
        return {
            run.pk: run for run in EstimateRun.objects.filter(pk__in=ids).only("ratios", "inputs_summary")
        }

    def _summary(self, item: WeekRun) -> dict[str, Any]:
        """Return what was chosen as the usage of a week."""
        return self.runs[item.run_id].inputs_summary.get("weeks", {}).get(item.week.isoformat(), {})

    def find(self, name: str) -> Found:
        """Return a ratio with its range within draws, or a week's total (its mean) in the measure's unit."""
        what, _, when = name.partition("@")
        measure, basis, scope, *country = what.split("/")
        item = self._item(when)
        if item is None:
            raise Missing(name)
        where = country[0] if country else None
        is_ratio = measure in RATIO_UNITS and (basis, scope) == ("COMPUTE", "OBSERVED")
        found = (
            self._ratio(item, measure, where) if is_ratio else self._total(item, measure, basis, scope, where)
        )
        if found is None:
            raise Missing(name)
        return found

    def _item(self, when: str) -> WeekRun | None:
        """Return the run of a week."""
        if when == LATEST:
            return self.latest
        weeks = self.release.weeks if self.release else ()
        return next((item for item in weeks if item.week.isoformat() == when), None)

    def _ratio(self, item: WeekRun, name: str, country: str | None) -> Found | None:
        """Return a ratio of a run's draws; None where it is not defined."""
        week = item.week.isoformat()
        for row in self.runs[item.run_id].ratios:
            if (row["period_start"], row["name"], row["country"]) == (week, name, country):
                if row["central"] is None:
                    return None
                given = measured(row["low"], row["central"], row["high"])
                return Found(given, RATIO_UNITS[name], f"run/{item.run}/{name}/{country or ''}@{week}", OWN)
        return None

    def _total(
        self, item: WeekRun, measure: str, basis: str, scope: str, country: str | None
    ) -> Found | None:
        """Return the mean total of a week, or a country's exports with their range."""
        row = CountryBalance.objects.filter(
            run_id=item.run_id, period_start=item.week, measure=measure, basis=basis, scope=scope,
            country_id=country,
        ).first()  # fmt: skip
        if row is None or measure not in MEASURES:
            return None
        ends = (
            (row.total_mean, row.total_mean, row.total_mean)
            if country is None
            else (row.exports_low, row.exports_central, row.exports_high)
        )
        id_ = f"cell/{basis}/{scope}/{measure}/{item.week.isoformat()}/{country or ''}"
        return Found(measured(*ends), MEASURES[measure].unit, id_, OWN | {"run": item.run})
