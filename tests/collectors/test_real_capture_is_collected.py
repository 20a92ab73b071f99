"""The publisher's real export of 7 October 2026, served from loopback through the real fetch path."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.collectors import run
from apps.observations import queries
from apps.observations.models import Observation
from tests.collectors.exports import FOLDER, NOW

SOURCE = "openrouter.rankings"


@pytest.mark.usefixtures("known_world")
def test_the_real_day_is_stored_once(test_data, publisher):
    folder = test_data / "openrouter"
    manifest = (folder / "rankings-daily-2026-10-07.manifest.json").read_bytes()
    publisher.put(f"/api/v1{FOLDER}/latest.manifest.json", manifest)
    publisher.put(f"/api/v1{FOLDER}/2026-10-08.csv", (folder / "rankings-daily-2026-10-07.csv").read_bytes())
    outcome = run.collect(source=SOURCE, now=NOW)
    assert (outcome.state, outcome.recorded.changed, outcome.problem) == ("OK", 51, "")
    day = date(2026, 10, 7)
    rows = queries.values_as_of(
        source_keys=[SOURCE], metric="tokens", period_from=day, period_to=day + timedelta(days=1),
        as_of=NOW + timedelta(hours=1),
    )  # fmt: skip
    tokens = {row.subject: row.value for row in rows}
    # The first model and the rest, as printed in the file; their shares are 29.93 % and 7.05 %.
    assert tokens["deepseek/deepseek-v4.1-flash-20260910"] == Decimal(7_519_183_440_956)
    assert tokens["other"] == Decimal(1_771_712_615_873)
    assert round(tokens["deepseek/deepseek-v4.1-flash-20260910"] / sum(tokens.values()), 4) == Decimal(
        "0.2993"
    )
    models = {row.subject: row.model for row in rows}
    assert models["deepseek/deepseek-v4.1-flash-20260910"] == "deepseek-v4-1-flash-20260910"
    assert models["other"] == "other"
    assert None not in models.values()
    assert run.collect(source=SOURCE, now=NOW + timedelta(hours=1)).state == "UNCHANGED"
    assert Observation.objects.count() == 51
