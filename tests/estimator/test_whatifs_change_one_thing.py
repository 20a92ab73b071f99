"""What-ifs against cases worked by hand: what changes, what is held fixed, and what cannot be met."""

import numpy as np
import pytest

from apps.estimator.whatif.compare import compared, compared_ratio
from apps.estimator.whatif.world import Mixes, Party
from tests.estimator.whatif_build import ask, made, spread, table, week


def rows(base, scenario, measure):
    """Return {(country, side): (base, scenario, difference)} at the median."""
    return {
        (row.country, row.side): (row.base.central, row.scenario.central, row.difference.central)
        for row in compared(base, scenario, measure)
    }


def ratio(base, scenario, name):
    """Return {country: (base, scenario, difference)} at the median."""
    return {
        row.country: (row.base.central, row.scenario.central, row.difference.central)
        for row in compared_ratio(base, scenario, name)
    }


def test_a_chip_ban_with_forty_per_cent_more_electricity_per_token():
    # G62: 1,000 kWh at 0.08 USD and 1,600 USD of revenue: 80 USD, multiple 20. Factor 1.4: 1,400 kWh, 112 USD,
    # 1600 / 112 = 14.2857143. All chips were foreign and all become domestic with a penalty of 1.4.
    base = week([[1000, 0, 0]], usd_per_token=1.6, cn_domestic_chip_share=0.0, cn_chip_energy_penalty=1.4)
    found = ask("chip-ban", base)
    assert rows(base, found.world, "ENERGY_KWH")["CHN", "ORIGIN"] == pytest.approx((1000, 1400, 400))
    assert rows(base, found.world, "ELECTRICITY_VALUE_USD")["CHN", "ORIGIN"] == pytest.approx((80, 112, 32))
    multiple = ratio(base, found.world, "VALUE_MULTIPLE")["CHN"]
    assert multiple == pytest.approx((20.0, 14.2857143, -5.7142857), rel=1e-6)
    for measure in ("TOKENS", "SERVICE_VALUE_USD", "COMPUTE_VALUE_USD"):
        assert (table(found.world, measure) == table(base, measure)).all()
    assert (found.displaced, found.shortfall) == (None, None)


def test_a_chip_ban_raises_only_what_is_not_domestic_yet():
    # Share 0.2, penalty 1.2: 1.04 before; at a share of 0.6: 1.12; 1000 x 1.12 / 1.04.
    base = week([[1000, 500, 0]], cn_domestic_chip_share=0.2, cn_chip_energy_penalty=1.2)
    assert made(ask("chip-ban", base, share=0.6).world, "ENERGY_KWH") == pytest.approx(
        [1000 * 1.12 / 1.04, 500, 0]
    )
    # A share below today's changes nothing, to the last bit.
    same = ask("chip-ban", base, share=0.1).world
    assert (same.cells("ENERGY_KWH") == base.cells("ENERGY_KWH")).all()


def test_a_capacity_cap_leaves_a_shortfall():
    base = week([[100, 50, 0]], cn_domestic_chip_share=1.0, cn_chip_energy_penalty=1.2)
    found = ask("chip-ban", base, capacity=0.75)
    assert made(found.world) == pytest.approx([75, 50, 0])
    assert found.shortfall == pytest.approx([25, 25])


def test_a_tariff_shifts_users_by_the_elasticity():
    # In the USA 60 tokens of 120 come from China, 40 from home, 20 from nobody knows where. A tariff of 25 % at
    # sigma 4: 1.25^-4 = 0.4096; 60 x 0.4096 = 24.576; 24.576 + 40 + 20 = 84.576, brought to 120: x 1.418842.
    base = week([[120, 80, 40]], shares=(0.3, 0.5, 0.2), ces_sigma=4.0)
    found = table(ask("tariff", base, rate=0.25, by=("USA",)).world)
    assert found[:, 1] == pytest.approx([24.576 * 120 / 84.576, 40 * 120 / 84.576, 20 * 120 / 84.576])
    assert (found[:, [0, 2]] == table(base)[:, [0, 2]]).all()
    # The origin's total follows: China loses 60 - 34.8694 of its 120.
    assert found.sum(axis=1)[0] == pytest.approx(120 - 60 + 24.576 * 120 / 84.576)


