"""Builders of small estimator inputs: the method's parameters as typed figures, one week, a few subjects."""

from dataclasses import replace
from datetime import date

from apps.estimator.inputs import (
    DestinationFacts,
    Host,
    Inputs,
    Location,
    PlaceFacts,
    ProviderFacts,
    Quantity,
    Subject,
    UsageRow,
    WeekFacts,
)
from apps.estimator.parameters import Parameter, Parameters

WEEK = date(2026, 2, 16)
SEED = 20260216

# key: low, central, high, distribution, draw_scope, hard_min, hard_max
LOGNORMAL, FIXED, UNIFORM = "two_piece_lognormal", "fixed_value", "uniform"
ROWS = {
    "e_out_const_itl100": (-4.95, -4.404, -3.86, FIXED, "fixed", None, None),
    "e_out_exp_active": (0.85, 0.929, 1, FIXED, "fixed", None, None),
    "e_out_exp_sparsity": (0.3, 0.387, 0.5, FIXED, "fixed", None, None),
    "e_out_resid_sd": (0.4, 0.546, 0.65, FIXED, "per_model", None, None),
    "fleet_efficiency": (0.3, 0.6, 1.5, LOGNORMAL, "global", None, None),
    "prefill_over_decode": (0.05, 0.15, 0.45, LOGNORMAL, "global", None, None),
    "cached_over_uncached": (0.01, 0.05, 0.2, LOGNORMAL, "global", None, 1),
    "output_share": (0.03, 0.0625, 0.2, LOGNORMAL, "global", None, 0.9),
    "cache_hit": (0.2, 0.5, 0.85, LOGNORMAL, "global", None, 0.98),
    "cached_price_over_input": (0.05, 0.1, 0.25, LOGNORMAL, "global", None, 1),
    "node_over_gpu": (1.25, 1.43, 1.7, LOGNORMAL, "global", 1, None),
    "idle_factor": (1.05, 1.12, 1.3, LOGNORMAL, "global", 1, None),
    "pue_default": (1.1, 1.25, 1.5, LOGNORMAL, "per_country", 1, None),
    "pue_climate_factor": (0.84, 1, 1.2, LOGNORMAL, "per_country", None, None),
    "node_kw_8gpu": (4.5, 7.9, 10.2, FIXED, "fixed", None, None),
    "gpu_watts_h100": (363, 519, 665, LOGNORMAL, "global", None, None),
    "gpu_capex_h100": (25000, 35000, 50000, LOGNORMAL, "global", None, None),
    "gpu_life": (3, 4, 6, LOGNORMAL, "global", None, None),
    "gpu_utilisation": (0.3, 0.5, 0.8, LOGNORMAL, "global", None, 1),
    "hours_per_year": (8760, 8766, 8784, "constant", "fixed", None, None),
    "cn_chip_energy_penalty": (1, 1.2, 1.5, LOGNORMAL, "per_country", 1, None),
    "cn_domestic_chip_share": (0.05, 0.2, 0.6, LOGNORMAL, "global", 0, 1),
    "dirichlet_strength_A": (200, 400, 800, FIXED, "fixed", None, None),
    "dirichlet_strength_B": (50, 100, 200, FIXED, "fixed", None, None),
    "dirichlet_strength_C": (10, 25, 50, FIXED, "fixed", None, None),
    "dirichlet_strength_D": (2, 5, 10, FIXED, "fixed", None, None),
    "location_hq_weight": (0.2, 0.5, 0.8, LOGNORMAL, "global", 0, 0.8),
    "location_declared_unknown": (0.02, 0.1, 0.25, LOGNORMAL, "global", 0, 0.5),
    "provider_pull_ln_sd": (0.4, 0.7, 1, FIXED, "fixed", 0, None),
    "routing_price_exponent": (1, 2, 3, FIXED, "structural", 0, None),
    "dest_us_share": (0.1, 0.29, 0.48, UNIFORM, "global", 0.08, 0.5),
    "dest_income_exponent": (0, 0.5, 1, UNIFORM, "global", 0, 1),
    "dest_access_CHN": (0.05, 0.25, 1, LOGNORMAL, "global", 0, 1),
    "dest_weight_ln_sd": (0.6, 0.84, 1.2, FIXED, "per_country", 0, None),
    "dest_weight_ln_sd_hub": (1, 1.4, 1.9, FIXED, "per_country", 0, None),
    "dest_unknown_share": (0.2, 0.25, 0.4, LOGNORMAL, "global", 0.2, 0.6),
    "unk_price_usd_kwh": (0.038, 0.108, 0.184, LOGNORMAL, "per_country", 0, None),
    "unk_carbon_kg_per_kwh": (0.038, 0.346, 0.693, LOGNORMAL, "per_country", 0, None),
    "other_models_resid_sd": (0.7, 0.9, 1.2, FIXED, "per_model", 0, None),
    "latency_decay": (0, 0.0008, 0.002, "two_piece_normal", "structural", 0, None),
    "rtt_ms_per_km": (0.013, 0.02, 0.03, LOGNORMAL, "structural", 0, None),
    "sovereignty_premium": (0, 0.1, 0.3, "two_piece_normal", "structural", 0, None),
    "missing_price_ln_sd": (0.7, 0.9, 1.2, FIXED, "per_model", 0, None),
    "openrouter_token_share_world": (0.0025, 0.006, 0.02, LOGNORMAL, "world_only", None, 1),
    "openrouter_spend_share_world": (0.01, 0.02, 0.03, LOGNORMAL, "world_only", None, 1),
    "ces_sigma": (1.5, 4, 8, LOGNORMAL, "what_if", None, None),
    "datacentre_electricity_twh": (415, 415, 415, "constant", "world_only", 0, None),
}


