"""A page that is wrong fails the run by name; its bytes are kept and no number is stored."""

import json
from datetime import timedelta

import pytest

from apps.collectors import run
from apps.collectors.models import CollectRun
from apps.observations import queries
from apps.observations.models import Observation, Series, Snapshot
from apps.reference import queries as reference
from tests.collectors.exports import HEADER, NOW, SNAPSHOT, csv_of, days_before, manifest_of, paths_of

SOURCE = "openrouter.rankings"
FILE = paths_of(SNAPSHOT)[1]
MANIFEST = paths_of(SNAPSHOT)[0]
pytestmark = pytest.mark.usefixtures("known_world")
GOOD = csv_of(days_before(SNAPSHOT, 2))
YESTERDAY = SNAPSHOT - timedelta(days=1)
LINE = f"{YESTERDAY},labs/model-01-20260901,1,5000000,"


def changed(old, new):
    return GOOD.replace(old.encode(), new.encode(), 1)


def collect_bad(publish, *, csv=GOOD, manifest=None):
    publish({}, csv=csv, manifest=manifest)
    outcome = run.collect(source=SOURCE, now=NOW)
    assert outcome.state in ("FAILED", "UNAVAILABLE"), outcome
    assert (Observation.objects.count(), Series.objects.count()) == (0, 0)
    assert not any(key.startswith("model-01-2026") for key, _, _ in reference.models())
    assert CollectRun.objects.get().problem == outcome.problem
    assert outcome.problem.startswith(f"{SOURCE}: ")
    return outcome.problem


def kept(suffix):
    snapshot = Snapshot.objects.filter(url__endswith=suffix).order_by("-pk").first()
    return queries.body_of(queries.latest_snapshot(source_key=SOURCE, url=snapshot.url))


@pytest.mark.parametrize(
    ("csv", "words"),
    [
        (changed("5000000", "-5000000"), ["total_tokens", "-5000000", "line", "whole number"]),
        (changed("5000000", "many"), ["total_tokens", "'many'", "line"]),
        (changed("5000000", "5000000.5"), ["total_tokens", "5000000.5"]),
        (changed("5000000", "5e6"), ["total_tokens", "5e6"]),
        (changed("5000000", "\u0665"), ["ascii"]),
        (changed(str(YESTERDAY), "2026-13-01"), ["date", "2026-13-01"]),
        (changed("labs/model-01-20260901,1", ",1"), ["model_permaslug", "nothing"]),
        (changed("labs/model-01-20260901", "labs/model-02-20260901"), ["model_permaslug", "again"]),
        (changed("total_tokens", "tokens"), ["total_tokens", "missing"]),
        (GOOD[:-40], ["expected 5 fields", "truncated"]),
        (GOOD[: GOOD.rindex(b",") + 1], ["share_of_daily_tokens", "nothing"]),
        (f"{HEADER}\r\n".encode(), ["rows", "not an empty day"]),
        (b"", ["date", "missing"]),
        (GOOD.replace(b"5000000,", b"6000000,", 1), ["share", "0.0"]),
        (csv_of({YESTERDAY: {f"labs/m-{n}": 1 for n in range(19)}}), ["rows of", "19", "at least 20"]),
        (
            csv_of({SNAPSHOT + timedelta(days=1): days_before(SNAPSHOT, 1)[YESTERDAY]}),
            ["date", "after its own date"],
        ),
    ],
)
def test_a_wrong_file_fails_by_page_field_and_value(publish, csv, words):
    # The manifest is of these very bytes: the checksum holds, the content does not.
    problem = collect_bad(publish, csv=csv, manifest=manifest_of(SNAPSHOT, csv))
    assert [word for word in [FILE, *words] if word not in problem] == []
    assert kept(".csv") == csv


def test_fewer_rows_than_promised_fail(publish):
    problem = collect_bad(publish, manifest=manifest_of(SNAPSHOT, GOOD, row_count=103))
    assert "field row_count: found '102'; the manifest says 103" in problem


