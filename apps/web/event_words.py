"""The readers' words for events and documents: kinds, stages, states, what a version brought."""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.web import words
from apps.web.words import Text

KIND_NAMES: dict[str, Text] = {
    "TERMS_CHANGE": _l("Terms change"),
    "ENFORCEMENT": _l("Enforcement"),
    "EXPORT_CONTROL": _l("Export control"),
    "TARIFF": _l("Tariff"),
    "SUBSIDY": _l("Subsidy"),
    "ENERGY_POLICY": _l("Energy policy"),
    "OUTAGE": _l("Outage"),
    "LAUNCH": _l("Launch"),
    "PRICE_CHANGE": _l("Price change"),
    "DISCLOSURE": _l("Disclosure"),
    "INCIDENT": _l("Incident"),
}
STAGE_NAMES: dict[str, Text] = {
    "RUMOUR": _l("Rumour"),
    "ENFORCEMENT": _l("Enforced"),
    "TEXT_CHANGE": _l("Text changed"),
    "ANNOUNCED": _l("Announced"),
    "EFFECTIVE": _l("In effect"),
    "CLARIFIED": _l("Clarified"),
    "REVERSED": _l("Reversed or suspended"),
}
STATE_NAMES: dict[str, Text] = {
    "CONFIRMED": _l("Confirmed by a reviewer"),
    "CANDIDATE": _l("Candidates, not reviewed"),
}
SEVERITY_NAMES: dict[str, Text] = {"LOW": _l("low"), "MEDIUM": _l("medium"), "HIGH": _l("high")}
DIRECTION_NAMES: dict[str, Text] = {
    "OPENS": _l("opens trade"),
    "CLOSES": _l("closes trade"),
    "NEUTRAL": _l("neither opens nor closes trade"),
}
CONFIDENCE_NAMES: dict[str, Text] = {"LOW": _l("low"), "MEDIUM": _l("medium"), "HIGH": _l("high")}
PRECISION_NAMES: dict[str, Text] = {
    "DAY": _l("to the day"),
    "MONTH": _l("to the month"),
    "QUARTER": _l("to the quarter"),
    "YEAR": _l("to the year"),
}
WRITE_NAMES: dict[str, Text] = {
    "CREATED": _l("Made"),
    "GATHERED": _l("Found at a source"),
    "EDITED": _l("Words changed"),
    "STAGE": _l("Stage added"),
    "EVIDENCE": _l("Evidence added"),
    "REVIEW": _l("Reviewed"),
    "PROPOSED": _l("A text handed in, which waits for a second person"),
    "MERGED": _l("A duplicate merged into it"),
    "RECODED": _l("Coded by a new codebook"),
}
# change: (words, what it means)
CHANGE_NAMES: dict[str, tuple[Text, Text]] = {
    "FIRST": (_l("first record"), _l("The archive recorded this text for the first time.")),
    "NEW": (_l("new passage"), _l("At least one paragraph that this document never had before.")),
    "KNOWN": (_l("nothing new"), _l("Paragraphs left or came back; none is new.")),
    "SAME": (_l("noise"), _l("Only links, relative dates, numbering or white space differ.")),
    "LOCALE": (_l("another language"), _l("The archive was given the text in another language.")),
    "TECHNICAL": (_l("technical"), _l("The archive’s own tools changed, not the text.")),
}
QUIET = ("SAME", "KNOWN", "TECHNICAL")


def dated(day: date, precision: str) -> str:
    """Return a day as exactly as it is known: 27 Feb 2026, Feb 2026, Q1 2026 or 2026."""
    parts = {"MONTH": "yMMM", "QUARTER": "yQQQ", "YEAR": "y"}
    return words.dated(day, parts.get(precision, "yMMMd"))


def moment(at: datetime) -> str:
    """Return a moment in words, UTC."""
    return _("%(day)s, %(time)s UTC") % {"day": words.day(at.date()), "time": f"{at:%H:%M}"}


def place(code: str, names: dict[str, str]) -> str:
    """Return a jurisdiction in words; EU is no country and has its own."""
    return _("European Union") if code == "EU" else names.get(code, code)
