"""The parameters of each what-if as the document tells them; the what-if itself reads them strictly."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from apps.api.own_words import Word, choice
from apps.estimator.measures import BASES, MEASURES
from apps.flows.question_more import pattern

NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,6})?")
CODES = re.compile(r"[A-Z]{3}(,[A-Z]{3}){0,59}")


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One what-if: its title, its parameters, and which of them must be sent."""

    title: str
    words: Mapping[str, Word]
    required: tuple[str, ...] = ()


def _number(text: str, example: str) -> Word:
    shape = {"type": "string", "pattern": f"^{NUMBER.pattern}$"}
    return Word(pattern(NUMBER, "a plain number such as 0.25"), shape, text, example)


def _codes(text: str, example: str) -> Word:
    shape = {"type": "string", "pattern": f"^{CODES.pattern}$"}
    return Word(pattern(CODES, "country codes such as CHN, with commas"), shape, text, example)


EVERYWHERE = "Where; none named: everywhere, unknown places included."
MEASURE = choice(*MEASURES, text="What is compared; without it the what-if's own measure.", example="TOKENS")
WHATIFS = {
    "break-even": WhatIf(
        "The electricity price at which nothing is left",
        {"margin": _number("Share of list value that must be left, 0 to 0.99.", "0.2")},
    ),
    "chip-ban": WhatIf(
        "A ban on foreign chips in China",
        {
            "share": _number("Share of computing in China on domestic chips, 0 to 1.", "0.5"),
            "capacity": _number("Share of the week's tokens that China can still compute, 0 to 1.", "0.8"),
        },
    ),
    "electricity-price": WhatIf(
        "Electricity becomes dearer or cheaper",
        {
            "change": _number("Relative change of the price of a kWh, -0.99 to 10.", "0.1"),
            "countries": _codes(EVERYWHERE, "CHN"),
        },
        required=("change",),
    ),
    "grid-carbon": WhatIf(
        "Grids emit less",
        {
            "cut": _number("Share by which emissions per kWh fall, 0 to 1.", "0.3"),
            "target": _number("No grid named emits more than this, 0 to 2 kg per kWh.", "0.1"),
            "countries": _codes(EVERYWHERE, "CHN"),
        },
    ),
    "serve-at-home": WhatIf(
        "Every model is computed where it was made",
        {"labs": _codes("Lab countries that serve at home; none named: all.", "CHN")},
    ),
    "sovereignty": WhatIf(
        "Users must be served at home",
        {"countries": _codes("Countries whose users must be served at home; at most 6.", "DEU")},
        required=("countries",),
    ),
    "tariff": WhatIf(
        "A tariff on tokens from abroad",
        {
            "rate": _number("Share of the price that is added, 0 to 10.", "0.25"),
            "by": _codes("Importing countries that levy it.", "USA"),
            "on": _codes("Origins it falls on; none named: every known one abroad.", "CHN"),
            "basis": choice(*BASES, text="Whose origin is taxed.", default="COMPUTE", example="LAB"),
        },
        required=("rate", "by"),
    ),
    "weights-closed": WhatIf(
        "Open weights are closed to hosts abroad",
        {"labs": _codes("Lab countries that close their weights; none named: CHN.", "CHN")},
    ),
}
