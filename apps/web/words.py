"""The readers' words for codes: measures, bases, grades, flags. Every text is ready for translation."""

from datetime import date

from babel.dates import format_skeleton
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

Text = str | Promise

MEASURE_NAMES: dict[str, Text] = {
    "TOKENS": _l("Tokens"),
    "ENERGY_KWH": _l("Electricity used"),
    "ELECTRICITY_VALUE_USD": _l("Value of the electricity"),
    "SERVICE_VALUE_USD": _l("Service value at list price"),
    "COMPUTE_VALUE_USD": _l("Compute value"),
    "CARBON_KG": _l("Carbon emitted"),
}
CROSSINGS: dict[str, Text] = {
    "TOKENS": _l("An estimated %(central)s tokens (%(range)s) crossed a border %(when)s"),
    "ENERGY_KWH": _l(
        "Tokens that crossed a border %(when)s took an estimated %(central)s of electricity (%(range)s)"
    ),
    "ELECTRICITY_VALUE_USD": _l(
        "Tokens that crossed a border %(when)s took electricity worth an estimated %(central)s (%(range)s)"
    ),
    "SERVICE_VALUE_USD": _l(
        "Tokens that crossed a border %(when)s were worth an estimated %(central)s at list price (%(range)s)"
    ),
    "COMPUTE_VALUE_USD": _l(
        "Tokens that crossed a border %(when)s took compute worth an estimated %(central)s (%(range)s)"
    ),
    "CARBON_KG": _l(
        "Tokens that crossed a border %(when)s caused an estimated %(central)s of CO2 (%(range)s)"
    ),
}
BASIS_NAMES: dict[str, Text] = {
    "COMPUTE": _l("Where it is computed"),
    "COMPANY": _l("Where the serving company sits"),
    "LAB": _l("Where the model was made"),
}
BASIS_MEANINGS: dict[str, Text] = {
    "COMPUTE": _l("The origin is the country where the electricity is used."),
    "COMPANY": _l("The origin is the country of the legal seat of the company that serves the model."),
    "LAB": _l("The origin is the country of the lab that made the model, wherever it runs."),
}
SCOPE_NAMES: dict[str, Text] = {
    "OBSERVED": _l("One platform, as observed"),
    "WORLD": _l("The world: a scenario"),
}
EVIDENCE_NAMES: dict[str, Text] = {
    "": _l("Any evidence"),
    "C": _l("Grade C or better"),
    "B": _l("Grade B or better"),
    "A": _l("Grade A"),
}
GRADE_MEANINGS: dict[str, Text] = {
    "A": _l("the party's own published figure or official statistics"),
    "B": _l("a third party's measurement"),
    "C": _l("documentation implies it"),
    "D": _l("an assumption"),
}
RATIO_NAMES: dict[str, Text] = {"value_multiple": _l("Value multiple")}
DISTRIBUTION_NAMES: dict[str, Text] = {
    "two_piece_lognormal": _l("Two-sided lognormal"),
    "two_piece_normal": _l("Two-sided normal"),
    "uniform": _l("Uniform"),
    "fixed_value": _l("Fixed at central"),
    "constant": _l("Constant"),
}
DRAW_SCOPE_NAMES: dict[str, Text] = {
    "global": _l("once for all"),
    "per_model": _l("once per model"),
    "per_country": _l("once per country"),
    "fixed": "",
    "structural": _l("alternatives only"),
    "world_only": _l("world scenario only"),
    "comparison_only": _l("comparisons only"),
    "domestic_only": _l("a nation’s own tokens only"),
    "what_if": _l("what-ifs only"),
}
NOT_MEASURED_YET = _l("not measured yet")
SMALL_INFLUENCE = _l("small")
NOT_DRAWN = _l("not drawn in flows")
IDENTIFICATION_NAMES: dict[str, Text] = {
    "MEASURED": _l("measured"),
    "MARGINS": _l("margins known"),
    "PRIOR_DRIVEN": _l("destination modelled"),
}
LINK_NAMES: dict[str, Text] = {
    "usage": _l("How many tokens"),
    "provider": _l("Which company serves"),
    "location": _l("Where it computes"),
    "destination": _l("Where it is billed"),
    "energy": _l("Energy per token"),
    "price": _l("Price"),
}
DENOMINATOR_NAMES: dict[str, Text] = {
    "PLATFORM": _l("the whole platform"),
    "TOP10": _l("top ten models only"),
    "TOP50": _l("top fifty models by name, the rest as one"),
    "LAB_PAIR": _l("labs in China and the USA only"),
}
FLAG_NAMES: dict[str, Text] = {
    "window_assumed": _l("week assumed: the source printed no dates"),
    **{name: text for name, text in DENOMINATOR_NAMES.items() if name != "PLATFORM"},
    "unverified": _l("published figure not yet checked at its source"),
    "price_missing": _l("some prices missing: an average stands in"),
}
BALANCE_CLASSES: list[Text] = [
    _l("net importer"),
    _l("slight net importer"),
    _l("balanced, or too uncertain to say"),
    _l("slight net exporter"),
    _l("net exporter"),
]
PARAMETER_NAMES: dict[str, Text] = {
    "electricity_price_usd_per_kwh": _l("Electricity price of large users"),
    "pue_climate_model": _l("Facility energy over computing energy (PUE), by climate"),
    "cn_domestic_chip_share": _l("Share of domestic chips"),
    "cn_chip_energy_penalty": _l("Energy of domestic chips relative to the others"),
    "dest_access_CHN": _l("Access of users to the platform"),
}
UNIT_NAMES: dict[str, Text] = {"1": "", "usd_per_kwh": _l("USD per kWh"), "kg_per_kwh": _l("kg per kWh")}
VIEW_NAMES: dict[str, Text] = {"pacific": _l("Pacific"), "atlantic": _l("Atlantic")}


def day(moment: date) -> str:
    """Return a date in words: 16 Feb 2026."""
    return dated(moment, "yMMMd")


def dated(moment: date, parts: str) -> str:
    """Return those parts of a date (CLDR letters: yMMM, yQQQ, y) in the order of the reader's language."""
    language = (get_language() or "en").replace("-", "_")
    # In English the day comes before the month; where no day is told, September is Sep, not Sept.
    british = language == "en" and "d" in parts
    return format_skeleton(parts, moment, locale="en_GB" if british else language)


def flag_text(flag: str, coverage: float | None) -> str | None:
    """Return a flag in words, or None for flags that speak to programs only."""
    if flag == "partial_week":
        days = round((coverage or 0) * 7)
        return _("%(days)s of seven days observed") % {"days": days}
    return str(FLAG_NAMES[flag]) if flag in FLAG_NAMES else None
