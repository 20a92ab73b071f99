"""Laws of the method over random inputs: nothing is lost, totals agree, and only what must change changes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.estimator.flows import estimate
from apps.estimator.inputs import Inputs, Subject, Unavailable
from apps.estimator.measures import MEASURES
from apps.estimator.results import Estimates, FlowCell
from tests.estimator.anything import DRAWS, PARAMETERS, blocks, law, run
from tests.estimator.build import ROWS, SEED, WEEK, host, inputs, model, parameters, place, provider, usage


def sums(result: Estimates) -> dict[tuple, float]:
    """Return the sum of means of every week, basis and measure."""
    found: dict[tuple, float] = {}
    for cell in result.flows:
        key = (cell.period_start, cell.basis, cell.measure)
        found[key] = found.get(key, 0.0) + cell.mean
    return found


@law
@given(blocks())
def test_corridors_with_unknown_and_unlisted_are_the_weeks_tokens(made):
    found = sums(run(made))
    for week in {row.week for row in made.usage}:
        tokens = sum(row.tokens for row in made.usage if row.week == week)
        for basis in ("LAB", "COMPANY", "COMPUTE"):
            assert found.get((week, basis, "TOKENS"), 0.0) == pytest.approx(tokens, rel=1e-6)


@law
@given(blocks())
def test_totals_are_equal_on_all_bases_and_in_the_balances(made):
    result = run(made)
    assert all(row.holds for row in result.conservation)
    world = {
        (row.period_start, row.basis, row.measure): row.total_mean
        for row in result.balances
        if not row.country
    }
    found = sums(result)
    for week in {row.week for row in made.usage}:
        for name in ("TOKENS", "SERVICE_VALUE_USD", "COMPUTE_VALUE_USD"):
            cells = [found.get((week, basis, name), 0.0) for basis in ("LAB", "COMPANY", "COMPUTE")]
            totals = [world.get((week, basis, name), 0.0) for basis in ("LAB", "COMPANY", "COMPUTE")]
            assert cells == pytest.approx([cells[0]] * 3, rel=1e-6)
            assert totals == pytest.approx(cells, rel=1e-6)


@law
@given(blocks())
def test_balances_add_to_zero(made):
    net: dict[tuple, float] = {}
    size: dict[tuple, float] = {}
    for row in run(made).balances:
        if row.country:
            key = (row.period_start, row.basis, row.measure)
            net[key] = net.get(key, 0.0) + row.net.mean
            size[key] = size.get(key, 0.0) + row.exports.mean
    for key, total in net.items():
        assert abs(total) <= 1e-9 * max(size[key], 1e-300), key


@law
@given(blocks())
def test_ranges_are_ordered_and_never_negative(made):
    # G41.
    result = run(made)
    for cell in result.flows:
        assert 0 <= cell.low <= cell.q25 <= cell.central <= cell.q75 <= cell.high
        assert cell.mean >= 0
        assert 0 <= cell.frechet_low <= cell.frechet_high
        assert 0 <= cell.unknown_share <= 1
    for row in result.balances:
        assert 0 <= row.exports.low <= row.exports.central <= row.exports.high
        assert 0 <= row.imports.low <= row.imports.central <= row.imports.high
        assert row.net.low <= row.net.central <= row.net.high


@law
@given(blocks())
def test_bounds_hold_the_corridor(made):
    for cell in run(made).flows:
        assert cell.frechet_low <= cell.high * (1 + 1e-6)
        assert cell.frechet_high >= cell.low * (1 - 1e-6)


@law
@given(blocks(), st.floats(1e-3, 1e3))
def test_units_do_not_matter(made, factor):
    scaled = replace(made, usage=tuple(replace(row, tokens=row.tokens * factor) for row in made.usage))
    before, after = run(made), run(scaled)
    for key, total in sums(before).items():
        assert sums(after)[key] == pytest.approx(total * factor, rel=1e-6)
    for old, new in zip(before.ratios, after.ratios, strict=True):
        assert (old.country, old.reason) == (new.country, new.reason)
        assert old.central is None or new.central == pytest.approx(old.central, rel=1e-4)


WIDENED = ("fleet_efficiency", "prefill_over_decode", "node_over_gpu", "output_share", "unk_price_usd_kwh")


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.sampled_from(WIDENED), st.floats(1.5, 3), st.booleans())
def test_a_wider_input_never_narrows_the_output(key, factor, is_forbidden):
    # The same streams: the middle stays, both ends move out; 5 % for what the pairing of draws leaves to chance.
    made = replace(_two_models(), places={})
    if is_forbidden:
        made = replace(made, unavailable=(Unavailable("a", "CHN", "C", "https://example.org/"),))
    low, _, high = ROWS[key][:3]
    wider = {"low": low / factor, "high": high * factor, "hard_min": None, "hard_max": None}
    narrow = {"low": low, "high": high, "hard_min": None, "hard_max": None}
    before, after = (
        _largest(estimate(made, parameters(**{key: change}), draws=1000, seed=SEED))
        for change in (narrow, wider)
    )
    for name in before.keys() & after.keys():
        assert after[name].high / after[name].low >= before[name].high / before[name].low * 0.95, name


def _largest(result: Estimates) -> dict[tuple, FlowCell]:
    """Return the largest corridor of each basis and measure: small ones hang on few draws of a small share."""
    found: dict[tuple, FlowCell] = {}
    for cell in sorted(result.flows, key=lambda cell: cell.mean):
        if cell.origin:
            found[cell.basis, cell.measure] = cell
    return found


def test_double_pue_is_double_energy():
    made = replace(_two_models(), places={})
    single, double = (sums(run(made, parameters(pue_default=value))) for value in (1.2, 2.4))
    for key, total in single.items():
        physical = key[2] in ("ENERGY_KWH", "ELECTRICITY_VALUE_USD", "CARBON_KG")
        assert double[key] == pytest.approx(total * (2 if physical else 1), rel=1e-6), key


def test_double_electricity_price_is_the_same_energy():
    made = _two_models()
    dear = replace(made, places={"CHN": place("CHN", 0.16), "USA": place("USA", 0.1626, 0.38)})
    # An unknown place doubles with the rest.
    twice = parameters(unk_price_usd_kwh={"low": 0.076, "central": 0.216, "high": 0.368})
    before, after = sums(run(made)), sums(run(dear, twice))
    for key, total in before.items():
        assert after[key] == pytest.approx(
            total * (2 if key[2] == "ELECTRICITY_VALUE_USD" else 1), rel=1e-6
        ), key


def test_no_usage_is_no_flow():
    # G26: every extensive quantity 0, every ratio None with a reason.
    made = _two_models()
    result = run(replace(made, usage=usage({"a": 0.0, "b": 0.0})))
    assert result.flows == []
    assert {row.total_mean for row in result.balances} == {0.0}
    assert all(row.holds and row.input_mean == 0 for row in result.conservation)
    assert {(row.low, row.central, row.high) for row in result.ratios} == {(None, None, None)}
    assert all(row.reason for row in result.ratios)


@law
@given(blocks())
def test_what_is_unknown_stays_unknown(made):
    # Balancing moves nothing between a row that is unknown and the others, nor out of the column UNK.
    free, shut = run(replace(made, unavailable=())), run(made)
    for basis in ("LAB", "COMPANY", "COMPUTE"):
        rows = [_margin(result, basis, 0) for result in (free, shut)]
        assert rows[1].get("UNK", 0.0) == pytest.approx(rows[0].get("UNK", 0.0), rel=1e-4, abs=1)
        columns = [_margin(result, basis, 1) for result in (free, shut)]
        assert columns[1].get("UNK", 0.0) >= columns[0].get("UNK", 0.0) * (1 - 1e-4) - 1


def _margin(result: Estimates, basis: str, side: int) -> dict[str, float]:
    """Return the sums of mean tokens by origin (0) or destination (1) over all weeks, with the balances' unlisted."""
    found: dict[str, float] = {}
    for cell in result.flows:
        if (cell.basis, cell.measure) == (basis, "TOKENS"):
            name = (cell.origin, cell.destination)[side] or "unlisted"
            found[name] = found.get(name, 0.0) + cell.mean
    return found