def test_a_wrong_checksum_is_fetched_once_more_and_fails(publish, publisher):
    bad = GOOD.replace(b"5000000", b"5000001", 1)
    problem = collect_bad(publish, csv=bad, manifest=manifest_of(SNAPSHOT, GOOD))
    assert f"page {FILE}, field sha256" in problem
    assert publisher.paths().count(f"/api/v1{FILE}") == 2
    assert kept(".csv") == bad


def test_a_truncated_file_fails_on_its_length(publish):
    problem = collect_bad(publish, csv=GOOD[:1000], manifest=manifest_of(SNAPSHOT, GOOD))
    assert f"page {FILE}, field bytes: found '1000'; the manifest promises {len(GOOD)} bytes" in problem
    assert kept(".csv") == GOOD[:1000]


def test_a_checksum_that_was_early_passes_at_the_second_try(publish, publisher):
    publish({}, csv=GOOD)
    from tests.collectors.upstream import Answer

    publisher.answers[f"/api/v1{FILE}"] = [Answer(b"not yet"), Answer(GOOD)]
    assert run.collect(source=SOURCE, now=NOW).recorded.changed == 102


def test_a_web_page_instead_of_the_file_fails_at_once(publish, publisher):
    page = b" \n<!DOCTYPE html><html><body>Sorry</body></html>"
    problem = collect_bad(publish, csv=page, manifest=manifest_of(SNAPSHOT, GOOD))
    assert f"page {FILE}, field unexpected_html" in problem
    assert kept(".csv") == page
    assert publisher.paths().count(f"/api/v1{FILE}") == 1


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        (b"<html>", ["unexpected_html"]),
        (b"", ["not readable as JSON"]),
        (b'{"schema_version": "v1"', ["not readable as JSON", "truncated"]),
        (b"[]", ["JSON object"]),
        (b'{"a": NaN}', ["NaN"]),
        (b'{"a":' * 2000 + b"1" + b"}" * 2000, ["whole page"]),
        (manifest_of(SNAPSHOT, GOOD, schema_version="v2"), ["schema_version", "v2"]),
        (manifest_of(SNAPSHOT, GOOD, snapshot_date="soon"), ["snapshot_date", "soon"]),
        (manifest_of(SNAPSHOT, GOOD, row_count="51"), ["row_count", "int"]),
        (manifest_of(SNAPSHOT, GOOD, row_count=True), ["row_count", "int"]),
        (manifest_of(SNAPSHOT, GOOD, files={}), ["files.csv", "nothing"]),
        (
            manifest_of(SNAPSHOT, GOOD, files={"csv": {"url": "x", "bytes": 1, "sha256": "z"}}),
            ["files.csv.sha256"],
        ),
        (
            manifest_of(SNAPSHOT, GOOD).replace(b"datasets/exports/rankings-daily/20", b"elsewhere/20"),
            ["files.csv.url", "elsewhere"],
        ),
    ],
)
def test_a_wrong_manifest_fails_by_field(publish, manifest, words):
    problem = collect_bad(publish, manifest=manifest)
    assert [word for word in [MANIFEST, *words] if word not in problem] == []
    assert kept("manifest.json") == manifest


def test_the_manifest_cannot_lead_elsewhere(publish, publisher):
    cells = json.loads(manifest_of(SNAPSHOT, GOOD))
    cells["files"]["csv"]["url"] = f"http://10.0.0.1/steal{FILE}"
    publish({}, csv=GOOD, manifest=json.dumps(cells).encode())
    # The path is the expected one, so the file is taken from the configured base, not from that host.
    assert run.collect(source=SOURCE, now=NOW).recorded.changed == 102
    assert f"/api/v1{FILE}" in publisher.paths()


def test_a_missing_manifest_is_unavailable(publisher):
    outcome = run.collect(source=SOURCE, now=NOW)
    assert outcome.state == "UNAVAILABLE"
    assert "answers 404" in outcome.problem


def test_the_last_good_data_stay_after_a_failure(publish):
    publish(days_before(SNAPSHOT, 2))
    run.collect(source=SOURCE, now=NOW)
    publish({}, csv=b"<html>")
    assert run.collect(source=SOURCE, now=NOW + timedelta(hours=1)).state == "FAILED"
    assert Observation.objects.count() == 102
