"""The commands of whoever keeps the site: what they print, and how they end."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from apps.collectors import registry
from apps.collectors.models import CollectRun
from apps.events import queries as reviews
from apps.observations.models import Observation
from apps.pipeline import jobs
from tests.collectors.exports import SNAPSHOT, counts, days_before, manifest_of

pytestmark = pytest.mark.usefixtures("known_world")
SOURCE = "openrouter.rankings"
FIRST = "labs/model-01-20260901"


def call(*words):
    said = io.StringIO()
    call_command(*words, stdout=said)
    return said.getvalue().splitlines()


@pytest.fixture(autouse=True)
def no_estimates(monkeypatch):
    monkeypatch.setattr(jobs.flows, "request_estimate", lambda **words: 1)


def test_collect_stores_and_says_how_much(publish):
    publish(days_before(SNAPSHOT, 30))
    assert call("collect", SOURCE)[-1] == f"{SOURCE}: ok: 1530 numbers stored"
    assert call("collect", SOURCE)[-1] == f"{SOURCE}: unchanged: 0 numbers stored"


def test_collect_fails_with_source_page_field_value_and_remedy_in_its_last_line(publish):
    bad = b"<!doctype html>"
    publish({}, csv=bad, manifest=manifest_of(SNAPSHOT, bad))
    with pytest.raises(CommandError) as fault:
        call("collect", SOURCE)
    words = [
        SOURCE,
        "page /datasets/exports/rankings-daily/2026-11-22.csv",
        "unexpected_html",
        "try again later",
    ]
    assert [word for word in words if word not in str(fault.value).splitlines()[-1]] == []


def test_collect_is_not_a_success_where_the_publisher_is_away(publisher):
    with pytest.raises(CommandError, match=f"unavailable: {SOURCE}"):
        call("collect", SOURCE)


def test_a_trial_stores_nothing(publish):
    publish(days_before(SNAPSHOT, 30))
    said = call("collect", SOURCE, "--dry-run")
    assert "note: 1530 numbers would be compared and stored" in said
    assert (Observation.objects.count(), CollectRun.objects.count()) == (0, 0)


def test_an_unknown_source_is_named_with_those_that_exist():
    for command in ("collect", "reread"):
        with pytest.raises(CommandError, match=r"no source 'openrouter\.everything'; there are curated"):
            call(command, "openrouter.everything")


def test_since_limits_the_days_that_are_filled(publish, publisher):
    publish(days_before(SNAPSHOT, 30))
    call("collect", SOURCE, "--since", "2026-10-23")
    assert [path.rpartition("/")[2] for path in publisher.paths()] == [
        "latest.manifest.json",
        "2026-11-22.csv",
    ]


def test_reread_says_what_changed(publish):
    publish(days_before(SNAPSHOT, 30))
    call("collect", SOURCE)
    assert call("reread", SOURCE)[-1] == f"{SOURCE}: unchanged: 0 numbers stored"


def test_sources_is_a_table_of_every_source(publish):
    publish(days_before(SNAPSHOT, 30))
    call("collect", SOURCE)
    header, *rows = call("sources")
    assert header.split() == [
        "source",
        "last",
        "run",
        "last",
        "success",
        "numbers",
        "held",
        "stale",
        "problem",
    ]
    line = next(row for row in rows if row.startswith(SOURCE))
    assert line.split()[1] == "OK"
    assert "1530" in line
    assert len(rows) == len(registry.sources())


def test_review_lists_accepts_and_rejects(publish):
    days = days_before(SNAPSHOT, 30)
    publish(days)
    call("collect", SOURCE)
    assert call("review", "list") == ["no held reading waits"]
    yesterday, before = SNAPSHOT - timedelta(days=1), SNAPSHOT - timedelta(days=2)
    changed = counts() | {FIRST: 5_100_000}
    publish(days | {yesterday: changed, before: changed})
    assert call("collect", SOURCE)[-1].endswith("0 numbers stored, 102 held for review")
    first, second = reviews.open_reviews()
    listed = call("review", "list")
    assert len(listed) == 2
    assert f"restates {FIRST} from 5000000" in listed[0]
    accepted = call("review", "accept", str(first.id), "--reviewer", "an analyst", "--reason", "confirmed")
    assert accepted == [f"review {first.id} accepted: 1 numbers stored"]
    rejected = call("review", "reject", str(second.id), "--reviewer", "an analyst", "--reason", "a slip")
    assert rejected == [f"review {second.id} rejected"]
    with pytest.raises(CommandError, match="is decided"):
        call("review", "accept", str(second.id), "--reviewer", "an analyst", "--reason", "again")
    assert Observation.objects.filter(value=5_100_000).count() == 1


class Terminal(io.StringIO):
    """A terminal that remembers what was written to it."""

    def isatty(self):
        return True


def test_collect_shows_its_pages_on_a_terminal_and_nothing_elsewhere(publish):
    publish(days_before(SNAPSHOT, 30))
    shown, quiet = Terminal(), io.StringIO()
    call_command("collect", SOURCE, stdout=io.StringIO(), stderr=shown)
    lines = [line.removeprefix("\x1b[K") for line in shown.getvalue().split("\r")]
    manifest = "/datasets/exports/rankings-daily/latest.manifest.json"
    assert lines[1] == f"[{'':20}] page 1 of 1: {manifest}"[:79]
    # The manifest led to its own file and to older ones, which are optional.
    assert lines[2] == "[####                ] page 2 of 5: /datasets/exports/rankings-daily/2026-11-22"
    assert lines[-1] == ""
    call_command("collect", SOURCE, stdout=io.StringIO(), stderr=quiet)
    assert quiet.getvalue() == ""