def test_a_tariff_spares_home_unknown_origins_and_those_not_named():
    base = week([[120, 80, 40]], ces_sigma=4.0)
    assert (table(ask("tariff", base, rate=0.25, by=("USA",), on=("USA",)).world) == table(base)).all()
    both = table(ask("tariff", base, rate=0.25, by=("CHN", "USA"), on=("CHN",)).world)
    assert (both[:, 0] == table(base)[:, 0]).all()


def test_every_other_measure_follows_the_tokens():
    base = week([[120, 80, 40]], ces_sigma=4.0, usd_per_token=2.0)
    changed = ask("tariff", base, rate=0.25, by=("USA",)).world
    assert changed.cells("SERVICE_VALUE_USD") == pytest.approx(2 * changed.cells("TOKENS"))


def test_sovereignty_rebalances_around_the_foreign_cells():
    # 60 tokens from the USA, 40 from China; users: 30 China, 50 USA, 20 unknown. China may no longer be served
    # from the USA: 18 tokens. China serves its 30, and its other 10 meet the USA's 60 in proportion: 50 to 20.
    base = week([[40, 60, 0]])
    found = ask("sovereignty", base, countries=("CHN",))
    assert table(found.world) == pytest.approx(
        np.array([[30, 10 * 5 / 7, 10 * 2 / 7], [0, 60 * 5 / 7, 60 * 2 / 7], [0, 0, 0]]), abs=1e-6
    )
    assert table(found.world)[1, 0] == 0
    assert found.displaced == pytest.approx([18, 18])
    assert found.shortfall == pytest.approx([0, 0])
    assert found.refusal == ""


def test_sovereignty_that_home_cannot_meet_says_how_much_is_short():
    # China has 10 tokens and 30 wanted: 20 cannot be served and stand at destination UNK.
    base = week([[10, 90, 0]])
    found = ask("sovereignty", base, countries=("CHN",))
    assert table(found.world) == pytest.approx(np.array([[10, 0, 0], [0, 50, 40], [0, 0, 0]]), abs=1e-6)
    assert found.shortfall == pytest.approx([20, 20])
    assert found.refusal == "20 cannot be placed: USA may not go to CHN, and nothing else can fill those"


def test_what_an_unknown_origin_serves_may_be_at_home():
    base = week([[10, 40, 50]])
    found = ask("sovereignty", base, countries=("CHN",))
    # China's 10 and the unknown 50 may serve the 30 users there; they share them as they share the rest: 5 and 25.
    assert table(found.world)[:, 0] == pytest.approx([5, 0, 25], abs=1e-6)
    assert found.shortfall == pytest.approx([0, 0], abs=1e-9)


def test_sovereignty_keeps_documented_zeros():
    # The second group may not go to China; the first serves it alone, from China and not from the USA.
    base = week([[40, 20, 0], [0, 40, 0]], open_=[[True, True, True], [False, True, True]])
    mixes = Mixes(spread([[0.5, 0.3125, 0.1875], [0, 0.75, 0.25]]), (0, 1))
    base = base.changed(link=mixes)
    found = ask("sovereignty", base, countries=("CHN",))
    assert table(found.world)[:, 0] == pytest.approx([30, 0, 0], abs=1e-6)
    assert table(found.world).sum(axis=0) == pytest.approx(table(base).sum(axis=0), abs=1e-6)


def test_a_rule_of_a_country_outside_the_week_changes_nothing_and_says_so():
    base = week([[40, 60, 0]])
    found = ask("sovereignty", base, countries=("FRA",))
    assert found.world is base
    assert "none of FRA is a modelled destination" in found.notices[0]


def test_a_price_shock_changes_the_value_of_electricity_alone():
    # 1,000 kWh at 0.08 are 80 USD; at 0.12 they are 120; the multiple of 1,600 USD falls from 20 to 13.33.
    base = week([[1000, 500, 0]], usd_per_token=1.6)
    found = ask("electricity-price", base, change=0.5, countries=("CHN",)).world
    assert made(found, "ELECTRICITY_VALUE_USD") == pytest.approx([120, 40, 0])
    assert ratio(base, found, "VALUE_MULTIPLE")["CHN"] == pytest.approx((20, 40 / 3, -20 / 3))
    assert ratio(base, found, "ELECTRICITY_PRICE_USD_PER_KWH")["USA"] == pytest.approx((0.08, 0.08, 0))
    assert (found.cells("ENERGY_KWH") == base.cells("ENERGY_KWH")).all()
    everywhere = ask("electricity-price", base, change=-0.5).world
    assert made(everywhere, "ELECTRICITY_VALUE_USD") == pytest.approx([40, 20, 0])


