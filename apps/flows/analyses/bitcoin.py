"""Bitcoin beside tokens: where hash rate stood, month by month as somebody printed it; gaps stay gaps."""

from collections import defaultdict
from datetime import date
from typing import Any

from apps.flows.analyses.given import Given
from apps.flows.analyses.row import exactly, row
from apps.reference import comparisons
from apps.reference.comparisons import HashShareRow

NAME = "bitcoin"
CAVEAT = "a sample of mining pools; behind a proxy a miner stands where the proxy is"
NOT_PRINTED = "REST"


def rows(given: Given) -> list[dict[str, Any]]:
    """Return the share of hash rate of each printed month and country, and what the month leaves unprinted.

    The rows have no week: they belong to a month of their own (`month`), and months nobody printed are absent.
    """
    months: dict[date, list[HashShareRow]] = defaultdict(list)
    for share in comparisons.hash_shares():
        months[share.month].append(share)
    found = []
    for month, shares in sorted(months.items()):
        found += [_row(share) for share in shares]
        found.append(_rest(month, shares))
    return found


def _row(share: HashShareRow) -> dict[str, Any]:
    """Return one printed share."""
    return row(
        f"HASH_SHARE:{share.month.isoformat()}:{share.country}",
        "share",
        exactly(share.share),
        grade=share.grade,
        definition=NAME,
        month=share.month.isoformat(),
        place=share.country,
        source_title=share.source_title,
        source_url=share.source_url,
        note=share.note,
        caveat=CAVEAT,
    )


def _rest(month: date, shares: list[HashShareRow]) -> dict[str, Any]:
    """Return the part of a month that belongs to countries nobody printed."""
    left = 1 - sum(share.share for share in shares)
    return row(
        f"HASH_SHARE:{month.isoformat()}:{NOT_PRINTED}",
        "share",
        exactly(left),
        grade=max(share.grade for share in shares),
        definition=NAME,
        month=month.isoformat(),
        place=NOT_PRINTED,
        note="all countries that the source read does not print",
        caveat=CAVEAT,
    )
