"""Limits of what may be asked of a what-if; none is an assumption about the world."""

# A tariff or a price may rise tenfold and more is a typing error; a price falls by 99 % at most.
RATE_AT_MOST = 10.0
PRICE_FALL_AT_MOST = -0.99
# The dirtiest grids emit about 1 kg per kWh.
CARBON_AT_MOST = 2.0
MARGIN_AT_MOST = 0.99
# Each country with its own rule multiplies the sets of cells that must be checked.
COUNTRIES_AT_MOST = 60
SOVEREIGN_AT_MOST = 6
ECHO_AT_MOST = 60
# Sums of the same numbers in another order differ by less than this.
ROUNDING_RTOL = 1e-12
