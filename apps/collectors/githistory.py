"""The history of a collection of documents in git, as this product asks git for it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, unquote

from apps.collectors.contract import Body, Page, Reading, SchemaDrift
from apps.collectors.noise import CHANGE, FIRST, TECHNICAL
from apps.collectors.reading import read_moment

BLOB = "/blob/"
HEADER = ("commit", "parents", "date", "subject")
COMMIT_DIGITS = (40, 64)
# Old and new mode, old and new object, what happened.
RAW_WORDS = 5
UNDATED = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
SUBJECTS = {
    "First record of ": FIRST,
    "Record new changes of ": CHANGE,
    "Apply technical or declaration upgrade on ": TECHNICAL,
}


@dataclass(frozen=True, slots=True)
class Record:
    """One file as one commit left it; the date is the committer's, which is not in order."""

    collection: str
    commit: str
    recorded_at: datetime
    kind: str
    path: str
    blob: str

    @property
    def page_path(self) -> str:
        """Return the path of its page."""
        return f"/{self.collection}-versions{BLOB}{self.commit}/{quote(self.path)}"

    @property
    def document_key(self) -> str:
        """Return what names its document across versions."""
        return f"{self.collection}/{self.path.removesuffix('.md')}"


def records(body: Body, reading: Reading) -> Iterator[Record]:
    """Yield the files of `<service>/<type>.md` that each commit left, parents first; raise SchemaDrift."""
    page, collection = body.page, body.page.path.strip("/").removesuffix("-versions")
    cells = iter(body.content.decode("utf-8", "replace").split("\0"))
    cell = next(cells, "")
    while cell.strip():
        header = [cell.strip(), *(next(cells, None) for _ in HEADER[1:])]
        commit, _, moment, subject = _whole(page, header)
        recorded_at, kind = read_moment(page, f"date of {commit}", moment), _kind(reading, page, subject)
        cell = next(cells, "")
        while cell.lstrip("\n").startswith(":"):
            meta, path = cell.split(), next(cells, "")
            if len(meta) != RAW_WORDS:
                raise SchemaDrift(
                    page, field=f"files of {commit}", found=cell, remedy="expected git's raw lines"
                )
            cell = next(cells, "")
            if not path.isprintable() or "\ufffd" in path:
                reading.note(f"page {page.path}: file name {path[:60]!r} cannot be read and is left out")
            elif path.count("/") == 1 and path.endswith(".md") and meta[4] != "D":
                yield Record(collection, commit, recorded_at, kind, path, meta[3])


def _whole(page: Page, header: Sequence[str | None]) -> list[str]:
    """Return the header of a commit; raise SchemaDrift where a field is missing or the commit is none."""
    for name, value in zip(HEADER, header, strict=True):
        if value is None or (name == "commit" and len(value) not in COMMIT_DIGITS):
            raise SchemaDrift(
                page, field=name, found=value, remedy="expected git's log as this product asks for it"
            )
    return [value or "" for value in header]


def _kind(reading: Reading, page: Page, subject: str) -> str:
    """Return what kind of record a subject names; anything else is maintenance and never an event."""
    for start, kind in SUBJECTS.items():
        if subject.startswith(start):
            return kind
    reading.note(f"page {page.path}: subject {subject[:60]!r} is maintenance, never an event")
    return TECHNICAL


def by_document(found: Iterable[Record]) -> dict[str, list[Record]]:
    """Return the records of each document in the order of their commits."""
    documents: dict[str, list[Record]] = defaultdict(list)
    for record in found:
        documents[record.path].append(record)
    return documents


def record_of(path: str) -> Record:
    """Return what the address alone says of a version whose history is not at hand."""
    head, _, tail = path.partition(BLOB)
    commit, _, name = tail.partition("/")
    return Record(head.strip("/").removesuffix("-versions"), commit, UNDATED, FIRST, unquote(name), "")
