"""Labs: who makes models."""

from typing import Any

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.listing import RowPage, cut
from apps.api.problems import Problem
from apps.api.reference_rows import CitedSerializer, named, notices
from apps.api.resource import PathWord, Resource
from apps.api.versions import Version
from apps.api.words import ID
from apps.flows.question import Question
from apps.reference import queries as reference


class LabSerializer(CitedSerializer):
    """Who makes models, and the country of its head office."""

    id = s.CharField()
    name = s.CharField()
    country = s.CharField(help_text="ISO 3166-1 alpha-3; UNK where nobody says.")
    aliases = s.ListField(child=s.CharField(), help_text="Author names under which sources list its models.")


class LabReads(Resource):
    """What the list and the item share."""

    name = "labs"
    row = LabSerializer

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of the tables."""
        return versions.of_reference(as_of=question.as_of)


class Labs(LabReads):
    """Every lab with its country and citation."""

    title = "Labs"
    words = ("country", "q", "as_of")
    samples = ("country=CHN", "q=deep")

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of labs, by id."""
        wanted = ask.question.country
        rows = [
            row
            for row in named(reference.lab_rows(), ask.question.q, "id", "name")
            if row["country"] in (wanted or (row["country"],))
        ]
        return cut(rows, ask, key=lambda row: [row["id"]], notices=notices(ask))


class Lab(LabReads):
    """One lab."""

    title = "One lab"
    words = ("as_of",)
    path_words = {"lab": PathWord(ID, "Id of the lab.", "deepseek")}
    forms = ("json",)
    is_list = False
    is_many = False

    def item(self, ask: Ask) -> dict[str, Any]:
        """Return the lab; raise Problem if there is none."""
        key = self.kwargs["lab"]
        found = next((row for row in reference.lab_rows() if row["id"] == key), None)
        if found is None:
            raise Problem("not-found", f"There is no lab {key}; /api/v1/labs lists them.")
        return found
