"""Numbers as readers see them: as many digits as the range allows. The browser's twin is static/web/format.js."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language

STEPS: dict[str, list[tuple[float, str]]] = {
    "token": [(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"), (1, "")],
    "kWh": [(1e9, "TWh"), (1e6, "GWh"), (1e3, "MWh"), (1, "kWh"), (1e-3, "Wh")],
    "USD": [(1e9, "B USD"), (1e6, "M USD"), (1e3, "k USD"), (1, "USD")],
    "joule": [(1, "J")],
    "ratio": [(1, "×")],
    "kg": [(1e9, "Mt"), (1e6, "kt"), (1e3, "t"), (1, "kg")],
}
# Chinese counts in ten thousands, as the Unicode CLDR writes large numbers; the other units are international.
CHINESE = "zh-hans"
CHINESE_STEPS: dict[str, list[tuple[float, str]]] = {
    "token": [(1e12, "万亿"), (1e8, "亿"), (1e4, "万"), (1, "")],
    "USD": [(1e12, "万亿美元"), (1e8, "亿美元"), (1e4, "万美元"), (1, "美元")],
    "ratio": [(1, "倍")],
}
FIRST_IDEOGRAPH = "\u4e00"
WIDE = 10
NARROW = 1.5
BOUND_DIGITS = 2
# A bound below a thousandth of the unit of its central value is told as such.
SMALLEST = 0.001


def digits_for(low: float, high: float) -> int:
    """Return how many significant digits a central value deserves: 1, 2 or 3 as its range narrows."""
    if low <= 0:
        return 1
    ratio = high / low
    return 1 if ratio > WIDE else 2 if ratio > NARROW else 3


def _rounded(value: float, count: int) -> Decimal:
    """Return the value at `count` significant digits, halves away from zero."""
    exact = Decimal(value)
    return exact.quantize(Decimal(1).scaleb(exact.adjusted() + 1 - count), ROUND_HALF_UP) if value else exact


def digits(value: float, count: int) -> str:
    """Return a plain number with `count` significant digits and grouped thousands."""
    if value == 0:
        return "0"
    rounded = _rounded(value, count)
    places = max(0, min(12, count - 1 - rounded.adjusted()))
    return f"{rounded:,.{places}f}"


def _is_chinese() -> bool:
    """Tell whether the reader reads Chinese."""
    return get_language() == CHINESE


def _joined(text: str, name: str) -> str:
    """Return a number before its unit: apart, but close to a Chinese one."""
    return f"{text}{name}" if name[:1] >= FIRST_IDEOGRAPH else f"{text} {name}".rstrip()


def _step(value: float, count: int, unit: str) -> tuple[float, str]:
    """Return (size, name) of the unit in which the rounded value reads best."""
    steps = (CHINESE_STEPS if _is_chinese() else STEPS).get(unit, STEPS[unit])
    rounded = abs(_rounded(value, count))
    return next((step for step in steps if rounded >= Decimal(step[0])), steps[-1])


def figure(value: float, low: float, high: float, unit: str) -> str:
    """Return the central value: `2 T`."""
    count = digits_for(low, high)
    size, name = _step(value, count, unit)
    return _joined(digits(value / size, count), name)


def range_text(value: float, low: float, high: float, unit: str) -> str:
    """Return the range in the unit of the central value: `0.34–9.8 T`."""
    size, name = _step(value, digits_for(low, high), unit)
    return _joined(f"{_bound(low / size)}–{_bound(high / size)}", name)


def _bound(value: float) -> str:
    """Return one end of a range with two digits; one that would be all zeros as `<0.001`."""
    return f"<{SMALLEST}" if 0 < value < SMALLEST else digits(value, BOUND_DIGITS)


def rounded(value: float, unit: str, count: int = BOUND_DIGITS) -> str:
    """Return a value with so many significant digits, whatever its range: `260 MWh`."""
    size, name = _step(value, count, unit)
    return _joined(digits(value / size, count), name)


def measured(value: float, unit: str) -> str:
    """Return a figure without a range (measured, or a mean that adds): three digits."""
    return figure(value, value, value, unit)


def axis(value: float, unit: str) -> str:
    """Return a round number of an axis without needless zeros: `2.5 T`."""
    size, name = _step(value, 3, unit)
    text = digits(value / size, 3)
    return _joined(text.rstrip("0").rstrip(".") if "." in text else text, name)


def percent(share: float) -> str:
    """Return a share as whole percent; a small one as `<1 %`, and never `100 %` for less than all."""
    if 0 < share < 0.01:
        return percentage("<1")
    if 0.99 < share < 1:
        return percentage(">99")
    return percentage(str(Decimal(share * 100).quantize(Decimal(1), ROUND_HALF_UP)))


def percentage(number: str) -> str:
    """Return a number of hundredths with its sign, as the language sets it."""
    return f"{number}%" if _is_chinese() else f"{number} %"
