"""What is worked out from a published run: once, each analysis by itself, and never on other inputs."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from apps.flows import actions, queries
from apps.flows.actions import analysing
from apps.flows.analyses import conservation
from apps.flows.analyses.registry import ANALYSES
from apps.flows.analyses.row import UnreadableRow, check, row
from apps.flows.models import EstimateRun
from apps.observations.models import Observation
from tests import build

END = build.WEEK + timedelta(days=7)
SOON = build.NOW + timedelta(minutes=5)


@pytest.fixture
def run_id(db):
    """Publish one measured week and return its run."""
    build.countries()
    build.usage([(build.WEEK, "minimax/minimax-m2.5-20260211", 1000), (build.WEEK, "other", 500)])
    made = actions.estimate(period_from=build.WEEK, period_to=END, as_of=build.NOW, now=build.NOW, draws=50)
    actions.publish_run(run_id=made, now=build.NOW)
    return made


@pytest.fixture
def modules(monkeypatch):
    """Let two made-up analyses stand for the registry: one fails, one gives a row per week."""
    calls = []

    def broken(given):
        calls.append("broken")
        raise ZeroDivisionError("nothing to divide by")

    def weeks(given):
        calls.append("weeks")
        return [
            row(f"WEEK:{week}", "share", (0.0, 0.5, 1.0), grade="D", definition="x", week=week)
            for week in given.weeks
        ] + [row("ALL", "USD", None, grade="D", definition="x", reason="no price is known")]

    made = tuple(SimpleNamespace(NAME=one.__name__, rows=one) for one in (broken, weeks))
    monkeypatch.setattr(analysing, "ANALYSES", made)
    return calls


def test_a_fault_in_one_analysis_is_told_and_does_not_stop_the_others(run_id, modules):
    assert actions.analyse(run_id=run_id, now=SOON) == 2
    release = queries.release()
    assert queries.analysis(release, "broken") == []
    assert queries.analysis_state(release, "broken") == "ZeroDivisionError: nothing to divide by"
    assert queries.analysis_state(release, "weeks") == "DONE"
    assert [(one["key"], one["central"], one["reason"]) for one in queries.analysis(release, "weeks")] == [
        ("WEEK:2026-02-16", 0.5, ""),
        ("ALL", None, "no price is known"),
    ]
    assert {one["run"] for one in queries.analysis(release, "weeks")} == {release.weeks[0].run}


def test_what_is_worked_out_stays_and_is_not_made_again(run_id, modules):
    actions.analyse(run_id=run_id, now=SOON)
    assert queries.waiting_analyses(now=SOON) == []
    assert actions.analyse(run_id=run_id, now=SOON) == 0
    assert modules == ["broken", "weeks"]
    assert EstimateRun.objects.get(pk=run_id).analysed_at == SOON


def test_a_published_run_waits_for_its_analyses_and_a_page_can_say_so(run_id, modules):
    assert queries.waiting_analyses(now=SOON) == [run_id]
    release = queries.release()
    assert queries.analysis(release, "weeks") == []
    assert queries.analysis_state(release, "weeks") == "WAITING"


def test_one_worker_at_a_time_analyses_a_run(run_id, modules):
    EstimateRun.objects.filter(pk=run_id).update(lease_until=SOON)
    assert queries.waiting_analyses(now=build.NOW) == []
    with pytest.raises(actions.RunBusy, match="being analysed until"):
        actions.analyse(run_id=run_id, now=build.NOW)
    assert queries.waiting_analyses(now=SOON) == [run_id]
    assert actions.analyse(run_id=run_id, now=SOON) == 2


def test_a_killed_analysis_goes_on_with_what_is_missing(run_id, modules):
    EstimateRun.objects.filter(pk=run_id).update(analyses={"broken": {"rows": [], "problem": "as it was"}})
    assert actions.analyse(run_id=run_id, now=SOON) == 1
    assert modules == ["weeks"]
    assert queries.analysis_state(queries.release(), "broken") == "as it was"


def test_a_run_that_readers_do_not_see_is_not_analysed(db):
    build.countries()
    hidden = build.kept(build.estimates())
    assert queries.waiting_analyses(now=SOON) == []
    with pytest.raises(actions.RunBusy, match="is not published"):
        actions.analyse(run_id=hidden, now=SOON)


def test_facts_edited_since_the_run_are_not_passed_off_as_its_inputs(run_id, modules):
    Observation.objects.filter(value=1000).update(value=999)
    actions.analyse(run_id=run_id, now=SOON)
    assert modules == []
    assert "have been edited since" in queries.analysis_state(queries.release(), "weeks")


def test_the_real_analyses_of_a_measured_week_are_all_told(run_id):
    assert actions.analyse(run_id=run_id, now=SOON) == len(ANALYSES)
    stored = EstimateRun.objects.get(pk=run_id).analyses
    assert {name: one["problem"] for name, one in stored.items()} == {one.NAME: "" for one in ANALYSES}


def test_conservation_is_the_largest_difference_between_sums_that_must_agree(run_id):
    actions.analyse(run_id=run_id, now=SOON)
    release = queries.release()
    tokens = next(
        one for one in queries.analysis(release, "conservation", build.WEEK) if one["key"].endswith(":TOKENS")
    )
    # Three bases, each with its cells and its balances: six sums of 1,000 + 500 tokens.
    assert tokens["sums"] == pytest.approx([1500.0] * 6, rel=1e-6)
    assert tokens["central"] == pytest.approx(0, abs=1e-6)
    # A lost corridor shows: LAB cells of 900 against 1,000 elsewhere differ by 10 %.
    assert conservation._row(build.WEEK, "TOKENS", [1000.0, 900.0])["central"] == pytest.approx(0.1)
    assert conservation._row(build.WEEK, "TOKENS", [])["reason"] == conservation.WHY_EMPTY


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"low": 2.0}, "out of order"),
        ({"high": float("nan")}, "not finite"),
        ({"central": None}, "given together"),
        ({"low": None, "central": None, "high": None}, "with a reason"),
    ],
)
def test_a_row_that_breaks_the_contract_is_refused(change, fault):
    good = row("X", "USD", (0.0, 1.0, 2.0), grade="D", definition="x")
    assert check("test", [good]) == [good]
    with pytest.raises(UnreadableRow, match=fault):
        check("test", [good | change])


def test_a_row_without_its_definition_is_refused():
    good = row("X", "USD", (0.0, 1.0, 2.0), grade="D", definition="x")
    del good["definition"]
    with pytest.raises(UnreadableRow, match="analysis test, row 'X' of None: it lacks definition"):
        check("test", [good])


def test_the_disclosed_day_and_the_check_point_are_worked_out_with_the_run(run_id):
    actions.analyse(run_id=run_id, now=SOON)
    release = queries.release()
    day = {one["key"]: one for one in queries.analysis(release, "disclosed_day")}
    # 226.75 nodes x 8 x 24 h x 2 USD; our centre 0.350 J against 0.142 to 0.322 implied.
    assert (day["cost_usd"]["central"], day["cost_usd"]["stated"]) == (87072.0, 87072.0)
    assert day["own_joules_per_token"]["above_high"] == pytest.approx(0.0877, abs=1e-3)
    points = {one["key"]: one for one in queries.analysis(release, "check_point", build.WEEK)}
    assert points["CHECK_POINT:stated:energy_kwh"]["tokens"] == 5.3e12
    # The measured week counts 1,000 tokens of the one Chinese model and 500 of others.
    assert points["CHECK_POINT:served:energy_kwh"]["tokens"] == 1000
    assert points["CHECK_POINT:all_labs:energy_kwh"]["tokens"] == 1500
