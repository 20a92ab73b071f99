"""A database of its own on the configured server, gone when the bench ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from apps.observations.actions import make_partitions, write_sources
from apps.observations.bench import sizes
from apps.observations.models import Snapshot


class Synthetic:
    """A source that exists in a bench only."""

    title = publisher = url = licence = citation = "SYNTHETIC, made by a bench"
    kind, redistribution, cadence_seconds = "SYNTHETIC", "OPEN", 0

    def __init__(self, key: str) -> None:
        self.key = key


@contextmanager
def empty_database() -> Iterator[None]:
    """Make a database with all tables and no row, connect to it and drop it at the end."""
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"tokentrade_bench_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


@contextmanager
def throwaway_database() -> Iterator[int]:
    """Make an empty database with the bench's sources, connect to it and drop it at the end; yields a snapshot's id."""
    with empty_database():
        make_partitions(now=sizes.NOW)
        write_sources(specs=[Synthetic(sizes.MANY), Synthetic(sizes.ONE)])
        yield Snapshot.objects.create(
            source_id=sizes.MANY, url="bench:", fetched_at=sizes.NOW, http_status=200, sha256="0" * 64,
            size_bytes=0, storage_path="", parser_version=1,
        ).pk  # fmt: skip
