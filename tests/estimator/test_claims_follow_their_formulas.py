"""Formulas of published claims: exact numbers, worked by hand beside each case."""

from fractions import Fraction as F

import pytest

from apps.estimator.claims import FORMULAS, Given, exact, printed
from apps.estimator.claims.values import Undefined, point


def num(text):
    return point(exact(text))


def band(low, high, central=None):
    return Given(exact(low), exact(central) if central else None, exact(high))


def run(formula_id, **inputs):
    return FORMULAS[formula_id].formula(inputs)


def told(answer):
    return printed(answer.low), printed(answer.central), printed(answer.high)


def details(answer):
    return {one.name: printed(one.central) or (printed(one.low), printed(one.high)) for one in answer.details}


def prices(low, high):
    sides = {"input": exact(low), "output": exact(high)}
    return Given(sides["input"], sides["input"], sides["input"], sides=sides)


M25, OPUS = prices("0.30", "1.20"), prices("5", "25")


def test_a_share_is_exact():
    # G01: 5.3 / 8.7 = 53 / 87.
    found = run("share", part=num("5.3e12"), whole=num("8.7e12"))
    assert found.central == F(53, 87)
    assert told(found)[1] == "0.609195402299"


def test_a_share_of_a_pair_and_of_a_repeated_whole():
    # 5.16 / (5.16 + 2.70) = 516 / 786; G10: 5.3e12 / (7 x 140e12) = 0.0054081633.
    assert run("share", part=num("5.16e12"), rest=num("2.70e12")).central == F(516, 786)
    assert (
        told(run("share", part=num("5.3e12"), whole=num("140e12"), periods=num("7")))[1] == "0.00540816326531"
    )


def test_forty_percent_cheaper_is_two_thirds_dearer():
    # G03 and trap 9: 1 - 0.6 / 1 = 0.4; 1 / 0.6 - 1 = 2/3, never 1.4.
    found = run("discount", cheap=num("0.6"), dear=num("1"))
    assert (found.central, found.details[0].central) == (F(2, 5), F(2, 3))
    other = run("premium", cheap=num("0.6"), dear=num("1"))
    assert (other.central, other.details[0].central) == (F(2, 3), F(2, 5))


def test_a_discount_of_two_ranges_holds_every_pair():
    # G04: 1 - 0.056 / 0.091 = 0.384615. Ranges: 1 - 0.1106 / 0.061 = -0.813; 1 - 0.0532 / 0.1138 = 0.5325.
    assert told(run("discount", cheap=num("0.056"), dear=num("0.091")))[1] == "0.384615384615"
    wide = run("discount", cheap=band("0.0532", "0.1106", "0.079"), dear=band("0.061", "0.1138", "0.0813"))
    assert told(wide) == ("-0.813114754098", "0.0282902829028", "0.532513181019")


def test_a_premium_crosses_currencies():
    # 0.4 / 7.2 = 0.0556 and 0.6 / 6.9 = 0.0870 USD: 0.12 / 0.0870 - 1 = 0.38; 0.15 / 0.0556 - 1 = 1.70.
    found = run(
        "premium",
        cheap=band("0.4", "0.6"),
        cheap_units_per_dear_unit=band("6.9", "7.2"),
        dear=band("0.12", "0.15"),
    )
    assert told(found) == ("0.38", None, "1.7")


def test_growth_is_a_fraction_and_a_factor():
    # G11: 140 / 100 - 1 = 0.4; 140e12 / 100e9 = 1400. 560 / 725 - 1 = -0.2276.
    assert run("growth", end=num("140e12"), start=num("100e12")).central == F(2, 5)
    assert run("ratio", above=num("140e12"), below=num("100e9")).central == 1400
    assert told(run("growth", end=num("560"), start=num("725")))[1] == "-0.227586206897"


def test_a_multiple_is_the_reciprocal_of_the_share():
    # G05: 11 / 0.5 = 22, share 1 / 22. G06: a share of 40 % would be a multiple of 2.5.
    found = run("multiple", revenue=num("11"), electricity=num("0.5"))
    assert (found.central, found.details[0].central) == (22, F(1, 22))
    assert run("multiple_of_share", share=num("0.40")).central == F(5, 2)
    assert told(run("multiple_of_share", share=band("0.60", "0.70"))) == (
        "1.42857142857",
        None,
        "1.66666666667",
    )


def test_a_price_gap_takes_input_and_ranges_to_output():
    # G02: 5 / 0.3 = 16.667; 25 / 1.2 = 20.833.
    found = run("price_gap", cheap=M25, dear=OPUS)
    assert told(found) == ("16.6666666667", "16.6666666667", "20.8333333333")


def test_a_task_costs_its_tokens_at_the_list():
    # 8 x 5 + 0.5 x 25 = 52.50; 8 x 0.3 + 0.5 x 1.2 = 3.00; mix 3:1: 40 / 2.1 = 19.05.
    task = {"input_tokens": num("8e6"), "output_tokens": num("5e5")}
    assert run("task_cost", **task, prices=OPUS).central == F(105, 2)
    assert run("task_cost", **task, prices=M25).central == 3
    mix = {"input_tokens": num("3e6"), "output_tokens": num("1e6")}
    assert run("task_cost", **mix, prices=OPUS, other_prices=M25).central == F(400, 21)


def test_the_same_tokens_stand_above_and_below_a_ratio_of_bills():
    # 4 to 18 million tokens at 5 and at 0.30: 20 to 90 USD against 1.20 to 5.40, always 16.67 times.
    found = run("task_cost", input_tokens=band("4e6", "18e6"), prices=num("5"), other_prices=num("0.30"))
    assert told(found) == ("16.6666666667",) * 3
    assert details(found) == {"bill": ("20", "90"), "other_bill": ("1.2", "5.4")}


