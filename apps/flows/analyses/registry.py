"""The analyses of a run, in the order in which they are worked out: the quick ones first."""

from types import ModuleType

from apps.flows.analyses import (
    alternatives,
    arbitrage,
    bitcoin,
    changes,
    concentration,
    conservation,
    curve,
    denominators,
    domestic,
    gap,
    gap_parts,
    ladder,
    realised,
    regions,
    scenarios,
    scopes,
    sensitivity,
    switching,
    trade,
)

ANALYSES: tuple[ModuleType, ...] = (
    alternatives,
    arbitrage,
    bitcoin,
    changes,
    concentration,
    conservation,
    curve,
    denominators,
    domestic,
    gap,
    gap_parts,
    ladder,
    realised,
    regions,
    scenarios,
    scopes,
    sensitivity,
    switching,
    trade,
)
