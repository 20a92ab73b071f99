"""The only writes of this room: held readings, documents, events, notes, disputes, tokens and roles."""

from apps.events.actions.access import (
    IssuedToken,
    TokenNotMade,
    ensure_roles,
    give_role,
    issue_own_token,
    issue_token,
    note_use,
    revoke_own_token,
    revoke_token,
)
from apps.events.actions.accounts import (
    add_person,
    change_role,
    new_password,
    renew_password,
    set_active,
    set_password,
)
from apps.events.actions.annotating import annotate, withdraw
from apps.events.actions.candidates import UntellableCandidate, record_candidates
from apps.events.actions.checking import check_quotes
from apps.events.actions.coding import adjudicate, draw_sample, give_back, submit_coding, take_seat
from apps.events.actions.deciding import accept_held, reject_held
from apps.events.actions.disputing import decide, file_dispute, link_change
from apps.events.actions.documents import record_documents
from apps.events.actions.drafting import end_draft, open_draft, save_draft
from apps.events.actions.editing import edit
from apps.events.actions.filing import Filed, file_publicly, forget_filers, note_answer
from apps.events.actions.handing_in import hand_in_new
from apps.events.actions.judging import judge
from apps.events.actions.naming import choose_name
from apps.events.actions.noticing import (
    NewFilter,
    confirm_email,
    delete_filter,
    new_secret,
    save_filter,
    switch_filter,
)
from apps.events.actions.parameters import (
    ClaimedEffect,
    ask_effect_again,
    claim_effect,
    decide_parameter,
    keep_effect,
    propose_parameter,
)
from apps.events.actions.proposing import add_evidence, add_stage, propose
from apps.events.actions.removals import promote_removals
from apps.events.actions.reviews import (
    UndecidableReview,
    accept,
    confirm,
    forget_days,
    hold,
    hold_standing,
    reject,
)
from apps.events.actions.signing_in import forget_attempts, note_attempt
from apps.events.actions.span_notes import annotate_span
from apps.events.actions.telling import note_delivery, queue_notices, take_delivery
from apps.events.actions.waiting import submit

__all__ = [
    "ClaimedEffect", "Filed", "IssuedToken", "NewFilter", "TokenNotMade", "UndecidableReview",
    "UntellableCandidate", "accept", "accept_held", "add_evidence", "add_person", "add_stage", "adjudicate",
    "annotate", "annotate_span", "ask_effect_again", "change_role", "check_quotes", "choose_name", "claim_effect",
    "confirm", "confirm_email", "decide", "decide_parameter", "delete_filter", "draw_sample", "edit", "end_draft",
    "ensure_roles", "file_dispute", "file_publicly", "forget_attempts", "forget_days", "forget_filers", "give_back",
    "give_role", "hand_in_new", "hold", "hold_standing", "issue_own_token", "issue_token", "judge", "keep_effect",
    "link_change", "new_password", "new_secret", "note_answer", "note_attempt", "note_delivery", "note_use",
    "open_draft", "promote_removals", "propose", "propose_parameter", "queue_notices", "record_candidates",
    "record_documents", "reject", "reject_held", "renew_password", "revoke_own_token", "revoke_token", "save_draft",
    "save_filter", "set_active", "set_password", "submit", "submit_coding", "switch_filter", "take_delivery",
    "take_seat", "withdraw",
]  # fmt: skip
