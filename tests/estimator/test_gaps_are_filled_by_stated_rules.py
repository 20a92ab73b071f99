"""What is missing: levels of the week stand in for missing facts, gaps stay gaps, bad input is refused by name."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from apps.estimator import checks
from apps.estimator.block import build_block
from apps.estimator.distributions import BadDistribution, Draws
from apps.estimator.energy import BadParameterCount
from apps.estimator.flows import estimate
from apps.estimator.inputs import PlaceFacts, Quantity, Subject, UsageRow, WeekFacts
from apps.estimator.margins import build_margins
from apps.estimator.origins import fix_totals
from apps.estimator.parameters import MissingParameter
from tests.estimator.build import (
    SEED,
    WEEK,
    exactly,
    host,
    inputs,
    model,
    parameters,
    provider,
    three_models,
    usage,
)

NEXT = WEEK + timedelta(days=7)
P = provider("p", "CHN", "CHN")
# Shocks of subjects without facts set to exp(0) = 1.
NO_SHOCK = {"other_models_resid_sd": 0.0, "missing_price_ln_sd": 0.0}


def means(made, measure, week=WEEK, basis="COMPUTE", **changes):
    """Return the sum of means of one measure, or None where there is no cell."""
    result = estimate(made, parameters(**(NO_SHOCK | changes)), draws=20, seed=1)
    found = [
        cell.mean
        for cell in result.flows
        if (cell.period_start, cell.basis, cell.measure) == (week, basis, measure)
    ]
    return sum(found) if found else None


def test_a_model_without_facts_takes_the_weeks_mean():
    # 100 tokens of a known model and 50 of one without parameters and price: 1.5 times the known model's totals.
    known, bare = model("a", "CHN", host("p")), model("b", "CHN", host("p", None), active=None)
    alone = inputs([known], [P], usage({"a": 100.0}))
    both = inputs([known, bare], [P], usage({"a": 100.0, "b": 50.0}))
    for measure in ("ENERGY_KWH", "SERVICE_VALUE_USD", "COMPUTE_VALUE_USD"):
        assert means(both, measure) == pytest.approx(1.5 * means(alone, measure), rel=1e-6), measure


def test_the_weeks_mean_is_weighted_by_tokens():
    # Intensities at 1 and 3 weeks' tokens: level = (1 x J_a + 3 x J_c) / 4, so 4 tokens without facts double the total.
    served = [
        model("a", "CHN", host("p"), active=10, total=10),
        model("c", "CHN", host("p"), active=90, total=90),
        model("b", "CHN", host("p", None), active=None),
    ]
    known = inputs(served, [P], usage({"a": 1e6, "c": 3e6}))
    more = inputs(served, [P], usage({"a": 1e6, "c": 3e6, "b": 4e6}))
    assert means(more, "ENERGY_KWH") == pytest.approx(2 * means(known, "ENERGY_KWH"), rel=1e-6)


def test_a_group_is_sized_and_priced_as_the_models_of_its_class():
    # Peers of 10 and 90 billion (dense): energy goes with P^0.929, so their geometric mean is that of 30 billion.
    # Their list prices at p are 1/10 and 3/30 USD per million: the median is 2/20. Nobody used the peers that week.
    peers = [
        model("a", "USA", host("p", (1.0, 10.0)), active=10, total=10, hosting="USA/closed"),
        model("c", "USA", host("p", (3.0, 30.0)), active=90, total=90, hosting="USA/closed"),
    ]
    group = Subject("rest", "GROUP", "USA", hosting="USA/closed")
    like = model("like", "USA", host("p", (2.0, 20.0)), active=30, total=30)
    grouped = inputs([*peers, group], [P], usage({"rest": 100.0}))
    named = inputs([like], [P], usage({"like": 100.0}))
    for measure in ("ENERGY_KWH", "SERVICE_VALUE_USD", "COMPUTE_VALUE_USD"):
        expected = means(named, measure, e_out_resid_sd=0.0)
        assert means(grouped, measure, e_out_resid_sd=0.0) == pytest.approx(expected, rel=1e-6), measure
    cells = [
        cell for cell in estimate(grouped, parameters(), draws=20, seed=1).flows if cell.basis == "COMPUTE"
    ]
    value = [cell for cell in cells if cell.measure == "SERVICE_VALUE_USD"]
    # Profile: usage B, provider assumed D, location A, destination D, no energy link, price assumed D.
    assert {cell.grade_profile for cell in value} == {"BDAD-D"}
    assert {cell.flags for cell in value} == {("hosts_assumed", "price_missing")}


def test_a_week_of_groups_takes_the_earlier_weeks_level():
    known, group = model("a", "CHN", host("p")), Subject("rest", "GROUP", "CHN", hosting="CHN/open")
    known = replace(known, hosting="CHN/open")
    made = inputs([known, group], [P], [*usage({"a": 100.0}), *usage({"rest": 200.0}, NEXT)])
    assert means(made, "ENERGY_KWH", NEXT) == pytest.approx(2 * means(made, "ENERGY_KWH"), rel=1e-6)


def test_a_first_week_of_groups_has_tokens_but_no_energy():
    made = inputs([Subject("rest", "GROUP", "CHN")], [P], usage({"rest": 200.0}))
    result = estimate(made, parameters(), draws=20, seed=1)
    assert {cell.measure for cell in result.flows} == {"TOKENS"}
    assert {cell.origin for cell in result.flows if cell.basis == "COMPUTE"} == {"UNK"}
    assert result.ratios == []
    assert [notice for notice in result.notices if "not estimated" in notice] == [
        "week 2026-02-16: ENERGY_KWH, ELECTRICITY_VALUE_USD, SERVICE_VALUE_USD, COMPUTE_VALUE_USD, CARBON_KG not "
        "estimated: no model of this or an earlier week has what they need (parameter counts or a list price)"
    ]


def test_a_shock_widens_what_is_not_known():
    bare = inputs(
        [model("a", "USA", host("p")), model("b", "CHN", host("p"), active=None)],
        [P],
        usage({"a": 1e6, "b": 1e6}),
    )
    drawn = Draws(parameters(), draws=4000, seed=SEED)
    joules = build_margins(build_block(bare, drawn), drawn).joules
    # The factor is exp(0.9 z): P95 / P50 = exp(0.9 x 1.6449) = 4.39.
    assert np.quantile(joules.factors[:, 1], [0.5, 0.95]) == pytest.approx([1, 4.39], rel=5e-3)
    assert joules.has_own.tolist() == [True, False]


def test_a_week_without_any_usage_is_a_gap():
    made = three_models()
    gap = WeekFacts(NEXT, "openrouter.rankings", "PLATFORM")
    result = estimate(replace(made, weeks=(*made.weeks, gap)), parameters(), draws=10, seed=1)
    assert {cell.period_start for cell in result.flows} == {WEEK}
    assert {row.period_start for row in result.balances} == {WEEK}
    assert "week 2026-02-23: no usage is known; a gap" in result.notices


def test_no_weeks_give_nothing():
    made = replace(three_models(), weeks=(), usage=())
    result = estimate(made, parameters(), draws=10, seed=1)
    assert (result.flows, result.balances, result.conservation, result.ratios) == ([], [], [], [])


def test_a_place_without_rows_has_the_prices_of_an_unknown_one():
    made = replace(three_models(), places={})
    result = estimate(made, parameters(unk_price_usd_kwh=0.1), draws=10, seed=1)
    sums = dict.fromkeys(("ENERGY_KWH", "ELECTRICITY_VALUE_USD"), 0.0)
    for cell in result.flows:
        if cell.basis == "COMPUTE" and cell.measure in sums:
            sums[cell.measure] += cell.mean
    assert sums["ELECTRICITY_VALUE_USD"] == pytest.approx(0.1 * sums["ENERGY_KWH"], rel=1e-6)
    assert {cell.flags for cell in result.flows if cell.measure == "ELECTRICITY_VALUE_USD"} == {
        ("price_missing",)
    }
    assert {cell.flags for cell in result.flows if cell.measure == "ENERGY_KWH"} == {()}


def changed(**row) -> object:
    """Return the case of three models with one changed usage row."""
    made = three_models()
    return replace(made, usage=(replace(made.usage[0], **row), *made.usage[1:]))


def with_host(**changes) -> object:
    """Return a block whose only host is changed."""
    return inputs([model("m", "CHN", replace(host("p"), **changes))], [P], usage({"m": 1.0}))


FAULTS = [
    (changed(tokens=float("nan")), checks.NotANumber, "week 2026-02-16, subject 'A': tokens are nan"),
    (changed(tokens=float("inf")), checks.NotANumber, "tokens are inf"),
    (changed(tokens=-1.0), checks.NegativeTokens, "week 2026-02-16, subject 'A': tokens are -1.0"),
    (changed(subject="Z"), checks.UnknownSubject, "week 2026-02-16: subject 'Z' is not described"),
    (changed(week=date(2020, 1, 6)), checks.UnknownWeek, "week 2020-01-06"),
    (changed(evidence_grade="E"), checks.UnreadableWord, "is 'E'; use one of A, B, C, D"),
    (changed(tier="PRO"), checks.UnreadableWord, "is 'PRO'; use one of STANDARD, FREE"),
    (with_host(provider="q"), checks.UnknownProvider, "subject 'm', host 'q'"),
    (with_host(price_input_usd_per_mtok=-1.0), checks.NegativePrice, "subject 'm', host 'p': price is -1.0"),
    (with_host(price_output_usd_per_mtok=float("nan")), checks.NotANumber, "price is nan"),
    (with_host(measured_share=0.4), checks.SharesNotOne, "do not add to 1"),
    (
        inputs([model("m", "CHN", host("p"), host("p"))], [P], usage({"m": 1.0})),
        checks.RepeatedHost,
        "listed twice",
    ),
    (
        inputs([model("m", "CHN", host("p"), active=0.0)], [P], usage({"m": 1.0})),
        BadParameterCount,
        "subject 'm'",
    ),
    (replace(three_models(), destinations=()), checks.NoSharedDestination, "lack USA"),
    (
        replace(three_models(), places={"CHN": PlaceFacts("CHN", Quantity(-0.1, 0.1, 0.2))}),
        BadDistribution,
        "electricity_price_usd_per_kwh of CHN",
    ),
    (
        replace(three_models(), places={"CHN": PlaceFacts("CHN", exactly(float("nan")))}),
        BadDistribution,
        "electricity_price_usd_per_kwh of CHN",
    ),
]


@pytest.mark.parametrize(("made", "fault", "message"), FAULTS, ids=[row[2] for row in FAULTS])
def test_bad_input_is_refused_with_its_address(made, fault, message):
    with pytest.raises(fault, match=message.replace("(", r"\(")):
        estimate(made, parameters(), draws=5, seed=1)


@pytest.mark.parametrize("key", ["fleet_efficiency", "dest_us_share", "unk_price_usd_kwh", "gpu_capex_h100"])
def test_a_missing_parameter_is_named(key):
    with pytest.raises(MissingParameter, match=key):
        estimate(three_models(), parameters(without=key), draws=5, seed=1)


def test_origins_that_do_not_add_up_are_refused():
    arrays = np.full((1, 2, 1), 40.0, np.float32)
    with pytest.raises(checks.SharesNotOne, match=r"tokens: origins add to the total only within 0\.25"):
        fix_totals(arrays, np.array([[100.0]]), "tokens")
    with pytest.raises(checks.SharesNotOne, match="nan"):
        checks.check_shares("nan", [float("nan")])


def test_duplicate_rows_of_one_subject_are_added():
    row = UsageRow(WEEK, "A", 25.0, "C")
    made = three_models()
    assert means(replace(made, usage=(*made.usage, row)), "TOKENS") == pytest.approx(375, rel=1e-6)
