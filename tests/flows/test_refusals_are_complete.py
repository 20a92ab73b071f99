"""Every broken promise keeps a run from its readers: refused with the reason, or failed with the fault's name."""

from dataclasses import replace
from datetime import timedelta

import pytest

from apps.estimator import margins
from apps.estimator.balancing import NotConverged
from apps.estimator.checks import SharesNotOne
from apps.estimator.results import RatioRow
from apps.flows import actions
from apps.flows.actions import estimating
from apps.flows.models import EstimateRun, FlowEstimate, Release
from tests import build

pytestmark = pytest.mark.django_db
END = build.WEEK + timedelta(days=7)


def kept(change, *, notices=()):
    """Store the tiny world with one change and return its run."""
    build.countries()
    made = build.estimates()
    change(made)
    made.notices += notices
    return EstimateRun.objects.get(pk=build.kept(made))


def flagged(flag):
    """Return a change that sets a flag on one corridor."""

    def change(made):
        made.flows[0] = replace(made.flows[0], flags=(*made.flows[0].flags, flag))

    return change


@pytest.mark.parametrize("flag", ["infeasible_week", "not_converged"])
def test_a_table_that_did_not_come_out_is_refused_unless_a_notice_tells_of_its_week(flag):
    refused = kept(flagged(flag))
    assert refused.state == "REFUSED"
    assert f"Week 2026-02-16 is {flag}, and no notice names" in refused.problem
    assert FlowEstimate.objects.count() == 0
    elsewhere = kept(flagged(flag), notices=("week 2026-02-23: something else",))
    assert elsewhere.state == "REFUSED"
    EstimateRun.objects.all().delete()
    told = kept(flagged(flag), notices=("week 2026-02-16: 5 tokens cannot be placed: CHN to USA binds",))
    assert (told.state, told.problem) == ("DONE", "")


@pytest.mark.parametrize(
    ("ratio", "fault"),
    [
        ((float("nan"), 89.0, 271.0, ""), "value_multiple of the world, 2026-02-16: a number is not finite"),
        ((90.0, 89.0, 271.0, ""), "out of order"),
        ((None, None, None, ""), "there is no number and no reason"),
    ],
)
def test_a_ratio_that_is_no_number_is_refused(ratio, fault):
    def change(made):
        low, central, high, reason = ratio
        made.ratios = [RatioRow(build.WEEK, "value_multiple", None, low, central, high, reason)]

    refused = kept(change)
    assert refused.state == "REFUSED"
    assert fault in refused.problem


def test_a_balance_that_is_no_number_is_refused():
    def change(made):
        net = replace(made.balances[0].net, mean=float("inf"))
        made.balances[0] = replace(made.balances[0], net=net)

    assert "net is not finite" in kept(change).problem


def test_sums_off_by_more_than_one_in_a_million_are_refused_and_less_is_not():
    def off(error):
        def change(made):
            made.conservation[0] = replace(made.conservation[0], relative_error=error, holds=error <= 1e-6)

        return change

    assert kept(off(1.1e-6)).state == "REFUSED"
    EstimateRun.objects.all().delete()
    assert kept(off(0.9e-6)).state == "DONE"


@pytest.fixture
def measured():
    """Record one day of one model and of the rest."""
    build.countries()
    build.usage([(build.WEEK, "minimax/minimax-m2.5-20260211", 1000), (build.WEEK, "other", 500)])


def estimate():
    """Estimate the week with few draws."""
    actions.estimate(period_from=build.WEEK, period_to=END, as_of=build.NOW, now=build.NOW, draws=50)


def failed(name):
    """Assert that the one run failed with this fault and left nothing."""
    run = EstimateRun.objects.get()
    assert (run.state, run.problem.partition(":")[0]) == ("FAILED", name)
    assert (FlowEstimate.objects.count(), Release.objects.count()) == (0, 0)


def test_shares_off_one_by_more_than_one_in_a_million_fail_the_run(measured, monkeypatch):
    real = margins.provider_draws

    def too_much(*given, **options):
        return real(*given, **options) * (1 + 3e-6)

    monkeypatch.setattr(margins, "provider_draws", too_much)
    with pytest.raises(SharesNotOne, match="provider shares"):
        estimate()
    failed("SharesNotOne")


def test_a_table_that_does_not_balance_fails_the_run(measured, monkeypatch):
    def stuck(*given, **options):
        raise NotConverged("week 2026-02-16: 30 of 50 draws do not balance within 2000 sweeps")

    monkeypatch.setattr(estimating, "estimate_block", stuck)
    with pytest.raises(NotConverged):
        estimate()
    failed("NotConverged")
