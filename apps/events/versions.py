"""The versions of one document in a row: what each brought, and where a text came back that was there before."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models.functions import Coalesce, Length

from apps.events.document_ids import document_ids
from apps.events.models import DocumentVersion, WatchedDocument

# What only these sources let us pass on as a whole.
OPEN = "OPEN"
# A text that gives way to the earlier one within so long never held: as removals must stay away for as long.
FLAP = timedelta(days=14)
# What a version brings without changing what is said.
QUIET = ("SAME", "TECHNICAL", "LOCALE")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A watched document: what it is, who keeps it, under which terms."""

    key: int
    id: str
    title: str
    kind: str
    agency: str
    language: str
    url: str
    provider: str
    source: str
    source_title: str
    licence: str
    citation: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One version without its text. `same_as` is when the same text stood before, if it did.

    `is_return` tells that another text stood between. Where that was for days only, the document flapped: the texts
    between are `is_flap`, with `back_at` as the moment from which the earlier text stood again, and neither they
    nor the return are changes.
    """

    version: str
    dated: datetime
    published_at: datetime | None
    recorded_at: datetime
    fetched_at: datetime
    change: str
    severity: str
    is_technical: bool
    text_sha256: str
    characters: int
    archive_url: str
    same_as: datetime | None
    is_return: bool
    is_flap: bool = False
    back_at: datetime | None = None
    is_flap_end: bool = False

    @property
    def is_change(self) -> bool:
        """Tell whether the text changed and stayed so: no tool's doing, no flap, not the text of before."""
        is_quiet = self.is_technical or self.change in QUIET
        is_repeated = self.same_as is not None and not self.is_return
        return not (is_quiet or is_repeated or self.is_flap or self.is_flap_end)


def document_row(document: str) -> DocumentRow | None:
    """Return a document by its public id, or None."""
    key = {name: key for key, name in document_ids().items()}.get(document)
    found = WatchedDocument.objects.select_related("source").filter(pk=key).first() if key else None
    if found is None:
        return None
    return DocumentRow(
        key=found.pk, id=document, title=found.title, kind=found.kind, agency=found.agency, language=found.language,
        url=found.url, provider=found.provider_id or "", source=found.source_id, source_title=found.source.title,
        licence=found.source.licence, citation=found.source.citation, is_open=found.source.redistribution == OPEN,
    )  # fmt: skip


def version_lines(*, document: int, as_of: datetime) -> list[VersionLine]:
    """Return the versions of a document known at a moment, the latest first."""
    known = DocumentVersion.objects.filter(document_id=document, recorded_at__lte=as_of)
    dated = known.annotate(dated=Coalesce("published_at", "recorded_at"), characters=Length("text"))
    rows = dated.select_related("snapshot").defer("text", "new_passages").order_by("dated", "pk")
    seen: dict[str, datetime] = {}
    before, lines = "", []
    for row in rows:
        same_as = seen.get(row.text_sha256)
        lines.append(_line(row, same_as, is_return=same_as is not None and before != row.text_sha256))
        seen[row.text_sha256] = row.dated
        before = row.text_sha256
    return flaps_marked(lines)[::-1]


def flaps_marked(lines: list[VersionLine]) -> list[VersionLine]:
    """Return versions, the earliest first, with each text marked that stood for days between two equal ones.

    From the latest back: where two texts took turns, the one that stands in the end is the one that came.
    """
    told = list(lines)
    before = _same_before(lines)
    place = len(lines) - 1
    while place > 0:
        left = before[place]
        if left is None or left == place - 1 or lines[place].dated - lines[left + 1].dated > FLAP:
            place -= 1
            continue
        told[place] = replace(told[place], is_flap_end=True)
        for between in range(left + 1, place):
            told[between] = replace(told[between], is_flap=True, back_at=lines[place].dated)
        place = left
    return told


def _same_before(lines: list[VersionLine]) -> list[int | None]:
    """Return for each version the place of the last one before it with the same text."""
    last: dict[str, int] = {}
    found: list[int | None] = []
    for place, line in enumerate(lines):
        found.append(last.get(line.text_sha256))
        last[line.text_sha256] = place
    return found


def _line(row: DocumentVersion, same_as: datetime | None, *, is_return: bool) -> VersionLine:
    """Return a stored version as a plain row."""
    return VersionLine(
        version=row.external_id, dated=row.published_at or row.recorded_at, published_at=row.published_at,
        recorded_at=row.recorded_at, fetched_at=row.snapshot.fetched_at, change=row.change, severity=row.severity,
        is_technical=row.is_technical_upgrade, text_sha256=row.text_sha256, characters=getattr(row, "characters"),  # noqa: B009
        archive_url=row.snapshot.url, same_as=same_as, is_return=is_return,
    )  # fmt: skip
