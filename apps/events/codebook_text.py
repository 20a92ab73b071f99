"""The codebook as Markdown, as docs/codebook.md holds it."""

from collections.abc import Iterator

from apps.events.codebook import Codebook

NAMES = {
    "kind": "Kind", "stage": "Stage", "precision": "Precision of a date", "severity": "Severity",
    "direction": "Direction", "confidence": "Confidence", "grade": "Grade of evidence",
}  # fmt: skip
HEAD = """# Codebook of the policy events

How an event is coded: each word with its meaning, when to use it, when not, and an example. Every write to an \
event names the version it was made by; earlier versions stay readable at `/events/codebook/<version>/`. The words \
stand in `apps/events/data/codebook/`; this page is written from them: `python3 manage.py codebook > docs/codebook.md`.
"""


def markdown(books: tuple[Codebook, ...]) -> str:
    """Return the newest version in full and what changed in each."""
    return "\n".join([HEAD, *_words(books[0]), *_log(books)]).rstrip("\n") + "\n"


def _words(book: Codebook) -> Iterator[str]:
    """Yield the tables of a version."""
    yield f"Version {book.version}, since {book.since}. {book.summary}\n"
    for field in book.fields:
        yield f"## {NAMES.get(field, field)}\n"
        yield "| code | meaning | use it for | not for | example |\n|---|---|---|---|---|"
        for one in book.of(field):
            yield f"| {one.code} | {one.definition} | {one.use} | {one.avoid} | {one.example} |"
        yield ""


def _log(books: tuple[Codebook, ...]) -> Iterator[str]:
    """Yield what changed in each version."""
    yield "## Changes\n"
    for book in books:
        yield f"**Version {book.version}**, since {book.since}: {book.summary}\n"
        yield from (f"- {one.field}: {one.what} {one.why}" for one in book.changes)
        yield ""
