"""Changes: what happened to the data, in the order in which it became visible."""

from datetime import datetime, timedelta
from typing import Any

from rest_framework import serializers as s

from apps.api import cursor, versions
from apps.api.asking import Ask
from apps.api.atom import ENTRIES, Entry
from apps.api.listing import Listing, RowPage
from apps.api.own_words import SINCE, choices
from apps.api.problems import Problem
from apps.api.resource import Resource
from apps.api.serializers import MetaSerializer
from apps.api.telling import OPS, RESOURCES, told
from apps.api.versions import LOOKUPS, PARTS, Version
from apps.flows.question import Question
from apps.observations import queries as observations

KEPT = timedelta(days=400)
# A place in the log belongs to no query: it may be continued with other filters.
PLACE_OF = "changes since"
EXPIRED = "Changes are kept for 400 days; take the data anew and follow the changes from there."


class ChangeSerializer(s.Serializer):
    """One change. Estimates change by run, not by row; numbers of sources by series and recording."""

    seq = s.IntegerField(help_text="Its place; follows the order in which changes became visible.")
    at = s.DateTimeField(help_text="When it was written; never runs backwards.")
    op = s.ChoiceField(OPS, help_text="DELETED and WITHDRAWN leave an address that answers 410.")
    resource = s.ChoiceField(RESOURCES)
    id = s.CharField(help_text="Id of the thing within its resource.")
    run = s.CharField(help_text="The run that was published or withdrawn; else empty.")
    periods = s.ListField(child=s.DateField(), help_text="Starts of the periods that changed; empty: none.")
    is_span = s.BooleanField(help_text="True: more than 100 periods; the first and the last are given.")
    url = s.CharField(help_text="Where to read it now.")
    reason = s.CharField(help_text="Why it was deleted or withdrawn; else empty.")


class ChangesMetaSerializer(MetaSerializer):
    """The meta block of changes, which says where to go on."""

    since = s.CharField(help_text="Send it as since= next time: nothing is missed and nothing comes twice.")


class Changes(Resource):
    """What changed since a moment or a place, in the order of commits; walk `next`, then come back with meta.since."""

    name = "changes"
    title = "Changes of the data"
    words = ("as_of",)
    own_words = {
        "since": SINCE,
        "resource": choices(*RESOURCES, text="Changes of these resources only.", example=["runs"]),
    }
    required = ("since",)
    row = ChangeSerializer
    meta_row = ChangesMetaSerializer
    forms = ("json", "csv", "parquet", "atom")
    samples = ("since=2026-11-01&resource=runs,events",)
    reached = 0

    def allowed(self) -> tuple[str, ...]:
        """Return the parameters; a feed begins with the newest."""
        return tuple(name for name in super().allowed() if self.form != "atom" or name != "since")

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of the log."""
        return versions.of_parts("CHANGES", as_of=question.as_of)

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of the log."""
        question = ask.question
        until, _ = LOOKUPS.get(("part", "CHANGES"), PARTS["CHANGES"])
        try:
            found = observations.changes(
                after=ask.after[0] if ask.after else self._place(question), until=until,
                as_of=ask.version.known_at, resources=question.asked("resource") or (),
                limit=question.limit + 1,
            )  # fmt: skip
        except observations.ChangesExpired as fault:
            raise Problem("changes-expired", EXPIRED) from fault
        shown = found[: question.limit]
        is_more = len(found) > len(shown)
        self.reached = shown[-1].seq if is_more or (ask.question.as_of and shown) else until
        return RowPage([told(change) for change in shown], [shown[-1].seq] if is_more else None)

    def _place(self, question: Question) -> int | datetime:
        """Return where to begin; raise Problem for a moment that is too long ago."""
        since: datetime | str = question.asked("since")
        if isinstance(since, str):
            return int(cursor.read(since, canonical=PLACE_OF).key[0])
        if since < self.clock() - KEPT:
            raise Problem("changes-expired", EXPIRED)
        return since

    def meta(self, ask: Ask, listing: Listing, next_url: str | None) -> dict[str, Any]:
        """Return the meta block with the place to go on from."""
        place = cursor.Place(release="", key=[self.reached])
        return super().meta(ask, listing, next_url) | {"since": cursor.write(place, canonical=PLACE_OF)}

    def entries(self, ask: Ask) -> list[Entry]:
        """Return the newest changes."""
        resources = ask.question.asked("resource") or ()
        found = observations.newest_changes(as_of=ask.version.known_at, resources=resources, limit=ENTRIES)
        return [
            Entry(
                id=f"change/{change.seq}", title=f"{change.op} {change.resource} {change.id}",
                updated_at=change.at, url=told(change)["url"], summary=change.reason,
            )
            for change in found
        ]  # fmt: skip
