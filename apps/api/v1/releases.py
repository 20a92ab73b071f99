"""Releases: what readers saw, and when."""

from typing import Any

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.listing import Listing, RowPage, cut, dump
from apps.api.resource import PathWord, Resource
from apps.api.versions import Version
from apps.api.words import RELEASE
from apps.flows import queries as flows
from apps.flows.question import Question


class WeekRunSerializer(s.Serializer):
    """Which run answers a week."""

    week = s.DateField()
    run = s.CharField()


class ReleaseSerializer(s.Serializer):
    """The ordered list of (week, run) that readers saw from `published_at` on."""

    release = s.CharField(help_text="16 hex: the start of the sha256 of its (week, run) lines.")
    published_at = s.DateTimeField()
    as_of = s.DateTimeField(help_text="What the newest of its runs knew.")
    first_week = s.DateField()
    newest_week = s.DateField()
    is_synthetic = s.BooleanField()
    weeks = WeekRunSerializer(many=True)


def row_of(release: Any) -> dict[str, Any]:
    """Return a release as programs read it."""
    return {
        "release": release.id,
        "published_at": release.published_at,
        "as_of": release.as_of,
        "first_week": release.weeks[0].week,
        "newest_week": release.weeks[-1].week,
        "is_synthetic": release.is_synthetic,
        "weeks": [{"week": item.week, "run": item.run} for item in release.weeks],
    }


class Releases(Resource):
    """Every release, the newest first. Pin one with `release=` and an answer never changes."""

    name = "releases"
    title = "Releases"
    words = ("as_of",)
    row = ReleaseSerializer
    limit_maximum = 200
    samples = ("limit=5",)

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of the releases published by then."""
        rows = [row_of(release) for release in flows.release_list()]
        by_then = [row for row in rows if row["published_at"] <= ask.version.release.published_at]
        return cut(by_then, ask, key=lambda row: [-row["published_at"].timestamp(), row["release"]])


class Release(Resource):
    """One release with its weeks and their runs."""

    name = "releases"
    title = "One release"
    path_words = {"release": PathWord(RELEASE, "16 hex, from the list of releases.")}
    row = ReleaseSerializer
    forms = ("json",)
    is_list = False
    is_many = False
    is_immutable = True

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version that is the release itself."""
        return versions.of_release(release_id=self.kwargs["release"], as_of=None)

    def listing(self, ask: Ask, columns: tuple[str, ...]) -> Listing:
        """Return the release."""
        return Listing(text=dump(row_of(ask.version.release)).decode())
