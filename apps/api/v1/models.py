"""Models: what they are called, who made them, how large they are."""

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

BILLIONS = "billions; null = not published."


class ModelSerializer(CitedSerializer):
    """A model, or a group of models that a publication counts as one."""

    id = s.CharField(help_text="Name at the source without author, dots as hyphens, its date kept.")
    name = s.CharField()
    lab = s.CharField(help_text="Id of who made it.")
    country = s.CharField(help_text="Country of the lab; UNK where nobody says.")
    open_weights = s.BooleanField(allow_null=True, help_text="Null: unknown.")
    released_date = s.DateField(allow_null=True)
    params_total_b = s.FloatField(allow_null=True, help_text=f"Parameters in {BILLIONS}")
    params_total_b_low = s.FloatField(allow_null=True, help_text=f"Least, in {BILLIONS}")
    params_total_b_high = s.FloatField(allow_null=True, help_text=f"Most, in {BILLIONS}")
    params_active_b = s.FloatField(allow_null=True, help_text=f"Parameters used per token, in {BILLIONS}")
    params_active_b_low = s.FloatField(allow_null=True, help_text=f"Least, in {BILLIONS}")
    params_active_b_high = s.FloatField(allow_null=True, help_text=f"Most, in {BILLIONS}")
    is_group = s.BooleanField(help_text="True: several models that a publication counts together.")
    aliases = s.ListField(child=s.CharField(), help_text="What sources call it.")


class ModelLinksSerializer(s.Serializer):
    """Where more about the model stands."""

    prices = s.CharField()
    series = s.CharField()
    attribution = s.CharField()


class ModelItemSerializer(ModelSerializer):
    """A model with links to what it costs and where it is computed."""

    links = ModelLinksSerializer()


class ModelReads(Resource):
    """What the list and the item share."""

    name = "models"

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of the tables and of the models that sources named since."""
        return versions.of_reference(as_of=question.as_of)


class Models(ModelReads):
    """Every model that a number may name, with its citation."""

    title = "Models"
    words = ("country", "open_weights", "q", "as_of")
    row = ModelSerializer
    samples = ("country=CHN&open_weights=true", "q=deepseek&limit=5")

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of models, by id."""
        question = ask.question
        rows = [
            row
            for row in named(reference.model_rows(), question.q, "id", "name")
            if row["country"] in (question.country or (row["country"],))
            and question.open_weights in (None, row["open_weights"])
        ]
        return cut(rows, ask, key=lambda row: [row["id"]], notices=notices(ask))


class Model(ModelReads):
    """One model."""

    title = "One model"
    words = ("as_of",)
    path_words = {"model": PathWord(ID, "Id of the model.", "deepseek-v3-2-20251201")}
    row = ModelItemSerializer
    forms = ("json",)
    is_list = False
    is_many = False

    def item(self, ask: Ask) -> dict[str, Any]:
        """Return the model; raise Problem if nothing names it."""
        key = self.kwargs["model"]
        found = next((row for row in reference.model_rows() if row["id"] == key), None)
        if found is None:
            raise Problem("not-found", f"There is no model {key}; /api/v1/models lists them, ?q= finds them.")
        links = {name: f"/api/v1/{name}?model={key}" for name in ("prices", "series", "attribution")}
        return found | {"links": links}
