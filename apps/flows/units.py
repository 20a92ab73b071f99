"""Fixed numbers of the contract: limits of a question, steps of encodings; none is an assumption."""

from datetime import date

# A question (api.md section 1).
ITEMS_PER_LIST = 20
WEEKS_PER_QUESTION = 520
WEEKS_BY_DEFAULT = 52
TOP_AT_MOST = 400
TOP_PREPARED = (40, 400)
ARCS_BY_DEFAULT = 40
LIMIT_AT_MOST = 5000
LIMIT_BY_DEFAULT = 100
TEXT_AT_MOST = 80
CURSOR_AT_MOST = 2000
ECHO_AT_MOST = 100
FIRST_DATE = date(2015, 1, 1)
# Of days that are no weeks; the last one is what START_UNKNOWN and rules far ahead never reach.
FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2099, 12, 31)
SERIES_AT_MOST = 2**31 - 1
# More list prices than two models can have.
PRICES_AT_MOST = 1_000_000

# Runs and releases.
ID_LENGTH = 16
DAY_LENGTH = 10
SHORT_HASH = 12
CHANGES_SHOWN = 12
# Renewed after each block of weeks and each analysis; a worker that is gone holds a run no longer than this.
LEASE_SECONDS = 120
CHECK_SECONDS = 900
ATTEMPTS = 3
DRAWS = 1000
SEED = 20260216
CONSERVATION_RTOL = 1e-6
SIGNIFICANT_DIGITS = 6
# Countries shown per measure where a proposed parameter is held against what is published.
EFFECT_COUNTRIES = 8

# Frames: dlog10x1000-v1.
TEN = 10
STEPS_PER_DECADE = 1000
ZERO_CODE = -9999
TINY_CODE = -9000
TINY_VALUE = 1e-9
PERCENT = 100
UNKNOWN_ARCS_AT_LEAST = 10
KNOWN_ARCS_PER_UNKNOWN = 4
STRONG_RATIO = 0.33
WEAK_RATIO = 0.05
LAST_CLASS = 4
STRONG_CLASS = 3
BROTLI_SMALL = 11
BROTLI_LARGE = 6
SMALL_BYTES = 60_000
GZIP_LEVEL = 9
SHOWN_WEEKS = 5
HOME_ROWS = 60

# Printed figures are rounded: a remainder below this share of the whole is zero.
FIGURE_RTOL = 1e-9
# A share may leave 0 to 1 by this much: the rounding of single precision.
SHARE_SLACK = 1e-6
FAULTS_SHOWN = 8
# Two publications with equal shares (within two points) and levels this far apart: one numeral is off in scale.
LEVEL_SLIP = 3
EQUAL_SHARE = 0.02
# Pairs whose arbitrage a run tells, largest first.
ARBITRAGE_PAIRS = 20
# Pairs that are told by each prior, largest first.
ALTERNATIVE_PAIRS = 20
# Of a week's sensitivities: so many of the largest origins and pairs, and of the strongest single streams of each.
SENSITIVITY_LARGEST = 5
SENSITIVITY_SINGLES = 3
# Of the pairs between which tokens moved, so many are kept with a week.
PAIRS_SHOWN = 20

# Exact numbers in files: digits in all, and behind the point, as the database keeps them.
DECIMAL_DIGITS = 38
DECIMAL_PLACES = 12
# Rows of one file, and rows read at once while it is written.
ROWS_PER_FILE = 100_000
ROWS_PER_BATCH = 5_000
# Dumps: how many stay beside the first of each month, how long one waits for the claims of its release, how many
# series are read at once; the number of a day's first dump, the length of YYYY-MM.
DUMPS_KEPT = 12
CLAIMS_WAIT_SECONDS = 1800
SERIES_PER_READ = 500
DUMP_STALE_SECONDS = 3600
# Whoever serves files may read a dump, only its writer changes the folder.
FOLDER_MODE = 0o755
FIRST_OF_DAY = 1
MONTH_LENGTH = 7

# Answers kept with a release: frames made at publication, and pictures that readers asked for.
KEPT_AT_MOST = 400
# Sums over the weeks of a release that one process keeps.
KEPT_PARTS = 64

# A simulation: weeks that are estimated (the others repeat them), draws, the level's rise per week, and its sizes.
SIMULATED_WEEKS = 12
SIMULATED_DRAWS = 200
SIMULATED_GROWTH = 1.012
COUNTRIES_SIMULATED_AT_LEAST = 6
