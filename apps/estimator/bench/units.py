"""Sizes of the synthetic input and targets of the bench; no assumption of the method is here."""

WEEKS, MODELS, PROVIDERS = 150, 400, 60
# Countries; UNK comes on top of both.
ORIGINS, DESTINATIONS = 60, 200
DRAWS = 1000
# Few hosts and places per model keep the naive baseline small, which is the harder comparison.
HOSTS_PER_MODEL, COUNTRIES_PER_PROVIDER = 5, 2
SEED = 1
# Sets of forbidden destinations of the week that has any, and destinations in each.
FORBIDDEN_SETS, FORBIDDEN_EACH = 4, 12

REPEATS = 4
MATRIX_SIDE = 2048
FLOPS_PER_GFLOP = 1e9
KB_PER_GB = 1e6

CORE_OVER_LIMIT = 3.0
QUANTILES_OVER_PARTITION = 4.0
NAIVE_OVER_CORE = 5000.0
NEW_WEEK_SECONDS = 3.0
BALANCE_DRAWS_MS, BALANCE_WEEKS_MS, MS_PER_SECOND = 150.0, 50.0, 1000.0
MEMORY_GB = 1.0

# Ranges of the synthetic facts; they have no meaning beyond their size.
TOKENS_LN_MEAN, TOKENS_LN_SD = 25.0, 1.5
PRICE_LOW, PRICE_HIGH = 0.2, 2.0
ACTIVE_LOW, ACTIVE_HIGH, SPARSITY = 5.0, 60.0, 10.0
USERS_LN_MEAN, USERS_LN_SD, USER_SHARE = 15.5, 1.8, 0.2
INCOME_LN_MEAN, INCOME_LN_SD = 9.0, 1.3
KWH_PRICE_LOW, KWH_PRICE_HIGH, SPREAD = 0.04, 0.2, 1.4
CARBON_LOW, CARBON_HIGH = 0.05, 0.8
PUE_LOW, PUE_HIGH = 1.1, 1.4
AGREEMENT_RTOL = 1e-4
