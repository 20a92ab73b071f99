"""The true cells of a world: totals, origins and pairs of each measure, balanced around documented zeros by loops."""

from collections import defaultdict

from apps.estimator.inputs import Inputs
from apps.estimator.worlds.forward import Forward
from apps.estimator.worlds.truth import Shares

PHYSICAL = ("ENERGY_KWH", "ELECTRICITY_VALUE_USD", "COMPUTE_VALUE_USD", "CARBON_KG")
# (measure, origin, destination); None: all of them.
Key = tuple[str, str | None, str | None]
SWEEPS = 5000
CLOSE = 1e-12


def true_cells(inputs: Inputs, forward: Forward) -> dict[Key, float]:
    """Return the true value of every total, origin and pair, and the value multiple of the whole."""
    served, shares = forward.at_origin(), forward.destinations()
    shut = {fact.subject: fact.destination for fact in inputs.unavailable}
    rows: dict[str, dict[tuple[str, str], float]] = {
        name: defaultdict(float) for name in ("TOKENS", *PHYSICAL)
    }
    rows["SERVICE_VALUE_USD"] = defaultdict(float)
    factors = {country: forward.per_joule(country) for _, country in served["tokens"]}
    for (uid, country), tokens in served["tokens"].items():
        row = (shut.get(uid, ""), country)
        rows["TOKENS"][row] += tokens
        rows["SERVICE_VALUE_USD"][row] += served["usd"].get((uid, country), 0.0)
        for name in PHYSICAL:
            rows[name][row] += served["joules"][uid, country] * factors[country][name]
    mixes = _mixes(rows["TOKENS"], shares)
    cells: dict[Key, float] = defaultdict(float)
    for name, table in rows.items():
        for (group, country), value in table.items():
            cells[name, None, None] += value
            cells[name, country, None] += value
            for end, share in mixes[group].items():
                cells[name, country, end] += value * share
    whole = cells["SERVICE_VALUE_USD", None, None] / cells["ELECTRICITY_VALUE_USD", None, None]
    cells["value_multiple", None, None] = whole
    return cells


def _mixes(tokens: dict[tuple[str, str], float], shares: Shares) -> dict[str, Shares]:
    """Return the destinations of each group (the country it may not go to; "" for none), by scaling in turn.

    All rows of a group meet the same zeros, so the group stands for them.
    """
    sums: Shares = defaultdict(float)
    for (group, _), value in tokens.items():
        sums[group] += value
    total = sum(sums.values())
    table = {
        group: {end: 0.0 if end == group else value / total * share for end, share in shares.items()}
        for group, value in sums.items()
    }
    for _ in range(SWEEPS if len(sums) > 1 or "" not in sums else 1):
        for group, row in table.items():
            scale = sums[group] / total / sum(row.values())
            table[group] = {end: value * scale for end, value in row.items()}
        worst = 0.0
        for end, share in shares.items():
            column = sum(row[end] for row in table.values())
            worst = max(worst, abs(column - share))
            for row in table.values():
                row[end] *= share / column if column > 0 else 0.0
        if worst < CLOSE:
            break
    return {
        group: {end: value / sum(row.values()) for end, value in row.items()} for group, row in table.items()
    }
