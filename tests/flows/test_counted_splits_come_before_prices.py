"""What a publication counted by provider reaches the hosts: measured with the model's total, activity without."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.estimator.inputs import Host
from apps.flows.inputs import evidence, hosts
from apps.flows.inputs.blocks import known_weeks
from apps.flows.inputs.splits import Split, split_at
from apps.observations import actions as observations
from apps.observations.rows import ReadRow
from tests import build

MODEL = "minimax-m2-5-20260211"
WEEK = build.WEEK
END = WEEK + timedelta(days=7)
SOURCE = "curated.published_figures"


def printed(metric, subject, tokens):
    """Record one figure of a publication about the model in the week."""
    build.sources()
    figure_id = f"a-report.{metric}.{subject}"
    row = ReadRow(
        metric=metric, unit="token", kind="REPORTED", period_length="WEEK", period_start=WEEK, value=Decimal(tokens),
        subject=subject, qualifier=figure_id, model=MODEL,
    )  # fmt: skip
    snapshot = build.snapshot(SOURCE, body=figure_id.encode())
    observations.record(source_key=SOURCE, rows=[row], snapshot_id=snapshot, now=build.NOW)
    detail = replace(build.DETAIL, figure_id=figure_id, publication="a-report")
    observations.record_figures(source_key=SOURCE, figures=[detail])


def serving(week=WEEK):
    known = evidence.places(as_of=build.NOW)
    found = hosts.listings(end=week + timedelta(days=7), as_of=build.NOW).serving(
        MODEL, week, known, is_open=True
    )
    return {host.provider: host for host in found}


@pytest.mark.django_db
def test_tokens_by_provider_beside_the_models_total_are_measured_shares():
    build.countries()
    # 60 + 25 of 100: the open 15 are of hosts that nobody named; a provider we do not know is unknown too.
    printed("tokens_week_model", MODEL, 100)
    printed("tokens_week_model_provider", "minimax", 60)
    printed("tokens_week_model_provider", "novita", 25)
    found = serving()
    assert {name: host.measured_share for name, host in found.items()} == {
        "minimax": 0.6, "novita": 0.25, "UNK": None,
    }  # fmt: skip
    assert {found[name].evidence_grade for name in ("minimax", "novita")} == {"B"}
    # After the window the split stands until there is a newer one, one letter weaker.
    assert {host.evidence_grade for name, host in serving(END).items() if name != "UNK"} == {"C"}
    assert serving(WEEK - timedelta(days=7)) == {}


@pytest.mark.django_db
def test_tokens_by_provider_alone_are_activity():
    build.countries()
    printed("tokens_week_model_provider", "minimax", 60)
    printed("tokens_week_model_provider", "nobody-we-know", 20)
    assert {name: (host.measured_share, host.activity) for name, host in serving().items()} == {
        "minimax": (None, 60), "UNK": (None, 20),
    }  # fmt: skip


@pytest.mark.django_db
def test_tokens_by_provider_are_no_usage_of_a_week():
    build.countries()
    printed("tokens_week_model_provider", "minimax", 60)
    assert known_weeks(end=END, as_of=build.NOW) == []


def test_the_newest_split_that_has_begun_is_used():
    first = Split(date(2026, 2, 2), date(2026, 2, 9), {"a": 1.0}, None, "A")
    second = replace(first, start=date(2026, 3, 2), end=date(2026, 3, 9))
    assert split_at((first, second), date(2026, 1, 19)) is None
    assert split_at((first, second), date(2026, 2, 23)) is first
    assert split_at((first, second), date(2026, 3, 2)) is second


def test_more_tokens_by_provider_than_in_all_are_shares_of_their_sum():
    # 90 + 30 counted, 100 printed as the total: rounding; shares of 120.
    split = Split(WEEK, END, {"a": 90.0, "b": 30.0}, 100.0, "A")
    found = split.applied((Host("a", 1.0, 2.0),), WEEK)
    assert [(host.provider, host.measured_share) for host in found] == [("a", 0.75), ("b", 0.25)]
