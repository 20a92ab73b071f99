"""The rankings through the real fetch path, from a publisher on loopback."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.collectors import run
from apps.collectors.models import CollectRun
from apps.collectors.sources import openrouter_rankings
from apps.observations import queries
from apps.observations.models import Observation, Series, Snapshot
from apps.reference import queries as reference
from tests.collectors.exports import FOLDER, NOW, SNAPSHOT, counts, csv_of, days_before, paths_of

SOURCE = "openrouter.rankings"
YESTERDAY = SNAPSHOT - timedelta(days=1)
FIRST = "labs/model-01-20260901"
LATER = NOW + timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("known_world")


def collect(now=NOW, **words):
    return run.collect(source=SOURCE, now=now, **words)


def values(as_of, day=YESTERDAY):
    rows = queries.values_as_of(
        source_keys=[SOURCE], metric="tokens", period_from=day, period_to=day + timedelta(days=1), as_of=as_of
    )
    return {row.subject: row.value for row in rows}


def test_stores_every_row_once_with_its_model_and_snapshot(publish):
    body = publish(days_before(SNAPSHOT, 30))
    outcome = collect()
    # 30 days of 51 rows.
    assert (outcome.state, outcome.recorded.changed, outcome.held, outcome.problem) == ("OK", 1530, 0, "")
    assert (Observation.objects.count(), Series.objects.count()) == (1530, 51)
    assert values(LATER)[FIRST] == Decimal(5_000_000)
    file = queries.latest_snapshot(source_key=SOURCE, url=Series.objects.first().source.snapshots.last().url)
    assert (file.size_bytes, queries.body_of(file)) == (len(body), body)
    assert file.published_at.isoformat() == "2026-11-22T01:46:15.433000+00:00"
    series = Series.objects.get(subject=FIRST)
    assert (series.metric, series.unit, series.kind, series.period_length) == (
        "tokens",
        "token",
        "MEASURED",
        "DAY",
    )
    assert series.model_id == "model-01-20260901"
    # Its author is in no list: the lab is unknown, and that is said.
    assert reference.model_facts()[series.model_id].lab_country == "UNK"
    assert "author labs: lab unknown, country UNK; add a row to lab_prefixes.csv" in outcome.notices


def test_a_second_run_stores_nothing(publish, publisher):
    publish(days_before(SNAPSHOT, 30))
    collect()
    before = (Observation.objects.count(), Snapshot.objects.count())
    outcome = collect(LATER)
    assert (outcome.state, outcome.recorded.changed) == ("UNCHANGED", 0)
    assert (Observation.objects.count(), Snapshot.objects.count()) == before == (1530, 2)
    assert list(CollectRun.objects.order_by("pk").values_list("state", flat=True)) == ["OK", "UNCHANGED"]


def test_an_unchanged_page_is_asked_for_with_its_validator(publish, publisher):
    publish(days_before(SNAPSHOT, 30))
    for path in paths_of(SNAPSHOT):
        publisher.answers[f"/api/v1{path}"].headers["ETag"] = f'"{path[-8:]}"'
    collect()
    publisher.asked.clear()
    assert collect(LATER).state == "UNCHANGED"
    asked = {path.removeprefix("/api/v1"): headers.get("if-none-match") for path, headers in publisher.asked}
    assert {path: asked[path] for path in paths_of(SNAPSHOT)} == {
        path: f'"{path[-8:]}"' for path in paths_of(SNAPSHOT)
    }


def test_we_say_who_we_are_and_send_no_cookie(publish, publisher, settings):
    publish(days_before(SNAPSHOT, 30))
    collect()
    headers = publisher.asked[0][1]
    assert headers["user-agent"] == f"Tokentrade/0.1.0 (+{settings.PROJECT_URL})"
    assert "cookie" not in headers


def test_a_change_within_one_percent_is_a_vintage(publish):
    days = days_before(SNAPSHOT, 30)
    publish(days)
    collect()
    # 5,049,999 is 0.99998 % more than 5,000,000.
    publish(days | {YESTERDAY: counts() | {FIRST: 5_049_999}})
    outcome = collect(LATER)
    assert (outcome.state, outcome.recorded.changed, outcome.recorded.periods) == ("OK", 1, (YESTERDAY,))
    assert values(LATER + timedelta(hours=1))[FIRST] == Decimal(5_049_999)
    assert values(LATER - timedelta(seconds=1))[FIRST] == Decimal(5_000_000)


def test_a_change_above_one_percent_is_held_with_its_whole_day(publish):
    days = days_before(SNAPSHOT, 30)
    publish(days)
    collect()
    publish(days | {YESTERDAY: counts() | {FIRST: 5_050_001}})
    outcome = collect(LATER)
    assert (outcome.state, outcome.recorded.changed, outcome.held) == ("HELD", 0, 51)
    assert values(LATER + timedelta(hours=1))[FIRST] == Decimal(5_000_000)


def test_a_model_that_left_the_list_is_withdrawn_from_its_day(publish):
    days = days_before(SNAPSHOT, 30)
    publish(days)
    collect()
    last = "labs/model-50-20260901"
    # Its 100,000 are 0.08 % of the day's 130,000,000: no reason to hold the day.
    shrunk = {slug: number for slug, number in counts().items() if slug != last}
    publish(days | {YESTERDAY: shrunk})
    assert collect(LATER).recorded.changed == 1
    assert last not in values(LATER + timedelta(hours=1))
    assert values(LATER - timedelta(seconds=1))[last] == Decimal(100_000)
    assert last in values(LATER + timedelta(hours=1), YESTERDAY - timedelta(days=1))


def test_missing_days_come_from_the_fewest_older_files(publish, publisher):
    publish(days_before(SNAPSHOT, 30))
    # The newest file holds 23 October on; before it the days of 23 September on, then the oldest file.
    older = date(2026, 10, 23)
    publisher.put(f"/api/v1{FOLDER}/{older}.csv", csv_of(days_before(older, 30)))
    outcome = collect()
    assert outcome.recorded.changed == 2 * 1530
    asked = [path.rpartition("/")[2] for path in publisher.paths()]
    assert asked == [
        "latest.manifest.json",
        "2026-11-22.csv",
        "2026-10-23.csv",
        "2026-09-23.csv",
        "2026-09-19.csv",
    ]
    assert any("2026-09-23.csv" in notice and "404" in notice for notice in outcome.notices)
    publisher.asked.clear()
    collect(LATER)
    assert "2026-10-23.csv" not in [path.rpartition("/")[2] for path in publisher.paths()]


def test_an_older_manifest_is_ignored(publish):
    publish(days_before(SNAPSHOT, 30))
    collect()
    yesterday = days_before(YESTERDAY, 30) | {YESTERDAY - timedelta(days=1): counts() | {FIRST: 5_001_000}}
    publish(yesterday, YESTERDAY)
    outcome = collect(LATER)
    assert (outcome.state, outcome.recorded.changed) == ("UNCHANGED", 0)
    assert "older than what is stored" in " ".join(outcome.notices)


def test_a_new_parser_reads_the_stored_body_without_fetching_it(publish, publisher, monkeypatch):
    publish(days_before(SNAPSHOT, 30))
    for path in paths_of(SNAPSHOT):
        publisher.answers[f"/api/v1{path}"].headers["ETag"] = '"same"'
    collect()
    newer = type(openrouter_rankings.SPEC)(
        **{
            name: getattr(openrouter_rankings.SPEC, name)
            for name in openrouter_rankings.SPEC.__dataclass_fields__
        }
        | {"parser_version": 2}
    )
    monkeypatch.setattr(openrouter_rankings, "SPEC", newer)
    read = []
    parse = openrouter_rankings.parse
    monkeypatch.setattr(
        openrouter_rankings, "parse", lambda bodies: read.append(len(bodies.all)) or parse(bodies)
    )
    assert (collect(LATER).state, read) == ("UNCHANGED", [2])
    assert collect(LATER + timedelta(hours=1)).state == "UNCHANGED"
    assert read == [2]


def test_a_trial_stores_nothing(publish):
    publish(days_before(SNAPSHOT, 30))
    outcome = run.try_out(source=SOURCE, now=NOW)
    assert (outcome.state, outcome.is_good) == ("TRIED", True)
    assert outcome.notices[-1] == "1530 numbers would be compared and stored"
    assert (Observation.objects.count(), Snapshot.objects.count(), CollectRun.objects.count()) == (0, 0, 0)


def test_rereading_adds_nothing_until_our_reading_changes(publish, monkeypatch):
    publish(days_before(SNAPSHOT, 30))
    collect()
    assert run.reread(source=SOURCE, now=LATER).recorded.changed == 0
    whole = openrouter_rankings.parse

    def without_rest(bodies):
        reading = whole(bodies)
        reading.observations = [row for row in reading.observations if row.subject != FIRST]
        reading.made_date = None
        return reading

    monkeypatch.setattr(openrouter_rankings, "parse", without_rest)
    monkeypatch.setattr(openrouter_rankings, "judge", lambda reading, past: [])
    assert run.reread(source=SOURCE, now=LATER).recorded.changed == 30
    assert set(Observation.objects.filter(value__isnull=True).values_list("reason", flat=True)) == {"REREAD"}


def test_rereading_an_empty_archive_says_so():
    outcome = run.reread(source=SOURCE, now=NOW)
    assert outcome.state == "UNAVAILABLE"
    assert "collect it first" in outcome.problem
