"""Corridors: everything that is stored of one pair of countries."""

from typing import Any

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.estimates import MEASURED, EstimateResource
from apps.api.problems import Problem
from apps.api.resource import PathWord
from apps.api.v1.flow_fields import CorridorFlowSerializer
from apps.api.v1.run import RatioSerializer
from apps.api.versions import Version
from apps.api.words import COUNTRY
from apps.estimator.measures import GRADES
from apps.events import queries as events
from apps.flows import corridor
from apps.flows.question import Question
from apps.observations.queries import END_OF_TIME
from apps.reference import queries as reference


class PartSerializer(s.Serializer):
    """A part of the corridor in its newest week."""

    lab = s.CharField(allow_null=True, help_text="Country of the models' makers; null: the remainder.")
    compute = s.CharField(allow_null=True, help_text="Where it is computed; null: the remainder.")
    destination = s.CharField(allow_null=True)
    unit = s.CharField()
    low = s.FloatField()
    central = s.FloatField()
    high = s.FloatField()
    mean = s.FloatField(help_text="Only means add.")
    evidence_grade = s.ChoiceField(GRADES)
    run = s.CharField()


class ElectricitySerializer(s.Serializer):
    """The price of electricity at one end, as the run had it."""

    country = s.CharField()
    low = s.FloatField()
    central = s.FloatField()
    high = s.FloatField()
    unit = s.CharField()
    evidence_grade = s.ChoiceField(GRADES)
    source_title = s.CharField()
    source_url = s.CharField()


class AssumptionSerializer(s.Serializer):
    """What moves the number most."""

    parameter = s.CharField(help_text="Key of the parameter; /api/v1/parameters?key= cites it.")
    scope = s.CharField(help_text="Country or model it is of; empty: everywhere.")
    rank_correlation = s.FloatField(allow_null=True, help_text="With the cell's draws, -1 to 1.")
    value_of_information = s.FloatField(
        allow_null=True, help_text="Share of the spread that knowing it would take."
    )
    cell = s.CharField(help_text="Address of the cell that was looked at.")
    run = s.CharField()


class CorridorSerializer(s.Serializer):
    """One pair of countries."""

    origin = s.CharField()
    destination = s.CharField()
    forward = CorridorFlowSerializer(many=True, help_text="Origin to destination, by week.")
    reverse = CorridorFlowSerializer(many=True, help_text="Destination to origin, by week.")
    week = s.DateField(allow_null=True, help_text="The newest of these weeks, which the rest is about.")
    decomposition = PartSerializer(many=True, help_text="By lab and place of compute; on COMPUTE and LAB.")
    prices = RatioSerializer(many=True, help_text="Value multiple and dollars per kWh at either end.")
    electricity = ElectricitySerializer(many=True)
    events = s.ListField(
        child=s.CharField(), help_text="Slugs of confirmed events that touch either country."
    )
    top_assumption = AssumptionSerializer(allow_null=True)
    counter_evidence = s.ListField(child=s.CharField(), help_text="Notes on cells of the corridor, by uid.")


class Corridor(EstimateResource):
    """Both ways of a corridor, what it is made of, what moves it and what stands against it; o = d is domestic use."""

    name = "corridors"
    title = "One pair of countries"
    words = MEASURED[1:]
    path_words = {
        "origin": PathWord(COUNTRY, "Country of origin.", "CHN"),
        "destination": PathWord(COUNTRY, "Country of destination.", "USA"),
    }
    row = CorridorSerializer
    forms = ("json",)
    is_list = False
    is_many = False
    samples = ("basis=LAB&measure=SERVICE_VALUE_USD",)

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of the release, its analyses and what happened."""
        parts = ("ANALYSES", "EVENTS")
        return versions.with_parts(*parts, release_id=release_id, as_of=question.as_of)

    def is_pinned(self, ask: Ask) -> bool:
        """Events and notes go on under a release."""
        return False

    def item(self, ask: Ask) -> dict[str, Any]:
        """Return the corridor; raise Problem for a code that no country has."""
        ends = {name: self.kwargs[name] for name in ("origin", "destination")}
        if unknown := sorted(set(ends.values()) - reference.country_codes()):
            raise Problem(
                "not-found", f"There is no country {unknown[0]}; /api/v1/countries lists the codes."
            )
        first, last = corridor.subject_keys(ask.question, **ends)
        told = events.touching(
            countries=ends.values(), starts=first, ends=last, as_of=ask.question.as_of or END_OF_TIME
        )
        return corridor.corridor(ask.question, ask.version.release, **ends) | told
