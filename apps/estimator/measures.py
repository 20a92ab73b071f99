"""The measures, bases, scopes and grades that every room speaks of."""

from dataclasses import dataclass

BASES = ("LAB", "COMPANY", "COMPUTE")
SCOPES = ("OBSERVED", "WORLD", "DOMESTIC")
# A national figure is no flow.
FLOW_SCOPES = ("OBSERVED", "WORLD")
GRADES = ("A", "B", "C", "D")
IDENTIFICATIONS = ("MEASURED", "MARGINS", "PRIOR_DRIVEN")
DENOMINATORS = ("PLATFORM", "TOP50", "TOP10", "LAB_PAIR")
UNKNOWN = "UNK"

# The links of the chain from a token count to a cell, in the order of `grade_profile`.
GRADE_LINKS = ("usage", "provider", "location", "destination", "energy", "price")


@dataclass(frozen=True, slots=True)
class Measure:
    """A thing that flows: its unit, the bases it exists on, and those where it is a counterfactual."""

    name: str
    unit: str
    bases: tuple[str, ...]
    counterfactual_bases: tuple[str, ...] = ()


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("TOKENS", "token", BASES),
        Measure("ENERGY_KWH", "kWh", ("COMPUTE",), ("LAB",)),
        Measure("ELECTRICITY_VALUE_USD", "USD", ("COMPUTE",), ("LAB",)),
        Measure("SERVICE_VALUE_USD", "USD", BASES),
        Measure("COMPUTE_VALUE_USD", "USD", BASES),
        Measure("CARBON_KG", "kg", ("COMPUTE",), ("LAB",)),
    )
}
