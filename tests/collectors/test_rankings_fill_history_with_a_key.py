"""With a key the rankings reach back to 2025; the key is shown to the publisher and to nobody else."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.collectors import run
from apps.collectors.contract import Page, State, UnsafeAddress
from apps.collectors.models import CollectRun
from apps.collectors.sources import openrouter_rankings as rankings
from apps.collectors.transports import http
from apps.observations import queries
from apps.observations.models import Observation, Series, Snapshot, Validator
from tests.collectors.exports import NOW, SNAPSHOT, days_before
from tests.collectors.upstream import Answer

SOURCE, SECRET = "openrouter.rankings", "sk-or-very-secret-1234567890"
FIRST, LAST = date(2025, 1, 1), date(2026, 8, 19)
PATH = "/api/v1/datasets/rankings-daily?end_date={}&start_date={}"
ENDS = [(date(2025, 1, 1), date(2026, 1, 1)), (date(2026, 1, 2), LAST)]
# More than 2^53 = 9,007,199,254,740,992: a float cannot hold it.
LARGE = 9_007_199_254_740_993


def window(first, last, days=None, **meta):
    """Return a window with twenty-one models on each of its first days."""
    rows = [
        {"date": str(first + timedelta(days=day)), "model_permaslug": f"labs/model-{n:02d}-20260901",
         "total_tokens": str(LARGE + n)}
        for day in range(days or 3) for n in range(1, 22)
    ]  # fmt: skip
    stated = {
        "as_of": "2026-11-22T02:00:00Z",
        "version": "v1",
        "start_date": str(first),
        "end_date": str(last),
    }
    return json.dumps({"data": rows, "meta": stated | meta}).encode()


@pytest.fixture
def history(publisher, publish, settings):
    settings.API_KEYS = {"OPENROUTER": SECRET}
    publish(days_before(SNAPSHOT, 30))
    for first, last in ENDS:
        publisher.put(PATH.format(last, first), window(first, last))
    return publisher


def asked(publisher):
    return [path for path, _ in publisher.asked if "/datasets/rankings-daily" in path]


def test_windows_are_366_days_long_and_only_for_those_with_a_key():
    state = State(SNAPSHOT, keys=frozenset({"OPENROUTER"}))
    pages = rankings.pages(state, rankings.SPEC.since)[1:]
    assert [(page.params["start_date"], page.params["end_date"]) for page in pages] == [
        (str(first), str(last)) for first, last in ENDS
    ]
    assert (ENDS[0][1] - ENDS[0][0]).days + 1 == 366
    assert len(rankings.pages(State(SNAPSHOT), rankings.SPEC.since)) == 1
    full = frozenset(FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    state = State(SNAPSHOT, stored_days=full, keys=frozenset({"OPENROUTER"}))
    assert len(rankings.pages(state, rankings.SPEC.since)) == 1
    assert len(rankings.pages(State(SNAPSHOT, full - {LAST}, keys=state.keys), rankings.SPEC.since)) == 2


@pytest.mark.usefixtures("known_world")
def test_both_routes_feed_the_same_series_and_history_is_asked_for_once(history):
    outcome = run.collect(source=SOURCE, now=NOW)
    assert (outcome.state, outcome.problem) == ("OK", "")
    rows = queries.values_as_of(
        source_keys=[SOURCE], metric="tokens", period_from=FIRST, period_to=date(2027, 1, 1),
        as_of=NOW + timedelta(hours=1),
    )  # fmt: skip
    own = {row.period_start: row.value for row in rows if row.subject == "labs/model-01-20260901"}
    assert own[FIRST] == Decimal(LARGE + 1)
    assert (len(own), own[SNAPSHOT - timedelta(days=1)]) == (3 + 3 + 30, Decimal(5_000_000))
    assert Series.objects.filter(subject="labs/model-01-20260901").count() == 1
    assert len(asked(history)) == 2
    count = Observation.objects.count()
    assert run.collect(source=SOURCE, now=NOW + timedelta(days=1)).state == "UNCHANGED"
    assert (len(asked(history)), Observation.objects.count()) == (2, count)
    assert run.reread(source=SOURCE, now=NOW + timedelta(days=1)).state == "UNCHANGED"
    assert Observation.objects.count() == count


@pytest.mark.usefixtures("known_world")
def test_the_key_goes_to_the_windows_only_and_is_kept_nowhere(history, settings, caplog):
    run.collect(source=SOURCE, now=NOW)
    shown = {path: headers.get("authorization") for path, headers in history.asked}
    assert {path for path, header in shown.items() if header} == set(asked(history))
    assert set(filter(None, shown.values())) == {f"Bearer {SECRET}"}
    rows = [*CollectRun.objects.values(), *Snapshot.objects.values(), *Validator.objects.values()]
    assert SECRET not in repr(rows) + caplog.text
    files = [file for file in settings.DATA_DIR.rglob("*") if file.is_file()]
    assert [file for file in files if SECRET.encode() in file.read_bytes()] == []


@pytest.mark.usefixtures("known_world")
@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (
            Answer(b'{"error":{"code":401,"message":"No auth"}}', 401),
            "UNAVAILABLE",
            "the key of this source is missing",
        ),
        (Answer(f'{{"you said": "{SECRET}"}}'.encode()), "PARTIAL", "repeats our key"),
        (Answer(b'{"data": []}'), "PARTIAL", "field meta"),
        (Answer(b"", 500), "PARTIAL", "answers 500"),
    ],
)
def test_what_is_wrong_with_a_window_is_said_without_the_key(history, answer, state, words):
    first, last = ENDS[0]
    history.answers[PATH.format(last, first)] = answer
    outcome = run.collect(source=SOURCE, now=NOW)
    told = outcome.problem + " ".join(outcome.notices)
    assert (outcome.state, words in told, SECRET in told) == (state, True, False)
    # The keyless days and the other window are stored, unless the key itself is refused.
    assert Observation.objects.count() == (0 if state == "UNAVAILABLE" else 30 * 51 + 3 * 21)


@pytest.mark.usefixtures("known_world")
def test_a_start_that_was_clamped_is_said(history):
    first, last = ENDS[0]
    later = date(2025, 3, 1)
    history.put(PATH.format(last, first), window(later, last))
    outcome = run.collect(source=SOURCE, now=NOW)
    assert outcome.state == "OK"
    assert f"asked for 2025-01-01 to 2026-01-01, given {later} to 2026-01-01" in " ".join(outcome.notices)


def test_a_key_never_follows_to_another_host(history):
    page = rankings.window_for("/datasets/rankings-daily?end_date=2026-01-01&start_date=2025-01-01")
    history.answers[PATH.format("2026-01-01", "2025-01-01")] = Answer(
        b"", 302, {"Location": "https://10.0.0.1/steal"}
    )
    with pytest.raises(UnsafeAddress) as fault:
        http.fetch(page, upstream="OPENROUTER")
    assert SECRET not in str(fault.value)


def test_pages_of_a_public_host_are_asked_for_three_seconds_apart(monkeypatch):
    page = Page(key="x", path="/x", expect=rankings.page_for(rankings.MANIFEST).expect, pause_s=3.0)
    assert http._at_pace(http.PUBLIC, page).pause_s == 3.0
    # A mirror of our own needs no pauses, which keeps these tests quick.
    assert http._at_pace(http.CONFIGURED, page).pause_s == 0.0


def test_a_key_that_no_header_can_carry_is_refused_without_repeating_it():
    told = subprocess.run(
        [sys.executable, "-c", "import tokentrade.settings"], check=False, capture_output=True, text=True,
        env=os.environ | {"TOKENTRADE_OPENROUTER_API_KEY": "very\nsecret"},
    )  # fmt: skip
    assert told.returncode == 1
    assert "TOKENTRADE_OPENROUTER_API_KEY cannot be read" in told.stderr
    assert "secret" not in told.stderr.replace("secret_key", "").replace("import secrets", "")