def parameter(key: str, scope: str = "", **changes) -> Parameter:
    """Return one parameter of ROWS, with changes."""
    low, central, high, distribution, draw_scope, hard_min, hard_max = ROWS[key]
    row = Parameter(
        key=key,
        scope=scope,
        unit="1",
        low=low,
        central=central,
        high=high,
        distribution=distribution,
        draw_scope=draw_scope,
        hard_min=hard_min,
        hard_max=hard_max,
        basis="JUDGEMENT",
        evidence_grade="D",
        valid_from=None,
        source_title="test",
        source_url="https://example.org/",
        accessed=date(2026, 11, 20),
    )
    return replace(row, **changes)


def parameters(*, without: str = "", **values: float | dict) -> Parameters:
    """Return the method's parameters; a number fixes its key at that value, a dict changes its fields."""
    rows = []
    for key in ROWS:
        change = values.get(key, {})
        if not isinstance(change, dict):
            change = {"low": change, "central": change, "high": change, "distribution": FIXED}
        if key != without:
            rows.append(parameter(key, **change))
    return Parameters(rows)


def exactly(value: float) -> Quantity:
    """Return a quantity without a range."""
    return Quantity(value, value, value)


def host(provider: str, price: tuple[float, float] | None = (1.0, 2.0), **more) -> Host:
    """Return a host with input and output prices in USD per million tokens."""
    given, made = price or (None, None)
    return Host(provider, given, made, **more)


def model(
    uid: str, lab: str, *hosts: Host, active: float | None = 37, total: float | None = 671, **more
) -> Subject:
    """Return a model with parameter counts in billions (None: unknown)."""
    known = {} if active is None else {"params_active_b": exactly(active), "params_total_b": exactly(total)}
    return Subject(**({"uid": uid, "kind": "MODEL", "lab_country": lab, "hosts": hosts} | known | more))


def provider(
    uid: str, company: str, *countries: str, kind: str = "REGION_DOCUMENT", grade: str = "A"
) -> ProviderFacts:
    """Return a provider with evidence of one kind for these countries."""
    return ProviderFacts(uid, company, tuple(Location(code, kind, grade) for code in countries))


def place(country: str, price: float = 0.08, carbon: float = 0.5, pue: float | None = 1.2) -> PlaceFacts:
    """Return a place with exact electricity price (USD/kWh) and carbon (kg/kWh)."""
    return PlaceFacts(country, exactly(price), exactly(carbon), pue, "C")


def usage(tokens: dict[str, float], week: date = WEEK, grade: str = "B", **more) -> tuple[UsageRow, ...]:
    """Return rows of one week."""
    return tuple(UsageRow(week, uid, count, grade, **more) for uid, count in tokens.items())


DESTINATIONS = (
    DestinationFacts("CHN", 0.15, 9e8, 12600),
    DestinationFacts("DEU", 0.28, 5.3e7, 52700),
    DestinationFacts("IND", 0.14, 9.5e8, 2500),
    DestinationFacts("SGP", 0.58, 4e6, 84700, is_billing_hub=True),
    DestinationFacts("USA", 0.26, 2.2e8, 82700),
)


def inputs(subjects, providers, rows, *, weeks=None, places=None, destinations=DESTINATIONS) -> Inputs:
    """Return the inputs of one block; weeks default to those of the rows."""
    dates = sorted({row.week for row in rows})
    return Inputs(
        weeks=tuple(weeks or (WeekFacts(day, "openrouter.rankings", "PLATFORM") for day in dates)),
        usage=tuple(rows),
        subjects={subject.uid: subject for subject in subjects},
        providers={facts.uid: facts for facts in providers},
        places={facts.country: facts for facts in places or (place("CHN"), place("USA", 0.0813, 0.38))},
        destinations=tuple(destinations),
    )


def three_models() -> Inputs:
    """Return the case of G27: A CHN open, served 60 % in CHN and 40 % in USA; B USA in USA; C CHN, 20 % unknown."""
    return inputs(
        [
            model("A", "CHN", host("cn", measured_share=0.6), host("us", measured_share=0.4)),
            model("B", "USA", host("us"), active=100, total=400),
            model("C", "CHN", host("cn", measured_share=0.8), host("UNK", measured_share=0.2)),
        ],
        [provider("cn", "CHN", "CHN"), provider("us", "USA", "USA")],
        usage({"A": 100, "B": 200, "C": 50}),
    )
