"""Formulas on numbers: shares, ratios, prices and bills. Exact; ranges hold every combination of their inputs."""

from fractions import Fraction

from apps.estimator.claims.ranges import ONE, minus, number, over, plus, times
from apps.estimator.claims.registry import Inputs, formula
from apps.estimator.claims.values import UNIT_OF_INPUTS, Answer, Detail, Given, Undefined, span
from apps.estimator.units import JOULES_PER_KWH, TOKENS_PER_MTOK, WATTS_PER_KILOWATT

WATTS, JOULES, MILLION = (number(int(each)) for each in (WATTS_PER_KILOWATT, JOULES_PER_KWH, TOKENS_PER_MTOK))
SIDES = ("input", "output")
MACHINE = ("capex_usd", "life_years", "hours_per_year", "utilisation")


def answer(given: Given, unit: str = "1", *, details: tuple[Detail, ...] = ()) -> Answer:
    """Return a range as an answer."""
    observed = (given.central,) if given.central is not None else ()
    return Answer(given.low, given.central, given.high, unit, observed, details=details)


def detail(name: str, given: Given, unit: str = "1") -> Detail:
    """Return a range as a further number."""
    return Detail(name, given.low, given.central, given.high, unit)


@formula("part", may=("whole", "rest", "periods"))
def share(inputs: Inputs) -> Answer:
    """Return part / (whole x periods), or part / (part + rest), a fraction of one unit."""
    if "rest" in inputs:
        return answer(over(ONE, plus(ONE, over(inputs["rest"], inputs["part"]))))
    if "whole" not in inputs:
        raise Undefined("name the whole or the rest")
    return answer(over(inputs["part"], times(inputs["whole"], inputs.get("periods", ONE))))


@formula("above", "below")
def ratio(inputs: Inputs) -> Answer:
    """Return above / below."""
    return answer(over(inputs["above"], inputs["below"]))


@formula("cheap", "dear")
def discount(inputs: Inputs) -> Answer:
    """Return by which fraction the cheap price is lower, 1 - cheap / dear; also by which the dear one is higher."""
    cheap, dear = inputs["cheap"], inputs["dear"]
    return answer(minus(ONE, over(cheap, dear)), details=(detail("premium", minus(over(dear, cheap), ONE)),))


@formula("cheap", "dear", may=("cheap_units_per_dear_unit",))
def premium(inputs: Inputs) -> Answer:
    """Return by which fraction the dear price is higher, dear / cheap - 1; also the discount.

    `cheap_units_per_dear_unit` is an exchange rate where the two stand in different currencies.
    """
    cheap, dear = over(inputs["cheap"], inputs.get("cheap_units_per_dear_unit", ONE)), inputs["dear"]
    return answer(minus(over(dear, cheap), ONE), details=(detail("discount", minus(ONE, over(cheap, dear))),))


@formula("end", "start")
def growth(inputs: Inputs) -> Answer:
    """Return end / start - 1, a fraction, and the factor end / start."""
    factor = over(inputs["end"], inputs["start"])
    return answer(minus(factor, ONE), details=(detail("factor", factor),))


@formula("revenue", "electricity")
def multiple(inputs: Inputs) -> Answer:
    """Return revenue / electricity of the same kWh, and its reciprocal: electricity's share of the price."""
    factor = over(inputs["revenue"], inputs["electricity"])
    return answer(factor, details=(detail("electricity_share", over(ONE, factor)),))


@formula("share")
def multiple_of_share(inputs: Inputs) -> Answer:
    """Return the value multiple that a share of electricity in the price means: 1 / share."""
    return answer(over(ONE, inputs["share"]))


def _sides(inputs: Inputs) -> dict[str, Fraction]:
    """Return dear / cheap on each side that both price lists have."""
    cheap, dear = inputs["cheap"].sides, inputs["dear"].sides
    both = [side for side in SIDES if side in cheap and side in dear]
    if not both or not all(cheap[side] for side in both):
        raise Undefined("the two price lists share no side with a price above 0")
    return {side: dear[side] / cheap[side] for side in both}


@formula("cheap", "dear")
def price_gap(inputs: Inputs) -> Answer:
    """Return dear / cheap of two price lists: the input side, ranging to the output side; the sides as details."""
    gaps = _sides(inputs)
    low, high = span(gaps.values())
    sides = tuple(Detail(side, gap, gap, gap, "1") for side, gap in gaps.items())
    return Answer(low, gaps.get("input"), high, "1", tuple(gaps.values()), "", sides)


