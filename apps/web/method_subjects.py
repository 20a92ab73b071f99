"""What the method page explains, in its order: each subject has an anchor that numbers and API rows link to."""

from django.utils.translation import gettext_lazy as _l

from apps.web.words import Text

# (group anchor, its title, ((anchor, title), ...))
GROUPS: tuple[tuple[str, Text, tuple[tuple[str, Text], ...]], ...] = (
    (
        "measures", _l("What is counted"),
        (
            ("value-multiple", _l("Value multiple and electricity’s share")),
            ("grades", _l("Grades and the unknown")),
        ),
    ),
    (
        "chain", _l("From a count to a country"),
        (
            ("usage", _l("Usage: tokens of a model in a week")),
            ("bases", _l("Three origins: lab, company, compute")),
            ("attribution", _l("Who serves a model, and where")),
            ("destinations", _l("Destinations")),
            ("matrix", _l("The matrix of origins and destinations")),
            ("badges", _l("How a cell is known, and its bounds")),
        ),
    ),
    (
        "worth", _l("From a token to a kilowatt-hour and a price"),
        (
            ("energy", _l("Electricity used")),
            ("electricity-value", _l("Value of the electricity")),
            ("service-value", _l("Service value at list price")),
            ("realised-value", _l("Realised value")),
            ("compute-value", _l("Compute value")),
            ("carbon", _l("Carbon emitted")),
            ("arbitrage", _l("Arbitrage of electricity prices")),
        ),
    ),
    (
        "certainty", _l("How sure a number is"),
        (
            ("ranges", _l("Draws: the range of a number")),
            ("floor-best-ceiling", _l("Floor, best and ceiling")),
            ("alternatives", _l("Structural alternatives")),
            ("sensitivity", _l("What moves a number, and what would narrow it")),
            ("coverage-test", _l("Do the ranges hold?")),
        ),
    ),
    (
        "scale", _l("One platform, the world, a nation"),
        (
            ("scopes", _l("Scopes and the ceiling check")),
            ("domestic", _l("A nation’s own tokens")),
            ("denominators", _l("What a share is a share of")),
        ),
    ),
    (
        "indices", _l("Indices and analyses"),
        (
            ("curve", _l("The value multiple as a curve")),
            ("ladder", _l("What a kilowatt-hour earns")),
            ("price-gap", _l("The price gap between models of labs in the USA and China")),
            ("decompositions", _l("What a gap or a change is made of")),
            ("concentration", _l("Concentration")),
            ("trade-balance", _l("Trade balance")),
            ("regions", _l("Regions")),
            ("bitcoin", _l("Bitcoin beside tokens")),
            ("switching", _l("Switching between models")),
        ),
    ),
    (
        "change", _l("Events, what-ifs and claims"),
        (
            ("before-after", _l("Before and after an event")),
            ("what-ifs", _l("What-ifs")),
            ("claims", _l("Claims")),
        ),
    ),
    (
        "running", _l("Runs, releases and revisions"),
        (
            ("runs", _l("Runs")),
            ("releases", _l("Releases")),
            ("revisions", _l("Revisions: why a number moved")),
            ("refusals", _l("What a run must keep to be published")),
            ("conservation", _l("Do the sums hold?")),
            ("analyses", _l("What is worked out from this release")),
            ("weeks", _l("Which publication was chosen")),
        ),
    ),
    (
        "checks", _l("Held against the world"),
        (
            ("check-point", _l("The check point, and the published week beside it")),
            ("deepseek-day", _l("A day that DeepSeek disclosed")),
        ),
    ),
    ("parameters", _l("Parameters"), ()),
    ("changes", _l("Version and changes"), ()),
)  # fmt: skip
# The anchors of measures stand in the table of the first group or at a subject of their own.
MEASURE_ANCHORS = {
    "TOKENS": "tokens",
    "ENERGY_KWH": "energy",
    "ELECTRICITY_VALUE_USD": "electricity-value",
    "SERVICE_VALUE_USD": "service-value",
    "COMPUTE_VALUE_USD": "compute-value",
    "CARBON_KG": "carbon",
}
TITLES: dict[str, Text] = {anchor: title for _, _, subjects in GROUPS for anchor, title in subjects}
TITLES |= {group: title for group, title, _ in GROUPS}
ANCHORS = frozenset({*TITLES, *MEASURE_ANCHORS.values()})
