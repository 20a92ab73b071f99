"""Who served what where: the three bases, the unknown, and trade between countries, against hand-worked tables."""

from collections import defaultdict

import numpy as np
import pytest

from apps.estimator.balances import exports_and_imports
from apps.estimator.corridors import corridor_means
from apps.estimator.flows import estimate
from apps.estimator.inputs import Inputs, Subject
from apps.estimator.trade import trade_draws
from tests.estimator.build import host, inputs, model, parameters, provider, three_models, usage

# A strength this large leaves every Dirichlet draw at its mean (relative deviation 1e-8).
FIRM = {f"dirichlet_strength_{grade}": 1e16 for grade in "ABCD"}


def margins(made: Inputs, measure: str = "TOKENS", **changes) -> dict[str, dict[str, float]]:
    """Return mean by basis and origin."""
    result = estimate(made, parameters(**(FIRM | changes)), draws=50, seed=1)
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for cell in result.flows:
        if cell.measure == measure and not cell.is_counterfactual:
            sums[cell.basis][cell.origin or "unlisted"] += cell.mean
    return {basis: dict(row) for basis, row in sums.items()}


def test_three_bases_share_one_total():
    # G27: A 100 (CHN lab; 60 % CHN, 40 % USA), B 200 (USA; USA), C 50 (CHN; 80 % CHN, 20 % unknown).
    # LAB: CHN 100 + 50 = 150, USA 200. COMPUTE: CHN 60 + 40 = 100, USA 40 + 200 = 240, UNK 10. Each 350.
    found = margins(three_models())
    assert found["LAB"] == pytest.approx({"CHN": 150, "USA": 200}, rel=1e-6)
    assert found["COMPUTE"] == pytest.approx({"CHN": 100, "USA": 240, "UNK": 10}, rel=1e-6)
    assert [sum(found[basis].values()) for basis in ("LAB", "COMPANY", "COMPUTE")] == pytest.approx(
        [350] * 3, rel=1e-6
    )


def test_the_unknown_bounds_a_country_and_is_never_assigned():
    # G28: CHN computes at least 100; at most 100 + the 10 unknown. unknown_share of CHN = 10 / (100 + 10).
    result = estimate(three_models(), parameters(**FIRM), draws=50, seed=1)
    rows = [cell for cell in result.flows if (cell.basis, cell.measure) == ("COMPUTE", "TOKENS")]
    shares = {cell.origin: cell.unknown_share for cell in rows}
    assert shares["CHN"] == pytest.approx(10 / 110, rel=1e-6)
    assert shares["UNK"] == 1.0
    assert 100 / (1 - shares["CHN"]) == pytest.approx(110, rel=1e-6)
    world = next(row for row in result.balances if row.country is None and row.measure == "TOKENS")
    assert world.unknown_share == pytest.approx(10 / 350, rel=1e-6)


def test_labels_and_order_change_nothing():
    # G30: the same case with models reversed gives the same bytes, as streams are keyed by uid, not position.
    made = three_models()
    turned = Inputs(
        weeks=made.weeks,
        usage=made.usage[::-1],
        subjects=dict(reversed(made.subjects.items())),
        providers=dict(reversed(made.providers.items())),
        places=dict(reversed(made.places.items())),
        destinations=made.destinations[::-1],
    )
    assert estimate(made, parameters(), draws=100, seed=1) == estimate(
        turned, parameters(), draws=100, seed=1
    )


def test_origins_split_over_destinations():
    # G31: CHN 100, USA 240, UNK 10; destinations USA .5, DEU .3, UNK .2. CHN>USA 50, USA>USA 120, UNK>DEU 3;
    # known exports of USA 240 x .3 = 72, to the unknown 240 x .2 = 48; all 350.
    rows = np.array([[100.0], [240.0], [10.0]], np.float32)
    means = corridor_means(rows, np.array([[0.3], [0.5], [0.2]]))
    assert means == pytest.approx(np.array([[30, 50, 20], [72, 120, 48], [3, 5, 2]]), rel=1e-6)
    assert means.sum() == pytest.approx(350)