def _bill(inputs: Inputs, prices: Given) -> Given:
    """Return the USD that the tokens of a task cost at a price list, or at one price for input."""
    if not prices.sides:
        return over(times(inputs["input_tokens"], prices), MILLION)
    total = number(0)
    for side in SIDES:
        tokens = inputs.get(f"{side}_tokens")
        if tokens is not None and side not in prices.sides:
            raise Undefined(f"the price list has no {side} price")
        if tokens is not None:
            price = Given(prices.sides[side], prices.sides[side], prices.sides[side])
            total = plus(total, over(times(tokens, price), MILLION))
    return total


@formula("input_tokens", "prices", may=("output_tokens", "other_prices"))
def task_cost(inputs: Inputs) -> Answer:
    """Return the USD of one task; with other prices, how many times cheaper the same tokens are there."""
    bill = _bill(inputs, inputs["prices"])
    if "other_prices" not in inputs:
        return answer(bill, "usd")
    other = _bill(inputs, inputs["other_prices"])
    # The same tokens stand above and below, so the ends belong together.
    pairs = zip((bill.low, bill.central, bill.high), (other.low, other.central, other.high), strict=True)
    factors = [above / below for above, below in pairs if above is not None and below]
    low, high = span(factors)
    told = (detail("bill", bill, "usd"), detail("other_bill", other, "usd"))
    return Answer(low, factors[0] if low == high else None, high, "1", tuple(factors), "", told)


@formula(*MACHINE)
def straight_line(inputs: Inputs) -> Answer:
    """Return USD per busy hour of a machine written off evenly: capex / (life x hours x utilisation)."""
    return answer(_per_hour(inputs), "usd_per_hour")


def _per_hour(inputs: Inputs) -> Given:
    """Return the USD per busy hour of a machine."""
    hours = times(inputs["life_years"], inputs["hours_per_year"], inputs["utilisation"])
    return over(inputs["capex_usd"], hours)


@formula("watts", "usd_per_kwh", may=("pue", "hours"))
def energy_cost(inputs: Inputs) -> Answer:
    """Return USD for running watts x PUE for some hours (one without them), and the kW."""
    kilowatts = over(times(inputs["watts"], inputs.get("pue", ONE)), WATTS)
    unit = "usd" if "hours" in inputs else "usd_per_hour"
    bill = times(kilowatts, inputs["usd_per_kwh"], inputs.get("hours", ONE))
    return answer(bill, unit, details=(detail("power", kilowatts, "kilowatt"),))


@formula("bill_usd", "watts", "pue", "usd_per_kwh", "hours")
def gpus_for_bill(inputs: Inputs) -> Answer:
    """Return how many GPUs a yearly electricity bill runs, and their kW with PUE."""
    each = over(times(inputs["watts"], inputs["pue"]), WATTS)
    gpus = over(inputs["bill_usd"], times(each, inputs["usd_per_kwh"], inputs["hours"]))
    power = over(inputs["bill_usd"], times(inputs["usd_per_kwh"], inputs["hours"]))
    return answer(gpus, "count", details=(detail("power", power, "kilowatt"),))


@formula("watts", "pue", "usd_per_kwh", may=(*MACHINE, "rent_usd_per_hour"))
def electricity_share(inputs: Inputs) -> Answer:
    """Return electricity's fraction of depreciation plus electricity of a GPU, or of its rent."""
    kilowatts = over(times(inputs["watts"], inputs["pue"]), WATTS)
    power = times(kilowatts, inputs["usd_per_kwh"])
    if "rent_usd_per_hour" in inputs:
        return answer(over(power, inputs["rent_usd_per_hour"]))
    if set(MACHINE) - set(inputs):
        raise Undefined(f"name the rent, or {', '.join(MACHINE)}")
    # power / (power + d) rises with power and falls with d: the quotient d / power holds both ends.
    return answer(over(ONE, plus(ONE, over(_per_hour(inputs), power))))


@formula("energy_kwh", "tokens")
def joules_per_token(inputs: Inputs) -> Answer:
    """Return joules per token of an energy in kWh spread over tokens."""
    return answer(over(times(inputs["energy_kwh"], JOULES), inputs["tokens"]), "joule_per_token")


@formula(takes_any=True)
def stated(inputs: Inputs) -> Answer:
    """Return what others state, without a calculation: one number with its range, or the span of several."""
    texts = {given.text for given in inputs.values() if given.text}
    if texts:
        return Answer(unit=UNIT_OF_INPUTS, text=" | ".join(sorted(texts)))
    low = min(given.ends[0] for given in inputs.values())
    high = max(given.ends[1] for given in inputs.values())
    central = [given.central for given in inputs.values() if given.central is not None]
    is_one = central and (len(inputs) == 1 or low == high)
    return Answer(low, central[0] if is_one else None, high, UNIT_OF_INPUTS, tuple(central))
