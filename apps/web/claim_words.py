"""Claims in words: statuses with a sign each, bases, denominators, numbers in their units."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.reference.claims import ClaimRow
from apps.web import words
from apps.web.numbers import digits, figure, percentage
from apps.web.words import Text

# status: (sign, words). The sign and the words say it; colour only repeats it.
STATUSES: dict[str, tuple[str, Text]] = {
    "reproduced": ("✓", _l("reproduced")),
    "within_range": ("≈", _l("within our range")),
    "contradicted": ("✗", _l("contradicted")),
    "cannot_be_checked": ("?", _l("cannot be checked")),
    "counter_figure": ("↔", _l("counter-figure")),
    "": ("…", _l("not evaluated yet")),
}
FILTERED = ("reproduced", "within_range", "contradicted", "cannot_be_checked")
BASES: dict[str, Text] = {
    "A": _l("arithmetic on the claim’s own numbers"),
    "D": _l("data we hold"),
    "M": _l("our estimate"),
    "L": _l("another publication"),
}
REASONS: dict[str, Text] = {
    "DAMAGED": _l("our copy of the text lost the number"),
    "NO_FORMULA": _l("quoted: nothing to work it out with"),
    "UNDEFINED": _l("the formula has no value for these inputs"),
}
ATTRIBUTIONS: dict[str, Text] = {
    "CONFIRMED": _l("the source it names was found saying it"),
    "NOT_FOUND": _l("the source it names was not found saying it"),
    "OWN": _l("the author’s own"),
}
HEDGES: dict[str, Text] = {
    "EXACT": "",
    "ABOUT": _l("about"),
    "NEARLY": _l("nearly"),
    "ORDER": _l("of the order of"),
    "MORE_THAN": _l("more than"),
    "UP_TO": _l("up to"),
}
DAMAGES: dict[str, Text] = {
    "DOLLAR_SPAN": _l("text between two dollar signs is lost"),
    "MIXED_SCRIPT": _l("passages left untranslated"),
    "FOREIGN_BLOCK": _l("blocks of other pages attached"),
    "DATE_CLASH": _l("a period that disagrees with its dates"),
    "TWIN_CONFLICT": _l("two translations disagree"),
    "NO_IDENTITY": _l("title, outlet or date missing in our copy"),
    "SCALE": _l("the number is off by a power of ten"),
}
DENOMINATORS: dict[str, Text] = {
    "TOP10": _l("tokens of the ten largest models"),
    "TOP3": _l("the three largest models"),
    "LAB_PAIR": _l("tokens of labs in China and the USA"),
    "LIST_PRICE_INPUT": _l("list price of input tokens"),
    "ENGLISH_WORDS": _l("English words per token"),
    "PER_YEAR": _l("per year"),
    "USD_PER_KWH": _l("price of a kWh"),
    "DATA_CENTRE_OPEX": _l("operating cost of a data centre, without its chips"),
    "COST_OF_SERVING": _l("cost of serving"),
    "LIST_VALUE_OVER_COST": _l("list value over the cost of computing"),
    "HASH_RATE": _l("world’s Bitcoin hash rate"),
    "WORLD_SPEND": _l("world’s spending on AI"),
    "WORLD_TOKENS": _l("world’s tokens"),
    "PER_TASK": _l("per task"),
    "MONTHS": _l("months between releases"),
    "NATION": _l("China’s own daily tokens"),
    "MODEL_TOKENS": _l("tokens of one model"),
    "ELECTRICITY_VALUE": _l("value of the electricity"),
    "USA_GENERATION": _l("electricity generation of the USA"),
    "GB200_NVL72": _l("a GB200 NVL72 rack"),
    "SHARE_PRICE": _l("share price"),
    "LISTED_HOSTS": _l("listed serving companies"),
    "OPERATING_COST": _l("operating cost"),
    "PER_TOKEN": _l("per token"),
    "LONDON_TO_NEW_YORK": _l("London to New York"),
}
AS_PERCENT = frozenset({"USD_PER_KWH", "OPERATING_COST", "SHARE_PRICE", "MODEL_TOKENS"})
UNITS: dict[str, Text] = {
    "usd": _l("USD"), "usd_per_hour": _l("USD per hour"), "usd_per_kwh": _l("USD per kWh"), "twh": "TWh",
    "usd_per_mtok": _l("USD per million tokens"), "cny_per_usd": _l("CNY per USD"), "watt": "W",
    "kilowatt": "kW", "hour": "h", "year": _l("years"), "month": _l("months"), "second": _l("seconds"),
    "billion": _l("billion parameters"), "petaflops": "PFLOPS", "hkd": "HKD", "eur_per_kwh": _l("EUR per kWh"),
    "joule_per_token": _l("J per token"), "kg_per_kwh": _l("kg per kWh"), "person": _l("people"),
    "joule_per_th": "J/TH", "usd_per_ph_day": _l("USD per PH/s and day"), "gigabyte": "GB",
}  # fmt: skip
PLAIN_DIGITS = 3
LARGE = Decimal(1000)
WORD_UNITS = ("date", "text")


def is_percent(claim: ClaimRow, unit: str) -> bool:
    """Tell whether a plain number of this claim reads as a percentage."""
    return unit == "1" and (claim.kind == "SHARE" or claim.denominator in AS_PERCENT)


def number(text: str | None, unit: str, claim: ClaimRow) -> str:
    """Return a decimal text in its unit, to three digits or as printed; a date or word in words."""
    if not text:
        return ""
    if unit in WORD_UNITS:
        return in_words(text)
    try:
        value = Decimal(text)
    except InvalidOperation:
        return in_words(text)
    if is_percent(claim, unit):
        return percentage(short(value * 100))
    if unit == "token":
        return _("%(n)s tokens") % {"n": figure(float(value), float(value), float(value), "token")}
    told = UNITS.get(unit, "")
    sign = "×" if unit == "1" and claim.kind == "RATIO" else ""
    return f"{short(value)}{sign} {told}".strip()


def short(value: Decimal) -> str:
    """Return a number to three significant digits without needless zeros, a minus as a minus sign."""
    size = abs(value)
    text = f"{size:,.0f}" if size >= LARGE else digits(float(size), PLAIN_DIGITS)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"−{text}" if value < 0 else text


def in_words(text: str) -> str:
    """Return a date as printed, or a coded word as words."""
    return text if text[:1].isdigit() else text.replace("_", " ").lower()


def claimed(claim: ClaimRow, value: str = "", low: str = "", high: str = "") -> str:
    """Return what is claimed, with its hedge; a band as its two ends."""
    hedge = str(HEDGES[claim.hedge])
    if low and high:
        return f"{number(low, claim.unit, claim)} – {number(high, claim.unit, claim)}"
    told = number(value, claim.unit, claim)
    return f"{hedge} {told}".strip() if told else ""


def found(result: dict[str, Any], claim: ClaimRow) -> tuple[str, str]:
    """Return (our figure, its range) of a result; empty texts where it has none."""
    unit = result["unit"]
    low, central, high = (number(result[end], unit, claim) for end in ("low", "central", "high"))
    told = " · ".join(part for part in (in_words(result["text"]) if result["text"] else "", central) if part)
    span = f"{low} – {high}" if low and high and low != high else ""
    return told, span


def reason(code: str) -> str:
    """Return why a claim cannot be checked."""
    kind, _sep, missing = code.partition(":")
    if kind == "MISSING_INPUT":
        return _("we do not hold the input %(ref)s") % {"ref": missing}
    return str(REASONS.get(kind, code))


def denominator(code: str) -> str:
    """Return a denominator in words."""
    return str(DENOMINATORS.get(code, code))


def moment(text: str) -> str:
    """Return the day of an ISO moment in words."""
    return words.day(date.fromisoformat(text[:10]))
