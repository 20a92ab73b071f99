"""The analyses of a run, in the order in which they are worked out: the quick ones first."""

from types import ModuleType

from apps.flows.analyses import (
    alternatives,
    arbitrage,
    concentration,
    conservation,
    curve,
    denominators,
    domestic,
    ladder,
    realised,
    scenarios,
    scopes,
)

ANALYSES: tuple[ModuleType, ...] = (
    alternatives,
    arbitrage,
    concentration,
    conservation,
    curve,
    denominators,
    domestic,
    ladder,
    realised,
    scenarios,
    scopes,
)
