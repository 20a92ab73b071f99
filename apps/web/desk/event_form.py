"""The form of an event: its fields, stages and evidence as a person types them, and what they mean."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.events.coded import LONGEST
from apps.events.given import GivenEvidence, GivenStage
from apps.events.words import CONFIDENCES, DIRECTIONS, EVENT_KINDS, GRADES, PRECISIONS, SEVERITIES, STAGES
from apps.web import event_words
from apps.web.words import Text

DIRECTION_NAMES: dict[str, Text] = {
    "OPENS": _l("opens trade"), "CLOSES": _l("closes trade"), "NEUTRAL": _l("neither opens nor closes it"),
}  # fmt: skip
QUOTE, LOCATOR, URL, NAME, REASON = 2_000, 200, 2_000, 160, 1_000
SPARE = 1
AT_MOST = 20
WHERE = _l("Name a page, or a document with its version, or stored bytes: one of the three.")


def _choices(
    words: Sequence[str], names: Mapping[str, Text], empty: Text | None = None
) -> list[tuple[str, Any]]:
    """Return the options of a select, with one for nothing chosen where `empty` says so."""
    first: list[tuple[str, Any]] = [] if empty is None else [("", empty)]
    return [*first, *((word, names.get(word, word)) for word in words)]


class NamesField(forms.CharField):
    """Several names in one line, between commas or line ends; sorted keys are what is stored."""

    def __init__(self, *, is_lines: bool = False, is_codes: bool = False, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2}) if is_lines else forms.TextInput()
        super().__init__(required=False, max_length=6_000, widget=widget, **options)
        self.is_codes = is_codes
        self.between = re.compile(r"\n") if is_lines else re.compile(r"[,;\s]+")

    def clean(self, value: Any) -> Any:
        """Return the names, each once and in order."""
        text = super().clean(value) or ""
        text = text.upper() if self.is_codes else text
        return sorted({one.strip() for one in self.between.split(text) if one.strip()})


class EventForm(forms.Form):
    """The coded fields. What a field may hold beyond its form is judged where it is stored."""

    title = forms.CharField(label=_l("Title"), max_length=LONGEST["title"])
    kind = forms.ChoiceField(label=_l("Kind"))
    summary = forms.CharField(
        label=_l("Summary"), max_length=LONGEST["summary"], required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    jurisdiction = forms.CharField(label=_l("Who acts"), max_length=3, required=False)
    targets = NamesField(label=_l("Countries it affects"), is_codes=True)
    labs = NamesField(label=_l("Labs it affects"))
    model_keys = NamesField(label=_l("Models it affects"))
    companies = NamesField(label=_l("Other companies it affects"), is_lines=True)
    severity = forms.ChoiceField(label=_l("Severity"))
    direction = forms.ChoiceField(label=_l("Direction"), required=False)
    confidence = forms.ChoiceField(label=_l("Confidence"), required=False)
    reason = forms.CharField(
        label=_l("Why this change"), max_length=REASON, required=False, widget=forms.TextInput()
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = _choices(EVENT_KINDS, event_words.KIND_NAMES)
        fields["severity"].choices = _choices(SEVERITIES, event_words.SEVERITY_NAMES)
        fields["direction"].choices = _choices(DIRECTIONS, DIRECTION_NAMES, _l("not coded"))
        fields["confidence"].choices = _choices(CONFIDENCES, event_words.SEVERITY_NAMES, _l("not coded"))

    def clean_jurisdiction(self) -> str:
        """Return the code in capital letters."""
        return str(self.cleaned_data["jurisdiction"]).upper()

    @property
    def values(self) -> dict[str, Any]:
        """Return the fields as they are stored."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class PartForm(forms.Form):
    """A line of the form that may be left empty: selects that always say something do not count."""

    quiet: tuple[str, ...] = ()

    @property
    def changed_data(self) -> list[str]:
        """Return the fields into which something was typed."""
        return [name for name in super().changed_data if name not in self.quiet]

    def is_empty(self) -> bool:
        """Tell whether nothing was typed into this line."""
        return not self.has_changed()


