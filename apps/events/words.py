"""The words of this room, as tables check them and readers send them."""

STATES = ("CANDIDATE", "CONFIRMED", "REJECTED")
SEVERITIES = ("LOW", "MEDIUM", "HIGH")
EVENT_KINDS = ("TERMS_OF_SERVICE", "EXPORT_CONTROL", "REGULATION", "COMPANY_POLICY", "NEWS", "OTHER")
STAGES = ("RUMOUR", "ENFORCEMENT", "TEXT_CHANGE", "ANNOUNCED", "EFFECTIVE", "CLARIFIED", "REVERSED")
PRECISIONS = ("DAY", "MONTH", "QUARTER", "YEAR")
CHANGES = ("FIRST", "SAME", "KNOWN", "NEW", "LOCALE", "TECHNICAL")
GRADES = ("A", "B", "C", "D")

VERDICTS = ("CONFIRM", "REJECT", "MERGE", "NEEDS_WORK")
REVISIONS = ("CREATED", "EDITED", "STAGE", "EVIDENCE", "REVIEW", "GATHERED")
DISPUTE_STATES = ("OPEN", "UPHELD", "DECLINED")
# In rising order: each may what the one before it may.
ROLES = ("reader", "analyst", "reviewer", "admin")
SCOPES = ("raw:read", "annotations:write", "events:write", "reviews:write", "disputes:write")