def test_a_machine_is_written_off_evenly():
    # G08: 30000 / (5 x 8766 x 0.7) = 0.977804; 3 to 5 years at 8760 h: 1.1416 to 0.6849.
    found = run(
        "straight_line",
        capex_usd=num("30000"),
        life_years=num("5"),
        hours_per_year=num("8766"),
        utilisation=num("0.7"),
    )
    assert told(found)[1] == "0.977803852547"
    wide = run(
        "straight_line",
        capex_usd=num("30000"),
        life_years=band("3", "5"),
        hours_per_year=num("8760"),
        utilisation=num("1"),
    )
    assert told(wide) == ("0.684931506849", None, "1.14155251142")


def test_power_costs_watts_times_hours():
    # G07: 0.7 kW x 168 h x 1.25 x 0.08 = 11.76 USD. 0.91 kW at 0.06 to 0.12: 0.0546 to 0.1092 an hour.
    week = run("energy_cost", watts=num("700"), pue=num("1.25"), usd_per_kwh=num("0.08"), hours=num("168"))
    assert (week.central, week.unit) == (F(1176, 100), "usd")
    hour = run("energy_cost", watts=num("700"), pue=num("1.3"), usd_per_kwh=band("0.06", "0.12"))
    assert (told(hour), hour.unit) == (("0.0546", None, "0.1092"), "usd_per_hour")


def test_a_bill_runs_so_many_gpus():
    # 1e8 / (0.91 x 0.08 x 8760) = 156,806.66; 1e8 / (0.08 x 8760) = 142,694 kW.
    found = run(
        "gpus_for_bill",
        bill_usd=num("1e8"),
        watts=num("700"),
        pue=num("1.3"),
        usd_per_kwh=num("0.08"),
        hours=num("8760"),
    )
    assert told(found)[1] == "156806.663656"
    assert details(found) == {"power": "142694.063927"}


def test_electricity_is_a_share_of_write_off_plus_power_or_of_the_rent():
    # 0.0546 / (0.0546 + 1.14155) = 0.0456; 0.1092 / (0.1092 + 0.68493) = 0.1375; 0.0546 / 3.5 = 0.0156.
    gpu = {"watts": num("700"), "pue": num("1.3"), "usd_per_kwh": band("0.06", "0.12")}
    machine = {
        "capex_usd": num("30000"),
        "life_years": band("3", "5"),
        "hours_per_year": num("8760"),
        "utilisation": num("1"),
    }
    assert told(run("electricity_share", **gpu, **machine)) == ("0.0456463531857", None, "0.137508711162")
    rent = run("electricity_share", **gpu, rent_usd_per_hour=band("1.7", "3.5"))
    assert told(rent) == ("0.0156", None, "0.0642352941176")
    with pytest.raises(Undefined, match="name the rent"):
        run("electricity_share", **gpu)


def test_a_projection_means_joules_per_token():
    # G16: 87.5e9 kWh x 3.6e6 / 1e17 = 3.15 J.
    found = run("joules_per_token", energy_kwh=num("87.5e9"), tokens=num("1e17"))
    assert (found.central, found.unit) == (F(315, 100), "joule_per_token")


def test_power_per_petaflop_differs_from_power():
    # G18: 559 / 145 = 3.85517; (559 / 300) / (145 / 180) = 2.31310; 300 / 180 = 1.6667.
    power, work = (
        run("ratio", above=num("559"), below=num("145")),
        run("ratio", above=num("300"), below=num("180")),
    )
    assert told(power)[1] == "3.85517241379"
    assert printed(power.central / work.central) == "2.31310344828"


def test_what_is_stated_stays_as_it_is():
    one = run("stated", words=band("0.60", "0.80", "0.732"))
    assert told(one) == ("0.6", "0.732", "0.8")
    two = run("stated", one=num("2.5"), other=num("3"))
    assert (told(two), two.observed) == (("2.5", None, "3"), (F(5, 2), F(3)))
    assert run("stated", ends=Given(text="A_TO_B")).text == "A_TO_B"


@pytest.mark.parametrize(
    ("formula_id", "inputs"),
    [
        ("ratio", {"above": num("1"), "below": num("0")}),
        ("ratio", {"above": num("1"), "below": band("-1", "1", "0.5")}),
        ("share", {"part": num("1"), "whole": num("0")}),
        ("ratio", {"above": Given(text="a word"), "below": num("1")}),
        ("price_gap", {"cheap": num("1"), "dear": OPUS}),
        ("hosts_outside", {"model": Given()}),
        ("quote", {}),
    ],
)
def test_what_has_no_value_says_so(formula_id, inputs):
    with pytest.raises(Undefined):
        run(formula_id, **inputs)


def test_inputs_are_checked_by_name():
    share, stated = FORMULAS["share"], FORMULAS["stated"]
    assert share.fault(frozenset({"whole"})) == "the formula needs part"
    assert share.fault(frozenset({"part", "whole", "weather"})) == "the formula does not take weather"
    assert share.fault(frozenset({"part", "whole"})) == ""
    assert stated.fault(frozenset({"anything"})) == ""
    assert stated.fault(frozenset()) == "the formula needs an input"


def test_numbers_are_exact_and_printed_with_twelve_digits():
    assert exact("0.30") == F(3, 10)
    assert printed(F(1, 3)) == "0.333333333333"
    assert printed(F(140) * 10**12) == "140000000000000"
    for text in ("about 3", "nan", "inf", "", "1,5"):
        with pytest.raises(ValueError):
            exact(text)
