"""The writes of version 1: one line each; their addresses have no suffix."""

from apps.api.v1.event_writes import NewEvidence, NewReview, NewStage
from apps.api.v1.new_disputes import DecideDispute, NewDispute
from apps.api.v1.new_events import EditEvent, NewEvent
from apps.api.v1.new_notes import NewNote, WithdrawNote
from apps.api.writing import Writing

WRITES: dict[str, type[Writing]] = {
    "annotations": NewNote,
    "annotations/<uid:annotation>/withdraw": WithdrawNote,
    "events": NewEvent,
    "events/<id:event>": EditEvent,
    "events/<id:event>/stages": NewStage,
    "events/<id:event>/evidence": NewEvidence,
    "events/<id:event>/reviews": NewReview,
    "disputes": NewDispute,
    "disputes/<uid:dispute>/decision": DecideDispute,
}
