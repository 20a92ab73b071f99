"""Find countries, models, labs and serving companies by name: whole words, beginnings, and near misses."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

# Below this similarity of trigrams a name is another name.
# A name that fits less than half as well as the best one is noise beside it.
ALIKE = 0.28
STATEMENT = """
    WITH named AS (
        SELECT 'country' AS kind, code AS key, name, '' AS note FROM reference_country WHERE code <> 'UNK'
        UNION ALL SELECT 'lab', key, name, country_id FROM reference_lab WHERE key <> 'unknown'
        UNION ALL SELECT 'company', key, name, company_id FROM reference_provider
        UNION ALL SELECT 'model', key, name, lab_id FROM reference_aimodel
    ), scored AS (
        SELECT kind, key, name, note, greatest(
            similarity(name, %(text)s), word_similarity(%(text)s, name),
            CASE WHEN upper(key) = upper(%(text)s) OR lower(name) = lower(%(text)s) THEN 2
                WHEN lower(name) LIKE %(start)s OR key LIKE %(start)s THEN 1.2 ELSE 0 END) AS score
        FROM named)
    SELECT kind, key, name, note, score FROM scored
    WHERE score >= greatest(%(alike)s, (SELECT max(score) / 2 FROM scored)) OR key = ANY(%(keys)s)
    ORDER BY (key = ANY(%(keys)s)) DESC, score DESC, name, key LIMIT %(limit)s"""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing whose name fits: kind country, lab, company or model; note is its country or lab."""

    kind: str
    key: str
    name: str
    note: str
    score: float


def search(text: str, *, limit: int, keys: tuple[str, ...] = ()) -> list[Found]:
    """Return what fits a text best; `keys` are codes that the caller knows under another name, and come first."""
    cleaned = " ".join(text.split())
    if not cleaned:
        return []
    start = cleaned.lower().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    values: dict[str, Any] = {
        "text": cleaned,
        "start": start,
        "alike": ALIKE,
        "keys": list(keys),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, values)
        return [Found(*row) for row in cursor.fetchall()]
