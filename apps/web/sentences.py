"""Sentences that the rooms below write in English for every program, told in the reader's language on pages.

Each stands here once as it is written there, with names for its changing parts. A page recognises the sentence
by its fixed words and tells it anew; a sentence that is not listed stays as it came.
"""

import re
from functools import cache

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _n

SENTENCES: tuple[str, ...] = (
    # flows.question_problems: what became of a parameter that cannot be read.
    _n("%(name)s=%(value)s was put aside: %(why)s; allowed: %(allowed)s."),
    _n("%(name)s=%(value)s: %(why)s; %(repair)s is shown."),
    _n("not one of"),
    _n("not a date"),
    _n("not a Monday"),
    _n("not a moment"),
    _n("not a whole number"),
    _n("not a text"),
    _n("out of range"),
    _n("future"),
    _n("repeated"),
    _n("empty"),
    _n("unknown parameter"),
    _n("unknown code"),
    _n("too many"),
    _n("conflicting parameters"),
    _n("measure not on basis"),
    _n("space for plus"),
    _n("given once; a list is joined by commas"),
    _n("a value, or leave the parameter out"),
    _n("either release or as_of"),
    _n("either period, or from and to"),
    _n("an ISO date such as %(example)s"),
    _n("a Monday from %(first)s to %(last)s"),
    _n("a Monday after from, for example %(example)s"),
    _n("a date from %(first)s to %(last)s"),
    _n("a day after %(first)s"),
    _n("at most %(most)s weeks from %(first)s"),
    _n("not later than %(last)s"),
    _n("an ISO 3166-1 alpha-3 code, XKX or UNK; nearest: %(nearest)s"),
    # estimator.findings and estimator.before_after: the only words in which a comparison speaks.
    _n("no statement"),
    _n("change after"),
    _n("change after; overlaps with %(others)s"),
    _n("no detectable change"),
    _n("consistent with an effect of"),
    _n(
        "%(before)s usable weeks before and %(after)s after; at least %(least_before)s and %(least_after)s are needed"
    ),
    _n("no donor series has all the weeks of this event"),
    _n(
        "with %(donors)s donors the rank cannot fall below %(lowest)s, so no change, however large, could have been "
        "detected; %(needed)s are needed"
    ),
    # flows.before_after, flows.panels and flows.flagged: groups and what happened near a date.
    _n("no exact date is known"),
    _n("no week near it counts %(group)s"),
    _n("the day asked for"),
    _n("models of labs in %(code)s"),
    _n("models of %(lab_key)s"),
    _n("launch of %(model)s (%(on)s)"),
    _n("policy event %(slug)s: %(stages)s (%(on)s)"),
    _n("policy event %(slug)s"),
    _n("Candidate events are among these: nobody has confirmed them, nor their dates."),
    # flows.inputs.candidates: why a publication was not chosen.
    _n("measured daily rows"),
    _n("a publication with total, split by lab country and the first model"),
    _n("a publication with total and split by lab country"),
    _n("a publication with a pair of lab countries"),
    _n("the rule prefers %(rule)s; this is %(other_rule)s"),
    _n("fewer days of the week are observed"),
    _n("it repeats in print what the feed itself says"),
    _n("fewer models are named"),
    _n("a later publication of the same kind"),
    # flows.analyses.curve: how two published points stand to each other.
    _n(
        "%(one)s times and %(two)s times are of different bases (%(base)s, %(other_base)s); on one base they would "
        "exclude each other"
    ),
    _n("%(one)s times and %(two)s times are of one base and exclude each other"),
    _n("%(one)s times and %(two)s times are of one base; two statements of the same kind"),
    # estimator.price_gap: why there is no index.
    _n("no good has a price and a quantity on both sides; the index is not published"),
    _n("no pair has any tokens; a ratio of nothing is not published"),
    _n("a price is 0 or less; free variants stay outside price indices"),
)
# Only these parts are sentences themselves; the others are values, and some of them were typed by a reader.
NESTED = frozenset({"why", "allowed", "group", "rule", "other_rule"})
# Longer texts are not of these kinds, and the search through them would be slow.
LONGEST = 1000
PART = re.compile(r"%\((\w+)\)s")


def said(text: str) -> str:
    """Return a sentence of the house in the reader's language; one that is not listed as it came."""
    if not text or len(text) > LONGEST or (get_language() or "en") == "en":
        return text
    for source, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found:
            parts = {name: said(part) if name in NESTED else part for name, part in found.groupdict().items()}
            return gettext(source) % parts if parts else gettext(source)
    return text


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return each sentence with the expression that recognises it, those of more fixed words first."""
    ordered = sorted(SENTENCES, key=lambda source: -len(PART.sub("", source)))
    return tuple((source, re.compile(_expression(source), re.DOTALL)) for source in ordered)


def _expression(source: str) -> str:
    """Return the expression of a sentence: its words as they are, any text for each part."""
    words, names = PART.split(source)[::2], PART.findall(source)
    parts = [*(f"(?P<{name}>.*?)" for name in names), ""]
    return "".join(re.escape(word) + part for word, part in zip(words, parts, strict=True))
