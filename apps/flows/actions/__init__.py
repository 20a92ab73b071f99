"""The only writes of this room: ask for an estimate, make it, publish it, analyse it, withdraw it; evaluate claims."""

from apps.flows.actions.analysing import analyse
from apps.flows.actions.checking import request_changed
from apps.flows.actions.claiming import Told, claims_told, evaluate_claims, evaluate_due_claims
from apps.flows.actions.dumping import write_due_dump, write_dump
from apps.flows.actions.effects import work_out_effect
from apps.flows.actions.estimating import NothingToEstimate, RunBusy, estimate, first_estimate
from apps.flows.actions.keeping import keep_estimates
from apps.flows.actions.publishing import RunNotPublishable, publish_run
from apps.flows.actions.releasing import release_held, request_touched
from apps.flows.actions.requesting import release_leases, request_estimate
from apps.flows.actions.simulating import NotEmpty, simulate
from apps.flows.actions.withdrawing import NotWithdrawable, withdraw_run

__all__ = [
    "NotEmpty",
    "NotWithdrawable",
    "NothingToEstimate",
    "RunBusy",
    "RunNotPublishable",
    "Told",
    "analyse",
    "claims_told",
    "estimate",
    "evaluate_claims",
    "evaluate_due_claims",
    "first_estimate",
    "keep_estimates",
    "publish_run",
    "release_held",
    "release_leases",
    "request_changed",
    "request_estimate",
    "request_touched",
    "simulate",
    "withdraw_run",
    "work_out_effect",
    "write_due_dump",
    "write_dump",
]
