"""The analyses of a run, in the order in which they are worked out: the quick ones first."""

from types import ModuleType

from apps.flows.analyses import conservation

ANALYSES: tuple[ModuleType, ...] = (conservation,)
