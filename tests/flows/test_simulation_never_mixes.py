"""A SYNTHETIC world is made in an empty database only, says what it is, and lets nothing real beside it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from apps.flows import actions, queries
from apps.flows.actions.publishing import RunNotPublishable
from apps.flows.models import CountryBalance, EstimateRun, FlowEstimate, Release
from apps.pipeline import jobs
from apps.pipeline.management.commands import prepare
from tests import build

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


@pytest.fixture
def simulated() -> str:
    """Return the release of a small SYNTHETIC world: 12 weeks are estimated, two repeat the last two."""
    return actions.simulate(weeks=14, countries=6, now=NOW)


def test_ids_flags_and_every_week_say_so(simulated: str) -> None:
    release = queries.release(now=NOW)
    assert release is not None
    assert (release.id, release.is_synthetic) == (simulated, True)
    assert simulated.startswith("synthetic")
    assert {item.run[:9] for item in release.weeks} == {"synthetic"}
    # The last whole week before Wednesday 18 November 2026 begins on 9 November; 13 weeks earlier it is 10 August.
    assert [release.weeks[0].week.isoformat(), release.newest.isoformat()] == ["2026-08-10", "2026-11-09"]
    assert len(release.weeks) == 14
    assert queries.is_synthetic_world()


def test_repeated_weeks_add_up_on_their_level(simulated: str) -> None:
    run = EstimateRun.objects.get()
    sums = {
        row["period_start"].isoformat(): (row["cells_mean"], row["total_mean"])
        for row in queries.run_sums(run.pk)
        if (row["measure"], row["basis"]) == ("TOKENS", "COMPUTE")
    }
    # The 12 weeks from 24 August are estimated; 17 August repeats 9 November, one step of 1.2 % below it.
    cells, total = sums["2026-08-17"]
    assert cells == pytest.approx(total, rel=1e-9)
    assert cells == pytest.approx(sums["2026-11-09"][0] / 1.012, rel=1e-9)
    assert sums["2026-08-10"][0] == pytest.approx(sums["2026-11-02"][0] / 1.012**2, rel=1e-9)
    countries = CountryBalance.objects.exclude(country=None).values_list("country", flat=True).distinct()
    assert set(countries) <= {"CHN", "USA", "SGP", "DEU", "IND", "JPN", "UNK"}
    assert FlowEstimate.objects.filter(period_start="2026-08-10").exists()


def test_nothing_is_written_where_a_run_stands() -> None:
    build.published(now=NOW)
    with pytest.raises(actions.NotEmpty, match="holds releases and estimate runs"):
        actions.simulate(weeks=14, countries=6, now=NOW)
    assert [row.is_synthetic for row in Release.objects.all()] == [False]
    with pytest.raises(CommandError, match="SYNTHETIC figures go into an empty one only"):
        call_command("simulate", "--weeks", "14", "--countries", "6")
    assert EstimateRun.objects.count() == 1


def test_nothing_is_written_where_a_source_was_read() -> None:
    build.countries(now=NOW)
    build.usage([(build.WEEK, "maker/model", 5)])
    with pytest.raises(actions.NotEmpty, match="holds source files"):
        actions.simulate(weeks=14, countries=6, now=NOW)
    assert not EstimateRun.objects.exists()


@pytest.mark.parametrize(
    ("weeks", "countries", "words"),
    [(0, 6, "0 weeks"), (521, 6, "521 weeks"), (14, 5, "5 countries"), (14, 9999, "9999 countries")],
)
def test_sizes_that_cannot_be_made_are_refused(weeks: int, countries: int, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        actions.simulate(weeks=weeks, countries=countries, now=NOW)
    assert not EstimateRun.objects.exists()


def test_no_real_number_is_added_to_it(simulated: str) -> None:
    later = NOW + timedelta(days=1)
    run_id = build.kept(build.estimates((build.WEEK,), build.TOKENS), now=later)
    with pytest.raises(RunNotPublishable, match=f"the release {simulated} is SYNTHETIC, the run is not"):
        actions.publish_run(run_id=run_id, now=later)
    assert Release.objects.count() == 1
    assert jobs.ask_collections(now=later) == []
    with pytest.raises(jobs.SimulatedWorld, match="holds SYNTHETIC figures"):
        jobs.collect(source="curated.published_figures", now=later)
    assert prepare.bundled_figures(later) == prepare.SIMULATED
    assert prepare.first_estimate(later) == "kept what is published"
