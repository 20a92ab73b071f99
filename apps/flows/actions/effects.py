"""Work out what proposed parameters would change; the result is stored with the proposal."""

import logging
from collections.abc import Callable
from datetime import datetime

from apps.events import actions as events
from apps.flows.parameter_effect import effect_of

LOG = logging.getLogger(__name__)


def work_out_effect(*, now: datetime, clock: Callable[[], datetime] | None = None) -> int | None:
    """Work out the effect that has waited longest and return its proposal; None where none waits.

    A fault ends it FAILED with its words; a worker that dies is followed by another one.
    """
    claimed = events.claim_effect(now=now)
    if claimed is None:
        return None
    try:
        result, problem = effect_of(claimed.row, now=now), ""
    except Exception as fault:
        # Whatever fails is told where the proposal is read.
        LOG.exception("the effect of proposal %s failed", claimed.proposal_id)
        result, problem = None, f"{type(fault).__name__}: {fault}"
    events.keep_effect(claimed=claimed, result=result, problem=problem, now=clock() if clock else now)
    return claimed.proposal_id
