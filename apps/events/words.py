"""The words of this room, as tables check them and readers send them."""

STATES = ("CANDIDATE", "CONFIRMED", "REJECTED")
SEVERITIES = ("LOW", "MEDIUM", "HIGH")
# What each means stands in the codebook of this version: data/codebook/.
CODEBOOK = "2"
# Addresses of pages, so no event may be called so.
RESERVED_SLUGS = ("agreement", "codebook")
EVENT_KINDS = (
    "TERMS_CHANGE", "ENFORCEMENT", "EXPORT_CONTROL", "TARIFF", "SUBSIDY", "ENERGY_POLICY", "OUTAGE", "LAUNCH",
    "PRICE_CHANGE", "DISCLOSURE", "INCIDENT",
)  # fmt: skip
STAGES = ("RUMOUR", "ENFORCEMENT", "TEXT_CHANGE", "ANNOUNCED", "EFFECTIVE", "CLARIFIED", "REVERSED")
PRECISIONS = ("DAY", "MONTH", "QUARTER", "YEAR")
CHANGES = ("FIRST", "SAME", "KNOWN", "NEW", "LOCALE", "TECHNICAL")
GRADES = ("A", "B", "C", "D")
# What an event does to the trade in tokens.
DIRECTIONS = ("OPENS", "CLOSES", "NEUTRAL")
CONFIDENCES = ("LOW", "MEDIUM", "HIGH")

# Of a quote in the text it was taken from: the words stand there; the text is another one than then; the same text
# has other words there; the text is lost.
STORED_PLACES = ("MATCH", "ALTERED", "MISPLACED", "MISSING")
# Of a quote in the newest version of its document.
NEWEST_PLACES = ("SAME", "MOVED", "GONE")

# DECLINE: a waiting revision of a published event is not taken; the event stays as it is.
VERDICTS = ("CONFIRM", "REJECT", "MERGE", "NEEDS_WORK", "DECLINE")
PROPOSALS = ("WAITING", "CONFIRMED", "DECLINED", "RETURNED", "REPLACED")
REVISIONS = ("CREATED", "EDITED", "STAGE", "EVIDENCE", "REVIEW", "GATHERED", "RECODED", "PROPOSED", "MERGED")
DISPUTE_STATES = ("OPEN", "UPHELD", "DECLINED")
# In rising order: each may what the one before it may.
ROLES = ("reader", "analyst", "reviewer", "admin")
SCOPES = ("raw:read", "annotations:write", "events:write", "reviews:write", "disputes:write")
# A scope is of use from this role on.
ROLE_OF_SCOPE = {
    "raw:read": "analyst", "annotations:write": "analyst", "events:write": "analyst", "reviews:write": "reviewer",
    "disputes:write": "reader",
}  # fmt: skip
