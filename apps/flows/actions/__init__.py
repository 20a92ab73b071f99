"""The only writes of this room: ask for an estimate, make it, publish it, analyse it."""

from apps.flows.actions.analysing import analyse
from apps.flows.actions.estimating import NothingToEstimate, RunBusy, estimate, first_estimate
from apps.flows.actions.keeping import keep_estimates
from apps.flows.actions.publishing import RunNotPublishable, publish_run
from apps.flows.actions.requesting import release_leases, request_estimate

__all__ = [
    "NothingToEstimate",
    "RunBusy",
    "RunNotPublishable",
    "analyse",
    "estimate",
    "first_estimate",
    "keep_estimates",
    "publish_run",
    "release_leases",
    "request_estimate",
]