@pytest.mark.parametrize("is_forbidden", [False, True])
def test_the_same_inputs_give_the_same_bytes(is_forbidden):
    # G44.
    made = _two_models()
    if is_forbidden:
        made = replace(made, unavailable=(Unavailable("a", "CHN", "C", "https://example.org/"),))
    assert repr(run(made)) == repr(run(made))
    other = estimate(made, PARAMETERS, draws=DRAWS, seed=SEED + 1)
    assert repr(other) != repr(run(made))


def test_a_new_model_leaves_the_others_untouched():
    # G44: the new model has a lab country and a provider of its own; all rows of the old lab stay as they were.
    made = _two_models()
    served = [*made.subjects.values(), model("new", "FRA", host("q"), active=5, total=5)]
    serving = [*made.providers.values(), provider("q", "FRA", "FRA")]
    rows = [*made.usage, *usage({"new": 1e10})]
    more = run(replace(inputs(served, serving, rows), places=made.places))

    def of_chn(result: Estimates) -> list:
        names = list(MEASURES)
        return [
            (cell.basis, cell.measure, cell.destination, value)
            for cell in sorted(result.flows, key=lambda cell: (cell.basis, names.index(cell.measure)))
            if cell.origin == "CHN"
            for value in (cell.low, cell.central, cell.high, cell.mean)
        ]

    before, after = of_chn(run(made)), of_chn(more)
    assert [row[:3] for row in before] == [row[:3] for row in after]
    assert [row[3] for row in after] == pytest.approx([row[3] for row in before], rel=1e-5)


def test_one_week_alone_is_the_same_as_in_a_block():
    made = _two_models()
    second = WEEK + timedelta(days=7)
    both = inputs(
        list(made.subjects.values()),
        list(made.providers.values()),
        [*made.usage, *usage({"a": 7e11}, second)],
    )
    alone, block = run(made), run(both)
    kept = [cell for cell in block.flows if cell.period_start == WEEK]
    assert [replace(cell, **_numbers(cell)) for cell in kept] == [
        replace(cell, **_numbers(cell)) for cell in alone.flows
    ]


def _numbers(cell) -> dict[str, float]:
    """Return the numbers of a cell at five digits (block sizes change single-precision sums in the last ones)."""
    names = ("low", "q25", "central", "q75", "high", "mean", "unknown_share", "frechet_low", "frechet_high")
    return {name: float(f"{getattr(cell, name):.4e}") for name in names}


def _two_models() -> Inputs:
    """Return a Chinese model at two providers in CHN and USA."""
    served: list[Subject] = [
        model("a", "CHN", host("p", (0.3, 1.2)), host("r", (0.4, 1.5))),
        model("b", "CHN", host("p"), active=20, total=200),
    ]
    serving = [provider("p", "CHN", "CHN"), provider("r", "USA", "USA", kind="REGION_TAG", grade="B")]
    return inputs(served, serving, usage({"a": 5e12, "b": 1e12}))
