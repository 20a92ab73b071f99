"""Figures of the calculator: the split of the price, the multiple as a curve, with what was published."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.flows.calculator import Point, Worked
from apps.web.charts import curve, waterfall
from apps.web.charts.figure import Figure, Table, drawings
from apps.web.numbers import BOUND_DIGITS, digits, percent
from apps.web.words import Text

Row = Mapping[str, Any]
# Electricity prices between which the curve is drawn, USD per kWh.
PRICES = (0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3)
LISTED = "TOKENS_AT_LIST"
DIMENSIONS: dict[str, Text] = {
    "ENERGY_MODEL": _l("Energy model"),
    "IDLE_POWER": _l("Idle power"),
    "PUE": _l("PUE"),
    "UTILISATION": _l("Utilisation"),
    "ELECTRICITY_PRICE": _l("Electricity price"),
    "PRICE_VINTAGE": _l("List prices of"),
}
CHOICES: dict[str, Text] = {
    "OWN_FIT": _l("own fit"),
    "ECOLOGITS_OUTPUT_ONLY": _l("EcoLogits, output only"),
    "DEEPSEEK_ANCHOR": _l("DeepSeek’s day"),
    "BROKERAGE_TOPDOWN": _l("a brokerage, top down"),
    "LOW": _l("low"),
    "CENTRAL": _l("central"),
    "HIGH": _l("high"),
}


def usd(value: float) -> str:
    """Return an amount in USD with three digits and a true minus."""
    return _("%(n)s USD") % {"n": f"{'−' if value < 0 else ''}{digits(abs(value), 3)}"}


def times(value: float) -> str:
    """Return a multiple with three digits."""
    return f"{digits(value, 3)}×"


def axis_usd(value: float) -> str:
    """Return an amount on an axis without needless zeros."""
    text = digits(abs(value), 3)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"−{text}" if value < 0 else text


def split(worked: Worked) -> Figure:
    """Return the price of a million tokens as depreciation, electricity and the rest."""
    found = worked.cost
    rest = _("Left for all else") if found.rest_usd >= 0 else _("Missing: the price is below cost")
    parts = [
        (_("Accelerators, on a straight line"), found.depreciation_usd, "t2"),
        (_("Electricity"), found.electricity_usd, "t1"),
        (rest, found.rest_usd, "t6" if found.rest_usd >= 0 else "unk"),
    ]
    steps = [
        waterfall.Step(
            name,
            value,
            " · ".join(part for part in (usd(value), of_price(value, found.sale_usd)) if part),
            tone,
        )
        for name, value, tone in parts
    ]
    steps.append(waterfall.Step(_("Sale price"), found.sale_usd, usd(found.sale_usd), "t7", is_total=True))
    title = _("What a million tokens cost")
    told = _(
        "Worked out from your numbers, so without a range. Staff, network, training and margin are in the rest."
    )
    return Figure(
        key="cost-split",
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: waterfall.draw(
                steps, frame, words=axis_usd, title=title, description=told, key="cost-split"
            )
        ),
        table=Table(
            title,
            [(_("Part"), False), (_("USD per million tokens and share of the price"), True)],
            [[step.name, step.words] for step in steps],
        ),
    )  # fmt: skip


def of_price(value: float, sale: float) -> str:
    """Return a share of the price; nothing where the price is 0 or the part is below 0."""
    return percent(value / sale) if sale > 0 and value >= 0 else ""


def multiple(worked: Worked, rows: Sequence[Row], published: Sequence[Point], *, release: str) -> Figure:
    """Return the value multiple over the electricity price: this calculation, the release's range, what was said."""
    traces = traces_of(worked, rows)
    placed = [point for point in published if point.usd_per_kwh]
    marks = [
        curve.Published(label, point.usd_per_kwh or 0.0, point.multiple)
        for point, label in zip(placed, labels(placed), strict=True)
    ]
    title = _("Value multiple over the price of electricity")
    told = _(
        "How many times its own price a kWh earns as tokens. Both axes are logarithmic; the band is the 90 % range "
        "of the release at list prices; diamonds are published figures."
    )
    return Figure(
        key="multiple",
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: curve.draw(
                traces, marks, frame, x_words=lambda value: _("%(n)s USD") % {"n": axis_usd(value)},
                y_words=lambda value: f"{axis_usd(value)}×",
                title=title, description=told, key="multiple",
            )
        ),
        table=Table(
            title,
            [
                (_("Curve or publication"), False), (_("USD per kWh"), True), (_("Multiple"), True),
                (_("90 % range"), True),
            ],
            [
                *(cells for trace in traces for cells in trace_cells(trace)),
                *(point_cells(point) for point in published),
            ],
        ),
        legend=[(trace.name, trace.tone) for trace in traces],
        release=release,
    )  # fmt: skip


def traces_of(worked: Worked, rows: Sequence[Row]) -> list[curve.Trace]:
    """Return the curves: this calculation at its price and at cost, and the release at list prices with its range."""
    found = worked.cost
    traces = []
    if found.list_usd_per_kwh:
        points = [(price, found.list_usd_per_kwh / price) for price in PRICES]
        traces.append(curve.Trace(_("At your price"), "t1", points))
    at_cost = [(price, (found.depreciation_usd / found.kwh + price) / price) for price in PRICES]
    traces.append(curve.Trace(_("At cost"), "t2", at_cost))
    band = next((row for row in rows if row["key"] == f"USD_PER_KWH:{LISTED}:WORLD"), None)
    if band is not None and band["central"] is not None:
        ends = {end: [(price, band[end] / price) for price in PRICES] for end in ("low", "central", "high")}
        traces.append(curve.Trace(_("This release"), "t3", ends["central"], ends["low"], ends["high"]))
    return traces


def labels(points: Sequence[Point]) -> list[str]:
    """Return the label of each diamond; those that lie together share one."""
    named: dict[float, list[str]] = {}
    for point in points:
        named.setdefault(point.usd_per_kwh or 0.0, []).append(f"{axis_usd(point.multiple)}×")
    joined = {price: " · ".join(sorted(texts)) for price, texts in named.items()}
    return [joined.pop(point.usd_per_kwh or 0.0, "") for point in points]


def trace_cells(trace: curve.Trace) -> list[list[str]]:
    """Return the points of a curve as rows of the table."""
    lows, highs = ([y for _x, y in ends] for ends in (trace.low, trace.high))
    spans = [
        f"{digits(low, BOUND_DIGITS)}–{digits(high, BOUND_DIGITS)}×"
        for low, high in zip(lows, highs, strict=True)
    ] or [""] * len(trace.points)
    return [
        [trace.name, axis_usd(x), times(y), span] for (x, y), span in zip(trace.points, spans, strict=True)
    ]


def point_cells(point: Point) -> list[str]:
    """Return a published figure as a row of the table; one without a price cannot be placed."""
    price = axis_usd(point.usd_per_kwh) if point.usd_per_kwh else _("no price printed: not drawn")
    return [f"{point.title} ({point.grade})", price, times(point.multiple), ""]
