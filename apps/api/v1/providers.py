"""Providers: who serves models, from which seat, with which declared data centres."""

from typing import Any

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.listing import RowPage, cut
from apps.api.problems import Problem
from apps.api.reference_rows import CitedSerializer, named
from apps.api.resource import PathWord, Resource
from apps.api.versions import Version
from apps.api.words import ID
from apps.flows.question import Question
from apps.observations import queries as observations
from apps.reference import queries as reference

LIST = "openrouter.providers"
SETS = {"listed": "provider_listed", "member": "datacentre_in", "count": "datacentres_declared"}


class ProviderSerializer(CitedSerializer):
    """Who serves models. A seat is never proof of where computing happens."""

    id = s.CharField()
    name = s.CharField()
    company = s.CharField(help_text="Country of the legal seat; UNK where nobody says.")
    datacenters = s.ListField(
        child=s.CharField(),
        allow_null=True,
        help_text="Countries of data centres as declared: null = nothing declared, [] = declared empty; both leave"
        " the place of computing unknown.",
    )
    is_declared = s.BooleanField(help_text="False: nothing declared. Tells both empty cells of a CSV apart.")
    declared_in = s.CharField(help_text="Key of the source that said so last; empty: our own table.")
    declared_at = s.DateTimeField(
        allow_null=True, help_text="When that was recorded; null for our own table."
    )
    lab = s.CharField(allow_null=True, help_text="Id of the lab whose own endpoint it is.")
    aliases = s.ListField(child=s.CharField(), help_text="What price lists call it.")


class ProviderReads(Resource):
    """What the list and the item share."""

    name = "providers"
    row = ProviderSerializer

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of the tables and of what providers declare."""
        return versions.of_parts("REFERENCE", "OBSERVATIONS", as_of=question.as_of, pin=release_id or "")

    def known(self, ask: Ask) -> list[dict[str, Any]]:
        """Return every provider with what it declared by then."""
        declared = observations.declared_countries(source_key=LIST, **SETS, as_of=ask.version.known_at)
        return [_row(row, declared.get(row["id"])) for row in reference.provider_rows()]


class Providers(ProviderReads):
    """Every provider with its legal seat and the data-centre countries it declared by then."""

    title = "Providers"
    words = ("country", "q", "as_of")
    samples = ("country=SGP", "q=deep")

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of providers, by id; country is that of the seat."""
        wanted = ask.question.country
        rows = [
            row
            for row in named(self.known(ask), ask.question.q, "id", "name")
            if row["company"] in (wanted or (row["company"],))
        ]
        return cut(rows, ask, key=lambda row: [row["id"]])


class Provider(ProviderReads):
    """One provider."""

    title = "One provider"
    words = ("as_of",)
    path_words = {"provider": PathWord(ID, "Id of the provider.", "deepseek")}
    forms = ("json",)
    is_list = False
    is_many = False

    def item(self, ask: Ask) -> dict[str, Any]:
        """Return the provider; raise Problem if there is none."""
        key = self.kwargs["provider"]
        found = next((row for row in self.known(ask) if row["id"] == key), None)
        if found is None:
            raise Problem("not-found", f"There is no provider {key}; /api/v1/providers lists them.")
        return found


def _row(typed: dict[str, Any], declared: observations.DeclaredSet | None) -> dict[str, Any]:
    """Return a provider with what its list says now, else with what was typed."""
    centres = typed["datacenters"] if declared is None else declared.members
    return typed | {
        "datacenters": None if centres is None else list(centres),
        "is_declared": centres is not None,
        "declared_in": LIST if declared else "",
        "declared_at": declared.recorded_at if declared else None,
    }
