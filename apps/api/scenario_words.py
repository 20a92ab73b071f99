"""The parameters of what-ifs as the document tells them; each what-if reads its own, strictly."""

import re

from apps.api.own_words import Word, choice
from apps.estimator.measures import BASES, MEASURES
from apps.flows.question_more import pattern

NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,6})?")
CODES = re.compile(r"[A-Z]{3}(,[A-Z]{3}){0,59}")
NAMES = (
    "break-even", "chip-ban", "electricity-price", "grid-carbon", "serve-at-home", "sovereignty", "tariff",
    "weights-closed",
)  # fmt: skip


def _number(text: str, example: str) -> Word:
    shape = {"type": "string", "pattern": f"^{NUMBER.pattern}$"}
    return Word(pattern(NUMBER, "a plain number such as 0.25"), shape, text, example)


def _codes(text: str) -> Word:
    shape = {"type": "string", "pattern": f"^{CODES.pattern}$"}
    return Word(pattern(CODES, "country codes such as CHN, with commas"), shape, text)


# name: what it is, in which what-ifs; a parameter that a what-if lacks is refused there.
SCENARIO_WORDS = {
    "measure": choice(
        *MEASURES, text="What is compared; without it the what-if's own measure.", example="TOKENS"
    ),
    "basis": choice(*BASES, text="tariff: whose origin is taxed."),
    "margin": _number("break-even: share of list value that must be left.", "0.2"),
    "share": _number("chip-ban: share of computing in China on domestic chips.", "0.5"),
    "capacity": _number("chip-ban: share of the week's tokens that China can still compute.", "0.8"),
    "change": _number("electricity-price: relative change of the price of a kWh; needed.", "0.1"),
    "cut": _number("grid-carbon: share by which emissions per kWh fall.", "0.3"),
    "target": _number("grid-carbon: no grid named emits more than this, kg per kWh.", "0.1"),
    "rate": _number("tariff: share of the price that is added; needed.", "0.25"),
    "countries": _codes(
        "electricity-price, grid-carbon, sovereignty (needed): where; none named: everywhere."
    ),
    "labs": _codes("serve-at-home, weights-closed: countries of the labs; none named: all, or CHN."),
    "by": _codes("tariff: importing countries that levy it; needed."),
    "on": _codes("tariff: origins it falls on; none named: every known one abroad."),
}
