"""Documented unavailability: cells that stay exactly 0, margins that stay, and what a week says of both."""

from collections import defaultdict
from dataclasses import replace

import pytest

from apps.estimator.checks import ForbiddenUnknown, UnknownSubject
from apps.estimator.flows import estimate
from apps.estimator.inputs import Inputs, Unavailable
from apps.estimator.results import Estimates
from tests.estimator.build import SEED, host, inputs, model, parameters, provider, usage
from tests.estimator.kept_out import SOURCE, forbid, two_labs

DRAWS = 200
BASES = ("LAB", "COMPANY", "COMPUTE")


def run(made: Inputs, **changes) -> Estimates:
    """Return the estimate."""
    return estimate(made, parameters(**changes), draws=DRAWS, seed=SEED)


def table(result: Estimates, basis: str, measure: str = "TOKENS") -> dict[tuple, object]:
    """Return the cells of a basis and measure by their ends."""
    return {
        (cell.origin, cell.destination): cell
        for cell in result.flows
        if (cell.basis, cell.measure) == (basis, measure)
    }


def sums(cells: dict[tuple, object], side: int) -> dict[str, float]:
    """Return the sums of means by origin (0) or destination (1)."""
    found: dict[str, float] = defaultdict(float)
    for ends, cell in cells.items():
        found[ends[side]] += cell.mean
    return dict(found)


@pytest.mark.parametrize("measure", ["TOKENS", "SERVICE_VALUE_USD", "COMPUTE_VALUE_USD"])
@pytest.mark.parametrize("basis", BASES)
def test_a_forbidden_cell_is_zero_and_margins_stay(basis, measure):
    free, shut = (
        table(run(made), basis, measure) for made in (two_labs(), forbid(two_labs(), "closed", "CHN"))
    )
    # All of USA's rows on LAB and COMPANY are the closed model's: the cell is there, as zero.
    if basis != "COMPUTE":
        cell = shut["USA", "CHN"]
        assert (cell.low, cell.central, cell.high, cell.mean) == (0, 0, 0, 0)
        assert (cell.frechet_low, cell.frechet_high) == (0, 0)
    assert free["USA", "CHN"].mean > 0
    assert shut["USA", "CHN"].mean == 0
    assert "unavailable_cells" in shut["USA", "CHN"].flags
    assert "unavailable_cells" not in shut["USA", "DEU"].flags
    assert "unavailable_cells" not in shut["CHN", "CHN"].flags
    assert sums(shut, 0) == pytest.approx(sums(free, 0), rel=1e-6)
    if measure == "TOKENS":
        assert sums(shut, 1) == pytest.approx(sums(free, 1), rel=1e-6)
        assert shut["CHN", "CHN"].mean == pytest.approx(
            sum(cell.mean for ends, cell in free.items() if ends[1] == "CHN"), rel=1e-6
        )


def test_the_fact_holds_where_nobody_knows_the_meter():
    # 30 % of the closed model is computed nobody knows where; its terms keep it out of CHN all the same.
    shut = table(run(forbid(two_labs(), "closed", "CHN")), "COMPUTE")
    assert shut["UNK", "CHN"].mean == 0
    assert "unavailable_cells" in shut["UNK", "CHN"].flags
    assert shut["UNK", "USA"].mean > 0


def test_all_bases_agree_on_where_a_group_goes():
    # The closed model is all of USA on LAB; on COMPUTE it is USA and UNK together.
    result = run(forbid(two_labs(), "closed", "CHN", "IND"))
    lab, compute = table(result, "LAB"), table(result, "COMPUTE")
    for end in ("CHN", "DEU", "IND", "SGP", "USA", "UNK"):
        there = compute["USA", end].mean + compute["UNK", end].mean
        assert lab["USA", end].mean == pytest.approx(there, rel=1e-6), end


def test_attribution_keeps_the_zero():
    result = run(forbid(two_labs(), "closed", "CHN"))
    cross = [cell for cell in result.attribution if cell.level == "CROSS" and cell.measure == "TOKENS"]
    assert not [cell for cell in cross if (cell.lab, cell.destination) == ("USA", "CHN")]
    lab = table(result, "LAB")
    for end in ("CHN", "DEU", "UNK"):
        found = sum(cell.mean for cell in cross if (cell.lab, cell.destination) == ("CHN", end))
        assert found == pytest.approx(lab["CHN", end].mean, rel=1e-6)


def test_attribution_flags_what_is_forbidden_in_part():
    made = two_labs()
    both = inputs(
        [*made.subjects.values(), model("free", "USA", host("us"))],
        list(made.providers.values()),
        [*made.usage, *usage({"free": 1e12})],
    )
    cross = {
        (cell.compute, cell.destination): cell
        for cell in run(forbid(both, "closed", "CHN")).attribution
        if (cell.level, cell.measure, cell.lab) == ("CROSS", "TOKENS", "USA")
    }
    assert cross["USA", "CHN"].mean > 0
    assert "unavailable_cells" in cross["USA", "CHN"].flags
    assert "unavailable_cells" not in cross["USA", "DEU"].flags


