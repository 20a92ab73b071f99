"""Fetches the pages of a source: archives every body before anybody reads it, then checks its promises."""

import hashlib
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from apps.collectors.contract import Bodies, Body, Page, SchemaDrift, SourceUnavailable, State
from apps.collectors.elapsed import Elapsed
from apps.collectors.reading import refuse_html
from apps.collectors.registry import SourceModule
from apps.collectors.transports import ways
from apps.collectors.transports.fetched import Fetched, PageMissing
from apps.observations import actions as archive
from apps.observations import queries as observations
from apps.observations.rows import ValidatorRow
from apps.observations.storage import LostBody

# No source needs more; a chain that does not end is a mistake.
MOST_PAGES = 200
# After so long, pages that may be absent are left to the next run, well before a task must end.
RUN_S = 120.0


@dataclass(frozen=True, slots=True)
class Item:
    """One page with its body: where it is archived, and whether this very body was read before."""

    page: Page
    url: str
    content: bytes
    sha256: str
    snapshot_id: int
    etag: str
    last_modified: str
    is_known: bool


@dataclass(slots=True)
class Gathered:
    """Everything one collection fetched."""

    items: list[Item] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    is_partial: bool = False

    @property
    def is_known(self) -> bool:
        """Tell whether every body was read before by this parser."""
        return all(item.is_known for item in self.items)

    def bodies(self) -> Bodies:
        """Return the bodies as the source reads them."""
        return Bodies(Body(item.page, item.content) for item in self.items)

    def by_path(self) -> dict[str, Item]:
        """Return the items by the path of their page."""
        return {item.page.path: item for item in self.items}


class Gathering:
    """One walk over the pages of a source; `keeps` is False for a trial that archives nothing."""

    def __init__(self, module: SourceModule, clock: Elapsed, *, keeps: bool = True) -> None:
        self._module, self._spec, self._clock, self._keeps = module, module.SPEC, clock, keeps
        self._validators: Mapping[str, ValidatorRow] = observations.validators_of(source_key=module.SPEC.key)
        self._done = Gathered()

    def walk(self, since: date | None) -> Gathered:
        """Fetch the first pages and all they lead to; raise the first fault of a page that must be there."""
        first = max(since or self._spec.since, self._spec.since)
        queue = deque(self._module.pages(self._state(first), first))
        while queue:
            if len(self._done.items) >= MOST_PAGES:
                raise SourceUnavailable(f"more than {MOST_PAGES} pages: the chain of pages does not end")
            item = self._item_or_notice(queue.popleft())
            if item is not None:
                self._done.items.append(item)
                queue.extend(self._module.follow(item.page, item.content))
        if not self._done.items:
            raise SourceUnavailable("; ".join(self._done.notices) or "there is no page to fetch")
        return self._done

    def _state(self, since: date) -> State:
        """Return what is known before fetching."""
        prefix = ways.prefix_of(self._spec.upstream)
        paths = {url.removeprefix(prefix) for url in self._validators if url.startswith(prefix)}
        days: frozenset[date] = frozenset()
        if self._spec.judged_metric:
            days = observations.stored_periods(source_key=self._spec.key, since=since)
        return State(self._clock.moment().date(), days, frozenset(paths))

    def _item_or_notice(self, page: Page) -> Item | None:
        """Return a page, or note why an optional one is not there."""
        if page.is_optional and self._clock.seconds() > RUN_S:
            self._done.notices.append(f"page {page.path}: left to the next run, this one took {RUN_S:.0f} s")
            self._done.is_partial = True
            return None
        try:
            return self._checked(page)
        except PageMissing as missing:
            if not page.is_optional:
                raise SourceUnavailable(f"page {page.path}: {missing}") from missing
            self._done.notices.append(f"page {page.path}: {missing}")
        except SourceUnavailable as fault:
            if not page.is_optional:
                raise
            self._done.notices.append(f"page {page.path}: {fault}")
            self._done.is_partial = True
        return None

    def _checked(self, page: Page) -> Item:
        """Return a page that is what its address promised; a wrong checksum is fetched once more."""
        item = self._fetched(page, self._validators.get(ways.url_of(page, self._spec.upstream)))
        refuse_html(page, item.content)
        if _mismatch(item) is None:
            return item
        time.sleep(ways.mismatch_wait_s(self._spec.upstream))
        item = self._fetched(page, None)
        refuse_html(page, item.content)
        fault = _mismatch(item)
        if fault is not None:
            raise fault
        return item

    def _fetched(self, page: Page, validator: ValidatorRow | None) -> Item:
        """Fetch a page, or take the stored body where it has not changed."""
        words = {"etag": validator.etag, "last_modified": validator.last_modified} if validator else {}
        fetched = ways.fetch(page, upstream=self._spec.upstream, **words)
        if fetched.is_unchanged and validator is not None:
            try:
                return self._stored(page, fetched, validator)
            except LostBody:
                return self._fetched(page, None)
        sha256 = hashlib.sha256(fetched.body).hexdigest()
        is_known = validator is not None and (validator.sha256, validator.parser_version) == (
            sha256, self._spec.parser_version,
        )  # fmt: skip
        return Item(
            page, fetched.url, fetched.body, sha256, self._archive(fetched), fetched.etag, fetched.last_modified,
            is_known,
        )  # fmt: skip

    def _stored(self, page: Page, fetched: Fetched, validator: ValidatorRow) -> Item:
        """Return the archived body of an address that has not changed."""
        snapshot = observations.latest_snapshot(
            source_key=self._spec.key, url=fetched.url, sha256=validator.sha256
        )
        if snapshot is None:
            raise LostBody(f"{fetched.url}: no snapshot of {validator.sha256}")
        return Item(
            page, fetched.url, observations.body_of(snapshot), snapshot.sha256, snapshot.id, validator.etag,
            validator.last_modified, validator.parser_version == self._spec.parser_version,
        )  # fmt: skip

    def _archive(self, fetched: Fetched) -> int:
        """Keep a body as sent; return the snapshot's id, 0 in a trial."""
        if not self._keeps:
            return 0
        return archive.archive(
            source_key=self._spec.key, page_url=fetched.url, body=fetched.body, http_status=fetched.status,
            content_type=fetched.content_type, response_headers=fetched.headers,
            parser_version=self._spec.parser_version, now=self._clock.moment(),
        )  # fmt: skip


def _mismatch(item: Item) -> SchemaDrift | None:
    """Return how a body differs from what was promised of it, or None."""
    expect = item.page.expect
    if expect.size_bytes not in (None, len(item.content)):
        remedy = f"the manifest promises {expect.size_bytes} bytes: the file is truncated or not published whole yet"
        return SchemaDrift(item.page, field="bytes", found=len(item.content), remedy=remedy)
    if expect.sha256 and expect.sha256 != item.sha256:
        remedy = (
            f"the manifest promises {expect.sha256}: wait for the publisher to finish, then collect again"
        )
        return SchemaDrift(item.page, field="sha256", found=item.sha256, remedy=remedy)
    return None
