"""What the pages' tests share: static files with their hashes, and one small published world."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

# Published before any clock of a test run: pages show what is published by now.
PUBLISHED = datetime(2026, 11, 18, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def static_files() -> None:
    """Collect the static files once: pages name them by their hashes."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def fresh_lookups() -> None:
    """Forget what the API looked up a moment ago, for another test's data."""
    from apps.api.versions import LOOKUPS

    LOOKUPS.forget()


@pytest.fixture
def reader(static_files: None, db: None) -> Client:
    """Return a reader's browser without scripts."""
    return Client()


@pytest.fixture
def tiny(db: None) -> Any:
    """Publish the tiny world for the weeks of 16 February and 2 March 2026; the week between has no estimate."""
    from tests import build

    weeks = (build.WEEK, build.WEEK + timedelta(days=14))
    return build.published(weeks=weeks, now=PUBLISHED)


@pytest.fixture
def bundled(db: None) -> str:
    """Publish what ships with the product."""
    from tests import build

    release = build.bundled(now=PUBLISHED)
    assert release, "the bundled figures gave no release"
    return release