def test_conservation_and_balances_hold():
    result = run(forbid(two_labs(), "closed", "CHN", "DEU", "SGP"))
    assert all(row.holds for row in result.conservation)
    tokens = [row for row in result.balances if row.measure == "TOKENS" and row.basis == "COMPUTE"]
    assert tokens[0].total_mean == pytest.approx(8e12, rel=1e-9)
    assert sum(row.net.mean for row in tokens[1:]) == pytest.approx(0, abs=1e3)
    chn = next(row for row in tokens if row.country == "CHN")
    # CHN imports nothing: the only foreign row may not go there.
    assert chn.imports.mean == 0
    assert chn.imports.high == 0


def test_a_week_that_cannot_be_filled_says_so_and_keeps_its_zeros():
    # The open model holds 0.01 % of the tokens; everything else may not go to the USA, which takes a quarter.
    made = forbid(two_labs(8e8, 8e12), "closed", "USA")
    result = run(made)
    cells = table(result, "LAB")
    assert all("infeasible_week" in cell.flags for cell in result.flows)
    assert cells["USA", "USA"].mean == 0
    assert any("cannot be placed: closed may not go to USA" in notice for notice in result.notices)
    assert any("in 200 of 200 draws" in notice for notice in result.notices)
    free = sums(table(run(two_labs(8e8, 8e12)), "LAB"), 1)
    found = sums(cells, 1)
    # The open model, all of it, goes to the USA; the rest of that column is unknown now.
    assert found["USA"] + found.get(None, 0) == pytest.approx(8e8, rel=1e-3)
    assert found["UNK"] == pytest.approx(free["UNK"] + free["USA"] - 8e8, rel=1e-3)
    assert sum(found.values()) == pytest.approx(8e12 + 8e8, rel=1e-6)
    assert all(row.holds for row in result.conservation)


def test_nothing_forbidden_that_matters_is_the_plain_product():
    # A destination that the table does not know is inside UNK, which nothing forbids.
    plain, same = run(two_labs()), run(forbid(two_labs(), "closed", "PRK"))
    assert repr(plain.flows) == repr(same.flows)
    assert repr(plain.balances) == repr(same.balances)


def test_a_group_of_its_own_that_may_go_everywhere_changes_nothing():
    # Forbidding a subject without tokens makes two groups; the table is the plain product all the same.
    made = two_labs()
    idle = inputs(
        [*made.subjects.values(), model("idle", "USA", host("us"))],
        list(made.providers.values()),
        [*made.usage, *usage({"idle": 0.0})],
    )
    plain, other = (table(run(one), "COMPUTE") for one in (idle, forbid(idle, "idle", "CHN")))
    for ends, cell in plain.items():
        assert other[ends].mean == pytest.approx(cell.mean, rel=1e-6)
        assert other[ends].central == pytest.approx(cell.central, rel=1e-5)
        assert other[ends].frechet_low == pytest.approx(cell.frechet_low, rel=1e-4, abs=1e6)
        assert other[ends].frechet_high == pytest.approx(cell.frechet_high, rel=1e-5)
        assert "unavailable_cells" not in other[ends].flags


def test_order_changes_nothing():
    made = forbid(two_labs(), "closed", "CHN", "DEU")
    turned = replace(
        made,
        usage=made.usage[::-1],
        subjects=dict(reversed(made.subjects.items())),
        unavailable=made.unavailable[::-1],
    )
    assert run(made) == run(turned)


@pytest.mark.parametrize(
    ("subject", "destination", "fault", "words"),
    [
        ("closed", "UNK", ForbiddenUnknown, "no document says where the unknown is not"),
        ("stealth", "CHN", ForbiddenUnknown, "no document says where the unknown is not"),
        ("nobody", "CHN", UnknownSubject, "subject 'nobody', not available in 'CHN'"),
    ],
)
def test_the_unknown_is_never_forbidden(subject, destination, fault, words):
    made = two_labs()
    with_stealth = inputs(
        [*made.subjects.values(), model("stealth", "USA", kind="UNKNOWN", active=None)],
        list(made.providers.values()),
        [*made.usage, *usage({"stealth": 1e9})],
    )
    with pytest.raises(fault, match=words):
        run(forbid(with_stealth, subject, destination))


def test_more_sets_than_groups_are_pooled_and_told():
    ends = ("CHN", "DEU", "IND", "SGP", "USA")
    names = [f"m{index:02}" for index in range(20)]
    made = inputs(
        [model(name, "USA", host("us")) for name in names],
        [provider("us", "USA", "USA")],
        usage({name: 1e12 / (index + 1) for index, name in enumerate(names)}),
    )
    facts = [
        Unavailable(name, end, "C", SOURCE)
        for index, name in enumerate(names)
        for bit, end in enumerate(ends)
        if index & (1 << bit)
    ]
    result = run(replace(made, unavailable=tuple(facts)))
    assert (
        "9 sets of forbidden destinations are pooled; what only some of them forbid is left open"
        in result.notices
    )
    assert all(row.holds for row in result.conservation)