def test_closed_weights_bring_licence_only_tokens_home():
    # Of the open Chinese models 20 run in China, 50 in the USA, 30 nobody knows where; the American ones stay.
    base = week([[20, 50, 30], [5, 60, 10]])
    found = ask("weights-closed", base)
    assert made(found.world) == pytest.approx([75, 60, 40])
    assert found.displaced == pytest.approx([50, 50])
    for measure in ("TOKENS", "SERVICE_VALUE_USD", "COMPUTE_VALUE_USD"):
        assert table(found.world, measure).sum() == pytest.approx(table(base, measure).sum())
    closed = base.changed(parties=(Party("CHN", False), Party("USA", False)))
    assert (ask("weights-closed", closed).world.tokens == base.tokens).all()


def test_serving_at_home_moves_the_unknown_too():
    base = week([[20, 50, 30], [5, 60, 10]])
    found = ask("serve-at-home", base)
    # All 100 of the Chinese labs in China, all 75 of the American ones in the USA; 80 and 15 moved.
    assert made(found.world) == pytest.approx([100, 75, 0])
    assert found.displaced == pytest.approx([95, 95])
    # Each kWh at home's price: 100 x 0.08 and 75 x 0.08.
    assert made(found.world, "ELECTRICITY_VALUE_USD") == pytest.approx([8, 6, 0])
    only = ask("serve-at-home", base, labs=("USA",))
    assert made(only.world) == pytest.approx([20, 125, 30])


def test_models_of_unknown_labs_stay_where_they_are():
    base = week([[20, 50, 30]], parties=(Party("UNK", False),))
    assert (ask("serve-at-home", base).world.tokens == base.tokens).all()


def test_a_cleaner_grid_emits_less():
    # 1,000 kWh at 0.6 and 500 at 0.4 kg: 600 and 200. Half everywhere; or none above 0.45.
    base = week([[1000, 500, 0]])
    assert made(ask("grid-carbon", base, cut=0.5).world, "CARBON_KG") == pytest.approx([300, 100, 0])
    assert made(ask("grid-carbon", base, target=0.45).world, "CARBON_KG") == pytest.approx([450, 200, 0])
    assert made(ask("grid-carbon", base, cut=0.5, countries=("USA",)).world, "CARBON_KG") == pytest.approx(
        [600, 100, 0]
    )


def test_the_break_even_price_leaves_nothing():
    # 1,600 USD of list value, 1,000 kWh, chips at 0.5 USD per joule-token: 500. (1600 - 500) / 1000 = 1.1 USD.
    base = week([[1000, 0, 0]], usd_per_token=1.6)
    found = ask("break-even", base)
    price = ratio(base, found.world, "ELECTRICITY_PRICE_USD_PER_KWH")["CHN"]
    assert price == pytest.approx((0.08, 1.1, 1.02))
    # With 75 % of the value to be left, 400 - 500 USD remain: below zero, free electricity would not do.
    short = ask("break-even", base, margin=0.75)
    assert ratio(base, short.world, "ELECTRICITY_PRICE_USD_PER_KWH")["CHN"][1] == pytest.approx(-0.1)


def test_trade_counts_known_pairs_of_two_countries():
    # 40 from China: 12 stay, 20 go to the USA, 8 nobody knows where; 60 from the USA: 18 to China, 30 stay.
    base = week([[40, 60, 10]])
    found = rows(base, base, "TOKENS")
    assert found[None, "ORIGIN"] == pytest.approx((110, 110, 0))
    assert found[None, "EXPORTS"] == pytest.approx((38, 38, 0))
    assert found["CHN", "EXPORTS"] == pytest.approx((20, 20, 0))
    assert found["CHN", "IMPORTS"] == pytest.approx((18, 18, 0))
    assert found["CHN", "NET"] == pytest.approx((2, 2, 0))
    assert found["USA", "NET"] == pytest.approx((-2, -2, 0))
    assert ("UNK", "EXPORTS") not in found


def test_a_ratio_without_a_denominator_has_no_number():
    base = week([[40, 60, 0]])
    gone = ask("serve-at-home", base).world
    told = {row.country: row for row in compared_ratio(base, gone, "VALUE_MULTIPLE")}
    assert "UNK" not in told
    assert (told["USA"].base, told["USA"].difference) == (None, None)
    assert told["USA"].reason == "ELECTRICITY_VALUE_USD is 0 in some draws of the base or the scenario"
