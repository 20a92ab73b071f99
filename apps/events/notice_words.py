"""The words of saved filters and their notices."""

NOTICE_RESOURCES = ("events", "documents", "releases")
# Each thing at once, or one notice a day.
NOTICE_PACES = ("EACH", "DAY")
NOTICE_WAYS = ("WEBHOOK", "EMAIL", "CONFIRM")
DELIVERY_STATES = ("WAITING", "SENT", "FAILED")
