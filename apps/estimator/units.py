"""Conversions between units, and every numeric constant of the method that is a definition, not an assumption."""

from typing import Any, TypeVar

# A plain number or an array of them; stdlib only, as every room reads its words here.
Number = TypeVar("Number", float, Any)

# The units a cited row may be in.
UNITS = frozenset(
    {"1", "token", "usd", "usd_per_hour", "usd_per_kwh", "usd_per_mtok", "kg_per_kwh", "cny_per_usd", "watt"}
    | {"kilowatt", "hour", "year", "person", "twh", "billion", "degree", "iso3", "key", "per_ms", "ms_per_km"}
    | {"usd_per_ph_day", "joule_per_th"}
    | {"joule_per_token", "gigabyte", "token_per_second"}
)

JOULES_PER_KWH = 3.6e6
JOULES_PER_WH = 3600
SECONDS_PER_HOUR = 3600
WATTS_PER_KILOWATT = 1e3
BITS_PER_BYTE = 8
HOURS_PER_DAY = 24
KWH_PER_TWH = 1e9
WATTS_PER_KILOWATT = 1e3
TERAHASHES_PER_PETAHASH = 1e3
TOKENS_PER_MTOK = 1e6
TOKENS_PER_KTOK = 1e3

# The normal quantile of 0.95: low and high of a parameter are its 5th and 95th percentile.
Z95 = 1.6448536269514722
# What a cell shows of its draws: 5th, 25th, 50th, 75th and 95th percentile.
PERCENTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

# Corridors below this share of the week's mean are summed into the row `unlisted` (0.01 %).
LISTED_SHARE = 1e-4
# In the scenario of the world, whose ranges are far wider, below 0.1 %.
LISTED_SHARE_WORLD = 1e-3
# Sums of means agree to this relative error, or the run is not published.
CONSERVATION_RTOL = 1e-6
# Shares add to 1 within this.
SHARE_ATOL = 1e-6
# A balanced table meets its margins to this share of the total; sweeps beyond the limit leave a draw unbalanced.
BALANCE_RTOL = 1e-9
SWEEPS_AT_MOST = 2000
# After so many sweeps one step of Newton helps a slow draw along; no factor moves by more than exp of this at once.
SWEEPS_PER_JUMP = 50
LONGEST_JUMP = 8.0
# More unbalanced draws than this refuse the week.
NOT_CONVERGED_SHARE = 0.01
# Capacity below this share of the total carries nothing.
CAPACITY_RTOL = 1e-13
# A set of destinations with less than this share of the total to spare is tight; a wholly tight one counts as this.
TIGHT_SHARE = 0.05
TIGHT_RTOL = 1e-11
# Mean radius of the Earth (IUGG), for great-circle distances.
EARTH_RADIUS_KM = 6371.0088
# Groups of subjects with forbidden destinations of their own; the smallest beyond are pooled.
GROUPS_AT_MOST = 12
# Single-precision products may be off the exact total by this much before they are scaled to it.
SINGLE_PRECISION_RTOL = 1e-4
# A link of the chain has the grade that all but this share of the cell's mean reaches.
GRADE_TAIL_SHARE = 0.05
# The models of the denominator TOP10.
TOP_MODELS = 10
# The logarithmic mean index takes a zero as this share of the largest value (Ang, LMDI: small enough not to count).
LMDI_ZERO_SHARE = 1e-20

# Before and after an event, in weeks: how much history the comparison takes, and the least it speaks with.
WEEKS_BEFORE = 12
WEEKS_BEFORE_LEAST = 8
WEEKS_AFTER = 6
WEEKS_AFTER_LEAST = 2
# The level before an event is the mean of its last weeks before; another event this near makes it confounded.
WEEKS_OF_LEVEL = 4
WEEKS_OF_OVERLAP = 4
# With fewer donors than this no rank can reach the significance level of 1 in 20.
DONORS_LEAST = 19
SIGNIFICANCE = 0.05
# Steps of the projected gradient that fits a synthetic control, and its end: weights move by less than this.
CONTROL_STEPS = 5000
CONTROL_TOLERANCE = 1e-10

# Draws computed together: small enough for the processor's cache, large enough to write whole cache lines.
DRAWS_PER_BATCH = 16
# Models attributed together: few enough that their draws at every origin fit in some tens of megabytes.
MODELS_PER_BATCH = 32
SEED_KEY_BYTES = 16

# Published claims are recomputed exactly and printed with this many significant digits.
CLAIM_DIGITS = 12
# The mean month of the Gregorian calendar: 146,097 days in 4,800 months.
DAYS_PER_MONTH = 30.436875


def joules_to_kwh(joules: Number) -> Number:
    """Return kWh of an energy in joules."""
    return joules / JOULES_PER_KWH


def wh_per_ktok(joules_per_token: Number) -> Number:
    """Return Wh per 1,000 tokens of an intensity in joules per token."""
    return joules_per_token * TOKENS_PER_KTOK / JOULES_PER_WH


def kwh_per_mtok(joules_per_token: Number) -> Number:
    """Return kWh per million tokens of an intensity in joules per token."""
    return joules_per_token * TOKENS_PER_MTOK / JOULES_PER_KWH


def joules_per_token(kwh: Number, tokens: Number) -> Number:
    """Return joules per token of an energy in kWh spread over tokens."""
    return kwh * JOULES_PER_KWH / tokens


def usd_per_token(usd_per_mtok: Number) -> Number:
    """Return USD per token of a list price in USD per million tokens."""
    return usd_per_mtok / TOKENS_PER_MTOK
