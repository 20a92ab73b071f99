"""One file at one commit, or the history of a collection, from bare mirrors under <data>/git/.

Everything runs through the git binary, without a work tree, without prompts, without the user's settings, and
over no protocol but that of the configured base.
"""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import local
from urllib.parse import unquote, urlsplit

from django.conf import settings

from apps.collectors.contract import Page, SourceUnavailable, UnsafeAddress
from apps.collectors.transports.addresses import resolve, target_of
from apps.collectors.transports.fetched import Fetched, PageMissing
from apps.collectors.transports.gitrun import BlobReader, GitFailed, run_git

BRANCH = "refs/heads/main"
FETCH_S, LOOK_S = 600.0, 60.0
BLOB = "/blob/"
ABSENT = (
    "not found",
    "does not appear to be a git repository",
    "does not exist",
    "no such file",
    "could not read username",
)
# Fixed fields between NULs, then git's own raw lines: nothing in a subject or a name can look like another field.
HISTORY = "--format=%H%x00%P%x00%cI%x00%s"
# What a mirror says whose holder was killed at the wrong moment.
BROKEN = (
    ".lock",
    "not a git repository:",
    "corrupt",
    "bad object",
    "unable to read",
    "bad config",
    "missing blob",
)
_open = local()


def url_of(page: Page, upstream: str) -> str:
    """Return the address under which a page is archived: a link that people can open."""
    base = settings.UPSTREAMS[upstream].rstrip("/")
    return f"{base}{page.path}"


@contextmanager
def reading() -> Iterator[None]:
    """Keep one reader per mirror open until the work is done: thousands of files need one process, not thousands."""
    _open.readers = {}
    try:
        yield
    finally:
        for reader in _open.readers.values():
            reader.close()
        _open.readers = None


def fetch(page: Page, *, upstream: str, etag: str = "") -> Fetched:
    """Return a history (brought up to date) or a file at a commit; raise PageMissing, SourceUnavailable.

    The etag of a history is its newest commit. A file at a commit cannot change: where it was fetched once,
    it is unchanged.
    """
    url = url_of(page, upstream)
    if BLOB in page.path:
        if etag:
            return Fetched(url=url, is_unchanged=True)
        body = _blob(page)
        return Fetched(url=url, body=body, content_type="text/markdown", headers={"etag": _object_id(body)})
    mirror = _mirror(page)
    tip = _bring_up_to_date(mirror, page, upstream)
    if tip == etag:
        return Fetched(url=url, is_unchanged=True)
    paths = [f":(literal){page.carry['under']}"] if page.carry.get("under") else []
    try:
        body = _git(
            "log", "-z", "--topo-order", "--reverse", "--full-history", "--raw", "--no-abbrev", "--no-renames",
            HISTORY, BRANCH, "--", *paths, mirror=mirror, timeout_s=LOOK_S,
        )  # fmt: skip
    except GitFailed as failed:
        raise SourceUnavailable(f"{url}: git {failed}; the next run tries again") from failed
    return Fetched(url=url, body=body, content_type="application/x-git-log", headers={"etag": tip})


def _object_id(body: bytes) -> str:
    """Return the name git gives these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(body) + body, usedforsecurity=False).hexdigest()


def _mirror(page: Page) -> Path:
    """Return the folder of a page's collection; its name is one plain word of the path."""
    name = page.path.partition(BLOB)[0].strip("/")
    if not name or name.startswith(".") or not all(sign.isalnum() or sign in "-_." for sign in name):
        raise UnsafeAddress(f"page {page.path}: {name!r} is no name of a collection")
    folder: Path = settings.DATA_DIR / "git" / f"{name}.git"
    return folder


def _bring_up_to_date(mirror: Path, page: Page, upstream: str) -> str:
    """Fetch what is new into the mirror and return its newest commit; a broken mirror is made anew once."""
    base = settings.UPSTREAMS[upstream].rstrip("/")
    try:
        return _fetched_tip(mirror, page, base)
    except GitFailed as failed:
        fault = failed
    if any(words in str(fault).lower() for words in BROKEN):
        shutil.rmtree(mirror)
        try:
            return _fetched_tip(mirror, page, base)
        except GitFailed as failed:
            fault = failed
    if any(words in str(fault).lower() for words in ABSENT):
        raise PageMissing(f"{base}{page.path}: no such repository ({fault})") from fault
    raise SourceUnavailable(f"{base}{page.path}: git {fault}; the next run tries again") from fault


def _fetched_tip(mirror: Path, page: Page, base: str) -> str:
    """Fetch from the first address that has the collection; rewritten history is taken as it is."""
    options = _options_for(base)
    if not (mirror / "HEAD").is_file():
        mirror.mkdir(parents=True, exist_ok=True)
        _git("init", "-q", "--bare", "--initial-branch=main", ".", mirror=mirror, timeout_s=LOOK_S)
    faults: list[GitFailed] = []
    for address in _addresses(base, page):
        try:
            _git(
                *options, "fetch", "-q", "--no-tags", "--no-auto-gc", "--no-write-fetch-head", "--end-of-options",
                address, f"+HEAD:{BRANCH}", mirror=mirror, timeout_s=FETCH_S, trusted=base.startswith("file:"),
            )  # fmt: skip
            return _git("rev-parse", "--verify", BRANCH, mirror=mirror, timeout_s=LOOK_S).decode().strip()
        except GitFailed as failed:
            faults.append(failed)
    raise GitFailed("; ".join(map(str, faults)))


def _addresses(base: str, page: Page) -> list[str]:
    """Return where the collection may lie: with .git on https, as named and with .git elsewhere."""
    named = f"{base}{page.path}"
    return [f"{named}.git"] if base.startswith("https:") else [named, f"{named}.git"]


def _options_for(base: str) -> list[str]:
    """Return the settings that allow the base's protocol and lead to the checked address; raise UnsafeAddress."""
    scheme = urlsplit(base).scheme
    if scheme == "file":
        return ["-c", "protocol.file.allow=always"]
    target = target_of(base, configured=settings.UPSTREAMS.values())
    pinned = ",".join(f"[{at}]" if ":" in at else at for at in resolve(target))
    return [
        "-c", f"protocol.{scheme}.allow=always", "-c", f"http.curloptResolve={target.host}:{target.port}:{pinned}",
    ]  # fmt: skip


def _git(*words: str, mirror: Path, timeout_s: float, trusted: bool = False) -> bytes:
    """Run git in a mirror."""
    return run_git(*words, folder=mirror, timeout_s=timeout_s, trusted=trusted)


def _blob(page: Page) -> bytes:
    """Return the bytes of `<collection>/blob/<commit>/<quoted path>`; raise PageMissing where there is none."""
    mirror = _mirror(page)
    commit, _, path = page.path.partition(BLOB)[2].partition("/")
    name = f"{commit}:{unquote(path)}"
    readers = getattr(_open, "readers", None)
    if readers is None:
        with BlobReader(mirror) as reader:
            return _read(reader, name, page)
    if mirror not in readers:
        readers[mirror] = BlobReader(mirror)
    return _read(readers[mirror], name, page)


def _read(reader: BlobReader, name: str, page: Page) -> bytes:
    """Return a blob; raise PageMissing with the page's path."""
    try:
        return reader.read(name)
    except GitFailed as failed:
        raise SourceUnavailable(f"page {page.path}: git {failed}") from failed
    except LookupError as absent:
        raise PageMissing(f"page {page.path}: {absent}") from absent
