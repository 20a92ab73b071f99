"""What a country's page says beside its charts: the answer, the facts about its electricity, who is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.estimator.measures import MEASURES
from apps.estimator.periods import DAYS_PER_WEEK
from apps.flows import queries
from apps.flows.profiles import CountryProfile
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.reference import queries as reference
from apps.web import words
from apps.web.numbers import digits, percent
from apps.web.own_words import ours
from apps.web.ranged import Side, side

# Parameters that hold for one country, in the order they are shown.
PLACE_KEYS = (
    "electricity_price_usd_per_kwh",
    "pue_climate_model",
    "cn_domestic_chip_share",
    "cn_chip_energy_penalty",
    "dest_access_CHN",
)
OF_CHINA = ("cn_domestic_chip_share", "cn_chip_energy_penalty", "dest_access_CHN")


@dataclass(frozen=True, slots=True)
class Fact:
    """One cited fact of a country: its words, its range, unit, grade and source."""

    name: str
    value: str
    unit: str
    grade: str
    source_title: str
    source_url: str
    note: str


def headline(profile: CountryProfile, question: Question, name: str) -> str:
    """Return the page's answer in one sentence with ranges."""
    balance = profile.balances.get(question.measure)
    if balance is None:
        return _("No estimate for %(name)s in this week. That is not zero: nothing places tokens there.") % {
            "name": name
        }
    out, into = side(balance, "exports", ""), side(balance, "imports", "")
    told = {
        "name": name,
        "measure": words.MEASURE_NAMES[question.measure],
        "week": words.day(profile.week) if profile.week else "",
        "out": out.central,
        "out_range": out.range,
        "into": into.central,
        "into_range": into.range,
    }
    return (
        _(
            "%(measure)s, week of %(week)s: an estimated %(out)s (%(out_range)s) left %(name)s for other "
            "known countries, and %(into)s (%(into_range)s) came in."
        )
        % told
    )


def sides(profile: CountryProfile, question: Question) -> list[Side]:
    """Return exports, imports and net of the asked measure; empty without an estimate."""
    balance = profile.balances.get(question.measure)
    if balance is None:
        return []
    names = {"exports": _("Exports"), "imports": _("Imports"), "net": _("Net")}
    return [side(balance, key, name) for key, name in names.items()]


def by_measure(profile: CountryProfile) -> list[tuple[str, list[Side], str]]:
    """Return every measure of the week: its words, its sides, its grade."""
    return [
        (
            str(words.MEASURE_NAMES[name]),
            [side(profile.balances[name], key, "") for key in ("exports", "imports", "net")],
            profile.balances[name]["evidence_grade"],
        )
        for name in MEASURES
        if name in profile.balances
    ]


def facts(code: str, release: ReleaseRow) -> list[Fact]:
    """Return the parameters that this run took for this country, each with its citation."""
    rows = queries.run_parameters(release=release)
    china = [row for row in rows if code == "CHN" and row["key"] in OF_CHINA]
    own = [row for row in rows if row["scope"] == code and row["key"] in PLACE_KEYS]
    return [_fact(row) for row in sorted([*own, *china], key=lambda row: PLACE_KEYS.index(row["key"]))]


def _fact(row: Mapping[str, Any]) -> Fact:
    """Return one parameter in words."""
    low, central, high = (digits(row[end], 3) for end in ("low", "central", "high"))
    value = central if low == central == high else f"{central} ({low}–{high})"
    name = words.PARAMETER_NAMES.get(row["key"], row["key"])
    unit = words.UNIT_NAMES.get(row["unit"], row["unit"])
    return Fact(
        str(name),
        value,
        str(unit),
        row["evidence_grade"],
        row["source_title"],
        row["source_url"],
        ours(row["note"]),
    )


def makers(code: str) -> list[tuple[str, str]]:
    """Return the labs of a country: key and name."""
    return sorted((row.key, ours(row.name)) for row in reference.labs() if row.country == code)


def hosts(code: str) -> list[tuple[str, str]]:
    """Return the serving companies with seat or declared computing in a country, and which of the two."""
    places = reference.provider_locations()
    found = []
    for row in reference.providers():
        computes = any(place.country == code and place.kind != "SEAT" for place in places.get(row.key, ()))
        if row.company == code and computes:
            found.append((row.name, _("seat and declared computing")))
        elif computes:
            found.append((row.name, _("declared computing")))
        elif row.company == code:
            found.append((row.name, _("legal seat only")))
    return sorted(found)


def quality(profile: CountryProfile, question: Question) -> list[str]:
    """Return what a reader must know of these figures before using them."""
    balance = profile.balances.get(question.measure)
    if balance is None:
        return []
    told = [
        _("%(share)s of what may belong to this origin is at an unknown place.")
        % {"share": percent(balance["unknown_share"])},
        _("In %(share)s of the draws the country is a net exporter.")
        % {"share": percent(balance["surplus_share"])},
    ]
    if profile.coverage is not None and profile.coverage < 1:
        days = round(profile.coverage * DAYS_PER_WEEK)
        told.append(_("%(days)s of seven days observed; the sum is not scaled up.") % {"days": days})
    told += [
        text for flag in profile.flags if flag in words.FLAG_NAMES and (text := words.flag_text(flag, None))
    ]
    return told
