"""Scenarios: what-ifs on a published week, worked out when asked for and never stored."""

from importlib import import_module
from typing import Any

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.listing import RowPage, cut
from apps.api.resource import Resource
from apps.api.versions import Version
from apps.flows.question import Question


class FieldSerializer(s.Serializer):
    """One parameter of a what-if."""

    name = s.CharField()
    kind = s.CharField(help_text="NUMBER, COUNTRIES or CHOICE.")
    about = s.CharField()
    default = s.JSONField(help_text="What holds where nothing is sent; null: nothing.")
    unit = s.CharField()
    allowed = s.CharField(help_text="What may be sent, in words.")
    is_needed = s.BooleanField()


class WhatIfSerializer(s.Serializer):
    """What may be asked: what changes, and what is held."""

    name = s.CharField(help_text="Key of the address /api/v1/scenarios/{key}.")
    title = s.CharField()
    holds = s.CharField(help_text="What is held fixed.")
    measure = s.CharField(help_text="What is compared unless another is asked for.")
    bases = s.ListField(child=s.CharField())
    parameters = FieldSerializer(many=True)
    drawn = s.ListField(
        child=s.CharField(), help_text="Cited parameters that are drawn beside those of the run."
    )


def whatif() -> Any:
    """Return the room's reader of what-ifs; it imports numpy, which no other answer needs."""
    return import_module("apps.flows.whatif")


class Scenarios(Resource):
    """The what-ifs there are, with their parameters. They are scenarios, not estimates of what is."""

    name = "scenarios"
    title = "What-ifs"
    row = WhatIfSerializer
    forms = ("json",)
    limit_maximum = 200
    unstable = ("scenarios",)

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of the product: what-ifs are code."""
        return versions.of_reference(as_of=None)

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of what-ifs, by name."""
        names = tuple(FieldSerializer().fields)
        rows = [
            row | {"parameters": [{name: field[name] for name in names} for field in row["parameters"]]}
            for row in whatif().descriptions()
        ]
        return cut(rows, ask, key=lambda row: [row["name"]])
