"""Terms of service as Open Terms Archive records them: git collections, one Markdown file per document.

The history of a collection is one page; each file at one commit is another. A document with something new is
read from its first version on, so that what is really new is told from what flips in and out.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import quote

from apps.collectors.contract import Bodies, Body, Expect, Page, Reading, Spec, State
from apps.collectors.documents import Document, EventCandidate, Evidence, Stage
from apps.collectors.githistory import BLOB, Record, by_document, record_of, records
from apps.collectors.noise import TECHNICAL, Verdict, Version, by_weight, verdicts

# Collections by name; of the largest one only these services are read.
COLLECTIONS = {"genai-eu": "", "genai-contrib": "", "contrib": "Google Antigravity"}
REPOSITORIES = "https://github.com/OpenTermsArchive"
# Files of one run and collection: a long history is read in several, whole documents at a time.
FILES_PER_RUN, MOST_FILES = {"/genai-eu-versions": 1_200}, 400
MOST_QUOTES, TITLE_CHARS, SUMMARY_CHARS = 5, 200, 600
PROVIDERS = {
    "ChatGPT": "openai", "OpenAI": "openai", "Claude.ai": "anthropic", "DeepSeek": "deepseek", "Grok": "x-ai",
    "Le Chat": "mistral", "Llama API": "meta", "Meta AI": "meta", "Perplexity": "perplexity", "Together": "together",
    "Kimi": "moonshotai", "Google Antigravity": "google", "Google Generative AI Services": "google",
    "MiniMax": "minimax",
}  # fmt: skip
WEB_PAGE = ("<!doctype", "<html")

SPEC = Spec(
    key="terms.archive",
    title="Open Terms Archive: terms of AI services",
    publisher="Open Terms Archive",
    url="https://opentermsarchive.org/",
    licence="ODC-BY 1.0",
    citation="Contains information from Open Terms Archive (genai-eu, genai-contrib, contrib), Open Terms Archive"
    " contributors, ODC-BY 1.0, as of {as_of}. The texts belong to the services.",
    upstream="TERMS_ARCHIVE",
    kind="REPORTED",
    parser_version=1,
    cadence_seconds=21_600,
    redistribution="EXCERPTS",
    min_rows=0,
    most_pages=20_000,
    # A document is read whole or not at all, so time cuts no versions off; git ends by itself.
    run_seconds=3_600.0,
)


def pages(state: State, since: date) -> list[Page]:
    """Return the history of every collection; one that fails leaves the others alone."""
    return [
        Page(
            key="history", path=f"/{name}-versions", expect=Expect(content="git history"), is_optional=True,
            carry={"state": state, "under": under},
        )
        for name, under in COLLECTIONS.items()
    ]  # fmt: skip


def page_for(path: str) -> Page:
    """Return the page of an archived body."""
    key, content = ("version", "Markdown") if BLOB in path else ("history", "git history")
    return Page(key=key, path=path, expect=Expect(content=content))


def follow(page: Page, body: bytes) -> list[Page]:
    """Return every version of the documents that have an unseen one, as many documents as one run takes."""
    if page.key != "history":
        return []
    known = page.carry["state"].known_paths if "state" in page.carry else frozenset()
    listed = list(records(Body(page, body), Reading()))
    documents = by_document(listed)
    found: list[Page] = []
    # Who waits longest comes first, so that one busy document does not keep the others out.
    for path in dict.fromkeys(record.path for record in listed if record.page_path not in known):
        if not found or len(found) + len(documents[path]) <= FILES_PER_RUN.get(page.path, MOST_FILES):
            found += [replace(page_for(one.page_path), is_optional=True) for one in documents[path]]
    return found


def parse(bodies: Bodies) -> Reading:
    """Return document versions and, for paragraphs never seen before, candidates; raise SchemaDrift."""
    reading = Reading()
    texts: dict[str, str] = {}
    # Many versions are equal: one text stands for all of them.
    same: dict[str, str] = {}
    for body in bodies.of("version"):
        text = _text(reading, body)
        if text:
            texts[body.page.path] = same.setdefault(text, text)
    read, told = {body.page.path for body in bodies.of("version")}, set()
    for body in bodies.of("history"):
        found = list(records(body, reading))
        _note_unread(reading, body.page, {record.page_path for record in found}, read)
        for versions in by_document(found).values():
            here = [record for record in versions if record.page_path in texts]
            told |= {record.page_path for record in here}
            _read_document(reading, here, texts)
    for path in sorted(texts.keys() - told):
        _read_document(reading, [record_of(path)], texts)
    return reading


def _text(reading: Reading, body: Body) -> str:
    """Return the text of a version, empty with a notice where it is none."""
    text = body.content.decode("utf-8", "replace").replace("\x00", "")
    if not text.strip():
        reading.note(f"page {body.page.path}: an empty text is no version")
        return ""
    if text.lstrip().lower().startswith(WEB_PAGE):
        reading.note(f"page {body.page.path}: a web page instead of a text is no version")
        return ""
    return text


def _note_unread(reading: Reading, page: Page, listed: set[str], read: set[str]) -> None:
    """Note versions that wait for a later run, and read ones that a rewritten history no longer has."""
    state: State | None = page.carry.get("state")
    if state is None:
        return
    known = {path for path in state.known_paths if path.startswith(f"{page.path}{BLOB}")}
    gone, waiting = known - listed, listed - known - read
    if gone:
        reading.note(
            f"page {page.path}: history was rewritten, {len(gone)} versions are gone there and kept here"
        )
    if waiting:
        reading.note(f"page {page.path}: {len(waiting)} versions are left to the next runs")


def _read_document(reading: Reading, records: Sequence[Record], texts: dict[str, str]) -> None:
    """Add the versions of one document and the candidates they give."""
    by_commit = {record.commit: record for record in records}
    versions = [Version(record.commit, record.kind, texts[record.page_path]) for record in records]
    for verdict in verdicts(versions):
        record = by_commit[verdict.version.external_id]
        reading.documents.append(_document(record, verdict))
        name = f"versions_{verdict.change.lower()}"
        reading.counts[name] = reading.counts.get(name, 0) + 1
        if verdict.change == "NEW":
            reading.event_candidates.append(_candidate(record, verdict))
        elif verdict.change == "LOCALE":
            reading.note(
                f"{record.document_key}: another language since {record.recorded_at:%Y-%m-%d}, no candidate"
            )


def _document(record: Record, verdict: Verdict) -> Document:
    """Return a version as it is stored."""
    service, _, kind = record.path.removesuffix(".md").partition("/")
    return Document(
        key=record.document_key, kind=kind, title=f"{service}: {kind}",
        url=f"{REPOSITORIES}/{record.collection}-versions/blob/main/{quote(record.path)}",
        external_id=record.commit, text=verdict.version.text, page_path=record.page_path,
        published_at=record.recorded_at, change=verdict.change, severity=verdict.severity,
        language=verdict.language, agency=service, provider_id=PROVIDERS.get(service, ""),
        is_technical_upgrade=record.kind == TECHNICAL, new_passages=verdict.new_passages,
    )  # fmt: skip


def _candidate(record: Record, verdict: Verdict) -> EventCandidate:
    """Return a change with its quotes; each can be found again at its characters in that blob."""
    service, _, kind = record.path.removesuffix(".md").partition("/")
    day, url = record.recorded_at.date(), f"{REPOSITORIES}{record.page_path}"
    quotes = by_weight(verdict.quotes)[:MOST_QUOTES]
    topics = f" Touches: {', '.join(verdict.topics).replace('_', ' ')}." if verdict.topics else ""
    return EventCandidate(
        slug=f"terms-{record.collection}-{_slug(service)}-{_slug(kind)}-{day}-{record.blob[:8]}",
        kind="TERMS_CHANGE", title=f"{service}: {kind} changed"[:TITLE_CHARS], severity=verdict.severity,
        summary=f"{len(verdict.quotes)} new passages.{topics} {quotes[0].quote}"[:SUMMARY_CHARS],
        identifiers=(f"terms-archive:{record.document_key}@{record.blob}",),
        evidence=tuple(
            Evidence(
                url=url, page_path=record.page_path, document=(record.document_key, record.commit), quote=one.quote,
                near=one.start, locator=f"blob {record.blob}, characters {one.start}-{one.end}", published_date=day,
                grade="A",
            )
            for one in quotes
        ),
        stages=(Stage(stage="TEXT_CHANGE", date=day),),
    )  # fmt: skip


def _slug(text: str) -> str:
    """Return a name as one word of an address."""
    return "-".join("".join(sign if sign.isalnum() else " " for sign in text.lower()).split())
