"""Fetches the pages of a source: archives every body before anybody reads it, then checks its promises."""

import hashlib
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from apps.collectors.contract import (
    Bodies,
    Body,
    KeyRefused,
    Page,
    SchemaDrift,
    SourceUnavailable,
    State,
    UnsafeAddress,
)
from apps.collectors.elapsed import Elapsed
from apps.collectors.reading import refuse_html
from apps.collectors.registry import SourceModule
from apps.collectors.telling import Tell, silent
from apps.collectors.transports import ways
from apps.collectors.transports.fetched import Fetched, PageMissing
from apps.observations import actions as archive
from apps.observations import queries as observations
from apps.observations.rows import ValidatorRow
from apps.observations.storage import LostBody

# A ranking older than this says nothing of today.
RANKED_DAYS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Item:
    """One page with its body: where it is archived, when it held, and whether this very body was read before."""

    page: Page
    url: str
    content: bytes
    sha256: str
    snapshot_id: int
    etag: str
    last_modified: str
    is_known: bool
    day: date


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
        return Bodies(Body(item.page, item.content, item.day) for item in self.items)

    def by_path(self) -> dict[str, Item]:
        """Return the items by the name of their page."""
        return {item.page.name: item for item in self.items}


class Gathering:
    """One walk over the pages of a source; `keeps` is False for a trial that archives nothing."""

    def __init__(
        self, module: SourceModule, clock: Elapsed, *, keeps: bool = True, tell: Tell = silent
    ) -> None:
        self._module, self._spec, self._clock, self._keeps = module, module.SPEC, clock, keeps
        self._validators: Mapping[str, ValidatorRow] = observations.validators_of(source_key=module.SPEC.key)
        self._done, self._missing, self._tell = Gathered(), 0, tell

    def walk(self, since: date | None) -> Gathered:
        """Fetch the first pages and all they lead to; raise the first fault of a page that must be there."""
        first = max(since or self._spec.since, self._spec.since)
        with ways.session(self._spec.upstream):
            self._walk_all(deque(self._module.pages(self._state(first), first)))
        if not self._done.items:
            raise SourceUnavailable("; ".join(self._done.notices) or "there is no page to fetch")
        asked = self._missing + len(self._done.items)
        if self._missing > self._spec.most_missing_share * asked:
            raise SourceUnavailable(
                f"{self._missing} of {asked} pages are missing: the addresses may have changed"
            )
        return self._done

    def _walk_all(self, queue: deque[Page]) -> None:
        """Fetch every page of the queue and those it leads to."""
        while queue:
            if len(self._done.items) >= self._spec.most_pages:
                raise SourceUnavailable(
                    f"more than {self._spec.most_pages} pages: the chain of pages does not end"
                )
            page = queue.popleft()
            self._tell(len(self._done.items), len(queue) + 1, page.path)
            item = self._item_or_notice(page)
            following = self._led_to(item) if item is not None else None
            if item is not None and following is not None:
                self._done.items.append(item)
                queue.extend(following)

    def _led_to(self, item: Item) -> list[Page] | None:
        """Return the pages a body leads to, or None after noting that a page that fails alone is wrong."""
        try:
            return self._module.follow(item.page, item.content)
        except SchemaDrift as fault:
            if not item.page.fails_alone:
                raise
            self._note(item.page, fault)
            return None

    def _note(self, page: Page, fault: Exception) -> None:
        """Note what is wrong with a page; the others are read."""
        said = str(fault)
        self._done.notices.append(said if page.path in said else f"page {page.path}: {said}")
        self._done.is_partial = True

    def _state(self, since: date) -> State:
        """Return what is known before fetching."""
        prefix = ways.prefix_of(self._spec.upstream)
        paths = {url.removeprefix(prefix) for url in self._validators if url.startswith(prefix)}
        days: frozenset[date] = frozenset()
        if self._spec.judged_metric:
            days = observations.stored_periods(source_key=self._spec.key, since=since)
        today = self._clock.moment().date()
        return State(
            today,
            days,
            frozenset(paths),
            self._ranked(today),
            ways.keys(),
            ways.addresses(self._spec.upstream),
        )

    def _ranked(self, today: date) -> tuple[str, ...]:
        """Return the top subjects of the newest day of the source that ranks ours; raise SourceUnavailable."""
        by = self._spec.ranked_by
        if not by:
            return ()
        ranked = observations.top_subjects(source_key=by, metric="tokens", since=today - RANKED_DAYS)
        if not ranked:
            raise SourceUnavailable(f"{by} has no day of the last {RANKED_DAYS.days}: collect it first")
        return ranked

    def _item_or_notice(self, page: Page) -> Item | None:
        """Return a page, or note why an optional one is not there."""
        limit = self._spec.run_seconds
        if page.is_optional and self._clock.seconds() > limit:
            self._done.notices.append(f"page {page.path}: left to the next run, this one took {limit:.0f} s")
            self._done.is_partial = True
            return None
        try:
            return self._checked(page)
        except PageMissing as missing:
            if page.or_else is not None:
                return self._item_or_notice(page.or_else)
            if not page.is_optional:
                raise SourceUnavailable(f"page {page.path}: {missing}") from missing
            self._missing += 1
            self._done.is_partial = self._done.is_partial or page.fails_alone
            self._done.notices.append(f"page {page.path}: {missing}")
        except (SchemaDrift, UnsafeAddress) as fault:
            if not page.fails_alone:
                raise
            self._note(page, fault)
        except SourceUnavailable as fault:
            if not page.is_optional or isinstance(fault, KeyRefused):
                raise
            self._note(page, fault)
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
            is_known, self._clock.moment().date(),
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
            self._clock.moment().date(),
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
