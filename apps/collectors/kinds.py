"""A first guess at the kind of a gathered candidate, from the words of its headline; a person decides.

The kinds and their meaning stand in the codebook of the events. English words only: a headline in another
language gets the kind that says least.
"""

import re

KINDS = (
    "TERMS_CHANGE", "ENFORCEMENT", "EXPORT_CONTROL", "TARIFF", "SUBSIDY", "ENERGY_POLICY", "OUTAGE", "LAUNCH",
    "PRICE_CHANGE", "DISCLOSURE", "INCIDENT",
)  # fmt: skip
# What a state does; it launches no model and sets no list price.
OF_STATES = ("TARIFF", "EXPORT_CONTROL", "SUBSIDY", "ENERGY_POLICY", "ENFORCEMENT")
# Somebody publishes something: true of every headline.
LEAST = "DISCLOSURE"
# The first that fits is taken.
WORDS = {
    "TARIFF": r"tariffs?|dut(y|ies)|antidumping|anti-dumping|countervailing|section (232|301)",
    "EXPORT_CONTROL": r"export(s|ing)?|entity list|licen[cs]e requirements?",
    "SUBSIDY": r"subsid(y|ies|i[sz]ed)|tax credits?|incentives?",
    "ENERGY_POLICY": r"electricity|energy|power (grid|plant|supply)|nuclear",
    "PRICE_CHANGE": r"pric(e|es|ing)",
    "OUTAGE": r"outages?|downtime|service disruptions?",
    "INCIDENT": r"incidents?|breach(es)?|data leaks?",
    "ENFORCEMENT": r"enforce(s|d|ment)?|fine[sd]|penalt(y|ies)|bans?|banned|suspend(s|ed)?|settlements?",
    "TERMS_CHANGE": r"terms of (use|service)|(usage|privacy|acceptable use) polic(y|ies)",
    "LAUNCH": r"introduc(es|ing)|launch(es|ed|ing)?|releas(es|ed|ing)|now available",
}


def kind_told(headline: str, *, among: tuple[str, ...] = KINDS) -> str:
    """Return the first of these kinds of which a headline has a word, else DISCLOSURE."""
    for kind, words in WORDS.items():
        if kind in among and re.search(rf"\b({words})\b", headline, re.IGNORECASE):
            return kind
    return LEAST
