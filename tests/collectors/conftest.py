"""A publisher on loopback that the settings name, and reference rows that the collectors stand on."""

import pytest

from tests.collectors import exports
from tests.collectors.exports import NOW, SNAPSHOT
from tests.collectors.upstream import upstream


@pytest.fixture
def publisher(settings):
    """Return a loopback publisher that stands in for OpenRouter."""
    with upstream() as served:
        settings.UPSTREAMS = {"OPENROUTER": f"{served.url}/api/v1"}
        yield served


@pytest.fixture
def known_world(db):
    """Load the reference rows and the partitions."""
    # This file is read before Django is set up.
    from apps.observations import actions as observations
    from apps.reference import actions as reference

    reference.load_reference(now=NOW)
    observations.make_partitions(now=NOW)


@pytest.fixture
def publish(publisher):
    """Return a function that publishes days under a snapshot date, as the real exports do."""

    def put(days, snapshot=SNAPSHOT, *, csv=None, manifest=None):
        body = exports.csv_of(days) if csv is None else csv
        manifest_path, file_path = exports.paths_of(snapshot)
        publisher.put(f"/api/v1{file_path}", body)
        publisher.put(
            f"/api/v1{manifest_path}", exports.manifest_of(snapshot, body) if manifest is None else manifest
        )
        return body

    return put
