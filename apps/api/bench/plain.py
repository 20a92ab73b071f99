"""The plain view: a ModelSerializer over the rows of a week, as the framework's tutorial writes it."""

from typing import Any

from django.apps import apps
from django.urls import include, path
from rest_framework import generics, serializers

Flow = apps.get_model("flows", "FlowEstimate")
FIELDS = (
    "period_start", "origin", "destination", "low", "central", "high", "evidence_grade", "unknown_share", "run",
)  # fmt: skip


class PlainSerializer(serializers.ModelSerializer):
    """The same nine fields."""

    class Meta:
        model = Flow
        fields = FIELDS


class Plain(generics.ListAPIView):
    """The largest flows of a week, the larger mean first."""

    serializer_class = PlainSerializer
    schema = None

    def get_queryset(self) -> Any:
        """Return the rows asked for."""
        asked = self.request.query_params
        rows = Flow.objects.filter(
            run_id=int(asked["run"]), basis=asked["basis"], scope="OBSERVED", measure=asked["measure"],
            period_start=asked["period"],
        )  # fmt: skip
        return rows.order_by("-mean", "origin", "destination")[: int(asked["limit"])]


urlpatterns = [path("bench/plain", Plain.as_view()), path("", include("tokentrade.urls"))]
# As `tokentrade/urls.py` names them; an included address book brings none of its own.
handler404 = "apps.web.views.errors.not_found"
handler500 = "apps.web.views.errors.broken"
