"""Proposals to change a parameter, as people read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.estimator.parameters import Parameter
from apps.events.models import ParameterProposal
from apps.events.naming import public_names
from apps.events.parameter_rows import from_json

WAITING, ACCEPTED, DECLINED = "WAITING", "ACCEPTED", "DECLINED"
STATE_OF = {"ACCEPT": ACCEPTED, "DECLINE": DECLINED}
AT_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """A proposal: the row and the one before it, its effect, and what became of it. Names are public ones."""

    id: int
    key: str
    scope: str
    row: Parameter
    former: Parameter
    reason: str
    proposed_by: str
    proposed_by_id: int
    proposed_at: datetime
    effect_state: str
    effect: Mapping[str, Any]
    effect_problem: str
    effect_at: datetime | None
    state: str
    decided_by: str
    decision_reason: str
    decided_at: datetime | None


def proposals(*, key: str | None = None, scope: str = "", state: str | None = None) -> list[ProposalRow]:
    """Return the newest proposals, of one parameter or in one state where asked for."""
    found = ParameterProposal.objects.select_related("effect", "decision").order_by("-proposed_at", "-pk")
    if key is not None:
        found = found.filter(key=key, scope=scope)
    if state == WAITING:
        found = found.filter(decision__isnull=True)
    elif state is not None:
        found = found.filter(decision__verdict="ACCEPT" if state == ACCEPTED else "DECLINE")
    return _rows(list(found[:AT_MOST]))


def proposal(proposal_id: int) -> ProposalRow | None:
    """Return one proposal, or None."""
    found = ParameterProposal.objects.select_related("effect", "decision").filter(pk=proposal_id).first()
    return _rows([found])[0] if found else None


def accepted_by_row() -> dict[tuple[str, str], list[tuple[int, datetime]]]:
    """Return the accepted proposals of each (key, scope), oldest first, with the moment of acceptance."""
    found: dict[tuple[str, str], list[tuple[int, datetime]]] = {}
    rows = ParameterProposal.objects.filter(decision__verdict="ACCEPT").order_by("decision__decided_at", "pk")
    for key, scope, number, at in rows.values_list("key", "scope", "pk", "decision__decided_at"):
        found.setdefault((key, scope), []).append((number, at))
    return found


def _rows(found: list[ParameterProposal]) -> list[ProposalRow]:
    """Return proposals as plain rows."""
    decisions = {one.pk: getattr(one, "decision", None) for one in found}
    names = public_names(
        {one.proposed_by_id for one in found} | {made.decided_by_id for made in decisions.values() if made}
    )
    rows = []
    for one in found:
        made = decisions[one.pk]
        rows.append(
            ProposalRow(
                id=one.pk, key=one.key, scope=one.scope, row=from_json(one.row), former=from_json(one.former),
                reason=one.reason, proposed_by=names[one.proposed_by_id], proposed_by_id=one.proposed_by_id,
                proposed_at=one.proposed_at, effect_state=one.effect.state, effect=one.effect.result,
                effect_problem=one.effect.problem, effect_at=one.effect.made_at,
                state=STATE_OF[made.verdict] if made else WAITING,
                decided_by=names[made.decided_by_id] if made else "",
                decision_reason=made.reason if made else "", decided_at=made.decided_at if made else None,
            )
        )  # fmt: skip
    return rows