def test_a_flat_table_is_the_product_of_its_margins():
    # G34: rows 60, 40; columns 70, 30: 60 x 70 / 100 = 42. G39: the UNK row keeps 10: 10 x .6 = 6.
    flat = corridor_means(np.array([[60.0], [40.0]], np.float32), np.array([[0.7], [0.3]]))
    assert flat == pytest.approx(np.array([[42, 18], [28, 12]]), rel=1e-6)
    kept = corridor_means(np.array([[50.0], [40.0], [10.0]], np.float32), np.array([[0.6], [0.4]]))
    assert kept == pytest.approx(np.array([[30, 20], [24, 16], [6, 4]]), rel=1e-6)


def test_exports_exclude_the_domestic_diagonal():
    # G32: CHN 100 of which 6 % are used in CHN: 94 exported.
    rows, shares = np.array([[100.0], [0.0]], np.float32), np.array([[0.06], [0.94]], np.float32)
    exports, imports, net = trade_draws(rows, shares, [0])
    assert exports[:, 0] == pytest.approx([94, 0], rel=1e-6)
    assert imports[:, 0] == pytest.approx([0, 94], rel=1e-6)
    assert net[:, 0] == pytest.approx([94, -94], rel=1e-6)


def test_balances_of_a_table_add_to_zero():
    # G33: CHN, USA, DEU with flows 10 30 5 / 20 50 10 / 1 2 7. Exports 35, 30, 3; imports 21, 32, 15;
    # balances 14, -2, -12. The last row and column are UNK, here empty.
    table = np.zeros((4, 4))
    table[:3, :3] = [[10, 30, 5], [20, 50, 10], [1, 2, 7]]
    exports, imports = exports_and_imports(table)
    assert exports.tolist() == [35, 30, 3]
    assert imports.tolist() == [21, 32, 15]
    assert (exports - imports).tolist() == [14, -2, -12]


def test_the_lab_share_of_a_top_ten_is_kept():
    # G01: 5.3e12 of 8.7e12 tokens are of Chinese labs: 5.3 / 8.7 = 0.6091954.
    rest = model("rest", "UNK", active=None)
    made = inputs(
        [model("cn", "CHN", host("p")), rest],
        [provider("p", "CHN", "CHN")],
        usage({"cn": 5.3e12, "rest": 3.4e12}),
    )
    found = margins(made)["LAB"]
    assert found["CHN"] / sum(found.values()) == pytest.approx(0.6091954, rel=1e-6)


def test_an_unknown_subject_is_unknown_on_every_basis():
    named = model("named", "CHN", host("p"))
    stealth = Subject("stealth", "UNKNOWN", "CHN", hosts=named.hosts)
    both = inputs([named, stealth], [provider("p", "CHN", "CHN")], usage({"named": 100.0, "stealth": 60.0}))
    for basis, row in margins(both).items():
        assert row == pytest.approx({"CHN": 100, "UNK": 60}, rel=1e-6), basis


def test_free_tokens_have_energy_but_no_list_value():
    subjects, providers = [model("m", "CHN", host("p"))], [provider("p", "CHN", "CHN")]
    paid = inputs(subjects, providers, usage({"m": 100.0}))
    both = inputs(subjects, providers, [*usage({"m": 100.0}), *usage({"m": 50.0}, tier="FREE")])
    for measure, factor in (
        ("TOKENS", 1.5),
        ("SERVICE_VALUE_USD", 1.0),
        ("ENERGY_KWH", 1.5),
        ("COMPUTE_VALUE_USD", 1.5),
    ):
        before, after = (margins(made, measure)["COMPUTE"]["CHN"] for made in (paid, both))
        assert after == pytest.approx(before * factor, rel=1e-6), measure


def test_means_add_to_the_week_without_the_rounding_of_single_precision():
    # 100 + 200 + 50 tokens; single precision alone would leave 350 * (1 +- 1e-7) on COMPUTE.
    result = estimate(three_models(), parameters(), draws=1000, seed=7)
    for basis in ("LAB", "COMPANY", "COMPUTE"):
        cells = [cell.mean for cell in result.flows if cell.measure == "TOKENS" and cell.basis == basis]
        assert sum(cells) == pytest.approx(350, rel=1e-12)
