"""The words of the API that many resources share: meta block, problem, ranges."""

from rest_framework import serializers as s


class CoverageSerializer(s.Serializer):
    """What the observed platforms are of the whole, and how they lean."""

    platform = s.CharField(help_text="Where the usage was observed.")
    share_of_world_tokens = s.ListField(
        child=s.FloatField(),
        allow_null=True,
        help_text="Low, central, high share of the world's tokens, 0 to 1; null where no cited figure says so.",
    )
    bias_direction = s.CharField(help_text="How the observed platform differs from the world.")


class MetaSerializer(s.Serializer):
    """What holds for the whole answer."""

    as_of = s.DateTimeField(
        allow_null=True,
        help_text="The moment whose knowledge is shown: as asked, else the time of publication.",
    )
    release = s.CharField(
        allow_null=True,
        help_text="16 hex; names the list of (week, run) that readers see. Pin it with `release=`.",
    )
    method = s.CharField(
        allow_null=True,
        help_text="Name and version of the method, for example flows-1.0; null without estimates.",
    )
    license = s.CharField(help_text="SPDX identifier of the licence of the answer.")
    citation = s.CharField(help_text="How to cite the answer.")
    coverage = CoverageSerializer(allow_null=True, help_text="Null where the answer holds no estimates.")
    unknown_share = s.FloatField(
        allow_null=True,
        help_text="Share of the mean total with an end in an unknown country, 0 to 1; null without estimates.",
    )
    synthetic = s.BooleanField(
        help_text="True if the numbers were simulated; then nothing of it is a finding."
    )
    notices = s.ListField(child=s.CharField(), help_text="What to know before using the answer.")
    unstable = s.ListField(child=s.CharField(), help_text="Names of fields outside the stability promise.")
    next = s.CharField(allow_null=True, help_text="Relative URL of the next page; null on the last one.")


class ErrorSerializer(s.Serializer):
    """One parameter at fault."""

    parameter = s.CharField()
    value = s.CharField(help_text="What was sent, cut to 100 characters.")
    reason = s.CharField()
    allowed = s.CharField(help_text="What could be sent instead.")


class ProblemSerializer(s.Serializer):
    """An error as RFC 9457 has it; `type` is a page that says what to do."""

    type = s.CharField()
    title = s.CharField()
    status = s.IntegerField()
    detail = s.CharField()
    instance = s.CharField(help_text="Names this one answer in our log.")
    errors = s.ListField(child=ErrorSerializer(), required=False)  # type: ignore[assignment]
    current = s.CharField(required=False, help_text="With version-conflict: what If-Match has to be now.")
