"""Frames: every week of a measure and basis in one small answer, for drawing."""

from importlib import import_module

from rest_framework import serializers as s

from apps.api.asking import Ask
from apps.api.estimates import EstimateResource
from apps.api.packed import Packed, pack
from apps.api.resource import CONTENT_TYPES
from apps.flows import queries as flows

ENCODED = "A row per arc, an item per period: dlog10x1000-v1."


def _table(text: str) -> s.ListField:
    """Return rows of encoded whole numbers, null where there is no estimate."""
    return s.ListField(child=s.ListField(child=s.IntegerField(allow_null=True)), help_text=text)


class EncodedMeanSerializer(s.Serializer):
    """A sum of means per period; means add, percentiles do not."""

    mean = s.ListField(child=s.IntegerField(allow_null=True), help_text="An item per period: dlog10x1000-v1.")


class FramesSerializer(s.Serializer):
    """Arcs over all periods, as differences of rounded logarithms.

    q = round(1000 log10 v): the first item is absolute, the others are differences of q. Zero has q = -9999;
    null is "no estimate" and leaves the running sum unchanged. Decode: q <= -9999 ? 0 : 10**(q/1000); within
    0.12 %. For drawing only: flows and balances have the numbers.
    """

    periods = s.ListField(child=s.DateField(), help_text="Mondays, without gaps.")
    countries = s.ListField(child=s.CharField(), help_text="Codes; arcs point into this list.")
    arcs = s.ListField(
        child=s.ListField(child=s.IntegerField(), min_length=2, max_length=2),
        help_text="[origin, destination]; by the last central value, the largest first.",
    )
    central = _table(ENCODED)
    low = _table(ENCODED)
    high = _table(ENCODED)
    grade = s.ListField(child=s.CharField(), help_text="A character per period; . = no estimate.")
    unknown_pct = _table("Unknown share in whole percent, as differences.")
    balance_class = s.ListField(
        child=s.CharField(),
        help_text="Per country a digit per period: 0 net importer to 4 net exporter, 2 uncertain.",
    )
    total = EncodedMeanSerializer(help_text="Everything, with domestic, unknown and unlisted.")
    domestic = EncodedMeanSerializer(help_text="What stays in its country.")
    rest = EncodedMeanSerializer(help_text="What is neither domestic nor in an arc listed here.")
    shown_pct = s.ListField(
        child=s.IntegerField(allow_null=True), help_text="Whole percent of the total in these arcs."
    )


class Frames(EstimateResource):
    """All weeks of one measure and basis, encoded for a map with a time slider.

    Without from, to and as_of, or from the release's first week, the bytes are kept with the release.
    """

    name = "frames"
    title = "All weeks for drawing"
    words = (
        "from",
        "to",
        "as_of",
        "release",
        "basis",
        "measure",
        "scope",
        "counterfactual",
        "country",
        "top",
    )
    row = FramesSerializer
    forms = ("json",)
    is_list = False
    is_many = False
    encodings = ("br", "gzip")
    samples = ("basis=LAB&top=40", "measure=ELECTRICITY_VALUE_USD", "country=CHN")

    def pack(self, ask: Ask) -> Packed:
        """Return the prepared bytes in their encodings; those of another span are made now."""
        made = flows.frames(ask.question, ask.version.release)
        if made.body_gzip is None or made.body_br is None:
            # The writing side brings the estimator with it: only who needs it waits for it.
            answering = import_module("apps.flows.actions.answering")
            answering.keep_frames(question=ask.question, release=ask.version.release, made=made)
            made = flows.frames(ask.question, ask.version.release)
        if made.body_gzip is None or made.body_br is None:
            return pack(made.body, content_type=CONTENT_TYPES["json"], headers={})
        encodings = {"identity": made.body, "gzip": made.body_gzip, "br": made.body_br}
        return Packed(content_type=CONTENT_TYPES["json"], encodings=encodings, headers={})
