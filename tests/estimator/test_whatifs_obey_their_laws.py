"""Laws of what-ifs on a week drawn by the method itself: no shock changes no bit, and what is held fixed is fixed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.estimator.flows import estimate
from apps.estimator.inputs import Unavailable
from apps.estimator.measures import BASES, MEASURES
from apps.estimator.whatif.build import NoSuchWeek, week_world
from apps.estimator.whatif.compare import compared, compared_ratio
from apps.estimator.whatif.fields import UnreadableScenario, read
from apps.estimator.whatif.registry import WHATIFS, UnknownWhatIf, whatif
from tests.estimator import build
from tests.estimator.whatif_build import ask, week

DRAWS = 60
NO_SHOCK = {
    "chip-ban": {"share": 0.0, "capacity": 1.0},
    "electricity-price": {"change": 0.0},
    "grid-carbon": {"cut": 0.0},
    "sovereignty": {"countries": ("FRA",)},
    "tariff": {"rate": 0.0, "by": ("USA", "DEU")},
    "weights-closed": {"labs": ("FRA",)},
    "serve-at-home": {"labs": ("FRA",)},
}


def drawn(*, unavailable=(), basis="COMPUTE"):
    """Return the week of three models, the Chinese ones open, as the method draws it."""
    made = build.three_models()
    subjects = {
        uid: replace(subject, hosting=f"{subject.lab_country}/{'closed' if uid == 'B' else 'open'}")
        for uid, subject in made.subjects.items()
    }
    made = replace(made, subjects=subjects, unavailable=tuple(unavailable))
    world = week_world(made, build.parameters(), build.WEEK, draws=DRAWS, seed=build.SEED, basis=basis)
    return made, world


CLOSED = (Unavailable("B", "CHN", "A", "https://example.org/terms"),)


@pytest.mark.parametrize("unavailable", [(), CLOSED])
def test_the_base_is_what_the_method_estimates(unavailable):
    made, world = drawn(unavailable=unavailable)
    estimates = estimate(made, build.parameters(), draws=DRAWS, seed=build.SEED)
    for measure in MEASURES:
        cells = {
            (cell.origin, cell.destination): cell
            for cell in estimates.flows
            if (cell.basis, cell.measure) == ("COMPUTE", measure) and cell.origin
        }
        assert len(cells) >= 9
        means = world.cells(measure).mean(axis=-1)
        for (origin, end), cell in cells.items():
            found = means[world.origins.index(origin), world.ends.index(end)]
            assert found == pytest.approx(cell.mean, rel=1e-6)
        balances = {
            row.country: row
            for row in estimates.balances
            if (row.basis, row.measure) == ("COMPUTE", measure) and row.country
        }
        sides = {(row.country, row.side): row.base for row in compared(world, world, measure)}
        for country, row in balances.items():
            told = sides[country, "NET"]
            assert told.mean == pytest.approx(row.net.mean, rel=1e-5, abs=1e-9)
            ends = (row.net.low, row.net.central, row.net.high)
            assert (told.low, told.central, told.high) == pytest.approx(ends, rel=1e-4, abs=1e-9)


def test_equal_inputs_give_equal_bytes():
    (_, first), (_, second) = drawn(), drawn()
    for measure in MEASURES:
        assert first.cells(measure).tobytes() == second.cells(measure).tobytes()


@pytest.mark.parametrize("name", sorted(NO_SHOCK))
@pytest.mark.parametrize("unavailable", [(), CLOSED])
def test_no_shock_is_the_base_to_the_last_bit(name, unavailable):
    _, world = drawn(unavailable=unavailable)
    same = ask(name, world, **NO_SHOCK[name]).world
    for measure in MEASURES:
        assert same.cells(measure).tobytes() == world.cells(measure).tobytes()
        for row in compared(world, same, measure):
            assert row.base == row.scenario
            assert (row.difference.low, row.difference.high) == (0, 0)


def test_every_what_if_but_one_has_a_neutral_form():
    assert set(WHATIFS) - set(NO_SHOCK) == {"break-even"}


@pytest.mark.parametrize("basis", BASES)
def test_a_tariff_keeps_the_tokens_of_every_destination_on_every_basis(basis):
    _, world = drawn(basis=basis)
    changed = ask("tariff", world, rate=0.5, by=("USA", "DEU"), basis=basis).world
    before, after = (one.cells("TOKENS").sum(axis=0) for one in (world, changed))
    assert after == pytest.approx(before, rel=1e-12)
    assert not np.allclose(world.cells("TOKENS"), changed.cells("TOKENS"))


def test_sovereignty_keeps_every_origin_and_every_destination():
    _, world = drawn(unavailable=CLOSED)
    found = ask("sovereignty", world, countries=("CHN", "USA"))
    before, after = world.cells("TOKENS"), found.world.cells("TOKENS")
    assert after.sum(axis=1) == pytest.approx(before.sum(axis=1), rel=1e-8, abs=1e-6)
    moved = after.sum(axis=0) - before.sum(axis=0)
    # Only what home cannot serve leaves its column, for UNK.
    assert moved[-1] == pytest.approx(found.shortfall, abs=1e-6)
    assert moved.sum(axis=0) == pytest.approx(np.zeros(DRAWS), abs=1e-6)
    for end in ("CHN", "USA"):
        column = after[:, world.ends.index(end)]
        abroad = [row for row, code in enumerate(world.origins) if code not in (end, "UNK")]
        assert not column[abroad].any()


@pytest.mark.parametrize("name", ["weights-closed", "serve-at-home"])
def test_moving_home_keeps_tokens_and_value_of_every_destination(name):
    _, world = drawn()
    changed = ask(name, world).world
    for measure in ("TOKENS", "SERVICE_VALUE_USD", "COMPUTE_VALUE_USD"):
        before, after = (one.cells(measure).sum(axis=0) for one in (world, changed))
        assert after == pytest.approx(before, rel=1e-12)


def test_serving_at_home_is_the_counterfactual_of_the_labs():
    made, world = drawn()
    home = ask("serve-at-home", world).world.cells("ENERGY_KWH").sum(axis=(1, 2)) / DRAWS
    estimates = estimate(made, build.parameters(), draws=DRAWS, seed=build.SEED)
    for code in ("CHN", "USA"):
        flows = [
            cell.mean
            for cell in estimates.flows
            if (cell.basis, cell.measure, cell.origin) == ("LAB", "ENERGY_KWH", code)
        ]
        assert home[world.origins.index(code)] == pytest.approx(sum(flows), rel=1e-5)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=6, max_size=6), st.floats(0, 5), st.floats(1.1, 9))
def test_a_higher_tariff_never_brings_more_from_the_taxed(tokens, rate, sigma):
    world = week([tokens[:3], tokens[3:]], ces_sigma=sigma)
    before, after = (
        one.cells("TOKENS")[0, 1] for one in (world, ask("tariff", world, rate=rate, by=("USA",)).world)
    )
    assert (after <= before * (1 + 1e-12)).all()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=6, max_size=6))
def test_shares_of_a_week_do_not_depend_on_its_size(tokens):
    small, large = (
        week([tokens[:3], tokens[3:]]),
        week([[1000 * n for n in part] for part in (tokens[:3], tokens[3:])]),
    )
    for name, values in (("sovereignty", {"countries": ("CHN",)}), ("tariff", {"rate": 1.0, "by": ("CHN",)})):
        one, other = (ask(name, world, **values).world.cells("TOKENS") for world in (small, large))
        assert 1000 * one == pytest.approx(other, rel=1e-6, abs=1e-3)


def test_differences_are_taken_within_draws():
    # A price that rises by half: the difference is half the base in every draw, so in every percentile.
    _, world = drawn()
    changed = ask("electricity-price", world, change=0.5).world
    for row in compared(world, changed, "ELECTRICITY_VALUE_USD"):
        assert row.scenario.central == pytest.approx(1.5 * row.base.central)
        assert row.difference.mean == pytest.approx(0.5 * row.base.mean, rel=1e-9)
        assert row.difference.high == pytest.approx(0.5 * row.base.high, rel=1e-9)
    for row in compared_ratio(world, changed, "VALUE_MULTIPLE"):
        # A third less in every draw; so the range of the difference has the ends of the base, turned round.
        assert row.difference.low == pytest.approx(-row.base.high / 3, rel=1e-9)


def test_a_week_without_usage_is_refused():
    made, _ = drawn()
    with pytest.raises(NoSuchWeek, match="ask for a week that has an estimate"):
        week_world(made, build.parameters(), build.WEEK.replace(year=2025), draws=5, seed=1)


CODES = {"CHN", "USA", "DEU", "UNK"} | {f"Q{letter}Z" for letter in "ABCDEF"}


@pytest.mark.parametrize(
    ("name", "given", "parameter", "said"),
    [
        ("tariff", {"by": "USA"}, "rate", "it must be given: a number from 0 to 10 of the price"),
        ("tariff", {"rate": "0.1"}, "by", "it must be given"),
        ("tariff", {"rate": "ten", "by": "USA"}, "rate", "'ten' cannot be used"),
        ("tariff", {"rate": "nan", "by": "USA"}, "rate", "cannot be used"),
        ("tariff", {"rate": "inf", "by": "USA"}, "rate", "cannot be used"),
        ("tariff", {"rate": True, "by": "USA"}, "rate", "cannot be used"),
        ("tariff", {"rate": "-0.1", "by": "USA"}, "rate", "a number from 0 to 10"),
        ("tariff", {"rate": "0.1", "by": "ZZZ,USA"}, "by", "'ZZZ' cannot be used"),
        ("tariff", {"rate": "0.1", "by": "UNK"}, "by", "'UNK' cannot be used"),
        ("tariff", {"rate": "0.1", "by": 7}, "by", "country codes such as CHN"),
        ("tariff", {"rate": "0.1", "by": "USA", "basis": "MOON"}, "basis", "one of LAB, COMPANY, COMPUTE"),
        (
            "tariff",
            {"rate": "0.1", "by": "USA", "sigma": "3"},
            "sigma",
            "no parameter of this what-if; use basis, by",
        ),
        ("chip-ban", {"share": "1.01"}, "share", "a number from 0 to 1"),
        ("sovereignty", {"countries": "CHN,USA,DEU,QAZ,QBZ,QCZ,QDZ"}, "countries", "1 to 6 country codes"),
        ("electricity-price", {"change": "-1"}, "change", "from -0.99 to 10"),
        ("grid-carbon", {"cut": "x\x00" * 99}, "cut", r"x\?x\?"),
    ],
)
def test_what_cannot_be_read_is_named(name, given, parameter, said):
    with pytest.raises(UnreadableScenario, match=said) as fault:
        read(whatif(name).FIELDS, given, CODES)
    assert fault.value.parameter == parameter
    assert len(str(fault.value)) < 300


def test_texts_and_values_are_read_alike():
    fields = whatif("tariff").FIELDS
    text = read(fields, {"rate": "0.25", "by": "usa, chn", "basis": "LAB"}, CODES)
    assert text == {"rate": 0.25, "by": ("CHN", "USA"), "on": (), "basis": "LAB"}
    assert read(fields, {"rate": 0.25, "by": ["USA", "CHN"], "basis": "LAB", "on": ""}, CODES) == text


def test_an_unknown_what_if_is_named():
    with pytest.raises(UnknownWhatIf, match="use one of break-even, chip-ban"):
        whatif("moon")
