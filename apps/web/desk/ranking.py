"""Where a candidate stands in the queue, and why: a sum of named parts, each with its words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from apps.events.desk import RANK, QueueRow
from apps.flows.weights import Weights
from apps.web.event_words import SEVERITY_NAMES
from apps.web.numbers import percent

# Points at most of each part. They order a list for people and enter no estimate: what is grave comes before what
# would narrow a range, that before what concerns much trade, that before what is merely new.
SEVERITY_POINTS = {"LOW": 0.0, "MEDIUM": 2.0, "HIGH": 4.0}
NARROWING_POINTS, TRADE_POINTS, NEW_PASSAGE_POINTS, RECENT_POINTS = 4.0, 3.0, 1.0, 2.0
# After so many days news counts half.
HALF_AFTER_DAYS = 14
# A part below this is not worth a word.
WORTH_A_WORD = 0.05
# The assumptions (keys of parameters.csv) on which an event of a kind, once coded, would be evidence.
BEARS_ON: Mapping[str, tuple[str, ...]] = {
    "TERMS_CHANGE": ("dest_access_CHN", "dest_weight_ln_sd", "location_hq_weight"),
    "ENFORCEMENT": ("dest_access_CHN", "dest_weight_ln_sd"),
    "EXPORT_CONTROL": ("cn_domestic_chip_share", "cn_chip_energy_penalty", "dest_access_CHN"),
    "TARIFF": ("cn_domestic_chip_share", "gpu_capex_h100", "h100_rent"),
    "SUBSIDY": ("cn_domestic_chip_share", "unk_price_usd_kwh"),
    "ENERGY_POLICY": ("unk_price_usd_kwh", "unk_carbon_kg_per_kwh", "pue_default"),
    "OUTAGE": ("provider_pull_ln_sd", "routing_price_exponent"),
    "LAUNCH": ("other_models_resid_sd", "provider_pull_ln_sd"),
    "PRICE_CHANGE": ("price_discount", "missing_price_ln_sd", "cached_price_over_input", "routing_price_exponent"),
    "DISCLOSURE": (
        "fleet_efficiency", "cache_hit", "output_share", "openrouter_token_share_world", "dest_us_share",
        "location_declared_unknown",
    ),
    "INCIDENT": ("dest_access_CHN",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a place in the queue: its words and its points."""

    words: str
    points: float

    @property
    def text(self) -> str:
        """Return the points as they are shown: to one decimal."""
        return f"+{self.points:.1f}"


def parts(row: QueueRow, weights: Weights, names: Mapping[str, str], now: datetime) -> list[Part]:
    """Return why a row stands where it does, the heaviest part first; what weighs nothing is left out."""
    found = [
        _severity(row),
        _narrowing(row.kind, weights.narrowing),
        _trade(row, weights, names),
        _recent(row, now),
        Part(_("a passage that the document never had"), NEW_PASSAGE_POINTS * row.shown.has_new_passage),
    ]
    return sorted((one for one in found if one.points >= WORTH_A_WORD), key=lambda one: -one.points)


def score(found: Collection[Part]) -> float:
    """Return the place as a number: the sum of the parts."""
    return sum(one.points for one in found)


def _severity(row: QueueRow) -> Part:
    """Return the graver of what the event says and what the passage says by rule."""
    gravest = max((row.severity, row.shown.severity), key=RANK.__getitem__)
    return Part(_("severity %(severity)s") % {"severity": SEVERITY_NAMES[gravest]}, SEVERITY_POINTS[gravest])


def _narrowing(kind: str, narrowing: Mapping[str, float]) -> Part:
    """Return what the event could take off a published range: that of the most telling assumption it bears on."""
    known = {key: narrowing[key] for key in BEARS_ON.get(kind, ()) if key in narrowing}
    if not known:
        return Part("", 0.0)
    key = max(known, key=known.__getitem__)
    share = min(1.0, max(0.0, known[key]))
    words = _("bears on %(parameter)s, which makes up to %(share)s of a range") % {
        "parameter": key, "share": percent(share),
    }  # fmt: skip
    return Part(words, NARROWING_POINTS * share)


def _trade(row: QueueRow, weights: Weights, names: Mapping[str, str]) -> Part:
    """Return the share of the week's tokens that the heaviest affected country or lab has to do with."""
    shares = {
        names.get(code, code): weights.countries.get(code, 0.0) for code in (row.jurisdiction, *row.targets)
    }
    shares |= {lab: weights.labs.get(lab, 0.0) for lab in (*row.labs, *row.shown.providers)}
    if not shares:
        return Part("", 0.0)
    heaviest = max(shares, key=shares.__getitem__)
    share = min(1.0, shares[heaviest])
    words = _("%(name)s: %(share)s of the week’s tokens") % {"name": heaviest, "share": percent(share)}
    return Part(words, TRADE_POINTS * share)


def _recent(row: QueueRow, now: datetime) -> Part:
    """Return how new it is: half the points for every fortnight since the last date, or since it was found."""
    day = row.last_date or row.recorded_at.date()
    days = max(0, (now.date() - day).days)
    words = _("%(days)s days ago") % {"days": days} if days else _("today")
    return Part(words, RECENT_POINTS * 0.5 ** (days / HALF_AFTER_DAYS))
