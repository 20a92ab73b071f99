"""Bytes are kept as sent, once, and a damaged file is noticed."""

import gzip
import hashlib
from datetime import timedelta

import pytest

from apps.observations import actions, queries
from apps.observations.models import Snapshot
from apps.observations.storage import LostBody, store_body
from tests.observations.build import NOW, snapshot, source

BODY = b"date,tokens\r\n2026-10-07,1\r\n"


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_the_file_is_named_by_its_bytes_and_has_no_time_in_it(folder):
    sha256, path = store_body(BODY)
    assert sha256 == hashlib.sha256(BODY).hexdigest()
    assert path == f"snapshots/{sha256[:2]}/{sha256}.gz"
    packed = (folder / path).read_bytes()
    assert gzip.decompress(packed) == BODY
    # Bytes 4 to 7 of a gzip header are the time; two runs must give one file.
    assert packed[4:8] == b"\0\0\0\0"
    assert [one.name for one in (folder / path).parent.iterdir()] == [f"{sha256}.gz"]


@pytest.mark.django_db
def test_the_same_body_is_one_snapshot_and_another_one_a_second(folder):
    source()
    first = snapshot(body=BODY)
    assert snapshot(body=BODY, now=NOW + timedelta(days=1)) == first
    second = snapshot(body=BODY + b"\r\n", now=NOW + timedelta(days=2))
    assert second != first
    newest = queries.latest_snapshot(source_key="made.up")
    assert (newest.id, queries.body_of(newest)) == (second, BODY + b"\r\n")
    # Back to the first body: the newest one differs, so this is a snapshot again.
    assert snapshot(body=BODY, now=NOW + timedelta(days=3)) not in (first, second)
    assert Snapshot.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    "damage", [lambda path: path.unlink(), lambda path: path.write_bytes(gzip.compress(b"x"))]
)
def test_a_lost_or_damaged_body_is_named(folder, damage):
    source()
    snapshot(body=BODY)
    row = queries.latest_snapshot(source_key="made.up")
    damage(folder / row.storage_path)
    with pytest.raises(LostBody, match=row.sha256):
        queries.body_of(row)


@pytest.mark.django_db
def test_a_validator_is_remembered_by_address(folder):
    source()
    for etag in ('"1"', '"2"'):
        actions.remember_validator(
            url="https://example.org/page", source_key="made.up", etag=etag, last_modified="", sha256="0" * 64,
            parser_version=1, now=NOW,
        )  # fmt: skip
    assert [row.etag for row in queries.validators_of(source_key="made.up").values()] == ['"2"']


@pytest.mark.django_db
def test_sources_are_what_the_code_says(folder):
    source()
    assert source() == "made.up"
    from apps.observations.models import Source

    assert list(Source.objects.values_list("key", "licence")) == [("made.up", "CC0")]
