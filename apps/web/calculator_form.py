"""The calculator's form: one number per input with its bounds, its citation, and what was put aside."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.flows.calculator import INPUTS, Dial
from apps.flows.question_problems import echo
from apps.web.numbers import digits
from apps.web.words import Text

PLAIN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
DEFAULT_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an input is called and between which values it may lie."""

    label: Text
    unit: Text
    low: float
    high: float
    step: str = "any"


BOUNDS: dict[str, Bounds] = {
    "gpu_usd": Bounds(_l("Price of an accelerator, in a system"), "USD", 500, 500_000),
    "life_years": Bounds(_l("Life"), _l("years"), 0.5, 15),
    "utilisation": Bounds(_l("Utilisation: busy share of its hours"), _l("of 1"), 0.01, 1),
    "gpu_watts": Bounds(_l("Power of an accelerator while serving"), "W", 10, 5_000),
    "node_over_gpu": Bounds(_l("Node over accelerators"), "×", 1, 4),
    "idle_factor": Bounds(_l("Idle machines kept ready"), "×", 1, 4),
    "pue": Bounds(_l("PUE: facility over computing energy"), "×", 1, 4),
    "electricity_usd_per_kwh": Bounds(_l("Electricity price"), _l("USD per kWh"), 0, 2),
    "tokens_per_second": Bounds(
        _l("Tokens per second and accelerator, while busy"), _l("read and written"), 1, 1_000_000
    ),
    "sale_usd_per_mtok": Bounds(_l("Sale price"), _l("USD per million tokens"), 0, 1_000),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One input as the form prints it."""

    name: str
    label: Text
    unit: Text
    value: str
    low: str
    high: str
    is_default: bool
    default: str
    default_told: str
    range: str
    grade: str
    source_title: str
    source_url: str


def read(params: QueryDict, known: Mapping[str, Dial], notices: list[str]) -> dict[str, float]:
    """Return every input: the reader's number, or the default with a notice where it cannot be taken."""
    found = {}
    for name in INPUTS:
        default = default_of(known[name])
        found[name] = default
        values = params.getlist(name)
        if not values or values == [""]:
            continue
        number = float(values[0]) if len(values) == 1 and PLAIN.fullmatch(values[0]) else None
        bounds = BOUNDS[name]
        if number is not None and bounds.low <= number <= bounds.high:
            found[name] = number
        else:
            told = {
                "name": name, "value": echo(",".join(values)), "low": plain(bounds.low), "high": plain(bounds.high),
                "default": plain(default),
            }  # fmt: skip
            notices.append(
                _("%(name)s=%(value)s is not a number from %(low)s to %(high)s; %(default)s stands instead.")
                % told
            )
    return found


def entries(values: Mapping[str, float], known: Mapping[str, Dial]) -> list[Entry]:
    """Return the inputs in the order of the form."""
    return [_entry(name, values[name], known[name]) for name in INPUTS]


def _entry(name: str, value: float, dial: Dial) -> Entry:
    """Return one input."""
    bounds, default = BOUNDS[name], plain(default_of(dial))
    span = f"{trimmed(dial.low)}–{trimmed(dial.high)}" if dial.low != dial.high else _("no range published")
    return Entry(
        name, bounds.label, bounds.unit, plain(value), plain(bounds.low), plain(bounds.high),
        plain(value) == default, default, trimmed(default_of(dial), DEFAULT_DIGITS),
        span, dial.grade, dial.source_title, dial.source_url,
    )  # fmt: skip


def changed(values: Mapping[str, float], known: Mapping[str, Dial]) -> dict[str, str]:
    """Return the inputs that differ from their defaults, as the address writes them."""
    return {name: plain(value) for name, value in values.items() if value != default_of(known[name])}


def trimmed(value: float, to: int = 3) -> str:
    """Return three significant digits, or as many as are asked for, without needless zeros."""
    text = digits(value, to)
    return text.rstrip("0").rstrip(".") if "." in text else text


def default_of(dial: Dial) -> float:
    """Return the central value to four significant digits."""
    return float(digits(dial.central, DEFAULT_DIGITS).replace(",", ""))


def plain(value: float) -> str:
    """Return a number as a form takes it: no grouping, no exponent, no needless zeros."""
    return f"{Decimal(repr(value)).normalize():f}"
