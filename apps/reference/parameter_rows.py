"""Rows of the parameter tables: what is refused, and how the estimator takes them."""

from dataclasses import asdict

from apps.estimator.parameters import Parameter
from apps.reference import rows


def check_parameter(row: rows.ParameterRow) -> None:
    """Refuse a lognormal that touches zero, and a uniform without its ends."""
    if row.distribution == "two_piece_lognormal" and row.low <= 0:
        raise ValueError("low: a two_piece_lognormal needs low > 0; use two_piece_normal")
    if row.distribution == "uniform" and (row.hard_min is None or row.hard_max is None):
        raise ValueError("hard_min: the ends of a uniform are hard_min and hard_max")
    if row.basis == "JUDGEMENT" and row.grade != "D":
        raise ValueError("grade: a judgement is grade D")


def parameter(row: rows.ParameterRow) -> Parameter:
    """Return a row as the estimator takes it."""
    cells = asdict(row)
    return Parameter(evidence_grade=cells.pop("grade"), **cells)


def price_parameter(row: rows.ElectricityPriceRow) -> rows.ParameterRow:
    """Return an electricity price as a parameter of its country."""
    cells = asdict(row)
    said = [cells.pop("tariff_class"), cells.pop("year"), cells.pop("verification"), cells.pop("note")]
    return rows.ParameterRow(
        key="electricity_price_usd_per_kwh",
        scope=cells.pop("country"),
        distribution="two_piece_lognormal",
        draw_scope="per_country",
        hard_min=0,
        hard_max=None,
        basis="CITED",
        note="; ".join(filter(None, said)),
        **cells,
    )
