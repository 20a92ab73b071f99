"""Fixed numbers of the ledger of claims."""

# Claims are evaluated again each night, after this hour in UTC.
CLAIMS_HOUR = 2
