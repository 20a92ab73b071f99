"""What the API's tests share: published releases, and a process that remembers nothing of the last test."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

# Before any clock of a test run: the API shows what is published by now.
FIRST = datetime(2026, 11, 18, 9, tzinfo=UTC)
SECOND = FIRST + timedelta(days=1)


@pytest.fixture(autouse=True)
def fresh_process() -> Iterator[None]:
    """Forget kept answers and look-ups, as a process just started."""
    from apps.api import swift
    from apps.api.sending import SHELF
    from apps.api.versions import LOOKUPS

    swift.forget()
    SHELF.clear()
    LOOKUPS.forget()
    yield
    SHELF.clear()
    LOOKUPS.forget()


@contextmanager
def standing(blocker: Any) -> Iterator[None]:
    """Keep what is written inside for all tests of a file, and take it back afterwards."""
    from django.db import transaction

    with blocker.unblock():
        world = transaction.atomic()
        world.__enter__()
    try:
        yield
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            world.__exit__(None, None, None)


@pytest.fixture(scope="module")
def release(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Return a published release of two weeks of 1,000 tokens each; made once per file, never changed."""
    from apps.flows import queries
    from tests import build
    from tests.api import world

    weeks = (build.WEEK, build.WEEK + timedelta(days=7))
    with standing(django_db_blocker):
        with django_db_blocker.unblock():
            found = queries.release(release_id=build.published(weeks=weeks, now=FIRST))
            world.fill(now=FIRST)
        yield found


@pytest.fixture
def restated(release: Any, db: None) -> Any:
    """Return a later release in which both weeks have 2,000 tokens; `release` is the one before."""
    from apps.api.versions import LOOKUPS
    from apps.flows import queries
    from tests import build

    weeks = [item.week for item in release.weeks]
    later = build.published(weeks=weeks, tokens=2000, now=SECOND, name="restated")
    LOOKUPS.forget()
    return queries.release(release_id=later)