class StageForm(PartForm):
    """A stage to add: its date, how exact, what shows it, and which stage it corrects."""

    quiet = ("date_precision",)

    stage = forms.ChoiceField(label=_l("Stage"), required=False)
    date = forms.DateField(
        label=_l("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    date_precision = forms.ChoiceField(label=_l("Exact to the"), required=False)
    proof = forms.CharField(label=_l("Shown by"), required=False, max_length=12)
    supersedes = forms.CharField(label=_l("Instead of"), required=False, max_length=12)
    is_disputed = forms.BooleanField(label=_l("disputed"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["stage"].choices = _choices(STAGES, event_words.STAGE_NAMES, "–")
        fields["date_precision"].choices = _choices(PRECISIONS, event_words.PRECISION_NAMES)
        fields["date_precision"].initial = PRECISIONS[0]

    def clean(self) -> dict[str, Any]:
        """Refuse a stage of which a part is missing."""
        data = super().clean() or {}
        for name in ("stage", "date", "proof"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("A stage needs its name, its date and what shows it."))
        return data

    def given(self) -> GivenStage:
        """Return the stage as it is stored; `e12` is a stored proof, `n0` the first new one."""
        data = self.cleaned_data
        found = re.fullmatch(r"([en])([0-9]{1,10})", data["proof"])
        corrected = data["supersedes"]
        return GivenStage(
            stage=data["stage"], date=data["date"], date_precision=data["date_precision"] or PRECISIONS[0],
            is_disputed=data["is_disputed"], evidence=int(found[2]) if found else -1,
            is_stored=bool(found and found[1] == "e"),
            supersedes=int(corrected) if corrected.isascii() and corrected.isdigit() else None,
        )  # fmt: skip


class EvidenceForm(PartForm):
    """A piece of evidence to add: a public page, or words of a version of a document, or stored bytes."""

    quiet = ("grade",)

    url = forms.CharField(label=_l("Page"), required=False, max_length=URL)
    document = forms.CharField(label=_l("Document"), required=False, max_length=NAME)
    version = forms.CharField(label=_l("Version"), required=False, max_length=NAME)
    snapshot = forms.CharField(label=_l("Stored bytes, sha256"), required=False, max_length=64)
    quote = forms.CharField(
        label=_l("Quoted words"), required=False, max_length=QUOTE, strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    locator = forms.CharField(label=_l("Where it stands"), required=False, max_length=LOCATOR)
    published_date = forms.DateField(
        label=_l("Published"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    grade = forms.ChoiceField(label=_l("Grade"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["grade"].choices = _choices(GRADES, {})
        fields["grade"].initial = GRADES[1]

    def clean_url(self) -> str:
        """Refuse an address that no browser should follow."""
        url = str(self.cleaned_data["url"]).strip()
        if url and not url.startswith(("https://", "http://")):
            raise ValidationError(_("An address begins with https:// or http://."))
        return url

    def clean(self) -> dict[str, Any]:
        """Refuse evidence that points to none or to several places."""
        data = super().clean() or {}
        if not self.errors and sum(map(bool, (data["url"], data["document"], data["snapshot"]))) != 1:
            raise ValidationError(WHERE)
        return data

    def given(self) -> GivenEvidence:
        """Return the evidence as it is stored."""
        data = self.cleaned_data
        return GivenEvidence(**data | {"grade": data["grade"] or GRADES[1]})


StageSet = forms.formset_factory(StageForm, extra=SPARE, max_num=AT_MOST, absolute_max=AT_MOST)
EvidenceSet = forms.formset_factory(EvidenceForm, extra=SPARE, max_num=AT_MOST, absolute_max=AT_MOST)


class WholeForm:
    """Fields, stages and evidence as one; bound to what was typed."""

    def __init__(self, typed: QueryDict) -> None:
        """Read what was typed; nothing is judged yet."""
        self.fields = EventForm(typed)
        self.stages: Any = StageSet(typed, prefix="stages")
        self.evidence: Any = EvidenceSet(typed, prefix="evidence")

    def is_valid(self) -> bool:
        """Tell whether every part can be read; the faults stand at their fields."""
        return all([self.fields.is_valid(), self.stages.is_valid(), self.evidence.is_valid()])

    @property
    def new_evidence(self) -> list[GivenEvidence]:
        """Return the evidence to add."""
        return [form.given() for form in self.evidence if not form.is_empty()]

    @property
    def new_stages(self) -> list[GivenStage]:
        """Return the stages to add, their proofs counted as `new_evidence` counts them."""
        places = [place for place, form in enumerate(self.evidence) if not form.is_empty()]
        found = [form.given() for form in self.stages if not form.is_empty()]
        return [one if one.is_stored else _placed(one, places) for one in found]


def _placed(stage: GivenStage, places: list[int]) -> GivenStage:
    """Return a stage whose proof is counted among the lines that are not empty."""
    place = places.index(stage.evidence) if stage.evidence in places else -1
    return replace(stage, evidence=place)
