"""What ships or is installed with the product comes through the same door as any source, without network."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.collectors import run
from apps.collectors.models import CollectRun
from apps.collectors.transports import bundled
from apps.observations import queries
from apps.observations.models import Observation, Snapshot
from tests.collectors.exports import NOW

pytestmark = pytest.mark.usefixtures("known_world")
LATER = NOW + timedelta(days=1)
KEYS = ["curated.policy_events", "curated.published_figures", "package.codecarbon", "package.genai_prices"]


def values(source, metric, first=date(2007, 1, 1), end=date(2028, 1, 1), as_of=LATER):
    return queries.values_as_of(
        source_keys=[source], metric=metric, period_from=first, period_to=end, as_of=as_of
    )


def test_every_bundled_source_is_stored_and_a_second_time_unchanged():
    first = run.collect_bundled(now=NOW)
    assert [(one.source, one.state, one.problem) for one in first] == [(key, "OK", "") for key in KEYS]
    count = Observation.objects.count()
    assert sum(one.recorded.changed for one in first) == count
    second = run.collect_bundled(now=LATER)
    assert [one.state for one in second] == ["UNCHANGED"] * len(KEYS)
    assert (Observation.objects.count(), Snapshot.objects.count()) == (count, len(KEYS))
    assert str(second).startswith(
        "curated.policy_events unchanged: 0 numbers stored, curated.published_figures"
    )


def test_grid_carbon_is_that_of_the_installed_package():
    run.collect(source="package.codecarbon", now=NOW)
    carbon = {
        row.country: (row.value, row.period_start.year) for row in values("package.codecarbon", "grid_carbon")
    }
    # Grams per kWh in the package: CHN 582.317 of 2023; codecarbon 3.3.2 lists 213 places.
    assert (len(carbon), carbon["CHN"]) == (213, (Decimal("0.582317"), 2023))
    assert {code: round(value, 4) for code, (value, _) in carbon.items() if code in ("USA", "FRA")} == {
        "USA": Decimal("0.3695"), "FRA": Decimal("0.0560"),
    }  # fmt: skip
    snapshot = queries.latest_snapshot(source_key="package.codecarbon")
    assert snapshot.url == "package:codecarbon/data/private_infra/global_energy_mix.json"


def test_list_prices_know_their_provider_and_leave_the_future_to_its_day():
    run.collect(source="package.genai_prices", now=NOW)
    rows = values("package.genai_prices", "list_price_input")
    assert not [row for row in rows if row.subject.startswith("openrouter/")]
    assert {row.unit for row in rows} == {"usd_per_mtok"}
    assert any(row.provider == "deepseek" for row in rows)
    future = {row.period_start for row in rows if row.period_start > NOW.date()}
    assert future == {date(2026, 12, 1), date(2027, 1, 1)}


def test_the_first_reported_week_is_stored_with_its_citation():
    run.collect(source="curated.published_figures", now=NOW)
    figures = {figure.metric: figure for figure in queries.published_figures_as_of(as_of=LATER)
               if figure.detail.publication == "deeptide-2026-02-24" and "top10" in figure.metric}  # fmt: skip
    total, chinese = figures["tokens_week_top10"], figures["tokens_week_top10_lab_chn"]
    assert (total.value, chinese.value) == (Decimal(8_700_000_000_000), Decimal(5_300_000_000_000))
    assert (total.detail.window_start, total.detail.denominator) == (date(2026, 2, 16), "TOP10")
    assert "window_assumed" in total.detail.flags
    assert total.detail.source_url.startswith("https://")
    assert chinese.country == "CHN"
    assert queries.published_figures_as_of(as_of=NOW - timedelta(seconds=1)) == []


def test_a_figure_that_left_the_file_is_withdrawn_and_still_known_as_of_before(settings, tmp_path):
    body = (settings.ROOT / bundled.FOLDER / "published_figures.csv").read_bytes()
    folder = tmp_path / bundled.FOLDER
    folder.mkdir(parents=True)
    (folder / "published_figures.csv").write_bytes(body)
    run.collect(source="curated.published_figures", now=NOW)
    before = len(queries.published_figures_as_of(as_of=LATER))
    lines = body.splitlines(keepends=True)
    (folder / "published_figures.csv").write_bytes(b"".join(lines[:-1]))
    settings.ROOT = tmp_path
    assert run.collect(source="curated.published_figures", now=LATER).recorded.changed == 1
    assert len(queries.published_figures_as_of(as_of=LATER)) == before - 1
    assert len(queries.published_figures_as_of(as_of=LATER - timedelta(seconds=1))) == before


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (",CHN,TOP10", ",ZZZ,TOP10", "countries.csv"),
        ("tokens_week_top10,top10", "happiness,top10", "metrics.py"),
    ],
)
def test_a_figure_of_nothing_we_know_fails_by_name(settings, tmp_path, column, value, words):
    body = (settings.ROOT / bundled.FOLDER / "published_figures.csv").read_text()
    folder = tmp_path / bundled.FOLDER
    folder.mkdir(parents=True)
    (folder / "published_figures.csv").write_text(body.replace(column, value, 1))
    settings.ROOT = tmp_path
    outcome = run.collect(source="curated.published_figures", now=NOW)
    assert (outcome.state, Observation.objects.count()) == ("FAILED", 0)
    assert words in outcome.problem


def test_a_missing_file_is_unavailable_and_says_what_to_do(settings, tmp_path):
    settings.ROOT = tmp_path
    outcome = run.collect(source="curated.published_figures", now=NOW)
    assert outcome.state == "UNAVAILABLE"
    assert "check out the product again" in outcome.problem
    assert CollectRun.objects.get().state == "UNAVAILABLE"
